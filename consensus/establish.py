"""What the service believes about a patient, and where it read it: every fact of the paper with its ground.

This is the seam that an oncologist checks. `facts` holds at every reading of the record, `working` at the most
likely one; `bases` says for each fact why, from which resources, and what would settle it if it is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from consensus.establishing import adjuvant, brain, brain_course, exposures, judgement, lines, measurements, safety
from consensus.establishing.active import active_agents
from consensus.establishing.her2 import her2_status
from consensus.establishing.hormone_receptors import hr_status
from consensus.establishing.setting import breast_cancer, disease_setting
from consensus.establishing.site_facts import tdm1_available
from consensus.facts import FACT_NAMES, Facts
from consensus.site import Site
from treatment_history.agents import PERTUZUMAB, T_DM1

if TYPE_CHECKING:
    from collections.abc import Mapping

    from treatment_history.answer import Answer
    from treatment_history.history import Derived, TreatmentHistory
    from treatment_history.record import Conflict

_DEFAULT_SITE = Site()


@dataclass(frozen=True, slots=True)
class Established:
    """The facts with their grounds.

    `possible` narrows the values that the completion rule tries for an unknown fact; `breast_cancer` is the gate of
    the service; `active_agents` are the agents (hyphenated) with an order or statement still active.
    """

    facts: Facts
    working: Facts
    bases: Mapping[str, Derived[Any]]
    breast_cancer: Derived[Answer]
    possible: Mapping[str, tuple[object, ...]] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: tuple[Conflict, ...] = ()
    active_agents: tuple[str, ...] = ()


def establish(history: TreatmentHistory, site: Site = _DEFAULT_SITE) -> Established:
    """Read every fact of the paper from the history; what the record does not say is unknown."""
    her2, her2_conflicts = her2_status(history.record, history.as_of)
    receptors, receptor_conflicts = hr_status(history.record, history.as_of)
    setting, setting_conflicts = disease_setting(history)
    brain_mets, brain_conflicts = brain.brain_mets(history)
    bases: dict[str, Derived[Any]] = {
        "her2_status": her2,
        "hr_status": receptors,
        "disease_setting": setting,
        "disease_status": lines.disease_status(history, setting.value),
        **_early_therapy(history),
        **lines.line_facts(history),
        **_exposures(history, site),
        "brain_mets": brain_mets,
        "brain_progression": brain_course.brain_progression(history, brain_mets.value),
        "brain_local_therapy": brain_course.brain_local_therapy(history, brain_mets.value),
        **_judgements(history),
        **_safety(history),
    }
    found = (*her2_conflicts, *receptor_conflicts, *setting_conflicts, *brain_conflicts)
    return Established(
        facts=Facts(**{name: bases[name].value for name in FACT_NAMES}),
        working=Facts(**{name: bases[name].working for name in FACT_NAMES}),
        bases=MappingProxyType({name: bases[name] for name in FACT_NAMES}),
        breast_cancer=breast_cancer(history),
        possible=MappingProxyType({name: bases[name].possible for name in FACT_NAMES if bases[name].possible}),
        conflicts=tuple(sorted({*history.record.conflicts, *history.conflicts, *found}, key=_place)),
        active_agents=active_agents(history),
    )


def _place(conflict: Conflict) -> tuple[str, tuple[str, ...], str]:
    return conflict.kind, conflict.references, str(conflict.sentence)


def _early_therapy(history: TreatmentHistory) -> dict[str, Derived[Any]]:
    given = adjuvant.adjuvant_anti_her2(history)
    interval = adjuvant.relapse_interval(history, given)
    return {
        "adjuvant_anti_her2": given,
        "adjuvant_relapse_months": adjuvant.adjuvant_relapse_months(history, interval),
        "relapse_interval": interval,
    }


def _exposures(history: TreatmentHistory, site: Site) -> dict[str, Derived[Any]]:
    return {
        "prior_trastuzumab": exposures.prior_trastuzumab(history),
        "prior_taxane": exposures.prior_taxane(history),
        "tdm1_exposure": exposures.given_where(history, T_DM1),
        "tdm1_available": tdm1_available(site),
        "pertuzumab_exposure": exposures.given_where(history, PERTUZUMAB),
        "lapatinib_exposure": exposures.lapatinib_given(history),
        "post2016_agent_exposure": exposures.post2016_agent_exposure(history),
    }


def _judgements(history: TreatmentHistory) -> dict[str, Derived[Any]]:
    return {
        "chemo_indicated": judgement.chemo_indicated(history),
        "taxane_contraindicated": judgement.taxane_contraindicated(history),
        "unacceptable_toxicity": judgement.unacceptable_toxicity(history),
        "patient_wishes_to_stop": judgement.patient_wishes_to_stop(history),
    }


def _safety(history: TreatmentHistory) -> dict[str, Derived[Any]]:
    return {
        "age_years": safety.age_years(history),
        "cardiovascular_disease": safety.cardiovascular_disease(history),
        "diabetes": safety.diabetes(history),
        "lvef_percent": measurements.lvef_percent(history),
        "lvef_baseline_percent": measurements.lvef_baseline_percent(history),
        "lvef_age_days": measurements.lvef_age_days(history),
        "ild_history": safety.ild_history(history),
        "alt_ast_xuln": measurements.alt_ast_xuln(history),
        "bilirubin_xuln": measurements.bilirubin_xuln(history),
        "pregnancy_status": safety.pregnancy_status(history),
    }

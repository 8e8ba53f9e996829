"""T3, the second-line approach: three strategies that the panel does not rank, and lapatinib for the brain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.facts import DiseaseStatus, Facts, Given, LapatinibGiven, Presence, RelapseInterval
from consensus.regimens import CHEMO_ALONE, L_ALONE, L_CHEMO, L_T, T_CHEMO, TDM1
from consensus.situations.answers import NeedsData, option, outcome, preferred, when
from consensus.situations.t_dm1 import (
    adjuvant_t_dm1_flag,
    brain_flags,
    site_flag,
    t_dm1_already_given,
    t_dm1_flags,
    t_dm1_ok,
)
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from consensus.outcome import Option, Outcome


def second_line(facts: Facts) -> Outcome | NeedsData:
    """Table T3: with brain metastases and no lapatinib so far Scenario 4 goes first (S3.1-S3.4, S8.1)."""
    if facts.tdm1_exposure is Given.UNKNOWN:
        return NeedsData("T3.1", ("tdm1_exposure",))
    match facts.brain_mets:
        case Presence.UNKNOWN:
            return NeedsData("T3.2", ("brain_mets",))
        case Presence.NONE:
            return _three_strategies(facts, "T3.3")
    match facts.lapatinib_exposure:
        case LapatinibGiven.NONE:
            return _lapatinib_first(facts)  # T3.4
        case LapatinibGiven.METASTATIC:
            return _three_strategies(facts, "T3.5")
    return NeedsData("T3.6", ("lapatinib_exposure",))


def _three_strategies(facts: Facts, rule: str) -> Outcome:
    return outcome(
        "C1",
        rule,
        recommended=(
            option(T_CHEMO, "S3.1", "S3.2"),
            option(L_CHEMO, "S3.1", "S3.2"),
            option(L_T, "S3.1", "S3.4"),
            *_t_dm1_option(facts),
        ),
        against=_spoken_against(facts),
        statements=("S3.1", "S3.2", "S3.4", *_further_statements(facts)),
        flags=_flags(facts),
        more_notes=when(_untreated(facts), "CN-ADJ"),
    )


def _lapatinib_first(facts: Facts) -> Outcome:
    return outcome(
        "C2",
        "T3.4",
        recommended=(
            preferred(L_CHEMO, "S8.1", "S8.4"),
            option(T_CHEMO, "S3.1", "S3.2"),
            option(L_T, "S3.1", "S3.4"),
            *_t_dm1_option(facts),
        ),
        against=_spoken_against(facts),
        statements=("S3.1", "S8.1", "S8.2", "S8.3", "S8.4", "S3.2", "S3.4", *_further_statements(facts)),
        flags=(*brain_flags(facts), *_flags(facts)),
        more_notes=when(_untreated(facts), "CN-ADJ"),
    )


def _t_dm1_option(facts: Facts) -> tuple[Option, ...]:
    return (option(TDM1, "S3.1", "S3.3"),) if t_dm1_ok(facts) else ()


def _spoken_against(facts: Facts) -> tuple[str, ...]:
    return (*t_dm1_already_given(facts), CHEMO_ALONE, L_ALONE)


def _further_statements(facts: Facts) -> tuple[str, ...]:
    return (
        *when(t_dm1_ok(facts), "S3.3"),
        *when(facts.tdm1_exposure is Given.METASTATIC, "S5.2"),
        *when(_needs_trastuzumab_first(facts), "S0.4"),
        *when(_brain_after_lapatinib(facts), "S8.1", "S5.3"),
        *when(_untreated(facts), "S2.1", "S2.3"),
        *when(_untreated(facts) and facts.relapse_interval is RelapseInterval.DURING_OR_LE6, "S2.4"),
    )


def _flags(facts: Facts) -> tuple[str, ...]:
    return (
        *t_dm1_flags(facts),
        *adjuvant_t_dm1_flag(facts),
        *when(_needs_trastuzumab_first(facts), "tdm1-needs-prior-trastuzumab"),
        *when(facts.lapatinib_exposure is LapatinibGiven.METASTATIC, "lapatinib-already-used-silent"),
        *when(_brain_after_lapatinib(facts), "s8-silent-after-lapatinib"),
        *when(
            _untreated(facts) and facts.relapse_interval is RelapseInterval.GT6_LE12,
            "tdm1-outside-ema-6-month-window",
        ),
        *site_flag(facts),
    )


def _untreated(facts: Facts) -> bool:
    return facts.disease_status is DiseaseStatus.UNTREATED


def _needs_trastuzumab_first(facts: Facts) -> bool:
    return facts.tdm1_exposure is Given.NONE and facts.prior_trastuzumab is Answer.NO


def _brain_after_lapatinib(facts: Facts) -> bool:
    return facts.brain_mets is Presence.PRESENT and facts.lapatinib_exposure is LapatinibGiven.METASTATIC

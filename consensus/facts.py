"""What the paper asks about a patient (knowledge specification A.3.1), as values only.

Every fact has `UNKNOWN` (None for numbers); unknown is never read as no. Where a value was read stands in `establish`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from operator import attrgetter
from reprlib import repr as shortened
from typing import TYPE_CHECKING, get_args, get_type_hints

from consensus.agent_names import SYNONYMS
from treatment_history.agents import BY_HYPHENATED_NAME
from treatment_history.answer import Answer, Unjudged

if TYPE_CHECKING:
    from collections.abc import Mapping


class Her2Status(Unjudged):
    """Most recent valid result; low = IHC 1+, or 2+ with negative ISH."""

    POSITIVE = "positive"
    LOW = "low"
    NEGATIVE = "negative"
    EQUIVOCAL = "equivocal"
    UNKNOWN = "unknown"


class HrStatus(Unjudged):
    """ER and/or PR."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"


class DiseaseSetting(Unjudged):
    """How far the disease has spread."""

    METASTATIC = "metastatic"
    LOCALLY_ADVANCED_UNRESECTABLE = "locally_advanced_unresectable"
    EARLY = "early"
    UNKNOWN = "unknown"


class DiseaseStatus(Unjudged):
    """Untreated means: no systemic therapy yet for metastatic disease."""

    UNTREATED = "untreated"
    PROGRESSIVE = "progressive"
    COMPLETE_RESPONSE = "complete_response"
    PARTIAL_RESPONSE = "partial_response"
    STABLE_DISEASE = "stable_disease"
    UNKNOWN = "unknown"


class AdjuvantAntiHer2(Unjudged):
    """Anti-HER2 therapy given before or after surgery."""

    NONE = "none"
    TRASTUZUMAB_BASED = "trastuzumab_based"
    TDM1_OR_OTHER = "tdm1_or_other"
    UNKNOWN = "unknown"


class RelapseInterval(Unjudged):
    """From the last (neo)adjuvant anti-HER2 dose to recurrence, in months; limits included below."""

    DURING_OR_LE6 = "during_or_le6"
    GT6_LE12 = "gt6_le12"
    GT12 = "gt12"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Given(Unjudged):
    """Where T-DM1 or pertuzumab was given before."""

    NONE = "none"
    METASTATIC = "metastatic"
    ADJUVANT_ONLY = "adjuvant_only"
    UNKNOWN = "unknown"


class LapatinibGiven(Unjudged):
    """Where lapatinib was given before."""

    NONE = "none"
    METASTATIC = "metastatic"
    UNKNOWN = "unknown"


class Presence(Unjudged):
    """Brain metastases."""

    NONE = "none"
    PRESENT = "present"
    UNKNOWN = "unknown"


class AnswerOrNotApplicable(Unjudged):
    """Yes, no, not applicable, or unknown."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class LocalTreatment(Unjudged):
    """Local treatment of brain metastases: the paper's "best local treatment"."""

    COMPLETED = "completed"
    NOT_DONE = "not_done"
    NOT_INDICATED = "not_indicated"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class IldHistory(Unjudged):
    """Highest grade of interstitial lung disease or pneumonitis so far."""

    NONE = "none"
    GRADE1 = "grade1"
    GRADE2_OR_MORE = "grade2_or_more"
    UNKNOWN = "unknown"


class Pregnancy(Unjudged):
    """Pregnancy at the time of the decision."""

    PREGNANT = "pregnant"
    NOT_PREGNANT = "not_pregnant"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Interval(Unjudged):
    """Words that stand in place of a number of months in `adjuvant_relapse_months`."""

    DURING = "during"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One patient as the paper sees her. A fact that is not given is unknown."""

    her2_status: Her2Status = Her2Status.UNKNOWN
    hr_status: HrStatus = HrStatus.UNKNOWN
    disease_setting: DiseaseSetting = DiseaseSetting.UNKNOWN
    disease_status: DiseaseStatus = DiseaseStatus.UNKNOWN
    adjuvant_anti_her2: AdjuvantAntiHer2 = AdjuvantAntiHer2.UNKNOWN
    adjuvant_relapse_months: float | Interval = Interval.UNKNOWN
    relapse_interval: RelapseInterval = RelapseInterval.UNKNOWN
    n_her2_lines: int | None = None
    current_line_number: int | None = None
    last_line_number: int | None = None
    current_line_agents: tuple[str, ...] = ()
    current_line_her2: Answer = Answer.UNKNOWN
    on_anti_her2: Answer = Answer.UNKNOWN
    prior_consecutive_her2_lines: int | None = None
    dual_blockade_prior: Answer = Answer.UNKNOWN
    dual_blockade_any: Answer = Answer.UNKNOWN
    pd_at_first_assessment: AnswerOrNotApplicable = AnswerOrNotApplicable.UNKNOWN
    prior_trastuzumab: Answer = Answer.UNKNOWN
    prior_taxane: Answer = Answer.UNKNOWN
    tdm1_exposure: Given = Given.UNKNOWN
    tdm1_available: Answer = Answer.UNKNOWN
    pertuzumab_exposure: Given = Given.UNKNOWN
    lapatinib_exposure: LapatinibGiven = LapatinibGiven.UNKNOWN
    lt_dual_given: Answer = Answer.UNKNOWN
    last_line_lapatinib: Answer = Answer.UNKNOWN
    post2016_agent_exposure: Answer = Answer.UNKNOWN
    brain_mets: Presence = Presence.UNKNOWN
    brain_progression: AnswerOrNotApplicable = AnswerOrNotApplicable.UNKNOWN
    brain_local_therapy: LocalTreatment = LocalTreatment.UNKNOWN
    chemo_indicated: Answer = Answer.UNKNOWN
    taxane_contraindicated: Answer = Answer.UNKNOWN
    unacceptable_toxicity: Answer = Answer.UNKNOWN
    patient_wishes_to_stop: Answer = Answer.UNKNOWN
    age_years: float | None = None
    cardiovascular_disease: Answer = Answer.UNKNOWN
    diabetes: Answer = Answer.UNKNOWN
    lvef_percent: float | None = None
    lvef_baseline_percent: float | None = None
    lvef_age_days: int | None = None
    ild_history: IldHistory = IldHistory.UNKNOWN
    alt_ast_xuln: float | None = None
    bilirubin_xuln: float | None = None
    pregnancy_status: Pregnancy = Pregnancy.UNKNOWN


FACT_NAMES: tuple[str, ...] = tuple(spec.name for spec in fields(Facts))
_values = attrgetter(*FACT_NAMES)


def with_known(facts: Facts, known: Mapping[str, object]) -> Facts:
    """The same patient with these facts known: each value of its fact's own type."""
    return Facts(**{**dict(zip(FACT_NAMES, _values(facts), strict=True)), **known})


class InvalidFactError(ValueError):
    """A fact name or value that the specification does not know; the message names the allowed ones."""


def facts_from(given: Mapping[str, object]) -> Facts:
    """Build facts from names and written values, as `her2-cds advise` takes them.

    Raises:
        InvalidFactError: an unknown name or value; the message lists what is allowed.
    """
    unknown = [name for name in given if name not in FACT_NAMES]
    if unknown:
        raise InvalidFactError(f"unknown fact {unknown[0]!r}; the facts are: {', '.join(FACT_NAMES)}")
    return Facts(**{name: _read(name, value) for name, value in given.items()})  # type: ignore[arg-type]  # _read checks each value against its field's type


_TYPES = get_type_hints(Facts, localns={"Answer": Answer})


def _read(name: str, value: object) -> object:
    if name == "current_line_agents":
        return _read_agents(name, value)
    declared = _TYPES[name]
    options = get_args(declared) or (declared,)
    enums = [option for option in options if isinstance(option, type) and issubclass(option, Enum)]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and {int, float} & set(options):
        return _read_number(name, value, whole=int in options)
    for enum in enums:
        if isinstance(value, enum):
            return value
        if isinstance(value, str) and value in (member.value for member in enum):
            return enum(value)
    if not enums and value == "unknown":
        return None
    words = [member.value for enum in enums for member in enum] or ["unknown"]
    numbers = ["a number >= 0"] if {int, float} & set(options) else []
    raise InvalidFactError(f"{name}: {shortened(value)} is not allowed; allowed are: {', '.join([*numbers, *words])}")


def _read_number(name: str, value: float, *, whole: bool) -> float:
    if not 0 <= value < float("inf") or (whole and value != int(value)):
        kind = "a whole number" if whole else "a number"
        raise InvalidFactError(f"{name}: {shortened(value)} is not allowed; allowed is {kind} >= 0, or unknown")
    return int(value) if whole else float(value)


def _read_agents(name: str, value: object) -> tuple[str, ...]:
    if value == "unknown":
        return ()
    if not isinstance(value, (list, tuple)) or not all(isinstance(agent, str) for agent in value):
        raise InvalidFactError(f"{name}: allowed is a list of agents by ingredient, in lower case with hyphens")
    return tuple(require_agent(agent) for agent in value)


def require_agent(name: str) -> str:
    """The hyphenated ingredient name; a synonym gives its ingredient.

    Raises:
        InvalidFactError: the agent table holds no such ingredient.
    """
    ingredient = SYNONYMS.get(name, name)
    if ingredient not in BY_HYPHENATED_NAME:
        raise InvalidFactError(f"unknown agent {name!r}; agents are ingredients in lower case with hyphens")
    return ingredient

"""When a card is worth a clinician's attention, and when the service stays silent; every silence has a reason code."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from consensus.currency import NOTES_THAT_WARN
from consensus.facts import DiseaseSetting, Her2Status
from consensus.outcome import OrderClass, Status
from consensus.regimens import NEW, OTHER, STOP
from treatment_history.agents import BY_HYPHENATED_NAME, Family
from treatment_history.answer import Answer
from treatment_history.record import Completeness, Query

if TYPE_CHECKING:
    from datetime import date

    from cards.consult import Consult, OrderDecision, Presentation
    from consensus.outcome import JudgedOrder, Outcome
    from treatment_history.dates import PartialDate


class Silence(Enum):
    """Why no card is shown: a code for the log, never a value from the record."""

    NO_BREAST_CANCER = "no-breast-cancer"
    HER2_NOT_POSITIVE = "her2-not-positive"
    EARLY_DISEASE = "early-disease"
    LOCALLY_ADVANCED = "locally-advanced-disease"
    DECEASED = "patient-deceased"
    GAP_CANNOT_MATTER = "missing-data-cannot-matter"
    NO_ORDER_CONCERNED = "no-anticancer-order"
    CONCORDANT = "orders-match"
    NOT_COVERED = "orders-not-covered"
    MISSING_DATA_ELSEWHERE = "missing-data-is-asked-for-in-patient-view"


_OUT_OF_SCOPE = {
    "OUT-HER2": Silence.HER2_NOT_POSITIVE,
    "OUT-EARLY": Silence.EARLY_DISEASE,
    "OUT-LABC": Silence.LOCALLY_ADVANCED,
}
_CONCORDANT = (OrderClass.CONCORDANT_PREFERRED, OrderClass.CONCORDANT_OPTION)
_SPEAKING = (OrderClass.COMPETING, OrderClass.DISCORDANT, OrderClass.NOT_LISTED)


def patient_silence(consult: Consult) -> Silence | None:
    """Why an opened chart gets no card; None if there is something to say."""
    silent = whole_patient(consult) or _OUT_OF_SCOPE.get(consult.outcome.code)
    if silent or consult.outcome.status is not Status.INSUFFICIENT_DATA:
        return silent
    possible = set(consult.outcome.possible_outcomes)
    return Silence.GAP_CANNOT_MATTER if possible and possible <= _OUT_OF_SCOPE.keys() else None


def whole_patient(consult: Consult) -> Silence | None:
    """Patients about whom no hook has anything to say."""
    person = consult.history.record.person
    if person is not None and person.deceased is Answer.YES and not _alive(person.died, consult.as_of):
        return Silence.DECEASED
    ground = consult.established.breast_cancer
    if ground.value is Answer.NO or (ground.value is Answer.UNKNOWN and not ground.evidence):
        return Silence.NO_BREAST_CANCER
    return None


def unfounded(consult: Consult, silence: str | None) -> tuple[Query, ...]:
    """The parts not read whole on which this silence would rest: then it is no answer, for it reads as an all-clear."""
    if silence is None:
        return ()
    unread = tuple(query for query in Query if consult.history.record.query(query) is not Completeness.COMPLETE)
    if silence == Silence.MISSING_DATA_ELSEWHERE.value:
        return unread
    not_stated = consult.established.breast_cancer.value is Answer.UNKNOWN
    if silence == Silence.NO_BREAST_CANCER.value and not_stated and Query.CONDITIONS in unread:
        return (Query.CONDITIONS,)
    return ()


def _alive(died: PartialDate | None, as_of: date) -> bool:
    """Whether the day of the question certainly lies before the recorded day of death."""
    return died is not None and as_of < died.earliest


def every_order(consult: Consult) -> Silence | None:
    """Patients about whose orders there is nothing to say, not even a safety rule: no breast cancer at all."""
    silent = whole_patient(consult)
    no_cancer = consult.established.breast_cancer.value is Answer.NO
    return silent if silent is Silence.DECEASED or no_cancer else None


def diagnosis_missing(consult: Consult) -> bool:
    """The record hints at breast cancer without stating it: nothing is advised before it is stated."""
    return consult.established.breast_cancer.value is not Answer.YES


def usable_likely(consult: Consult) -> Outcome | None:
    """The likely reading's outcome, if it offers something; a withholding outcome is never shown from it."""
    likely = consult.likely
    if (
        likely is None
        or likely.status is not Status.RECOMMENDATION
        or consult.outcome.status is not Status.INSUFFICIENT_DATA
    ):
        return None
    return likely


def order_silence(consult: Consult, decision: OrderDecision, presentation: Presentation) -> Silence | None:
    """Why an order gets no card; None if it is worth a word.

    Safety rules always speak. What differs from the panel speaks; what matches it speaks only if later evidence has
    overtaken it. Agents that the panel could not know are told apart, without alarm, for patients of its scope only.
    """
    judged = decision.judged
    if judged.alerts:
        return None
    if diagnosis_missing(consult):
        return Silence.NO_BREAST_CANCER
    if any(draft.unreadable for draft in decision.drafts) and in_scope(consult):
        return None
    if judged.regimen == OTHER and not judged.alerts and judged.order_class is OrderClass.NOT_COVERED:
        return Silence.NO_ORDER_CONCERNED
    if judged.order_class in _SPEAKING:
        return None
    if judged.order_class in _CONCORDANT:
        worth_a_word = warned(consult.outcome) or not presentation.quiet_when_concordant
        return None if worth_a_word else Silence.CONCORDANT
    if judged.order_class is OrderClass.INSUFFICIENT_DATA:
        speaks = has_anti_her2(judged) or judged.regimen == STOP or in_scope(consult)
        return None if speaks else Silence.MISSING_DATA_ELSEWHERE
    return _not_covered(consult, judged, presentation)


def _not_covered(consult: Consult, judged: JudgedOrder, presentation: Presentation) -> Silence | None:
    """An anti-HER2 order that the panel could not know is named where the panel speaks about the patient."""
    if presentation.quiet_when_not_covered or not has_anti_her2(judged) or not in_scope(consult):
        return Silence.NOT_COVERED
    said = consult.outcome.status in (Status.RECOMMENDATION, Status.CONFLICT, Status.INSUFFICIENT_DATA)
    return None if said and (judged.regimen == NEW or judged.ground == "J.6") else Silence.NOT_COVERED


def in_scope(consult: Consult) -> bool:
    """HER2-positive metastatic breast cancer, as far as the record proves it (S0.1)."""
    facts = consult.established.facts
    return facts.her2_status is Her2Status.POSITIVE and facts.disease_setting is DiseaseSetting.METASTATIC


def warned(outcome: Outcome) -> bool:
    """Whether later evidence makes even an order that matches the paper a warning (B.4, presentation rule 3)."""
    return bool(NOTES_THAT_WARN & set(outcome.currency_notes))


def has_anti_her2(judged: JudgedOrder) -> bool:
    """Whether the drafts hold an anti-HER2 agent, of any era."""
    return any(
        agent in BY_HYPHENATED_NAME and BY_HYPHENATED_NAME[agent].family is Family.ANTI_HER2 for agent in judged.agents
    )

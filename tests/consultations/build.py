"""Consultations built straight from facts: a small patient with one ongoing line, each fact read from one resource."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from establish.builders import history, line

from cards.consult import Consult, OrderDecision, Presentation
from consensus.algorithm import advise, judge
from consensus.establish import Established
from consensus.facts import FACT_NAMES, DiseaseSetting, DiseaseStatus, Facts, Her2Status
from consensus.regimens import STOP_ORDER
from fhir_mappings.draft_orders import DraftOrder
from treatment_history.agents import BY_HYPHENATED_NAME
from treatment_history.answer import Answer
from treatment_history.dates import PartialDate
from treatment_history.history import Count, Counts, Derived
from treatment_history.record import PatientRecord
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.wording.language import Language
    from consensus.outcome import Outcome

AS_OF = date(2026, 7, 1)
HOOK_INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
EVERYTHING_UNKNOWN = Facts()
METASTATIC = Facts(
    her2_status=Her2Status.POSITIVE,
    disease_setting=DiseaseSetting.METASTATIC,
    disease_status=DiseaseStatus.PROGRESSIVE,
)


def derived(name: str, value: Any, working: Any | None = None) -> Derived[Any]:
    """A fact as if it had been read from one resource on one day; an unknown one says what would settle it."""
    if value is None or getattr(value, "value", value) in ("unknown", ()):
        missing = (say("brain imaging: date and result"),)
        return Derived(value, value if working is None else working, (), missing)
    return Derived(value, value, (), (), (f"Observation/{name.replace('_', '-')}",), PartialDate.parse("2026-05-04"))


def established(facts: Facts, **changed: Any) -> Established:
    """The facts with one ground each."""
    working = changed.pop("working", facts)
    bases = {name: derived(name, getattr(facts, name), getattr(working, name)) for name in FACT_NAMES}
    cancer = Derived(Answer.YES, Answer.YES, (), (), ("Condition/breast-cancer",))
    usual: dict[str, Any] = {
        "facts": facts,
        "working": working,
        "bases": MappingProxyType(bases),
        "breast_cancer": cancer,
    }
    return Established(**{**usual, **changed})


def consult(facts: Facts = METASTATIC, **changed: Any) -> Consult:
    """An opened chart of a patient with these facts."""
    ground = changed.pop("established", None) or established(facts)
    record = changed.pop("record", PatientRecord("pat-1", condition_references=("Condition/breast-cancer",)))
    usual: dict[str, Any] = {
        "hook": "patient-view",
        "hook_instance": HOOK_INSTANCE,
        "as_of": AS_OF,
        "patient_id": "pat-1",
        "history": _history(facts, record),
        "established": ground,
        "outcome": changed.pop("outcome", None) or advise(ground.facts, ground.possible),
    }
    return Consult(**{**usual, **changed})


def _history(facts: Facts, record: PatientRecord) -> Any:
    n = facts.n_her2_lines or 0
    count = Count(n, n, n)
    agents = tuple(sorted(BY_HYPHENATED_NAME[name].name for name in facts.current_line_agents)) or ("trastuzumab",)
    lines = (line(n=max(n, 1), agents=agents),) if n else ()
    return history(record, lines=lines, counts=Counts(count, count, count))


def draft(*agents: str, reference: str = "MedicationRequest/draft-1", **changed: Any) -> DraftOrder:
    """A draft order for these ingredients."""
    resource = {"resourceType": "MedicationRequest", "id": reference.split("/")[1], "status": "draft"}
    usual: dict[str, Any] = {"text": " + ".join(agents), "selected": True, "resource": resource}
    return DraftOrder(reference=reference, agents=agents, **{**usual, **changed})


def drafts(names: tuple[str, ...]) -> tuple[DraftOrder, ...]:
    """One draft per hyphenated ingredient; the stop order stops trastuzumab."""
    return tuple(
        draft("trastuzumab", reference=f"MedicationRequest/d{n}", stops=True)
        if name == STOP_ORDER
        else draft(BY_HYPHENATED_NAME[name].name, reference=f"MedicationRequest/d{n}")
        for n, name in enumerate(names)
    )


def ordering(facts: Facts, *names: str, active: tuple[str, ...] = (), **changed: Any) -> Consult:
    """Drafts of these ingredients, just selected."""
    judged = judge(names, facts, active)
    decision = OrderDecision(drafts(names), judged)
    return consult(facts, hook="order-select", orders=(decision,), **changed)


def in_language(language: Language, **changed: Any) -> Presentation:
    """The usual presentation in a language."""
    return replace(Presentation(language=language), **changed)


def with_outcome(outcome: Outcome, facts: Facts = METASTATIC) -> Consult:
    """A consultation that came to this outcome."""
    return consult(facts, outcome=outcome)

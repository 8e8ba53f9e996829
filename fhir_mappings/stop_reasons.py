"""Why a drug was stopped (line-of-therapy specification 6)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.asserted import denies, leaves_open
from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, extensions, listed, texts, value_of
from fhir_mappings.remembered import per_concept
from fhir_mappings.words import folded
from treatment_history.record import StopReason

if TYPE_CHECKING:
    from fhir_mappings.words import Names

REASONS = {
    "no_response": StopReason.PROGRESSION,
    "progression": StopReason.PROGRESSION,
    "not_tolerated": StopReason.TOXICITY,
    "patient_refusal": StopReason.PATIENT,
    "noncompliance": StopReason.PATIENT,
    "financial": StopReason.AVAILABILITY,
    "not_available": StopReason.AVAILABILITY,
    "moved": StopReason.AVAILABILITY,
    "completed": StopReason.COMPLETED,
    "switched": StopReason.COMPLETED,
    "trial_completed": StopReason.COMPLETED,
    "death": StopReason.DEATH,
    "lost_to_follow_up": StopReason.LOST,
    "other": StopReason.OTHER,
    "pregnancy": StopReason.OTHER,
}
_DENYING = ("no response", "not tolerated", "not available", "no disponible", "not reimbursed")
_STRONGEST = tuple(StopReason)
_EXTENSION_ENDINGS = ("grund-ende", "ende-grund", "termination-reason", "statusReason", "status-reason")


@cache
def _names() -> Names:
    return names("stop_reason.")


def stop_reason(body: Json) -> tuple[StopReason | None, bool]:
    """The coded reason why it was stopped, and whether the end was planned with a planned change of substance."""
    stated = _stated(body)
    if not stated:
        return None, False
    found = frozenset().union(*map(_named_by, stated))
    kinds = {name.removeprefix("stop_reason.") for name in found}
    reasons = {REASONS[kind] for kind in kinds if kind in REASONS}
    return next((reason for reason in _STRONGEST if reason in reasons), None), "switched" in kinds


@per_concept
def _named_by(concept: Json) -> frozenset[str]:
    by_code = frozenset(name for name in coded(concept) if name.startswith("stop_reason."))
    return by_code or frozenset(name for text in texts(concept) for name in _in_words(text))


def _in_words(text: str) -> frozenset[str]:
    """The reasons that a text names; of one that denies, only those that are a denial: `treatment not tolerated`."""
    if denies(text):
        return frozenset().union(*(_names().whole(reason) for reason in _DENYING if reason in folded(text)))
    return frozenset() if leaves_open(text) else _names().concepts(text)


def _stated(body: Json) -> list[Json]:
    given = listed(body, "statusReason", "statusReasonCodeableConcept")
    for extension in extensions(body, *_EXTENSION_ENDINGS):
        value = value_of(extension)
        if value and isinstance(value[1], dict):
            given.append(value[1])
    return given

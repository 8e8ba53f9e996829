"""How far a resource may be believed: its verification and result status as one three-way answer."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, codings, label, string
from fhir_mappings.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterator


class Standing(Enum):
    """Whether a statement holds, is doubtful, is denied, or was entered by mistake."""

    HOLDS = auto()
    DOUBTFUL = auto()
    REFUTED = auto()
    ERROR = auto()


_VERIFICATION = {
    "confirmed": Standing.HOLDS,
    "unconfirmed": Standing.DOUBTFUL,
    "provisional": Standing.DOUBTFUL,
    "differential": Standing.DOUBTFUL,
    "presumed": Standing.DOUBTFUL,
    "refuted": Standing.REFUTED,
    "entered-in-error": Standing.ERROR,
}
_FINAL = ("final", "amended", "corrected")
_VOID = ("entered-in-error", "cancelled")
_CLINICAL = ("active", "recurrence", "relapse", "inactive", "remission", "resolved")
_ENDED = ("inactive", "remission", "resolved")


def verified(body: Json) -> Standing:
    """The verification status of a Condition or AllergyIntolerance; an absent one counts as stated."""
    codes = _codes(body.get("verificationStatus"))
    return next((_VERIFICATION[code] for code in codes if code in _VERIFICATION), Standing.HOLDS)


def ended(body: Json) -> bool | None:
    """Whether the clinical status says that the condition is over; None where it does not say."""
    stated = next((code for code in _codes(body.get("clinicalStatus")) if code in _CLINICAL), None)
    if stated is not None:
        return stated in _ENDED
    return True if any(key.startswith("abatement") and body[key] not in (None, False) for key in body) else None


def is_final(body: Json) -> bool:
    """Whether an Observation is final, amended or corrected."""
    return string(body.get("status")) in _FINAL


def is_void(body: Json) -> bool:
    """Whether a resource was cancelled or entered by mistake."""
    return string(body.get("status")) in _VOID


def _codes(concept: object) -> Iterator[str]:
    """The codes as written, then the words: they are only read where no code is known."""
    for coding in codings(concept):
        yield string(coding.get("code")).lower()
    yield folded(label(concept))

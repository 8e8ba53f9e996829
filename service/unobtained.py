"""Required data that could not be had: what the EHR hears (412), key by key, with the cause and whose fault it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.not_read import NotRead
from service.errors import NOT_MET, CannotAnswerError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_NOT_SENT = (
    "not-found",
    "the EHR did not send it along, or not whole, and the call names no FHIR server from which it can be read",
)
HEARD: Mapping[NotRead, tuple[str, str]] = {
    NotRead.NOT_REGISTERED: (
        "security",
        "the EHR did not send it along, and the call's fhirServer is not registered for this client at this service",
    ),
    NotRead.NOT_PERMITTED: (
        "security",
        "the EHR did not send it along, and its fhirAuthorization cannot be used for it (type, time, patient, scope)",
    ),
    NotRead.REFUSED: ("security", "the EHR's FHIR server refused access with the token of the call"),
    NotRead.NOT_FOUND: ("not-found", "the EHR's FHIR server does not have it"),
    NotRead.NOT_SUPPORTED: ("not-supported", "the EHR's FHIR server does not support the query"),
    NotRead.TIMED_OUT: ("timeout", "the EHR's FHIR server did not answer in time"),
    NotRead.UNREACHABLE: ("transient", "no connection to the EHR's FHIR server"),
    NotRead.SERVER_FAILED: ("transient", "the EHR's FHIR server failed"),
    NotRead.NO_FHIR: ("not-supported", "the EHR's FHIR server answered with something that is no FHIR JSON"),
    NotRead.TOO_LARGE: ("not-supported", "the EHR's FHIR server answered with more than this service reads"),
    NotRead.LEFT_ALONE: ("transient", "the EHR's FHIR server failed before, and this service is not asking it now"),
    NotRead.MORE_PAGES: ("not-supported", "the EHR's FHIR server did not give its further pages"),
}
"""What the EHR hears about each cause: the code of the issue, and in words whose fault it is."""


def unobtained(keys: Iterable[str], not_read: Mapping[str, NotRead]) -> CannotAnswerError:
    """The refusal of a call whose required keys are missing."""
    return CannotAnswerError(NOT_MET, *(_problem(key, not_read.get(key)) for key in keys))


def _problem(key: str, cause: NotRead | None) -> Problem:
    code, says = _NOT_SENT if cause is None else HEARD[cause]
    return Problem(code, f"required, and not there or not whole: {says}", f"prefetch.{key}")

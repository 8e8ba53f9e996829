"""Why a part of the record that was asked of the EHR's FHIR server is not known."""

from __future__ import annotations

from enum import Enum


class NotRead(Enum):
    """One cause. The value is the reason of the gap; cards say it in the clinician's language."""

    NOT_REGISTERED = "the FHIR server is not registered"
    NOT_PERMITTED = "the access granted does not cover it"
    REFUSED = "access refused"
    NOT_FOUND = "not found"
    NOT_SUPPORTED = "the query is not supported"
    TIMED_OUT = "timed out"
    UNREACHABLE = "the server could not be reached"
    SERVER_FAILED = "the server failed"
    NO_FHIR = "the answer is not readable"
    TOO_LARGE = "the answer is too large"
    LEFT_ALONE = "the server is left alone after failures"
    MORE_PAGES = "further pages were not read"

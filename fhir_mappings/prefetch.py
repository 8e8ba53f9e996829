"""What the service asks an EHR to send along, and how each answer is understood (conformance notes 3.3)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fhir_mappings.bundle import (
    NO_RESOURCE,
    entries_of,
    has_next,
    holds_stray,
    kind_held,
    kinds_held,
    matches,
    unpacked,
)
from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.raw import (
    AnyResource,
    PatientMismatchError,
    RawRecord,
    RawResource,
    SearchMode,
    SentResource,
    Sighting,
    only,
)
from treatment_history.record import Completeness, Gap, Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fhir_mappings.not_read import NotRead

_OF_PATIENT = "patient={{context.patientId}}"
TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "patient": "Patient/{{context.patientId}}",
        "conditions": f"Condition?{_OF_PATIENT}",
        "observations": f"Observation?{_OF_PATIENT}&_sort=-date&_count=1000",
        "procedures": f"Procedure?{_OF_PATIENT}",
        "medicationStatements": f"MedicationStatement?{_OF_PATIENT}",
        "medicationRequests": f"MedicationRequest?{_OF_PATIENT}",
        "medicationAdministrations": f"MedicationAdministration?{_OF_PATIENT}",
        "allergies": f"AllergyIntolerance?{_OF_PATIENT}",
        "episodes": f"EpisodeOfCare?{_OF_PATIENT}",
    }
)
"""Prefetch templates, the same for every hook. Only reads and searches by patient, as every EHR supports them."""

MEDICATION_KEYS = ("medicationStatements", "medicationRequests", "medicationAdministrations")
REQUIRED = ("patient", "conditions", "observations")
"""Keys without which nothing can be said; beside them at least one of `MEDICATION_KEYS` is needed."""

QUERIES: Mapping[str, Query] = MappingProxyType(
    {
        "conditions": Query.CONDITIONS,
        "observations": Query.OBSERVATIONS,
        "procedures": Query.PROCEDURES,
        "medicationStatements": Query.STATEMENTS,
        "medicationRequests": Query.ORDERS,
        "medicationAdministrations": Query.ADMINISTRATIONS,
    }
)
_BESIDE = frozenset({"", "OperationOutcome"})
_KINDS = {key: template.partition("?")[0].partition("/")[0] for key, template in TEMPLATES.items()}
_ASKED_FOR = frozenset(_KINDS.values())
_SERIOUS = ("fatal", "error")
_NOTHING_FAILED: Mapping[str, NotRead] = MappingProxyType({})


def raw_from_prefetch(prefetch: Any, patient_id: str, not_read: Mapping[str, NotRead] = _NOTHING_FAILED) -> RawRecord:
    """The record that a hook request brought along; a part that failed or was not sent is unknown, never empty.

    `not_read` tells why the EHR's FHIR server did not give a key either.

    Raises:
        PatientMismatchError: the Patient sent along is not the patient of the request.
    """
    given = record(prefetch)
    _check_patient(given.get("patient"), patient_id)
    found: list[AnyResource] = []
    parts: dict[Query, Completeness] = {}
    gaps: list[Gap] = []
    for key in sorted(set(given) | set(TEMPLATES)):
        state, reason = understood(key, given.get(key))
        if state is not Completeness.FAILED:
            found.extend(_content(given[key], key))
        if key in QUERIES:
            parts[QUERIES[key]] = state
        if reason and key in TEMPLATES:
            gaps.append(Gap(f"prefetch.{key}", not_read[key].value if key in not_read else reason, QUERIES.get(key)))
    return RawRecord(patient_id, tuple(found), MappingProxyType(parts), tuple(gaps))


def _content(value: Any, key: str) -> Sequence[AnyResource]:
    """The resources of an answer, without what only says how the search went."""
    found = unpacked(value, key)[0]
    return only(found, _is_content) if found else ()


def _is_content(raw: Sighting | RawResource) -> bool:
    return raw.search_mode is not SearchMode.OUTCOME and raw.kind != "OperationOutcome"


def understood(key: str, value: Any) -> tuple[Completeness, str]:
    """How completely the value of a prefetch key answers its query, and why not."""
    if value is None:
        return Completeness.FAILED, "not sent"
    if isinstance(value, list) and value:
        value = {"resourceType": "Bundle", "entry": [{"resource": item} for item in value]}
    if not isinstance(value, dict) or not string(value.get("resourceType")):
        return Completeness.FAILED, "not a FHIR resource"
    kind = value["resourceType"]
    if kind == "OperationOutcome":
        return Completeness.FAILED, "the EHR answered with an error"
    if kind != "Bundle":
        fits = key not in TEMPLATES or kind == kind_of(key)
        return (Completeness.COMPLETE, "") if fits else (Completeness.FAILED, "not what was asked for")
    held = kinds_held(value)
    if key in TEMPLATES and not _answers(key, held):
        return Completeness.FAILED, "not what was asked for" if entries_of(value) else "not sent"
    return _page(value, held)


def kind_of(key: str) -> str:
    """The resource type that a template asks for."""
    return _KINDS[key]


def _answers(key: str, held: set[str]) -> bool:
    """Whether a page with these kinds may be about what was asked: not so if it holds only what other keys ask for.

    The patient must be on it; a search may have found nothing.
    """
    kinds = {kind.strip() for kind in held} - _BESIDE
    if "Bundle" in kinds:
        return True  # pages in a page: what they hold is seen when they are opened
    asked = kind_of(key)
    if "?" not in TEMPLATES[key]:
        return asked in kinds
    return not kinds or asked in kinds or not kinds <= _ASKED_FOR


def _page(bundle: Json, held: set[str]) -> tuple[Completeness, str]:
    if "entry" in bundle and not isinstance(bundle["entry"], list):
        return Completeness.FAILED, "not a readable Bundle"
    if "OperationOutcome" in held and any(_error(entry) for entry in entries_of(bundle)):
        return Completeness.FAILED, "the EHR answered with an error"
    if has_next(bundle):
        return Completeness.TRUNCATED, "only the first page was sent"
    if holds_stray(bundle):
        return Completeness.TRUNCATED, NO_RESOURCE
    if matches(bundle) < _total(bundle):
        return Completeness.TRUNCATED, "fewer entries than its total"
    return Completeness.COMPLETE, ""


def _total(bundle: Json) -> int:
    """How many matches the server counted, 0 if it did not say."""
    total = bundle.get("total")
    return total if isinstance(total, int) else 0


def _error(entry: Json | SentResource) -> bool:
    if kind_held(entry) != "OperationOutcome":
        return False
    outcome = entry.resource if isinstance(entry, SentResource) else record(entry.get("resource"))
    return any(string(issue.get("severity")) in _SERIOUS for issue in records(outcome.get("issue")))


def missing_keys(prefetch: Any) -> tuple[str, ...]:
    """The required keys that were not answered; if no medication key was, all of them."""
    given = record(prefetch)

    def failed(key: str) -> bool:
        return understood(key, given.get(key))[0] is Completeness.FAILED

    missing = tuple(filter(failed, REQUIRED))
    return (*missing, *MEDICATION_KEYS) if all(map(failed, MEDICATION_KEYS)) else missing


def _check_patient(value: Any, patient_id: str) -> None:
    for raw in unpacked(value)[0]:
        if raw.kind == "Patient" and string(raw.resource.get("id")) != patient_id:
            raise PatientMismatchError("prefetch.patient is not the patient of context.patientId")

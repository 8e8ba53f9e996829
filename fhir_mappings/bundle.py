"""A whole record in one document: a Bundle of any type, Bundles in Bundles, a bare array, or a single resource."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.raw import RawRecord, RawResource, SearchMode, UnreadableRecordError
from fhir_mappings.references import id_of, patients_named
from treatment_history.record import Completeness, Gap, Query

_DEEPEST = 8
_QUERY_OF = {
    "Condition": Query.CONDITIONS,
    "Observation": Query.OBSERVATIONS,
    "Procedure": Query.PROCEDURES,
    "MedicationStatement": Query.STATEMENTS,
    "MedicationRequest": Query.ORDERS,
    "MedicationAdministration": Query.ADMINISTRATIONS,
}


def raw_from_bundle(document: Any, patient_id: str | None = None) -> RawRecord:
    """One patient's record from a document.

    The patient is the one asked for, else the only Patient resource, else the only subject. A page that announces a
    next page marks the parts it holds as truncated.

    Raises:
        UnreadableRecordError: no FHIR resource, or several patients and none was asked for.
    """
    found, truncated = unpacked(document)
    if not found:
        raise UnreadableRecordError("expected a FHIR Bundle, a list of FHIR resources or one FHIR resource")
    parts = dict.fromkeys(truncated, Completeness.TRUNCATED)
    gaps = tuple(
        Gap("Bundle", "paged result: a next page exists and was not given", query)
        for query in sorted(truncated, key=lambda query: query.value)
    )
    return RawRecord(patient_id or _only_patient(found), tuple(found), MappingProxyType(parts), gaps)


def unpacked(document: Any, origin: str = "bundle") -> tuple[list[RawResource], set[Query]]:
    """The resources of a document, Bundles opened, and the parts of which a further page exists."""
    found: list[RawResource] = []
    truncated: set[Query] = set()
    pending: list[tuple[Any, str, SearchMode, int]] = [(document, "", SearchMode.MATCH, 0)]
    while pending:
        value, address, mode, depth = pending.pop()
        if isinstance(value, list):
            pending.extend((item, "", mode, depth + 1) for item in reversed(value) if depth < _DEEPEST)
        elif isinstance(value, dict) and value.get("resourceType") == "Bundle":
            if depth < _DEEPEST:
                pending.extend(_entries(value, depth))
            if has_next(value):
                truncated |= parts_of(value)
        elif isinstance(value, dict) and string(value.get("resourceType")):
            found.append(RawResource(value, origin, address, mode))
    return found, truncated


def _entries(bundle: Json, depth: int) -> list[tuple[Any, str, SearchMode, int]]:
    opened = [
        (entry.get("resource"), string(entry.get("fullUrl")), _mode(entry), depth + 1)
        for entry in records(bundle.get("entry"))
    ]
    return opened[::-1]


def _mode(entry: Json) -> SearchMode:
    mode = string(record(entry.get("search")).get("mode"))
    return SearchMode(mode) if mode in {member.value for member in SearchMode} else SearchMode.MATCH


def has_next(bundle: Json) -> bool:
    """Whether the page says that another one follows."""
    return any(string(link.get("relation")) == "next" for link in records(bundle.get("link")))


def parts_of(bundle: Json) -> set[Query]:
    """The parts of a record that a page holds; a page that shows none may hold any."""
    kinds = {string(record(entry.get("resource")).get("resourceType")) for entry in records(bundle.get("entry"))}
    return {query for kind, query in _QUERY_OF.items() if kind in kinds} or set(Query)


def _only_patient(found: list[RawResource]) -> str:
    resident = {id_of(raw) for raw in found if raw.resource.get("resourceType") == "Patient"} - {""}
    named = resident or {name for raw in found for name in patients_named(raw.resource)}
    if len(named) == 1:
        return named.pop()
    if not named:
        raise UnreadableRecordError("the record names no patient: expected a Patient resource or a subject")
    raise UnreadableRecordError(f"the record holds {len(named)} patients: say which one with --patient ID")

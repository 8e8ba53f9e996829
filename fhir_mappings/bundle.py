"""A whole record in one document: a Bundle of any type, Bundles in Bundles, a bare array, or a single resource."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.raw import (
    AnyResource,
    RawRecord,
    RawResource,
    SearchMode,
    SentEntries,
    SentResource,
    UnreadableRecordError,
)
from fhir_mappings.references import id_of, patients_named
from treatment_history.record import Completeness, Gap, Query

NO_RESOURCE = "something in it is no FHIR resource and was not read"

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
    next page marks the parts it holds as truncated; something that is no resource may have been about any part.

    Raises:
        UnreadableRecordError: no FHIR resource, or several patients and none was asked for.
    """
    found, truncated = unpacked(document)
    if not found:
        raise UnreadableRecordError("expected a FHIR Bundle, a list of FHIR resources or one FHIR resource")
    gaps = [
        Gap("Bundle", "paged result: a next page exists and was not given", query)
        for query in sorted(truncated, key=lambda query: query.value)
    ]
    if holds_stray(document):
        truncated = set(Query)
        gaps.append(Gap("Bundle", NO_RESOURCE))
    parts = dict.fromkeys(truncated, Completeness.TRUNCATED)
    return RawRecord(patient_id or _only_patient(found), tuple(found), MappingProxyType(parts), tuple(gaps))


def unpacked(document: Any, origin: str = "bundle") -> tuple[list[AnyResource], set[Query]]:
    """The resources of a document, Bundles opened, and the parts of which a further page exists."""
    found: list[AnyResource] = []
    truncated: set[Query] = set()
    if document is None:
        return found, truncated
    _unpack(document, RawResource({}, origin), 0, found, truncated)
    return found, truncated


def _unpack(value: Any, shell: RawResource, depth: int, found: list[AnyResource], truncated: set[Query]) -> None:
    """Add the resources in a value; `shell` holds what the entry around it says of it."""
    if isinstance(value, list):
        for item in value if depth < _DEEPEST else ():
            _unpack(item, RawResource({}, shell.origin, "", shell.search_mode), depth + 1, found, truncated)
    elif isinstance(value, dict) and value.get("resourceType") == "Bundle":
        entries = entries_of(value) if depth < _DEEPEST else []
        if isinstance(entries, SentEntries) and entries.kinds is not None:
            found.extend(entries)
            entries = []
        for entry in entries:
            if isinstance(entry, SentResource):
                found.append(entry)
                continue
            named = RawResource({}, shell.origin, string(entry.get("fullUrl")), mode_of(entry))
            _unpack(entry.get("resource"), named, depth + 1, found, truncated)
        if has_next(value):
            truncated |= parts_of(value)
    elif isinstance(value, dict) and string(value.get("resourceType")):
        found.append(RawResource(value, shell.origin, shell.full_url, shell.search_mode))


def entries_of(bundle: Json) -> list[Json | SentResource]:
    """The entries of a Bundle, parsed or still as they were sent."""
    given = bundle.get("entry")
    if isinstance(given, SentEntries) and given.kinds is not None:
        return given
    if isinstance(given, list):
        return [entry for entry in given if isinstance(entry, dict | SentResource)]
    return [*records(given)]


def holds_stray(value: Any, depth: int = 0) -> bool:
    """Whether something that is no FHIR resource stands where one should: what it was meant to say is not known."""
    if isinstance(value, list):
        return depth >= _DEEPEST or any(holds_stray(item, depth + 1) for item in value)
    if not isinstance(value, dict) or not string(value.get("resourceType")):
        return True
    if value["resourceType"] != "Bundle":
        return False
    given = value.get("entry", [])
    if isinstance(given, SentEntries) and given.kinds is not None:
        return depth >= _DEEPEST
    return depth >= _DEEPEST or any(
        _is_stray(entry, depth) for entry in (given if isinstance(given, list) else [given])
    )


def _is_stray(entry: Any, depth: int) -> bool:
    if isinstance(entry, SentResource):
        return False
    if not isinstance(entry, dict):
        return True
    if "resource" not in entry:
        return not ("request" in entry or "response" in entry)  # a deletion, or the mere status of a batch
    return holds_stray(entry["resource"], depth + 1)


def kinds_held(bundle: Json) -> set[str]:
    """The resource types on a page, as they are written."""
    entries = entries_of(bundle)
    known = entries.kinds if isinstance(entries, SentEntries) else None
    return set(map(kind_held, entries)) if known is None else known


def matches(bundle: Json) -> int:
    """How many entries of a page were searched for, not brought along."""
    entries = entries_of(bundle)
    if isinstance(entries, SentEntries) and entries.kinds is not None:
        return len(entries) - entries.beside
    return sum(mode_of(entry) is SearchMode.MATCH for entry in entries)


def kind_held(entry: Json | SentResource) -> str:
    """The resource type of what an entry holds, as it is written."""
    if isinstance(entry, SentResource):
        return entry.kind
    kind = record(entry.get("resource")).get("resourceType")
    return kind if isinstance(kind, str) else ""


def mode_of(entry: Json | SentResource) -> SearchMode:
    """Why a search result holds an entry."""
    if isinstance(entry, SentResource):
        return entry.search_mode
    mode = string(record(entry.get("search")).get("mode"))
    return SearchMode(mode) if mode in {member.value for member in SearchMode} else SearchMode.MATCH


def has_next(bundle: Json) -> bool:
    """Whether the page says that another one follows."""
    return "link" in bundle and any(string(link.get("relation")) == "next" for link in records(bundle["link"]))


def parts_of(bundle: Json) -> set[Query]:
    """The parts of a record that a page holds; a page that shows none may hold any."""
    kinds = {kind.strip() for kind in kinds_held(bundle)}
    return {query for kind, query in _QUERY_OF.items() if kind in kinds} or set(Query)


def _only_patient(found: list[AnyResource]) -> str:
    resident = {id_of(raw) for raw in found if raw.kind == "Patient"} - {""}
    named = resident or {name for raw in found for name in patients_named(raw.resource)}
    if len(named) == 1:
        return named.pop()
    if not named:
        raise UnreadableRecordError("the record names no patient: expected a Patient resource or a subject")
    raise UnreadableRecordError(f"the record holds {len(named)} patients: say which one with --patient ID")

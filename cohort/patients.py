"""The patients of one part, each as a raw record: her resources, and the drugs that they name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cohort.owners import owner_at_a_glance, patient_in
from cohort.packages import SHARED
from cohort.parts import Package
from fhir_mappings.elements import record, records, string
from fhir_mappings.raw import RawRecord, RawResource, SearchMode
from fhir_mappings.references import digest, id_of, local, reference_of, target
from fhir_mappings.screen import MEDICATIONS
from fhir_mappings.sent import Sightings, resource_sent
from fhir_mappings.strict_json import InvalidJsonError, parse
from treatment_history.record import Completeness, Gap, Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cohort.skipped import Skipped
    from fhir_mappings.raw import AnyResource

Stored = tuple[Package, bytes]


@dataclass(slots=True)
class _Part:
    by_patient: dict[str, list[Stored]] = field(default_factory=dict)
    drugs: dict[str, RawResource] = field(default_factory=dict)


def patients_of(records: Iterable[Stored], skipped: Skipped) -> Iterator[RawRecord]:
    """The raw record of every patient of a part, by id; one patient is built at a time."""
    sorted_in = _Part()
    for package, body in records:
        _sort_in(sorted_in, package, body, skipped)
    for patient in sorted(sorted_in.by_patient):
        raw = _raw(patient, sorted_in.by_patient[patient], sorted_in.drugs, skipped)
        if raw.resources:
            yield raw


def _sort_in(part: _Part, package: Package, body: bytes, skipped: Skipped) -> None:
    """By the name itself: two patients with the same short number part here."""
    owner = package.owner or owner_at_a_glance(body)
    if not owner:
        try:
            resource = record(parse(body))
        except InvalidJsonError:
            skipped.note("resource that is no strict JSON", package.file)
            return
        if resource.get("resourceType") in SHARED:
            raw = RawResource(resource)
            part.drugs.setdefault(reference_of(raw), raw)
            return
        owner = _owner(resource)
    part.by_patient.setdefault(owner, []).append((package, body))


def _owner(resource: dict[str, Any]) -> str:
    if resource.get("resourceType") == "Patient":
        return string(resource.get("id"))
    return patient_in(target(record(resource.get("subject")) or record(resource.get("patient"))))


def _raw(patient: str, stored: list[Stored], drugs: dict[str, RawResource], skipped: Skipped) -> RawRecord:
    found: list[AnyResource] = []
    truncated: set[Query] = set()
    sightings = Sightings("bundle")
    for package, body in stored:
        try:
            found.append(_resource(package, body, sightings))
        except InvalidJsonError:
            skipped.note("resource that is no strict JSON", package.file)
            continue
        truncated |= {Query(name) for name in package.truncated}
    if found:
        _note_oddities(found, skipped)
    found += _named_drugs(found, drugs)
    gaps = tuple(
        Gap("Bundle", "paged result: a next page exists and was not given", query)
        for query in sorted(truncated, key=lambda query: query.value)
    )
    parts = dict.fromkeys(truncated, Completeness.TRUNCATED)
    return RawRecord(patient, tuple(found), MappingProxyType(parts), gaps)


def _resource(package: Package, body: bytes, sightings: Sightings) -> AnyResource:
    """A line of NDJSON stays unread where a glance tells that no reader would look at it, as in the service."""
    if not package.address and package.mode == SearchMode.MATCH.value:
        return resource_sent(body, sightings)
    return RawResource(parse(body), "bundle", package.address, SearchMode(package.mode))


def _named_drugs(found: list[AnyResource], drugs: dict[str, RawResource]) -> list[RawResource]:
    """The shared Medications that these resources name, and those of which they are made."""
    if not drugs:
        return []
    wanted: dict[str, None] = {}
    pending = [pointer for raw in found if raw.kind in MEDICATIONS for pointer in _pointers(raw.resource)]
    while pending:
        name = local(target(pending.pop()))
        if name in drugs and name not in wanted:
            wanted[name] = None
            pending.extend(_pointers(drugs[name].resource))
    return [drugs[name] for name in sorted(wanted)]


def _pointers(resource: dict[str, Any]) -> Iterator[object]:
    yield resource.get("medicationReference")
    yield record(resource.get("medication")).get("reference")
    for item in records(resource.get("ingredient")):
        yield item.get("itemReference")
        yield record(item.get("item")).get("reference")


def _note_oddities(found: list[AnyResource], skipped: Skipped) -> None:
    """Count what a reader of the result should know; `fhir_mappings.chart` settles which version is read."""
    named = Counter(reference_of(raw) for raw in found if id_of(raw))
    for name, times in named.items():
        if times > 1:
            contents = {digest(raw.resource) for raw in found if reference_of(raw) == name}
            skipped.note("the same resource again", "see the exports", times - len(contents))
            if len(contents) > 1:
                reason = "two Patients with one id" if name.startswith("Patient/") else "one id, different contents"
                skipped.note(f"{reason}: the latest version is read, both if none is later", "see the exports")
    if not any(name.startswith("Patient/") for name in named):
        skipped.note("patient without a Patient resource", "see patients.parquet")

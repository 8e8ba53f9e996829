"""Bundles and other JSON documents: their resources one by one, each with the patient to whom it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from cohort.lines import whole
from cohort.owners import patient_in
from fhir_mappings.bundle import unpacked
from fhir_mappings.elements import record, string
from fhir_mappings.references import id_of, target
from fhir_mappings.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cohort.skipped import Skipped
    from cohort.sources import Unit
    from fhir_mappings.raw import AnyResource


SHARED = frozenset({"Medication", "Substance"})
"""Resources that belong to no patient and serve as targets of references."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One resource as JSON, with its address and role in the package and the parts that a further page holds."""

    owner: str
    body: bytes
    address: str = ""
    mode: str = "match"
    truncated: tuple[str, ...] = ()


def opened(unit: Unit, skipped: Skipped) -> Iterator[Opened]:
    """The resources of a document in their order; a file of several lines is read line by line."""
    content = whole(unit, skipped)
    if not content.strip():
        skipped.note("empty file", unit.name)
        return
    try:
        yield from _resources(parse(content), unit, skipped)
    except InvalidJsonError:
        yield from _line_by_line(content, unit, skipped)


def _line_by_line(content: bytes, unit: Unit, skipped: Skipped) -> Iterator[Opened]:
    """Some servers export NDJSON under the name *.json."""
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            try:
                document = parse(line)
            except InvalidJsonError:
                skipped.note("document that is no strict JSON", f"{unit.name} line {number}")
                return
            yield from _resources(document, unit, skipped)


def _resources(document: Any, unit: Unit, skipped: Skipped) -> Iterator[Opened]:
    found, truncated = unpacked(document)
    if not found:
        skipped.note("document without a FHIR resource", unit.name)
    addresses = _patients(found)
    ids = sorted(set(addresses.values()))
    only = ids[0] if len(ids) == 1 else ""
    parts = tuple(sorted(query.value for query in truncated))
    for raw in found:
        owner = _owner(raw, addresses) or only
        shared = not owner and raw.resource.get("resourceType") in SHARED
        body = msgspec.json.encode(raw.resource)
        for each in ids if shared else [owner]:
            yield Opened(each, body, raw.full_url, raw.search_mode.value, parts)


def _patients(found: list[AnyResource]) -> dict[str, str]:
    """The ids of the package's patients by every address under which its resources may name them."""
    addresses: dict[str, str] = {}
    for raw in found:
        if raw.resource.get("resourceType") == "Patient" and id_of(raw):
            own = id_of(raw)
            addresses |= {f"Patient/{own}": own} | ({raw.full_url: own} if raw.full_url else {})
    return addresses


def _owner(raw: AnyResource, addresses: dict[str, str]) -> str:
    if raw.resource.get("resourceType") == "Patient":
        return id_of(raw)
    named = target(record(raw.resource.get("subject")) or record(raw.resource.get("patient")))
    return addresses.get(named) or patient_in(string(named))

"""One patient's chart: the resources that are hers, each once and newest, with references resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.identity import Belonging, belonging, identifiers_of
from fhir_mappings.raw import RawRecord, RawResource, SearchMode
from fhir_mappings.references import References, digest, id_of, reference_of
from fhir_mappings.screen import MEDICATIONS, is_read
from fhir_mappings.versions import OLDER, as_r4, older_version
from treatment_history.record import Excluded, Gap, Query

if TYPE_CHECKING:
    from collections.abc import Iterable

QUERY_OF = {
    "Condition": Query.CONDITIONS,
    "Observation": Query.OBSERVATIONS,
    "Procedure": Query.PROCEDURES,
    "MedicationStatement": Query.STATEMENTS,
    "MedicationRequest": Query.ORDERS,
    "MedicationAdministration": Query.ADMINISTRATIONS,
    "MedicationDispense": Query.ORDERS,
    "MedicationOrder": Query.ORDERS,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of the patient in R4 shape and as it came, with the name under which it is cited."""

    reference: str
    kind: str
    body: Json
    received: Json = field(default_factory=dict)

    @property
    def query(self) -> Query | None:
        """The part of the record that it belongs to."""
        return QUERY_OF.get(self.kind)


@dataclass(slots=True)
class Chart:
    """The patient's entries, and what was left out on the way."""

    patient_id: str
    references: References
    entries: list[Entry] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def charted(raw: RawRecord) -> Chart:
    """Sort a raw record: this patient's resources, newest versions, R4 shapes; the rest is listed with its reason."""
    kept, repeated = _newest(resource for resource in raw.resources if resource.search_mode is not SearchMode.OUTCOME)
    chart = Chart(raw.patient_id, References(kept), gaps=list(raw.gaps))
    chart.notes.extend(["duplicate"] * repeated)
    identifiers = identifiers_of(kept, raw.patient_id)
    all_old = _mostly_older(kept)
    for resource in kept:
        if is_read(resource.resource):
            _file(chart, resource, identifiers, all_old=all_old)
    chart.entries.sort(key=lambda entry: (entry.kind, entry.reference, digest(entry.body)))
    return chart


def _file(chart: Chart, raw: RawResource, identifiers: frozenset[tuple[str, str]], *, all_old: bool) -> None:
    reference = reference_of(raw)
    kind = string(raw.resource["resourceType"])
    query = QUERY_OF.get(kind)
    match belonging(raw, chart.patient_id, identifiers, chart.references):
        case Belonging.OTHER:
            chart.excluded.append(Excluded(reference, "other-patient"))
            return
        case Belonging.UNKNOWN:
            chart.gaps.append(Gap(reference, "names no patient, not used", query))
            return
        case Belonging.PATIENT:
            pass
    why = _unreadable(raw.resource) or (f"{OLDER} not supported" if all_old and kind != "Patient" else None)
    if why:
        chart.gaps.append(Gap(reference, why, query))
        return
    body, notes = as_r4(raw.resource)
    chart.notes.extend(notes)
    chart.entries.append(Entry(reference, kind, body, raw.resource))


def _mostly_older(resources: tuple[RawResource, ...]) -> bool:
    """Whether the record as a whole is older than R4: one record has one version, and not every shape gives it away."""
    told = [raw.resource for raw in resources if raw.resource.get("resourceType") in _TELLING]
    return 2 * sum(older_version(resource) is not None for resource in told) > len(told)


_TELLING = frozenset({*MEDICATIONS, "MedicationOrder", "Observation", "Condition"})


def _unreadable(resource: Json) -> str | None:
    old = older_version(resource)
    if old:
        return f"{old} not supported"
    if records(resource.get("modifierExtension")):
        return "a modifier extension that is not understood changes its meaning"
    if string(resource.get("implicitRules")):
        return "implicit rules that are not understood change its meaning"
    return None


def _newest(resources: Iterable[RawResource]) -> tuple[tuple[RawResource, ...], int]:
    """Each resource once: of several versions the newest; several contents of one undated version all stay."""
    by_name: dict[tuple[str, str], dict[str, RawResource]] = {}
    repeated = 0
    for raw in resources:
        versions = by_name.setdefault(_name(raw), {})
        print_ = digest(raw.resource)
        repeated += print_ in versions
        versions.setdefault(print_, raw)
    kept = [raw for versions in by_name.values() for raw in _latest(list(versions.values()))]
    return tuple(kept), repeated


def _name(raw: RawResource) -> tuple[str, str]:
    kind = string(raw.resource.get("resourceType"))
    own = id_of(raw)
    return (kind, own or digest(raw.resource))


def _latest(versions: list[RawResource]) -> list[RawResource]:
    if len(versions) == 1:
        return versions
    best = max(_version(raw) for raw in versions)
    return [raw for raw in versions if _version(raw) == best]


def _version(raw: RawResource) -> tuple[str, int]:
    meta = record(raw.resource.get("meta"))
    number = string(meta.get("versionId"))
    return string(meta.get("lastUpdated")), int(number) if number.isascii() and number.isdigit() and len(number) < len(
        "9" * 10
    ) else 0

"""One patient's chart: the resources that are hers, each once and newest, with references resolved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import Named, cancer_named
from fhir_mappings.elements import Json, codings, record, records, string, texts
from fhir_mappings.identity import Belonging, belonging, identifiers_of
from fhir_mappings.raw import RawRecord, RawResource, SearchMode
from fhir_mappings.references import References, digest, id_of, reference_of
from fhir_mappings.screen import MEDICATIONS, is_read
from fhir_mappings.standing import Standing, ended, verified
from fhir_mappings.versions import OLDER, as_r4, older_version
from fhir_mappings.words import words
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
    other_cancers: list[Entry] = field(default_factory=list)  # Conditions that may be the origin of a metastasis


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
    chart.entries = _ordered(chart.entries)
    chart.other_cancers = [entry for entry in chart.entries if entry.kind == "Condition" and _may_spread(entry.body)]
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


def _ordered(entries: list[Entry]) -> list[Entry]:
    """An order that does not depend on the order of the input; the content decides only between equal names."""
    named = Counter(entry.reference for entry in entries)
    return sorted(
        entries,
        key=lambda entry: (entry.kind, entry.reference, digest(entry.body) if named[entry.reference] > 1 else ""),
    )


def _may_spread(body: Json) -> bool:
    """A confirmed cancer of another organ that is not over; skin cancer that hardly ever spreads is left aside."""
    concept = record(body.get("code"))
    if cancer_named(concept) is not Named.OTHER_CANCER or verified(body) is not Standing.HOLDS or ended(body):
        return False
    said = {word for text in texts(concept) for word in words(text)}
    skin = any(string(coding.get("code")).upper().startswith("C44") for coding in codings(concept))
    return not skin and not said & {"basal", "basocelular", "skin", "piel"}


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
    by_name: dict[tuple[str, str], list[RawResource]] = {}
    for raw in resources:
        by_name.setdefault(_name(raw), []).append(raw)
    kept: list[RawResource] = []
    repeated = 0
    for versions in by_name.values():
        different = versions if len(versions) == 1 else list({digest(raw.resource): raw for raw in versions}.values())
        repeated += len(versions) - len(different)
        kept.extend(_latest(different))
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

"""One patient's chart: the resources that are hers, each once and newest, with references resolved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import Named, cancer_named
from fhir_mappings.elements import Json, codings, record, records, string, texts
from fhir_mappings.identity import Belonging, belonging, identifiers_of, names_patient
from fhir_mappings.raw import AnyResource, RawRecord, RawResource, SearchMode, SentResource, Sighting, only
from fhir_mappings.references import References, digest, id_of, reference_of
from fhir_mappings.screen import MEDICATIONS, PASSED_OVER, READ
from fhir_mappings.standing import Standing, ended, verified
from fhir_mappings.strict_json import InvalidJsonError, parse
from fhir_mappings.versions import OLDER, as_r4, older_version
from fhir_mappings.words import words
from treatment_history.record import Excluded, Gap, Query

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    raw: AnyResource | None = None
    left_out: Excluded | None = None  # a glance told why; the body was not read

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


def charted(raw: RawRecord, *, screened: bool = True) -> Chart:
    """Sort a raw record: this patient's resources, newest versions, R4 shapes; the rest is listed with its reason.

    `screened`: what a glance told to be of no concern is passed over unread.
    """
    kept, repeated = _newest(only(raw.resources, _is_no_outcome))
    chart = Chart(raw.patient_id, References(kept), gaps=list(raw.gaps))
    chart.notes.extend(["duplicate"] * repeated)
    identifiers = identifiers_of(kept, raw.patient_id)
    all_old = _mostly_older(kept)
    verdicts = _verdicts(kept, raw.patient_id if screened and not all_old else None)
    for resource in kept:
        verdict = verdicts[resource.sighting]
        if verdict == PASSED_OVER:
            continue
        if verdict:
            reference = reference_of(resource)
            left_out = Excluded(reference, verdict)
            chart.entries.append(Entry(reference, resource.kind, {}, resource, left_out))
        elif string(resource.kind) in READ:
            _file(chart, resource, identifiers, all_old=all_old)
    chart.entries = _ordered(chart.entries)
    chart.other_cancers = [entry for entry in chart.entries if entry.kind == "Condition" and _may_spread(entry.body)]
    return chart


def _is_no_outcome(raw: Sighting | RawResource) -> bool:
    return raw.search_mode is not SearchMode.OUTCOME


def _verdicts(kept: Sequence[AnyResource], patient_id: str | None) -> dict[Sighting | None, str | None]:
    """What every reader would say of the resources that look so, if they are this patient's; None: they are read."""
    return {seen: None if seen is None else _verdict(seen, patient_id) for seen in {raw.sighting for raw in kept}}


def _verdict(seen: Sighting, patient_id: str | None) -> str | None:
    if seen.kind not in READ:
        return PASSED_OVER
    hers = patient_id is not None and seen.verdict is not None and _names_her(seen.subject, patient_id)
    return seen.verdict if hers else None


def _names_her(subject: bytes, patient_id: str) -> bool:
    try:
        return bool(subject) and names_patient(parse(subject), patient_id)
    except InvalidJsonError:
        return False  # reading it will say what is wrong


def _file(chart: Chart, raw: AnyResource, identifiers: frozenset[tuple[str, str]], *, all_old: bool) -> None:
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
    chart.entries.append(Entry(reference, kind, body, raw))


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


def _mostly_older(resources: Sequence[AnyResource]) -> bool:
    """Whether the record as a whole is older than R4: one record has one version, and not every shape gives it away."""
    told = only(resources, _is_telling)
    doubtful = only(told, _may_be_older)
    return 2 * sum(older_version(raw.read()) is not None for raw in doubtful) > len(told)


def _is_telling(raw: Sighting | RawResource) -> bool:
    return raw.kind in _TELLING


def _may_be_older(raw: Sighting | RawResource) -> bool:
    return isinstance(raw, RawResource) or raw.perhaps_older


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


def _newest(resources: Sequence[AnyResource]) -> tuple[tuple[AnyResource, ...], int]:
    """Each resource once: of several versions the newest; several contents of one undated version all stay."""
    names = [raw.reference if isinstance(raw, SentResource) else _name(raw) for raw in resources]
    if len(set(names)) == len(names):
        return tuple(resources), 0
    all_of: dict[object, list[AnyResource]] = {}
    for name, raw in zip(names, resources, strict=True):
        all_of.setdefault(name, []).append(raw)
    kept: list[AnyResource] = []
    repeated = 0
    for versions in all_of.values():
        different = versions if len(versions) == 1 else list({digest(one.resource): one for one in versions}.values())
        repeated += len(versions) - len(different)
        kept.extend(_latest(different))
    return tuple(kept), repeated


def _name(raw: RawResource) -> object:
    kind = string(raw.kind)
    name = (kind, id_of(raw) or digest(raw.resource))
    return "/".join(name) if kind.isalpha() else name


def _latest(versions: list[AnyResource]) -> list[AnyResource]:
    if len(versions) == 1:
        return versions
    best = max(_version(raw) for raw in versions)
    latest = [raw for raw in versions if _version(raw) == best]
    return [_read_in_full(raw) for raw in latest] if len(latest) > 1 else latest


def _read_in_full(raw: AnyResource) -> AnyResource:
    """Two contents under one name: their order is told by their content, so neither is passed over."""
    return RawResource(raw.resource, raw.origin, raw.full_url, raw.search_mode)


def _version(raw: AnyResource) -> tuple[str, int]:
    meta = record(raw.resource.get("meta"))
    number = string(meta.get("versionId"))
    return string(meta.get("lastUpdated")), int(number) if number.isascii() and number.isdigit() and len(number) < len(
        "9" * 10
    ) else 0

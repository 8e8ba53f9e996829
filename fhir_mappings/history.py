"""One patient's FHIR record, read: the only function that other rooms need."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from fhir_mappings.cancers import read_cancer
from fhir_mappings.chart import Chart, Charted, Entry, charted
from fhir_mappings.comorbidities import read_allergy, read_comorbidity
from fhir_mappings.explicit_lines import read_lines
from fhir_mappings.medications import SOURCES, read_medication
from fhir_mappings.observations import read_observation
from fhir_mappings.pauses import unhurried
from fhir_mappings.person import read_person
from fhir_mappings.procedures import read_procedure
from fhir_mappings.resources import Validation, objections_to
from treatment_history.findings import (
    Cancer,
    CancerDiagnosis,
    Finding,
    Measurement,
    Person,
    Stage,
    StatedDecision,
    TumorMarker,
    Unread,
)
from treatment_history.record import (
    MEDICATION_QUERIES,
    Completeness,
    Conflict,
    Excluded,
    ExplicitLine,
    Gap,
    LocalTherapy,
    MedicationRecord,
    Metastasis,
    PatientRecord,
    Query,
    StatusObservation,
    Surgery,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from fhir_mappings.findings_read import Reading
    from fhir_mappings.raw import AnyResource, RawRecord

    T = TypeVar("T")


MOST_VALIDATED = 200
"""How many of the resources that were used are validated in one call: strict validation costs more than reading."""


def read_record(raw: RawRecord, *, validation: Validation = Validation.HITS) -> PatientRecord:
    """Everything that the record says about the questions of the paper, with what could not be read.

    Never raises on the content of a resource: what is not understood is a gap.
    """
    record = charted(raw, screened=validation is not Validation.ALL)
    chart = record.chart
    left_out = record.left_out()
    found: list[Reading] = [Excluded(one.reference, one.left_out or "") for one in left_out]
    used = [Used(one.reference, one.kind, one.raw) for one in left_out]
    for entry in unhurried(record.entries()):
        read = _read(entry, chart)
        found.extend(read)
        if entry.raw is not None and (read or validation is Validation.ALL):
            used.append(Used(entry.reference, entry.kind, entry.raw))
    if validation is not Validation.OFF:
        _validate(used, chart, most=len(used) if validation is Validation.ALL else MOST_VALIDATED)
    return _filed(raw, record, found)


def _read(entry: Entry, chart: Chart) -> list[Reading]:
    if entry.kind in SOURCES:
        return [*read_medication(entry, chart), *read_lines(entry, chart)]
    match entry.kind:
        case "Patient":
            return read_person(entry)
        case "Condition":
            return [*read_cancer(entry, chart), *read_comorbidity(entry, chart)]
        case "Observation":
            return read_observation(entry, chart)
        case "Procedure":
            return [*read_procedure(entry, chart), *read_lines(entry, chart)]
        case "AllergyIntolerance":
            return read_allergy(entry, chart)
        case _:
            return read_lines(entry, chart)


class Used(NamedTuple):
    """A resource that was used; its body was forgotten when it was read."""

    reference: str
    kind: str
    raw: AnyResource


def _validate(used: list[Used], chart: Chart, *, most: int) -> None:
    """Validate what was used, in a fixed order and up to a budget; an objection is a note and changes nothing read."""
    chosen = sorted(used, key=itemgetter(0))[:most]
    for one in unhurried(chosen):
        said = objections_to(one.raw)
        if said:
            chart.notes.extend(f"invalid-{one.kind}: {problem}" for problem in said)
    if len(used) > len(chosen):
        chart.notes.append("not-all-validated")


def _filed(raw: RawRecord, record: Charted, found: list[Reading]) -> PatientRecord:
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for one in found:
        by_kind[type(one)].append(one)
    cancers = _of(CancerDiagnosis, by_kind)
    gaps = tuple(dict.fromkeys((*raw.gaps, *record.gaps(), *_of(Gap, by_kind))))
    people = _of(Person, by_kind)
    return PatientRecord(
        patient_id=raw.patient_id,
        person=people[0] if people else None,
        medications=_of(MedicationRecord, by_kind),
        statuses=_of(StatusObservation, by_kind),
        metastases=_of(Metastasis, by_kind),
        surgeries=_of(Surgery, by_kind),
        local_therapies=_of(LocalTherapy, by_kind),
        explicit_lines=_of(ExplicitLine, by_kind),
        markers=_of(TumorMarker, by_kind),
        cancers=cancers,
        stages=_of(Stage, by_kind),
        findings=_of(Finding, by_kind),
        measurements=_of(Measurement, by_kind),
        unread=_of(Unread, by_kind),
        decisions=_of(StatedDecision, by_kind),
        completeness=MappingProxyType(_completeness(raw, gaps)),
        excluded=tuple(sorted({*record.excluded(), *_of(Excluded, by_kind)})),
        gaps=gaps,
        conflicts=tuple(dict.fromkeys(_of(Conflict, by_kind))),
        notes=tuple(sorted(set(record.chart.notes))),
        condition_references=tuple(sorted({each.reference for each in cancers if each.cancer is not Cancer.OTHER})),
    )


def _completeness(raw: RawRecord, gaps: tuple[Gap, ...]) -> dict[Query, Completeness]:
    """What was given, less what could not be read: an unread drug or diagnosis is a missing part of its query."""
    parts = dict(raw.completeness)
    for query in _COUNTED:
        given = parts.get(query, Completeness.COMPLETE)
        if given is Completeness.COMPLETE and any(gap.about is query for gap in gaps):
            parts[query] = Completeness.TRUNCATED
    return parts


_COUNTED = (*MEDICATION_QUERIES, Query.CONDITIONS)


def _of(kind: type[T], by_kind: Mapping[type, list[Any]]) -> tuple[T, ...]:
    return tuple(by_kind.get(kind, ()))

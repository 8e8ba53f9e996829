"""The record as it was known before a day: what certainly came later is left out, and later ends are taken back.

- A resource counts from its clinical date (start of a drug, day of an examination, onset), not from the day on which
  it was typed in: the question is what had happened, as the treating clinician knew it.
- What certainly lies on or after the day is left out. A resource without a date, or with a partial date that leaves
  open on which side it lies, stays exactly as it is: the readers below treat it as undated or partly dated, which
  makes facts unknown and counts uncertain, never false.
- A drug that ran on over the day has no end and no reason for its end yet. A drug that is marked as ended, with no
  day of its end, stays as it is: when it ended is not known.
- A diagnosis or finding that is over today may have been active then: whether it was is unknown.
- The patient was alive: a line was started on that day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from treatment_history.answer import Answer
from treatment_history.record import Source

if TYPE_CHECKING:
    from datetime import date

    from treatment_history.dates import PartialDate
    from treatment_history.record import ExplicitLine, MedicationRecord, PatientRecord


class _Dated(Protocol):
    @property
    def date(self) -> PartialDate | None: ...


D = TypeVar("D", bound=_Dated)
_RUNNING = {Source.ADMINISTRATION: "in-progress", Source.STATEMENT: "active", Source.ORDER: "active"}


def known_before(record: PatientRecord, day: date) -> PatientRecord:
    """What of the record had happened before the day."""
    return replace(
        record,
        person=replace(record.person, deceased=Answer.UNKNOWN, died=None) if record.person else None,
        medications=tuple(_as_given(drug, day) for drug in record.medications if _earlier(drug.start or drug.end, day)),
        explicit_lines=tuple(_as_stated(line, day) for line in record.explicit_lines if _earlier(line.start, day)),
        statuses=_of(record.statuses, day),
        metastases=_of(record.metastases, day),
        surgeries=_of(record.surgeries, day),
        local_therapies=_of(record.local_therapies, day),
        markers=_of(record.markers, day),
        cancers=tuple(replace(each, active=_then(each.active)) for each in _of(record.cancers, day)),
        stages=_of(record.stages, day),
        findings=tuple(replace(each, active=_then(each.active)) for each in _of(record.findings, day)),
        measurements=_of(record.measurements, day),
        unread=_of(record.unread, day),
        decisions=_of(record.decisions, day),
    )


def undated(record: PatientRecord, day: date) -> int:
    """How many of the kept resources leave open whether they lie before the day."""
    starts = [drug.start or drug.end for drug in record.medications]
    dates = [
        each.date
        for group in (
            record.statuses,
            record.metastases,
            record.surgeries,
            record.local_therapies,
            record.markers,
            record.cancers,
            record.stages,
            record.findings,
        )
        for each in group
    ]
    return sum(when is None or when.earliest < day <= when.latest for when in (*starts, *dates))


def _earlier(when: PartialDate | None, day: date) -> bool:
    return when is None or when.earliest < day


def _of(items: tuple[D, ...], day: date) -> tuple[D, ...]:
    return tuple(item for item in items if _earlier(item.date, day))


def _then(active: Answer) -> Answer:
    return Answer.UNKNOWN if active is Answer.NO else active


def _as_given(drug: MedicationRecord, day: date) -> MedicationRecord:
    if drug.end is None or drug.end.latest < day or drug.start is None:
        return drug
    status = _RUNNING.get(drug.source, drug.status)
    return replace(drug, end=None, status=status, stop_reason=None, planned_completion=False)


def _as_stated(line: ExplicitLine, day: date) -> ExplicitLine:
    return line if line.end is None or line.end.latest < day else replace(line, end=None, status="active")

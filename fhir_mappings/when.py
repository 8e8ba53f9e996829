"""Dates as records write them: partial ones kept, placeholders and impossible ones dropped with a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, record, records, string
from treatment_history.dates import InvalidDateError, PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable

_EARLIEST_YEAR = 1902  # years before stand for "unknown" in records (1000, 1900, 0001)
_LATEST_YEAR = 9998


def read_date(value: object) -> PartialDate | None:
    """The date of a FHIR date or dateTime; None for placeholders and for what is no date."""
    written = string(value)
    if not written:
        return None
    try:
        date = PartialDate.parse(written)
    except InvalidDateError:
        return None
    return date if _EARLIEST_YEAR <= date.earliest.year <= _LATEST_YEAR else None


@dataclass(frozen=True, slots=True)
class Span:
    """Start and end as written; `odd` if the record's dates could not be used as they stand."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    odd: bool = False


NEVER = Span()


def period(value: object) -> Span:
    """The span of a Period; an end that is certainly before the start makes both unusable."""
    given = record(value)
    if not given:
        return NEVER
    start, end = read_date(given.get("start")), read_date(given.get("end"))
    odd = any(string(given.get(side)) and read is None for side, read in (("start", start), ("end", end)))
    if start and end and end.latest < start.earliest:
        return Span(odd=True)
    return Span(start, end, odd)


def point(value: object) -> Span:
    """The span of one dateTime."""
    day = read_date(value)
    return Span(day, day, odd=bool(string(value)) and day is None)


def timing(value: object) -> Span:
    """The span of a Timing: its bounds, else its first and last event."""
    given = record(value)
    repeat = record(given.get("repeat"))
    if isinstance(repeat.get("boundsPeriod"), dict):
        return period(repeat["boundsPeriod"])
    days = sorted(filter(None, map(read_date, _listed(given.get("event")))), key=lambda day: (day.earliest, day.latest))
    return Span(days[0], days[-1]) if days else NEVER


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def first_of(spans: Iterable[Span]) -> Span:
    """The first span that says anything."""
    seen_odd = False
    for span in spans:
        if span.start or span.end:
            return span
        seen_odd = seen_odd or span.odd
    return Span(odd=seen_odd)


def observed(body: Json) -> PartialDate | None:
    """When an Observation was made: its effective time, else when it was issued. A period counts from its end."""
    day = read_date(body.get("effectiveDateTime")) or read_date(body.get("effectiveInstant"))
    if day is not None:
        return day
    span = period(body.get("effectivePeriod"))
    return span.end or span.start or read_date(body.get("issued"))


def began(body: Json) -> PartialDate | None:
    """When a Condition began as far as recorded: onset, else the day it was written down."""
    day = read_date(body.get("onsetDateTime"))
    if day is not None:
        return day
    span = period(body.get("onsetPeriod"))
    return span.start or span.end or read_date(body.get("recordedDate"))


def performed(body: Json) -> PartialDate | None:
    """When a Procedure was done: the day, else the start of the period."""
    day = read_date(body.get("performedDateTime"))
    if day is not None:
        return day
    span = period(body.get("performedPeriod"))
    return span.start or span.end


def dosage_bounds(body: Json, member: str) -> Span:
    """The bounds that the dosage instructions of an order or statement set."""
    return first_of(timing(instruction.get("timing")) for instruction in records(body.get(member)))

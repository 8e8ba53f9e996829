"""Heart and liver in numbers: ejection fraction in per cent, liver tests as multiples of the upper limit of normal.

Where several values may be the latest, the less favourable one counts, because these facts only feed safety rules.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import certainly_before, dated_first, newest, possibly_latest, up_to
from treatment_history.agents import is_anti_her2
from treatment_history.findings import Quantity
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from treatment_history.dates import PartialDate
    from treatment_history.findings import Measurement
    from treatment_history.history import Derived, TreatmentHistory


def lvef_percent(history: TreatmentHistory) -> Derived[float | None]:
    """The most recent ejection fraction; the lowest where several may be the most recent."""
    latest = _latest(history, Quantity.LVEF)
    if latest is None:
        return unsettled(None, missing=_ask_lvef())
    return _measured(latest)


def lvef_age_days(history: TreatmentHistory) -> Derived[int | None]:
    """Days since the most recent ejection fraction, counted from the earliest day that its date may mean.

    Unknown where a newer one was measured and could not be read.
    """
    latest = _latest(history, Quantity.LVEF)
    if latest is None or latest.date is None or _newer_unread(history, latest.date):
        return unsettled(None, missing=_ask_lvef())
    days = (history.as_of - latest.date.earliest).days
    return settled(days, _sentence(latest), evidence=(latest.reference,), date=latest.date)


def lvef_baseline_percent(history: TreatmentHistory) -> Derived[float | None]:
    """The last ejection fraction not later than the first anti-HER2 dose; failing that, the earliest on record."""
    values = [item for item in _of(history, Quantity.LVEF) if item.date is not None]
    if not values:
        return unsettled(None, missing=say("ejection fraction before the first anti-HER2 therapy"))
    start = first_anti_her2(history)
    before = [item for item in values if not certainly_before(start, item.date)] if start is not None else []
    if before:
        return _measured(max(possibly_latest(before), key=lambda item: item.value))
    earliest = min(values, key=lambda item: (_day(item), -item.value))
    note = say("No ejection fraction from before anti-HER2 therapy is on record; the earliest one is used")
    return settled(earliest.value, _sentence(earliest), note, evidence=(earliest.reference,), date=earliest.date)


def first_anti_her2(history: TreatmentHistory) -> PartialDate | None:
    """The earliest start of a course or line with an anti-HER2 agent."""
    starts = [course.start for course in history.early if any(map(is_anti_her2, course.agents))]
    starts += [line.start for line in history.lines if line.anti_her2]
    return min((start for start in starts if start is not None), key=lambda start: start.earliest, default=None)


def alt_ast_xuln(history: TreatmentHistory) -> Derived[float | None]:
    """The higher of the most recent ALT and the most recent AST."""
    found = [_latest(history, quantity) for quantity in (Quantity.ALT, Quantity.AST)]
    measured = [item for item in found if item is not None]
    if not measured:
        return unsettled(None, missing=say("ALT and AST with their upper limits of normal"))
    highest = max(measured, key=lambda item: item.value)
    evidence = [item.reference for item in measured]
    return settled(highest.value, *map(_sentence, measured), evidence=evidence, date=highest.date)


def bilirubin_xuln(history: TreatmentHistory) -> Derived[float | None]:
    """The most recent bilirubin."""
    latest = _latest(history, Quantity.BILIRUBIN)
    if latest is None:
        return unsettled(None, missing=say("bilirubin with its upper limit of normal"))
    return _measured(latest)


def _newer_unread(history: TreatmentHistory, day: PartialDate) -> bool:
    unread = up_to(history.as_of, history.record.unread)
    return any(item.quantity is Quantity.LVEF and certainly_before(day, item.date) for item in unread)


def _of(history: TreatmentHistory, quantity: Quantity) -> tuple[Measurement, ...]:
    return up_to(history.as_of, [item for item in history.record.measurements if item.quantity is quantity])


def _latest(history: TreatmentHistory, quantity: Quantity) -> Measurement | None:
    """The most recent value; the less favourable one where the dates do not decide."""
    candidates = sorted(possibly_latest(dated_first(_of(history, quantity))), key=_worst_first(quantity))
    return candidates[0] if candidates else None


def _worst_first(quantity: Quantity) -> Callable[[Measurement], tuple[float, str]]:
    sign = 1 if quantity is Quantity.LVEF else -1
    return lambda item: (sign * item.value, item.reference)


def _day(item: Measurement) -> date:
    return item.date.earliest if item.date is not None else date.max


def _measured(item: Measurement) -> Derived[float | None]:
    value: float | None = item.value
    return settled(value, _sentence(item), evidence=(item.reference,), date=newest((item,)))


def _sentence(item: Measurement) -> Sentence:
    place = {"value": f"{item.value:g}", "date": written(item.date), "reference": item.reference}
    match item.quantity:
        case Quantity.LVEF:
            return say("Ejection fraction {value} % ({date}; {reference})", **place)
        case Quantity.ALT:
            return say("ALT {value} times the upper limit of normal ({date}; {reference})", **place)
        case Quantity.AST:
            return say("AST {value} times the upper limit of normal ({date}; {reference})", **place)
        case _:  # Quantity.BILIRUBIN
            return say("Bilirubin {value} times the upper limit of normal ({date}; {reference})", **place)


def _ask_lvef() -> Sentence:
    return say("ejection fraction of the last 3 months")

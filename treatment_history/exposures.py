"""Which medication records are exposures (line-of-therapy specification 3.3, W0, W10, W12)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from treatment_history.agents import Family, agent_named
from treatment_history.record import Excluded, Source, distinct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from treatment_history.dates import PartialDate
    from treatment_history.parameters import Parameters
    from treatment_history.record import MedicationRecord, PatientRecord

TAKEN = "taken"
ORDERED = "ordered"
POSSIBLE = "ordered-not-administered"

_RUNNING = frozenset({"active", "in-progress", "on-hold"})
_LEFT_OUT = {"entered-in-error": "entered-in-error"}
_STANDING: Mapping[Source, Mapping[str, str]] = {
    Source.ADMINISTRATION: {
        **dict.fromkeys(("completed", "in-progress", "stopped", "on-hold"), TAKEN),
        **_LEFT_OUT,
        "not-done": "not-taken",
    },
    Source.STATEMENT: {
        **dict.fromkeys(("active", "completed", "stopped", "on-hold"), TAKEN),
        **_LEFT_OUT,
        "intended": "planned",
        "not-taken": "not-taken",
    },
    Source.ORDER: {
        **dict.fromkeys(("active", "completed", "stopped", "on-hold"), ORDERED),
        **_LEFT_OUT,
        "draft": "planned",
        "cancelled": "cancelled",
        "unknown": "status-unknown",
    },
    Source.DISPENSE: {"completed": TAKEN, **_LEFT_OUT},
}
_COUNTED = frozenset({TAKEN, ORDERED, POSSIBLE})
_OTHERWISE = {
    Source.ADMINISTRATION: POSSIBLE,
    Source.STATEMENT: POSSIBLE,
    Source.ORDER: "status-unknown",
    Source.DISPENSE: "not-dispensed",
}
_ORDER_INTENTS = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})

FLAG_OF_EXCLUSION = {
    "entered-in-error": "entered-in-error",
    "not-taken": "not-taken",
    "not-done": "not-taken",
    "planned": "planned-only",
    "cancelled": "planned-only",
    POSSIBLE: POSSIBLE,
}
"""The flag of specification 3.12 that an excluded drug record raises."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """One agent of one record that counts as exposure. `end` is None while ongoing and where it is unknown."""

    record: MedicationRecord
    agent: str
    start: PartialDate | None
    end: PartialDate | None
    ongoing: bool

    @property
    def reference(self) -> str:
        """The resource that says so."""
        return self.record.reference

    @property
    def reach(self) -> date:
        """The last day on which the agent is known to have been given; `date.max` if ongoing or on hold."""
        if self.ongoing or self.record.status == "on-hold":
            return date.max
        known = self.end or self.start
        return known.latest if known else date.min


@dataclass(frozen=True, slots=True)
class Exposures:
    """The records sorted: taken, only possible, and left out with the reason."""

    taken: tuple[Taken, ...]
    possible: tuple[Taken, ...]
    excluded: tuple[Excluded, ...]
    flags: frozenset[str]


def read_exposures(record: PatientRecord, as_of: date, parameters: Parameters) -> Exposures:
    """Sort the medication records into exposures, possible exposures and records that are no exposure (3.3)."""
    taken: list[Taken] = []
    ordered: list[Taken] = []
    possible: list[Taken] = []
    excluded: set[Excluded] = set()
    shelves = {TAKEN: taken, ORDERED: ordered, POSSIBLE: possible}
    for medication in distinct(record.medications):
        agents = [name for name in medication.agents if agent_named(name).family is not Family.SUPPORTIVE]
        standing = _standing(medication, as_of) if agents else "supportive"
        if standing not in shelves:
            excluded.add(Excluded(medication.reference, standing))
            continue
        shelves[standing] += [_taken(medication, name, as_of) for name in agents]
    orders_only = not any(item.record.source in {Source.ADMINISTRATION, Source.STATEMENT} for item in taken)
    in_doubt = ordered and not orders_only
    confirmed, unconfirmed = _confirmed(ordered, taken, as_of, parameters) if in_doubt else (ordered, [])
    possible.extend(unconfirmed)
    excluded.update(Excluded(item.reference, POSSIBLE) for item in possible)
    return Exposures(
        taken=(*taken, *confirmed),
        possible=tuple(possible),
        excluded=tuple(excluded),
        flags=_flags(excluded, orders_only=orders_only and bool(ordered)),
    )


def _flags(excluded: Iterable[Excluded], *, orders_only: bool) -> frozenset[str]:
    flags = {FLAG_OF_EXCLUSION[item.why] for item in excluded if item.why in FLAG_OF_EXCLUSION}
    return frozenset(flags | ({"orders-only"} if orders_only else set()))


def _standing(medication: MedicationRecord, as_of: date) -> str:
    """The row of table 3.3 that fits; a start after the day of the question is a plan."""
    if medication.source is Source.ORDER and medication.intent not in _ORDER_INTENTS:
        return "entered-in-error" if medication.status == "entered-in-error" else "planned"
    standing = _STANDING[medication.source].get(medication.status, _OTHERWISE[medication.source])
    if standing in _COUNTED and medication.start is not None and medication.start.earliest > as_of:
        return "planned"
    return standing


def _taken(medication: MedicationRecord, agent: str, as_of: date) -> Taken:
    """One agent of a record with its end as far as status and period say (3.2, W10)."""
    if medication.source is Source.DISPENSE:
        return Taken(medication, agent, medication.start, None, ongoing=False)
    end = medication.end
    running = medication.status in _RUNNING
    if end is None:
        dose = medication.source is Source.ADMINISTRATION and not running
        return Taken(medication, agent, medication.start, medication.start if dose else None, ongoing=running)
    if medication.start is not None and end.latest < medication.start.earliest:  # no end can lie before the start
        return Taken(medication, agent, medication.start, None, ongoing=False)
    if end.earliest > as_of or (running and end.latest >= as_of):
        return Taken(medication, agent, medication.start, None, ongoing=True)
    return Taken(medication, agent, medication.start, end, ongoing=False)


def _confirmed(
    ordered: Sequence[Taken], taken: Sequence[Taken], as_of: date, parameters: Parameters
) -> tuple[list[Taken], list[Taken]]:
    """Orders that a taken record of the same agent confirms within 56 days of their start, and the others (W0)."""
    given = _extents(taken, as_of)
    confirmed: list[Taken] = []
    unconfirmed: list[Taken] = []
    for order in ordered:
        joins = order.start is not None and _joins(order.start, given.get(order.agent), parameters)
        (confirmed if joins else unconfirmed).append(order)
    return confirmed, unconfirmed


_Extents = tuple[list[date], list[date]]


def _extents(taken: Sequence[Taken], as_of: date) -> dict[str, _Extents]:
    """Per agent: starts in order, and the furthest day reached by anything begun until then."""
    by_agent: dict[str, list[tuple[date, date]]] = {}
    for item in taken:
        if item.start is not None:
            reach = as_of if item.ongoing else (item.end or item.start).latest
            by_agent.setdefault(item.agent, []).append((item.start.earliest, reach))
    return {
        agent: ([start for start, _ in sorted(spans)], list(accumulate((end for _, end in sorted(spans)), max)))
        for agent, spans in by_agent.items()
    }


def _joins(start: PartialDate, extents: _Extents | None, parameters: Parameters) -> bool:
    if extents is None:
        return False
    starts, reaches = extents
    tolerance = timedelta(days=parameters.course_join)
    begun = bisect_right(starts, start.latest + tolerance)
    return begun > 0 and reaches[begun - 1] + tolerance >= start.earliest

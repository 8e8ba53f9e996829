"""The flags that a whole history carries beside those of its lines (specification 3.12, W18)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from treatment_history.agents import Family
from treatment_history.answer import Answer
from treatment_history.dates import days
from treatment_history.dual import NAMED_PAIRS
from treatment_history.exposures import FLAG_OF_EXCLUSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from treatment_history.courses import Course
    from treatment_history.parameters import Parameters
    from treatment_history.record import Excluded
    from treatment_history.runs import Reading


def exclusion_flags(excluded: Iterable[Excluded]) -> frozenset[str]:
    """Flags of drug records that the reader of the record already left out."""
    return frozenset(FLAG_OF_EXCLUSION[item.why] for item in excluded if item.why in FLAG_OF_EXCLUSION)


def resistance_flags(reading: Reading) -> Iterator[str]:
    """Where a looser wording of the paper would have decided otherwise (3.10, W0)."""
    place = reading.index
    if place is None or reading.three_before(place) is not Answer.YES:
        return
    line = reading.lines[place]
    if line.her2 is Answer.NO:
        yield "index-line-without-anti-her2"
    before = any(earlier.dual.answer is Answer.YES for earlier in reading.lines[:place])
    if line.dual.answer is Answer.YES and not before:
        yield "dual-only-in-index-line"


def dual_only_early(early: Sequence[Course], advanced: Iterable[Answer], as_of: date, parameters: Parameters) -> bool:
    """Whether dual blockade was given before distant disease alone; the paper does not say whether that counts."""
    if Answer.YES in set(advanced):
        return False
    antibodies = [course for course in early if course.agent.family is Family.ANTI_HER2]
    return any(
        frozenset({one.name, other.name}) in NAMED_PAIRS and _overlap(one, other, as_of, parameters)
        for one, other in combinations(antibodies, 2)
    )


def _overlap(one: Course, other: Course, as_of: date, parameters: Parameters) -> bool:
    """Begun within 28 days of each other and not one after the other, or >= 42 days together."""
    first, second = sorted((one, other), key=lambda course: course.order)
    together = days(second.start.latest, min(first.last_certain_day(as_of), second.last_certain_day(as_of)))
    if together >= parameters.dual_min_overlap:
        return True
    near = days(first.start.earliest, second.start.earliest) <= parameters.regimen_window
    return near and first.last_certain_day(as_of) >= second.start.latest

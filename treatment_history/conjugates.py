"""Naked trastuzumab beside T-DM1 or T-DXd is no regimen: the entry begun earlier is stale (specification 3.5, W9)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from treatment_history.courses import cut, is_conjugate, is_naked_trastuzumab
from treatment_history.dates import PartialDate
from treatment_history.record import Conflict
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treatment_history.courses import Course


def settle_conjugates(courses: Sequence[Course]) -> tuple[tuple[Course, ...], tuple[Conflict, ...]]:
    """Cut the earlier of two overlapping entries the day before the other starts; on one day keep both and ask."""
    naked = [course for course in courses if is_naked_trastuzumab(course.agent)]
    conjugates = [course for course in courses if is_conjugate(course.agent)]
    if not naked or not conjugates:
        return tuple(courses), ()
    settled: list[Course] = []
    conflicts: list[Conflict] = []
    for course in courses:
        others = conjugates if course in naked else naked if course in conjugates else []
        other = _next_beside(course, others)
        if other is None:
            settled.append(course)
            continue
        conflicts.append(_conflict(course, other))
        settled.append(_settled(course, other))
    return tuple(settled), tuple(dict.fromkeys(conflicts))


def _next_beside(course: Course, others: Sequence[Course]) -> Course | None:
    """The next course of the other kind, begun on the same day or later, that certainly overlaps."""
    index = bisect_left([other.start.earliest for other in others], course.start.earliest)
    if index == len(others):
        return None
    other = others[index]
    until = course.end
    overlaps = course.ongoing or (until is not None and until.earliest >= other.start.latest)
    return other if overlaps else None


def _settled(course: Course, other: Course) -> Course:
    if other.start.earliest == course.start.earliest:
        return replace(course, flags=course.flags | {"adc-with-naked-trastuzumab"})
    if not other.start.is_exact:
        return cut(course, other.start)
    return cut(course, PartialDate.of(other.start.earliest - timedelta(days=1)))


def _conflict(course: Course, other: Course) -> Conflict:
    first, second = sorted((course, other), key=lambda one: one.order)
    return Conflict(
        kind="adc-with-naked-trastuzumab",
        sentence=say(
            "{first} from {first_start} and {second} from {second_start} are recorded as given together; "
            "trastuzumab beside its conjugate is no regimen",
            first=first.name,
            first_start=first.start,
            second=second.name,
            second_start=second.start,
        ),
        references=tuple(sorted({*first.references, *second.references})),
    )

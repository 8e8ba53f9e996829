"""Start groups and the boundaries at which therapy changed (specification 3.7, W2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from treatment_history.agents import Family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treatment_history.assessments import Assessment
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.record import StopReason

_MAJOR = frozenset({Family.ANTI_HER2, Family.CYTOTOXIC, Family.UNKNOWN})


class Change(IntEnum):
    """What a start of therapy means; a group takes the highest of its agents (W2)."""

    SAME = 0
    MINOR = 1
    RECHALLENGE = 2
    MAJOR = 3
    PRESUMED = 4
    AMBIGUOUS = 5
    DOCUMENTED = 6
    EXPLICIT = 7
    FIRST = 8

    @property
    def opens_a_line(self) -> bool:
        """Whether a line begins at the working reading."""
        return self >= Change.PRESUMED

    @property
    def is_certain(self) -> bool:
        """Whether every reading of the record agrees on it."""
        return self in {Change.SAME, Change.MINOR} or self >= Change.DOCUMENTED


@dataclass(frozen=True, eq=False)
class Group:
    """Courses that begin on the same day; one change of therapy."""

    courses: tuple[Course, ...]
    start: PartialDate

    @cached_property
    def names(self) -> frozenset[str]:
        """The ingredients that begin."""
        return frozenset(course.name for course in self.courses)

    @cached_property
    def is_trial_only(self) -> bool:
        """Whether every agent is investigational: the group stands on track i (W5)."""
        return all(course.investigational for course in self.courses)


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """A start group with its class, the rule that gave it, and what the rule relied on.

    `number` is the stated line number; `missing` how many earlier lines that number says are not in the record.
    `settled`: a later explicit number leaves only one reading of it.
    """

    group: Group
    change: Change
    rule: str
    number: int | None = None
    missing: int = 0
    progression: Assessment | None = None
    reason: StopReason | None = None
    source: str | None = None
    flags: frozenset[str] = frozenset()
    settled: bool = False

    @property
    def is_uncertain(self) -> bool:
        """Whether the readings of the record may differ here."""
        return not self.settled and not self.change.is_certain


def is_major(course: Course) -> bool:
    """Anti-HER2 or cytotoxic; a drug of unknown class is treated as such (W5)."""
    return course.agent.family in _MAJOR


def groups_of(courses: Iterable[Course]) -> tuple[Group, ...]:
    """Courses with the same earliest start form one group; its start is the most exact one."""
    ordered = sorted(courses, key=lambda course: course.order)
    return tuple(
        Group(members, members[0].start)
        for members in (tuple(group) for _, group in groupby(ordered, key=lambda course: course.start.earliest))
    )

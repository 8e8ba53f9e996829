"""What the stated line numbers do to the derivation, and where the two disagree (specification 5, W7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from treatment_history.explicit import accepted, covered, stated_numbers
from treatment_history.record import Conflict
from treatment_history.sentences import say
from treatment_history.walk import boundaries_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from treatment_history.assessments import Assessment
    from treatment_history.boundaries import Boundary
    from treatment_history.courses import Course
    from treatment_history.explicit import StatedNumbers
    from treatment_history.parameters import Parameters
    from treatment_history.record import ExplicitLine


@dataclass(frozen=True, slots=True)
class Tracks:
    """The courses with what the statements say of their track: on trial, or advanced whatever the dates say."""

    courses: tuple[Course, ...]
    statements: tuple[ExplicitLine, ...]
    advanced: frozenset[Course]


def place_on_tracks(courses: Sequence[Course], lines: Sequence[ExplicitLine], as_of: date) -> Tracks:
    """Courses covered by a track-i statement are investigational, by a track-a statement advanced."""
    statements = accepted(lines, as_of)
    if not statements:
        return Tracks(tuple(courses), (), frozenset())
    coverage = covered(statements, courses)
    on_trial = {course for line, found in coverage.items() if line.track == "i" for course in found}
    advanced = {course for line, found in coverage.items() if line.track == "a" for course in found}
    marked = {course: replace(course, investigational=True) if course in on_trial else course for course in courses}
    return Tracks(tuple(marked.values()), statements, frozenset(marked[course] for course in advanced))


def numbers_of(statements: Sequence[ExplicitLine], courses: Sequence[Course]) -> dict[Course, StatedNumbers]:
    """The numbers stated for the courses of the advanced track."""
    return stated_numbers(covered(statements, courses), courses) if statements else {}


def disagreements(
    boundaries: Sequence[Boundary],
    courses: Sequence[Course],
    assessments: Sequence[Assessment],
    stated: Mapping[Course, StatedNumbers],
    parameters: Parameters,
) -> tuple[Conflict, ...]:
    """Where stated numbers differ from the derivation alone, or contradict each other."""
    if not stated:
        return ()
    derived = _numbers(boundaries_of(courses, assessments, {}, parameters))
    used = _numbers(boundaries)
    found = [
        _differs(course, used[course], derived[course], stated[course])
        for course in used
        if course in stated and used[course] != derived[course]
    ]
    contradicted = [course for course in stated if not stated[course].numbers <= set(used.values())]
    return (*found, *(_contradiction(course, stated[course]) for course in contradicted))


def _numbers(boundaries: Sequence[Boundary]) -> dict[Course, int]:
    """The number of the line in which each course begins, at the working reading."""
    numbers: dict[Course, int] = {}
    current = 0
    for boundary in boundaries:
        if boundary.change.opens_a_line:
            current = boundary.number or current + 1
        numbers.update(dict.fromkeys(boundary.group.courses, current))
    return numbers


def _differs(course: Course, number: int, derived: int, stated: StatedNumbers) -> Conflict:
    return Conflict(
        kind="explicit-vs-derived",
        sentence=say(
            "{agent} from {start} is stated as line {number} ({source}), the derivation alone says {derived}",
            agent=course.name,
            start=course.start,
            number=number,
            source=", ".join(sorted({one.reference for one in stated.statements})),
            derived=derived,
        ),
        references=_references(course, stated),
    )


def _contradiction(course: Course, stated: StatedNumbers) -> Conflict:
    return Conflict(
        kind="explicit-contradiction",
        sentence=say(
            "the line numbers stated for {agent} from {start} contradict each other or the order of therapy: {numbers}",
            agent=course.name,
            start=course.start,
            numbers=", ".join(f"{one.number} ({one.reference})" for one in stated.statements),
        ),
        references=_references(course, stated),
    )


def _references(course: Course, stated: StatedNumbers) -> tuple[str, ...]:
    return tuple(sorted({*course.references, *(one.reference for one in stated.statements)}))

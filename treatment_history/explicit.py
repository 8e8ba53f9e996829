"""Line numbers that the record itself states, and the courses that they cover (specification 5, 3.12, W7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from treatment_history.record import ExplicitLine, LineRank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from treatment_history.courses import Course

_ACCEPTED_CONTAINERS = frozenset({"active", "onhold", "on-hold", "finished", "completed"})
_NEVER = frozenset({"draft", "entered-in-error", "cancelled", "not-done", "revoked", "retired", "preparation"})
RANKS = (LineRank.THERAPY, LineRank.CONTAINER, LineRank.ORDINAL, LineRank.SOFTWARE)
"""Strongest first (specification 5)."""


@dataclass(frozen=True, slots=True)
class StatedNumbers:
    """The numbers stated for one course, by the strongest rank that speaks of it."""

    rank: LineRank
    numbers: frozenset[int]
    statements: tuple[ExplicitLine, ...]

    @property
    def modification(self) -> int:
        """The stated number of modifications (Y of X.Y)."""
        return max(statement.modification for statement in self.statements)


def accepted(lines: Iterable[ExplicitLine], as_of: date) -> tuple[ExplicitLine, ...]:
    """Statements that stand: right status, not later than the question, each once."""
    return tuple(
        line
        for line in sorted(set(lines), key=lambda line: (line.reference, line.number))
        if _stands(line) and (line.start is None or line.start.earliest <= as_of)
    )


def _stands(line: ExplicitLine) -> bool:
    """EpisodeOfCare active, onhold, finished; CarePlan active, on-hold, completed; others unless never meant (W7)."""
    if line.rank is LineRank.CONTAINER:
        return line.status in _ACCEPTED_CONTAINERS
    return line.status not in _NEVER


def covered(lines: Sequence[ExplicitLine], courses: Sequence[Course]) -> dict[ExplicitLine, tuple[Course, ...]]:
    """The courses of each statement: named by it, else naming it as context, else begun within its period."""
    by_reference: dict[str, list[Course]] = {}
    for course in courses:
        contexts = (context for item in course.exposures for context in item.record.contexts)
        for reference in {*course.references, *contexts}:
            by_reference.setdefault(reference, []).append(course)
    return {line: tuple(_covered_by(line, by_reference, courses)) for line in lines}


def _covered_by(
    line: ExplicitLine, by_reference: Mapping[str, list[Course]], courses: Sequence[Course]
) -> Iterable[Course]:
    named = {course: None for reference in (*line.covers, line.reference) for course in by_reference.get(reference, ())}
    if named or line.covers or line.start is None:
        return named
    last = line.end.latest if line.end else None
    first = line.start.earliest
    return [c for c in courses if first <= c.start.earliest and (last is None or c.start.earliest <= last)]


def stated_numbers(
    coverage: Mapping[ExplicitLine, tuple[Course, ...]], advanced: Iterable[Course]
) -> dict[Course, StatedNumbers]:
    """Per advanced course the numbers of the strongest rank; early-track and trial numbers say nothing here."""
    statements: dict[Course, list[ExplicitLine]] = {}
    for line, courses in coverage.items():
        if line.track in {None, "a"}:
            for course in courses:
                statements.setdefault(course, []).append(line)
    return {course: _strongest(statements[course]) for course in advanced if course in statements}


def _strongest(statements: Sequence[ExplicitLine]) -> StatedNumbers:
    rank = next(rank for rank in RANKS if any(statement.rank is rank for statement in statements))
    heard = tuple(statement for statement in statements if statement.rank is rank)
    return StatedNumbers(rank, frozenset(statement.number for statement in heard), heard)

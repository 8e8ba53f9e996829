"""The readings of one record: where lines begin when uncertain boundaries count or do not (specification 3.7, W11).

Classes are given once, on the working reading. Low merges presumed and ambiguous boundaries into the line before,
high splits at major modifications and re-challenges as well; members, assessments and attributes follow anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from treatment_history.walk import carried_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from treatment_history.boundaries import Boundary, Change
    from treatment_history.courses import Course
    from treatment_history.explicit import StatedNumbers
    from treatment_history.parameters import Parameters

_MOST_COMBINED = 8


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """One line of one reading: the boundary that opens it, those inside it, and all its courses."""

    number: int
    opening: Boundary
    inner: tuple[Boundary, ...]
    members: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which uncertain boundaries begin a line."""

    splits: frozenset[Boundary]

    def opens(self, boundary: Boundary) -> bool:
        """Whether a line begins here."""
        if boundary.is_uncertain:
            return boundary in self.splits
        return boundary.change.opens_a_line


def low(boundaries: Sequence[Boundary]) -> Choice:
    """Only documented and explicit starts count."""
    return _choice(boundaries, lambda _: False)


def working(boundaries: Sequence[Boundary]) -> Choice:
    """Presumed and ambiguous starts count too."""
    return _choice(boundaries, lambda change: change.opens_a_line)


def high(boundaries: Sequence[Boundary]) -> Choice:
    """Major modifications and re-challenges count too."""
    return _choice(boundaries, lambda _: True)


def _choice(boundaries: Sequence[Boundary], counts: Callable[[Change], bool]) -> Choice:
    return Choice(frozenset(one for one in boundaries if one.is_uncertain and counts(one.change)))


def other_choices(boundaries: Sequence[Boundary]) -> Iterator[Choice]:
    """Every combination beside low, working and high, if at most eight boundaries are uncertain (W11)."""
    uncertain = [boundary for boundary in boundaries if boundary.is_uncertain]
    if not 1 < len(uncertain) <= _MOST_COMBINED:
        return
    known = {low(boundaries), working(boundaries), high(boundaries)}
    for taken in product((False, True), repeat=len(uncertain)):
        choice = Choice(frozenset(boundary for boundary, split in zip(uncertain, taken, strict=True) if split))
        if choice not in known:
            yield choice


def stretches(
    boundaries: Sequence[Boundary],
    choice: Choice,
    stated: Mapping[Course, StatedNumbers],
    parameters: Parameters,
) -> tuple[Stretch, ...]:
    """The lines of one reading with their courses, carried over anew."""
    lines: list[Stretch] = []
    runs = _runs(boundaries, choice)
    for opening, inner in runs:
        former = lines[-1] if lines else None
        number = opening.number if opening.rule == "E" else None
        number = number or (former.number + 1 if former else 1)
        carried = carried_over(former.members if former else (), opening.group, number, stated, parameters)
        begun = [course for boundary in (opening, *inner) for course in boundary.group.courses]
        lines.append(Stretch(number, opening, inner, (*carried, *begun)))
    return tuple(lines)


def _runs(boundaries: Sequence[Boundary], choice: Choice) -> list[tuple[Boundary, tuple[Boundary, ...]]]:
    """Each opening boundary with those that follow inside its line."""
    runs: list[tuple[Boundary, list[Boundary]]] = []
    for boundary in boundaries:
        if choice.opens(boundary):
            runs.append((boundary, []))
        else:
            runs[-1][1].append(boundary)
    return [(opening, tuple(inner)) for opening, inner in runs]

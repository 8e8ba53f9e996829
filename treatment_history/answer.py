"""Three-valued truth. Unknown is a value of its own; it never reads as no."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from treatment_history.kinds import Kinds

if TYPE_CHECKING:
    from collections.abc import Iterable


class Unjudged(Kinds):
    """An enumeration whose truth must be asked by name: `bool()` of a member raises TypeError."""

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self!r} is three-valued: compare it by identity, never by truth")


class Answer(Unjudged):
    """Yes, no or unknown, with Kleene's logic."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __and__(self, other: Answer) -> Answer:
        return all_of((self, other))

    def __or__(self, other: Answer) -> Answer:
        return any_of((self, other))

    def __invert__(self) -> Answer:
        return _OPPOSITE[self]


_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}


def all_of(answers: Iterable[Answer]) -> Answer:
    """No if any is no, else unknown if any is unknown, else yes (Kleene AND)."""
    given = tuple(answers)
    if Answer.NO in given:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in given else Answer.YES


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if any is yes, else unknown if any is unknown, else no (Kleene OR)."""
    given = tuple(answers)
    if Answer.YES in given:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in given else Answer.NO


def answer(*, certain: bool, possible: bool = False) -> Answer:
    """Yes if certain, unknown if only possible, else no."""
    if certain:
        return Answer.YES
    return Answer.UNKNOWN if possible else Answer.NO


def agreed(answers: Iterable[Answer]) -> Answer:
    """The common answer of several readings of one record; unknown where they differ."""
    given = set(answers)
    return given.pop() if len(given) == 1 else Answer.UNKNOWN

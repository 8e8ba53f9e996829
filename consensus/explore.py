"""The walker: it starts knowing nothing, answers whatever a situation asks, and so visits exactly what can be reached.

From it come the printed decision trees and tables, and the proofs that every path ends in one outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, cast, get_type_hints

from consensus.facts import Facts
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from consensus.outcome import Outcome
    from consensus.situations.answers import NeedsData

_COUNTS = (None, 0, 1, 2, 3, 4)
"""Line counts that the tables tell apart, and unknown."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """The path leaves the questions of this table: another table goes on, and begins by asking for `fact`."""

    fact: str


Said: TypeAlias = "Outcome | NeedsData | Beyond"
Path: TypeAlias = "tuple[tuple[str, object], ...]"
Situation: TypeAlias = "Callable[[Facts], Outcome | NeedsData]"


@dataclass(frozen=True, slots=True)
class Fork:
    """A question of a decision tree. `ways`: the values that lead to the same place, and that place."""

    fact: str
    ways: tuple[tuple[tuple[object, ...], Tree], ...]


Tree: TypeAlias = "Fork | tuple[str, str]"
"""A fork, or a leaf: the row and what it says."""


class QuestionError(Exception):
    """A situation asked for a fact that the walker has not answered yet."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class _Curious:
    """Stands in for Facts: answers what is known, and stops at the first fact that is not."""

    __slots__ = ("_known",)

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known

    def __getattr__(self, name: str) -> object:
        if name not in self._known:
            raise QuestionError(name)
        return self._known[name]


def values_of(fact: str) -> tuple[object, ...]:
    """Every value that the tables tell apart for a fact, unknown among them."""
    declared = get_type_hints(Facts, localns={"Answer": Answer})[fact]
    return tuple(declared) if isinstance(declared, type) and issubclass(declared, Enum) else _COUNTS


def explore(
    situation: Situation, questions: Mapping[str, tuple[object, ...]], given: Mapping[str, object], path: Path = ()
) -> Iterator[tuple[Path, Said]]:
    """Every path through a situation: each question with its possible values; what is `given` is not asked."""
    try:
        said: Said = situation(cast("Facts", _Curious({**given, **dict(path)})))
    except QuestionError as question:
        if question.fact not in questions:
            yield path, Beyond(question.fact)
            return
        for value in questions[question.fact]:
            yield from explore(situation, questions, given, (*path, (question.fact, value)))
        return
    yield path, said


def tree_of(leaves: Collection[tuple[Path, tuple[str, str]]]) -> Tree:
    """The decision tree of labelled paths; values that lead to equal subtrees share one way."""
    paths = list(leaves)
    if not paths[0][0]:
        return paths[0][1]
    fact = paths[0][0][0][0]
    by_value: dict[object, list[tuple[Path, tuple[str, str]]]] = {}
    for path, label in paths:
        by_value.setdefault(path[0][1], []).append((path[1:], label))
    ways: dict[Tree, list[object]] = {}
    for value, rest in by_value.items():
        ways.setdefault(tree_of(rest), []).append(value)
    if len(ways) == 1:
        return next(iter(ways))
    return Fork(fact, tuple((tuple(values), tree) for tree, values in ways.items()))

"""A fact over all readings of a record: known if they agree, else unknown with the likely value beside it (3.10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from treatment_history.answer import Answer, agreed
from treatment_history.history import Derived

if TYPE_CHECKING:
    from collections.abc import Callable

    from treatment_history.runs import Reading
    from treatment_history.sentences import Sentence

MOST_LINES = 5
"""No threshold of the paper lies above it; an incomplete record is open up to this number of lines."""


class Needs(Enum):
    """What of the history must be known for a fact to hold."""

    WHOLE_HISTORY = "every line"
    SOME_LINE = "one line that shows it: a yes stays a yes"
    LAST_LINE = "the last line, whatever came before"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the record cannot prove, whatever its lines say.

    `lines_unknown`: the setting is unknown, or stated line numbers contradict each other. `drugs_incomplete`: drugs
    may be missing. `earlier_missing`: a stated number says that earlier lines are not in the record.
    """

    lines_unknown: bool
    drugs_incomplete: bool
    earlier_missing: bool
    observations_incomplete: bool

    def holds(self, value: Answer, needs: Needs) -> bool:
        """Whether an answer on which all readings agree can be relied on."""
        if self.lines_unknown:
            return False
        if needs is Needs.SOME_LINE and value is Answer.YES:
            return True
        if self.drugs_incomplete:
            return False
        return needs is Needs.LAST_LINE or not self.earlier_missing


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a fact is as it is, what would settle it, and where it was read."""

    because: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readings:
    """All readings that are to agree."""

    working: Reading
    others: tuple[Reading, ...]
    trust: Trust

    @cached_property
    def all(self) -> tuple[Reading, ...]:
        """The working reading and the others."""
        return (self.working, *self.others)

    def answer(self, of: Callable[[Reading], Answer], needs: Needs, ground: Ground) -> Derived[Answer]:
        """A three-valued fact."""
        answers = [of(reading) for reading in self.all]
        common = agreed(answers)
        value = common if self.trust.holds(common, needs) else Answer.UNKNOWN
        trusted = self.trust.holds(Answer.UNKNOWN, needs)
        distinct = tuple(dict.fromkeys(answers))
        return Derived(
            value=value,
            working=answers[0],
            because=ground.because,
            missing=ground.missing if value is Answer.UNKNOWN else (),
            evidence=ground.evidence,
            possible=distinct if trusted and len(distinct) > 1 and Answer.UNKNOWN not in distinct else (),
        )

    def number(self, of: Callable[[Reading], int | None], needs: Needs, ground: Ground) -> Derived[int | None]:
        """A count: the number if all readings agree, else none, with the numbers that are possible."""
        numbers = [of(reading) for reading in self.all]
        given = [number for number in numbers if number is not None]
        trusted = self.trust.holds(Answer.UNKNOWN, needs)
        certain = trusted and len(set(numbers)) == 1
        return Derived(
            value=numbers[0] if certain else None,
            working=numbers[0],
            because=ground.because,
            missing=() if certain else ground.missing,
            evidence=ground.evidence,
            possible=() if certain or not given else self._possible(given, trusted=trusted),
        )

    def _possible(self, given: list[int], *, trusted: bool) -> tuple[int, ...]:
        """The numbers from the lowest reading on; an incomplete record gives a lower bound only."""
        if self.trust.lines_unknown:
            return ()
        top = max(given) if trusted else max(*given, MOST_LINES)
        return tuple(range(min(given), top + 1))

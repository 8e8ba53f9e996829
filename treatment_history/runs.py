"""Unbroken runs of anti-HER2 lines and clinical resistance, on one reading of a record (specification 3.10, W0)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from treatment_history.answer import Answer, all_of, answer, any_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treatment_history.dates import PartialDate
    from treatment_history.judged import JudgedLine

FOURTH_LINE = 4
THREE_LINES = 3


class Unclear(Enum):
    """How a trial regimen, or a line whose only candidate for anti-HER2 therapy is a drug of unknown class, is read."""

    BREAKS = "breaks the run"
    SKIPPED = "neither counts nor breaks"
    COUNTS = "is an anti-HER2 line"


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read a record: its lines, what unclear lines mean, and lines that may exist without a date.

    `trial_starts`: starts of regimens on track i. `undated`, `undated_her2`: agents without dates that are in no line
    and may have been lines of their own; `interrupted`: one of them, without anti-HER2 therapy, broke the run.
    """

    lines: tuple[JudgedLine, ...]
    trial_starts: Sequence[PartialDate] = ()
    unclear: Unclear = Unclear.SKIPPED
    undated: int = 0
    undated_her2: int = 0
    interrupted: bool = False

    @cached_property
    def runs(self) -> tuple[tuple[int, ...], ...]:
        """For each line the places of the anti-HER2 lines in the unbroken run that ends with it."""
        runs: list[tuple[int, ...]] = []
        run: tuple[int, ...] = ()
        for place, line in enumerate(self.lines):
            run = self._extended(run if place and not self._is_broken_before(place) else (), place, line.her2)
            runs.append(run)
        return tuple(runs)

    def _extended(self, run: tuple[int, ...], place: int, her2: Answer) -> tuple[int, ...]:
        if her2 is Answer.YES or (her2 is Answer.UNKNOWN and self.unclear is Unclear.COUNTS):
            return (*run, place)
        return run if her2 is Answer.UNKNOWN and self.unclear is Unclear.SKIPPED else ()

    def _is_broken_before(self, place: int) -> bool:
        """Whether a trial regimen lies between this line and the one before, and such regimens break the run."""
        if self.unclear is not Unclear.BREAKS:
            return False
        first, last = self.lines[place - 1].start.earliest, self.lines[place].start.earliest
        return any(first <= trial.earliest < last for trial in self.trial_starts)

    def run_before(self, place: int) -> tuple[int, ...]:
        """The unbroken run of anti-HER2 lines that ends just before a line."""
        broken = place == 0 or self.interrupted or self._is_broken_before(place)
        return () if broken else self.runs[place - 1]

    @property
    def longest_run(self) -> int:
        """The longest unbroken run."""
        return max(map(len, self.runs), default=0)

    @property
    def has_unclear_lines(self) -> bool:
        """Whether it matters how unclear lines are read."""
        return bool(self.trial_starts) or any(line.her2 is Answer.UNKNOWN for line in self.lines)

    def dual_before(self, place: int) -> Answer:
        """Dual blockade in the run that ends just before a line."""
        found = any_of(self.lines[earlier].dual.answer for earlier in self.run_before(place))
        return found | Answer.UNKNOWN if self.undated_her2 else found

    def three_before(self, place: int) -> Answer:
        """Whether three consecutive anti-HER2 lines came before a fourth or later line."""
        number = self.lines[place].number + self.undated
        run = len(self.run_before(place)) + self.undated_her2
        return answer(certain=number >= FOURTH_LINE and run >= THREE_LINES)

    def resistance_at(self, place: int) -> Answer:
        """All criteria of clinical resistance, judged on one line."""
        return all_of(
            (
                self.three_before(place),
                self.dual_before(place),
                self.lines[place].her2,
                self.lines[place].first.progression,
            )
        )

    @cached_property
    def judged_places(self) -> tuple[int, ...]:
        """The last line, and the one before if the last is ongoing and nobody has assessed it yet."""
        last = len(self.lines) - 1
        if last < 0:
            return ()
        unassessed = self.lines[last].end.ongoing and self.lines[last].is_unassessed
        return (last, last - 1) if unassessed and last > 0 else (last,)

    @cached_property
    def resistance(self) -> Answer:
        """Clinical resistance (Scenario 2): on the last line, or on the one before an unassessed ongoing line."""
        return any_of(map(self.resistance_at, self.judged_places))

    @cached_property
    def index(self) -> int | None:
        """The line to which the resistance facts refer (W0, index line)."""
        met = [place for place in self.judged_places if self.resistance_at(place) is Answer.YES]
        return met[-1] if met else (self.judged_places[0] if self.lines else None)

    def progressed_after_two(self, *, observations_complete: bool) -> Answer:
        """Scenario 1: progression on an anti-HER2 line from the second on; an ongoing line without one counts as no."""
        counted = 0
        found: list[Answer] = []
        for line in self.lines:
            counts = line.her2 is Answer.YES or (line.her2 is Answer.UNKNOWN and self.unclear is Unclear.COUNTS)
            counted += counts
            if counts and counted > 1:  # the second and later ones
                quiet = line.end.ongoing and line.progressed is Answer.UNKNOWN and observations_complete
                found.append(Answer.NO if quiet else line.progressed)
        return any_of(found)

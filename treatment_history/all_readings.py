"""Judge every reading of the boundaries, and count the lines at the low, the working and the high one (W0, W11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from treatment_history.answer import Answer
from treatment_history.history import Count, Counts
from treatment_history.judged import judge_lines
from treatment_history.readings import high, low, other_choices, stretches, working
from treatment_history.runs import Reading, Unclear

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from treatment_history.boundaries import Boundary
    from treatment_history.courses import Course
    from treatment_history.explicit import StatedNumbers
    from treatment_history.judged import Surroundings
    from treatment_history.readings import Choice


@dataclass(frozen=True, slots=True)
class Undated:
    """Agents without dates that appear in no line: each may have been a line of its own (3.2)."""

    anti_her2: int
    others: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.anti_her2 + self.others


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The low, working and high readings of a record, and every other that its facts must agree on."""

    low: Reading
    working: Reading
    high: Reading
    others: tuple[Reading, ...]


def judge_readings(
    boundaries: Sequence[Boundary],
    stated: Mapping[Course, StatedNumbers],
    around: Surroundings,
    undated: Undated,
) -> Judged:
    """Every reading; where no boundary is uncertain there is one."""

    def judged(choice: Choice) -> Reading:
        runs = stretches(boundaries, choice, stated, around.parameters)
        return Reading(judge_lines(runs, around), around.trial_starts)

    likely = judged(working(boundaries))
    if not any(boundary.is_uncertain for boundary in boundaries):
        return Judged(likely, likely, likely, tuple(_variants(likely, undated)))
    fewest, most = judged(low(boundaries)), judged(high(boundaries))
    mixed = map(judged, other_choices(boundaries))
    readings = (likely, fewest, most, *mixed)
    others = tuple(variant for reading in readings for variant in (reading, *_variants(reading, undated)))
    return Judged(fewest, likely, most, others[1:])


def _variants(reading: Reading, undated: Undated) -> Iterator[Reading]:
    """The same lines with unclear lines read otherwise, and with undated therapy as lines of its own."""
    if reading.has_unclear_lines:
        yield replace(reading, unclear=Unclear.BREAKS)
        yield replace(reading, unclear=Unclear.COUNTS)
    if undated.total:
        yield replace(reading, undated=undated.total, undated_her2=undated.anti_her2)
    if undated.others:
        yield replace(reading, undated=undated.others, interrupted=True)


def count_lines(judged: Judged, undated: Undated, placed: Collection[Course]) -> Counts:
    """Lines, anti-HER2 lines and the longest run as [low, working, high].

    `placed`: courses that are certainly in the advanced setting; lines without one count from the working reading on.
    Lines that a stated number says are missing count as lines in all three, as anti-HER2 lines in the high one only.
    """
    in_place = tuple(line for line in judged.low.lines if any(course in placed for course in line.members))
    all_placed = len(in_place) == len(judged.low.lines)
    in_doubt = judged.low.has_unclear_lines or not all_placed
    certain = replace(judged.low, lines=in_place, unclear=Unclear.BREAKS) if in_doubt else judged.low
    likely, most = judged.working, judged.high
    missing = sum(line.stretch.opening.missing for line in likely.lines)
    unclear = sum(line.her2 is Answer.UNKNOWN for line in most.lines)
    more = missing + undated.anti_her2
    return Counts(
        lines=_ordered(
            _last_number(certain) if all_placed else len(certain.lines),
            _last_number(likely),
            _last_number(most) + undated.total,
        ),
        anti_her2=_ordered(_her2(certain), _her2(likely), _her2(most) + unclear + more),
        consecutive=Count(certain.longest_run, likely.longest_run, most.longest_run + more),
    )


def _ordered(fewest: int, likely: int, most: int) -> Count:
    """Low <= working <= high, whatever carry-over did to a merged line."""
    return Count(min(fewest, likely), likely, max(likely, most))


def _last_number(reading: Reading) -> int:
    return reading.lines[-1].number if reading.lines else 0


def _her2(reading: Reading) -> int:
    return sum(line.her2 is Answer.YES for line in reading.lines)

"""Linked progression: the progression that a change of therapy answers (specification 3.7, W1, W4)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from treatment_history.assessments import assign, since_start, started
from treatment_history.dates import days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from treatment_history.assessments import Assessment
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.parameters import Parameters

_WIDEST = timedelta(days=366)  # a date given as a year


@dataclass(frozen=True, slots=True, eq=False)
class OpenLine:
    """The line under way while the groups are walked. `window_from`: its start or its latest major modification."""

    number: int
    start: PartialDate
    documented: bool
    members: tuple[Course, ...]
    window_from: date


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The assessments of a record as the walk looks at them, with the starts of trial regimens."""

    assessments: Sequence[Assessment]
    earliest: Sequence[date]
    trial_starts: Sequence[PartialDate]
    parameters: Parameters

    def around(self, day: PartialDate, back: int, ahead: int) -> Sequence[Assessment]:
        """Assessments that may lie between some days before and some days after."""
        first = bisect_left(self.earliest, day.earliest - timedelta(days=back) - _WIDEST)
        last = bisect_right(self.earliest, day.latest + timedelta(days=ahead))
        return self.assessments[first:last]


def linked_progression(
    line: OpenLine,
    starts: Sequence[PartialDate],
    day: PartialDate,
    evidence: Evidence,
    used: Collection[Assessment],
) -> Assessment | None:
    """The latest progression on the line, 120 days before to 14 days after the change, no better result between.

    A progression links one boundary only, and never one of a line later than the line that owns it (W4).
    """
    parameters = evidence.parameters
    near = evidence.around(day, parameters.pd_link, parameters.pd_lag)
    better = [one.date.earliest for one in near if not one.is_progression and one.date.latest < day.earliest]
    last_better = max(better, default=None)
    linked = [
        one
        for one in near
        if one.is_progression
        and one not in used
        and days(one.date.latest, day.earliest) <= parameters.pd_link
        and (last_better is None or last_better <= one.date.latest)
        and _is_on_line(one, line, starts, evidence)
    ]
    return max(linked, key=lambda one: (one.date.latest, one.date.earliest, one.reference), default=None)


def _is_on_line(progression: Assessment, line: OpenLine, starts: Sequence[PartialDate], evidence: Evidence) -> bool:
    since = since_start(line.start, progression)
    if since <= 0:
        return False
    if since > evidence.parameters.pd_previous_line:
        return len(starts) == 1 or started(line.start, progression)
    return line.documented and _is_owned_by_last(progression, starts, evidence)


def _is_owned_by_last(progression: Assessment, starts: Sequence[PartialDate], evidence: Evidence) -> bool:
    owned = assign(evidence.assessments, starts, (), evidence.parameters)
    return owned.index_of(progression) == len(starts) - 1


def in_first_days(line: OpenLine, evidence: Evidence) -> Assessment | None:
    """A progression in the first 20 days of the line."""
    near = evidence.around(line.start, 0, evidence.parameters.pd_previous_line)
    return next(
        (
            one
            for one in near
            if one.is_progression and 0 < since_start(line.start, one) <= evidence.parameters.pd_previous_line
        ),
        None,
    )


def recent_better_result(line: OpenLine, day: PartialDate, evidence: Evidence) -> Assessment | None:
    """The last result on the line in the 60 days before the change, if it is not progression (rule 8)."""
    recent = [
        one
        for one in evidence.around(day, evidence.parameters.recent_assessment, 0)
        if (one.date.latest <= day.earliest or one.date.text == day.text)
        and days(one.date.latest, day.earliest) <= evidence.parameters.recent_assessment
        and started(line.start, one)
        and since_start(line.start, one) > evidence.parameters.pd_previous_line
        and not _under_trial(one, line, evidence)
    ]
    if not recent:
        return None
    last = max(one.date.latest for one in recent)
    latest = [one for one in recent if one.date.latest == last]
    return None if any(one.is_progression for one in latest) else latest[0]


def _under_trial(one: Assessment, line: OpenLine, evidence: Evidence) -> bool:
    return any(line.start.earliest <= trial.earliest and started(trial, one) for trial in evidence.trial_starts)


def progressions_between(after: date, until: PartialDate, evidence: Evidence) -> Iterator[Assessment]:
    """Progressions that may lie after a day and not after the other (rule 2: in the holiday)."""
    first = bisect_left(evidence.earliest, after - _WIDEST)
    last = bisect_right(evidence.earliest, until.latest)
    return (one for one in evidence.assessments[first:last] if one.is_progression and one.date.latest > after)

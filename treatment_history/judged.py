"""A line of one reading and what can be said of it: end, assessments, progression, dual blockade (3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from treatment_history.agents import Family
from treatment_history.answer import Answer
from treatment_history.assessments import Assessment, FirstAssessment, Owned, assign, first_assessment
from treatment_history.boundaries import Change
from treatment_history.dates import PartialDate, days
from treatment_history.dual import Dual, Frame, dual_blockade
from treatment_history.record import StopReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from treatment_history.boundaries import Boundary
    from treatment_history.courses import Course
    from treatment_history.exposures import Taken
    from treatment_history.parameters import Parameters
    from treatment_history.readings import Stretch

_EXCUSED = frozenset({"7", "8"})
_EXCUSING = frozenset({StopReason.TOXICITY, StopReason.PATIENT, StopReason.AVAILABILITY, StopReason.COMPLETED})


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The last day of a line. `bound` is `before` if only the partial start of the next line bounds it (W15)."""

    day: PartialDate | None
    bound: str | None
    ongoing: bool


@dataclass(frozen=True, eq=False)
class JudgedLine:
    """One line of one reading. `her2`: whether it holds an anti-HER2 agent; a drug of unknown class may be one."""

    stretch: Stretch
    following: Boundary | None
    end: LineEnd
    assessments: tuple[Assessment, ...]
    first: FirstAssessment
    progressed: Answer
    dual: Dual
    her2: Answer

    @property
    def number(self) -> int:
        """The line number in this reading."""
        return self.stretch.number

    @property
    def start(self) -> PartialDate:
        """The first day."""
        return self.stretch.opening.group.start

    @cached_property
    def evidence(self) -> tuple[str, ...]:
        """The resources of its therapy and its assessments."""
        therapy = {reference for course in self.members for reference in course.references}
        return tuple(sorted(therapy | {one.reference for one in self.assessments}))

    @property
    def members(self) -> tuple[Course, ...]:
        """All courses given in it."""
        return self.stretch.members

    @property
    def is_unassessed(self) -> bool:
        """Whether nobody has assessed it yet."""
        return not self.assessments


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What the judgement of every line needs beside its courses."""

    assessments: Sequence[Assessment]
    trial_starts: Sequence[PartialDate]
    partners: Sequence[Taken]
    as_of: date
    observations_complete: bool
    parameters: Parameters


def judge_lines(stretches: Sequence[Stretch], around: Surroundings) -> tuple[JudgedLine, ...]:
    """Judge the lines of one reading."""
    owned = owned_assessments(stretches, around)
    return tuple(
        _judge(stretch, following, assessments, around)
        for stretch, following, assessments in zip(
            stretches,
            (*(stretch.opening for stretch in stretches[1:]), None),
            owned.by_line,
            strict=False,
        )
    )


def owned_assessments(stretches: Sequence[Stretch], around: Surroundings) -> Owned:
    """The assessments of each line of a reading."""
    opened_by = {
        stretch.opening.progression: place
        for place, stretch in enumerate(stretches)
        if stretch.opening.progression is not None and stretch.opening.change is not Change.AMBIGUOUS
    }
    starts = [stretch.opening.group.start for stretch in stretches]
    return assign(around.assessments, starts, around.trial_starts, around.parameters, opened_by)


def before_treatment(lines: Sequence[JudgedLine], around: Surroundings) -> tuple[Assessment, ...]:
    """Progressions that no line owns because they lie before the first or in its first days (W6)."""
    if not around.assessments:
        return ()
    return owned_assessments([line.stretch for line in lines], around).before_treatment


def _judge(
    stretch: Stretch, following: Boundary | None, owned: tuple[Assessment, ...], around: Surroundings
) -> JudgedLine:
    end = line_end(stretch, following)
    first = first_assessment(owned, stretch.opening.group.start, around.parameters)
    if not around.observations_complete:
        first = FirstAssessment(Answer.UNKNOWN, late=first.late)
    return JudgedLine(
        stretch=stretch,
        following=following,
        end=end,
        assessments=owned,
        first=first,
        progressed=_progressed(stretch, following, end, owned, around),
        dual=dual_blockade(stretch.members, _frame(stretch, following, around), around.partners, around.parameters),
        her2=_holds_anti_her2(stretch.members),
    )


def _holds_anti_her2(members: Sequence[Course]) -> Answer:
    families = {course.agent.family for course in members}
    if Family.ANTI_HER2 in families:
        return Answer.YES
    return Answer.UNKNOWN if Family.UNKNOWN in families else Answer.NO


def _frame(stretch: Stretch, following: Boundary | None, around: Surroundings) -> Frame:
    until = following.group.start if following else None
    return Frame(
        start=stretch.opening.group.start,
        until_certain=until.earliest if until else around.as_of,
        until_possible=until.latest if until else around.as_of,
        as_of=around.as_of,
    )


def line_end(stretch: Stretch, following: Boundary | None) -> LineEnd:
    """The day before the next line, or the last day of its agents if earlier; none if unknown (3.7, W15)."""
    ongoing = any(course.ongoing for course in stretch.members)
    if following is None and ongoing:
        return LineEnd(None, None, ongoing=True)
    known = [course.end for course in stretch.members if course.end is not None]
    last = max(known, key=lambda day: (day.latest, day.earliest), default=None)
    if following is None:
        return LineEnd(None if _any_open(stretch.members) else last, None, ongoing=False)
    start = following.group.start
    runs_up_to_it = ongoing or (last is not None and last.latest >= start.earliest)
    if not runs_up_to_it:
        return LineEnd(None if _any_open(stretch.members) else last, None, ongoing=False)
    if start.is_exact:
        return LineEnd(PartialDate.of(start.earliest - timedelta(days=1)), None, ongoing=False)
    return LineEnd(start, "before", ongoing=False)


def _any_open(members: Sequence[Course]) -> bool:
    """Whether the end of an agent is unknown and the agent was not seen again later in the line."""
    last_seen: dict[str, Course] = {}
    for course in sorted(members, key=lambda member: member.order):
        last_seen[course.name] = course
    return any(course.end_unknown for course in last_seen.values())


def _progressed(
    stretch: Stretch,
    following: Boundary | None,
    end: LineEnd,
    owned: Sequence[Assessment],
    around: Surroundings,
) -> Answer:
    """Whether the disease progressed on the line (3.8, W0)."""
    if any(one.is_progression for one in owned) or stopped_for_progression(stretch, end, around.parameters):
        return Answer.YES
    if following is not None and following.rule == "4":
        return Answer.YES
    controlled = around.observations_complete and (
        _ended_without(stretch, end, owned, around.parameters) if following is None else _excused(following)
    )
    return Answer.NO if controlled else Answer.UNKNOWN


def _excused(following: Boundary) -> bool:
    """Whether the next line is only a major modification, for another stated reason or after a recent result."""
    return following.change is Change.MAJOR and following.rule in _EXCUSED


def _ended_without(stretch: Stretch, end: LineEnd, owned: Sequence[Assessment], parameters: Parameters) -> bool:
    """Whether the last line shows results without progression up to its end, or until today.

    Results long before the end of therapy do not tell how it ended, unless another reason is coded: the removal of a
    progression must not turn a yes into a no (section 7).
    """
    if not owned:
        return False
    if end.ongoing:
        return True
    if reasons_at_end(stretch, end, parameters) & _EXCUSING:
        return True
    last = max(one.date.latest for one in owned)
    return end.day is not None and days(last, end.day.latest) <= parameters.recent_assessment


def stopped_for_progression(stretch: Stretch, end: LineEnd, parameters: Parameters) -> bool:
    """Whether an agent that stopped within 60 days of the line's end carries the coded reason progression."""
    return StopReason.PROGRESSION in reasons_at_end(stretch, end, parameters)


def reasons_at_end(stretch: Stretch, end: LineEnd, parameters: Parameters) -> frozenset[StopReason]:
    """The coded reasons of agents that stopped within 60 days of the line's end."""
    if end.day is None:
        return frozenset()
    limit = parameters.end_reason
    near = (
        course.reasons
        for course in stretch.members
        if course.end is not None and abs(days(course.end.latest, end.day.latest)) <= limit
    )
    return frozenset[StopReason]().union(*near)

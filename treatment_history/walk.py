"""Walk the start groups in order and say what each means: the boundaries of the record (3.7, W2, W3, W7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from treatment_history.boundaries import Boundary, Change, Group, groups_of, is_major
from treatment_history.courses import is_conjugate, is_naked_trastuzumab
from treatment_history.dates import days
from treatment_history.explicit import RANKS
from treatment_history.progression import Evidence, OpenLine, in_first_days, linked_progression
from treatment_history.rules import Moment, Verdict, classify, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from treatment_history.assessments import Assessment
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.explicit import StatedNumbers
    from treatment_history.parameters import Parameters

_RULE_E = "E"
_WINDOW = "window"


def boundaries_of(
    courses: Iterable[Course],
    assessments: Sequence[Assessment],
    stated: Mapping[Course, StatedNumbers],
    parameters: Parameters,
) -> tuple[Boundary, ...]:
    """One boundary for every start group of the advanced track, in order."""
    groups = groups_of(courses)
    evidence = Evidence(
        assessments=assessments,
        earliest=[one.date.earliest for one in assessments],
        trial_starts=[group.start for group in groups if group.is_trial_only],
        parameters=parameters,
    )
    walked: list[Boundary] = []
    line: OpenLine | None = None
    starts: list[PartialDate] = []
    used: set[Assessment] = set()
    for group in groups:
        if group.is_trial_only:
            continue
        boundary = _boundary(group, line, starts, evidence, stated, used)
        walked.append(boundary)
        if boundary.progression is not None and boundary.change in {Change.DOCUMENTED, Change.AMBIGUOUS}:
            used.add(boundary.progression)
        line = _line_after(boundary, line, stated, parameters)
        if boundary.change.opens_a_line:
            starts.append(group.start)
    return _settle(walked)


def _boundary(  # noqa: PLR0913, PLR0917 - the state of the walk is spelt out
    group: Group,
    line: OpenLine | None,
    starts: Sequence[PartialDate],
    evidence: Evidence,
    stated: Mapping[Course, StatedNumbers],
    used: set[Assessment],
) -> Boundary:
    """Rule E, then the regimen window, then rules 1-12."""
    current = line.number if line else 0
    number, source, flags = _stated_number(group, current, stated)
    if line is None:
        return Boundary(
            group,
            Change.FIRST if number is None else Change.EXPLICIT,
            "first" if number is None else _RULE_E,
            number=number or 1,
            missing=(number or 1) - 1,
            source=source,
            flags=flags,
        )
    progression = linked_progression(line, starts, group.start, evidence, used)
    if number is not None:
        change = Change.SAME if number == current else Change.EXPLICIT
        return Boundary(
            group,
            change,
            _RULE_E,
            number=number,
            missing=max(0, number - current - 1),
            progression=progression,
            source=source,
        )
    moment = Moment(line, group, progression, evidence)
    verdict = _in_window(moment) or _highest(moment)
    return Boundary(
        group,
        verdict.change,
        verdict.rule,
        progression=verdict.assessment,
        reason=verdict.reason,
        flags=verdict.flags | flags,
    )


def _stated_number(
    group: Group, current: int, stated: Mapping[Course, StatedNumbers]
) -> tuple[int | None, str | None, frozenset[str]]:
    """The number that the strongest statements give the group; a contradiction gives none and is flagged (W7)."""
    heard = [stated[course] for course in group.courses if course in stated]
    if not heard:
        return None, None, frozenset()
    rank = min((one.rank for one in heard), key=RANKS.index)
    strongest = [one for one in heard if one.rank is rank]
    common = frozenset.intersection(*(one.numbers for one in strongest))
    fitting = [number for number in common if number >= current]
    if not fitting:
        return None, None, frozenset({"explicit-contradiction"})
    number = min(fitting)
    sources = (one.reference for said in strongest for one in said.statements if one.number == number)
    return number, min(sources), frozenset()


def _in_window(moment: Moment) -> Verdict | None:
    """A group within 28 days of the line joins it, unless a progression or a complete stop makes it a switch (W3)."""
    parameters = moment.evidence.parameters
    line = moment.line
    if days(line.window_from, moment.day.earliest) > parameters.regimen_window:
        return None
    major = [course for course in moment.group.courses if is_major(course)]
    if any(links(course, moment) for course in major):
        return _highest(moment)
    if major and all(_over_before(member, moment) for member in line.members):
        early = None if line.documented else in_first_days(line, moment.evidence)
        if early is not None:
            return Verdict(Change.AMBIGUOUS, "w2", assessment=early)
        return Verdict(Change.MAJOR, "w2")
    return Verdict(Change.SAME, _WINDOW)


def _over_before(member: Course, moment: Moment) -> bool:
    """Whether a course ended before the change; one known by doses alone, if its last dose is > 28 days ago."""
    if not member.doses_only:
        return member.ended_before(moment.day.earliest)
    last = member.end
    window = moment.evidence.parameters.window_admin_ended
    return last is not None and days(last.latest, moment.day.earliest) > window


def _highest(moment: Moment) -> Verdict:
    """The highest class among the agents of the group; flags of all of them (W2)."""
    verdicts = [classify(course, moment) for course in moment.group.courses]
    highest = max(verdicts, key=lambda verdict: verdict.change)
    return replace(highest, flags=frozenset().union(*(verdict.flags for verdict in verdicts)))


def _line_after(
    boundary: Boundary, line: OpenLine | None, stated: Mapping[Course, StatedNumbers], parameters: Parameters
) -> OpenLine:
    """The line under way once the group has begun."""
    group = boundary.group
    if line is not None and not boundary.change.opens_a_line:
        moved = boundary.change is Change.MAJOR
        return replace(
            line,
            members=(*line.members, *group.courses),
            window_from=group.start.earliest if moved else line.window_from,
        )
    former = line.members if line else ()
    number = boundary.number or (line.number + 1 if line else 1)
    return OpenLine(
        number=number,
        start=group.start,
        documented=boundary.change is Change.DOCUMENTED,
        members=(*carried_over(former, group, number, stated, parameters), *group.courses),
        window_from=group.start.earliest,
    )


def carried_over(
    members: Iterable[Course],
    group: Group,
    number: int,
    stated: Mapping[Course, StatedNumbers],
    parameters: Parameters,
) -> tuple[Course, ...]:
    """Agents of the old line that belong to the new one as well: they run on >= 28 days, or a statement says so."""
    return tuple(
        member
        for member in members
        if (member in stated and number in stated[member].numbers)
        or (_runs_on(member, group.start, parameters) and not _clashes(member, group))
    )


def _runs_on(member: Course, start: PartialDate, parameters: Parameters) -> bool:
    if member.end is None:
        return member.ongoing
    return days(start.latest, member.end.earliest) >= parameters.carry_over


def _clashes(member: Course, group: Group) -> bool:
    """Naked trastuzumab is not carried beside a conjugate, nor the other way round (3.5)."""
    if is_naked_trastuzumab(member.agent):
        return any(is_conjugate(course.agent) for course in group.courses)
    return is_conjugate(member.agent) and any(is_naked_trastuzumab(course.agent) for course in group.courses)


def _settle(walked: Sequence[Boundary]) -> tuple[Boundary, ...]:
    """A later explicit number that follows on without a gap confirms the count before it: no other reading is left."""
    settled: list[Boundary] = []
    confirmed = False
    for boundary in reversed(walked):
        uncertain = boundary.is_uncertain
        settled.append(replace(boundary, settled=True) if confirmed and uncertain else boundary)
        if boundary.rule == _RULE_E:
            confirmed = boundary.missing == 0
    return tuple(reversed(settled))

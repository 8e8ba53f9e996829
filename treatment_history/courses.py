"""Courses: the exposures of one agent joined over pauses, renewals, routes and sources (specification 3.5, W9, W10)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from treatment_history.agents import TRASTUZUMAB, Agent, DrugClass, Family, agent_named
from treatment_history.dates import contains, days
from treatment_history.record import Source, StatedSetting, StopReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from treatment_history.dates import PartialDate
    from treatment_history.exposures import Taken
    from treatment_history.parameters import Parameters

_DATED_BY = ({Source.STATEMENT, Source.ADMINISTRATION}, {Source.DISPENSE}, {Source.ORDER})
_EARLY = frozenset({StatedSetting.NEOADJUVANT, StatedSetting.ADJUVANT})


@dataclass(frozen=True, eq=False)
class Course:
    """One agent given without a break. `end` is None while ongoing and where it is unknown.

    `reasons` are the coded reasons why it stopped; `planned` says that a successor was planned.
    `doses_only`: known by administrations alone, so that its end is the last dose.
    """

    agent: Agent
    start: PartialDate
    end: PartialDate | None
    ongoing: bool
    exposures: tuple[Taken, ...]
    reasons: frozenset[StopReason] = frozenset()
    planned: bool = False
    doses_only: bool = False
    investigational: bool = False
    flags: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The ingredient."""
        return self.agent.name

    @property
    def end_unknown(self) -> bool:
        """Whether it is over but nobody says since when."""
        return self.end is None and not self.ongoing

    @cached_property
    def order(self) -> tuple[date, date, str, str]:
        """The ordering key of specification 3.2."""
        return self.start.earliest, self.start.latest, self.name, self.exposures[0].reference

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Every resource merged into it."""
        return tuple([exposure.record.reference for exposure in self.exposures])

    @cached_property
    def stated_settings(self) -> frozenset[StatedSetting]:
        """The settings that its resources state."""
        return frozenset(item.record.stated_setting for item in self.exposures if item.record.stated_setting)

    def ended_before(self, day: date) -> bool:
        """Whether it is known to have ended before the day; an unknown end has not."""
        return self.end is not None and self.end.latest < day

    def last_possible_day(self, as_of: date) -> date:
        """The last day on which it may have been given."""
        return as_of if self.end is None else self.end.latest

    def last_certain_day(self, as_of: date) -> date:
        """The last day on which it is known to have been given."""
        if self.ongoing:
            return as_of
        return self.end.earliest if self.end else self.start.latest


def courses_of(taken: Iterable[Taken], as_of: date, parameters: Parameters) -> tuple[Course, ...]:
    """All courses in order of their start; exposures without a start join none."""
    by_agent: dict[str, list[Taken]] = {}
    for item in taken:
        if item.start is not None:
            by_agent.setdefault(item.agent, []).append(item)
    naked, conjugate = _starts_of_either_kind(by_agent)
    courses: list[Course] = []
    for name, items in by_agent.items():
        agent = agent_named(name)
        breaks = conjugate if is_naked_trastuzumab(agent) else naked if is_conjugate(agent) else ()
        courses.extend(_course(agent, joined, as_of, parameters) for joined in _joined(items, breaks, parameters))
    return tuple(sorted(courses, key=lambda course: course.order))


def is_naked_trastuzumab(agent: Agent) -> bool:
    """Whether it is the antibody that a trastuzumab conjugate already contains."""
    return agent is TRASTUZUMAB


def is_conjugate(agent: Agent) -> bool:
    """Whether it is an anti-HER2 antibody-drug conjugate."""
    return agent.family is Family.ANTI_HER2 and agent.drug_class is DrugClass.CONJUGATE


def _starts_of_either_kind(by_agent: dict[str, list[Taken]]) -> tuple[list[date], list[date]]:
    def starts(names: Iterable[str]) -> list[date]:
        return sorted(item.start.earliest for name in names for item in by_agent[name] if item.start is not None)

    naked = [name for name in by_agent if is_naked_trastuzumab(agent_named(name))]
    conjugates = [name for name in by_agent if is_conjugate(agent_named(name))]
    if not naked or not conjugates:
        return [], []
    return starts(naked), starts(conjugates)


def _joined(items: list[Taken], breaks: Sequence[date], parameters: Parameters) -> Iterator[list[Taken]]:
    """Exposures that belong together: <= 56 days apart, overlapping, or after a hold; never across a conjugate (W9)."""
    items.sort(key=_start_order)
    best = _best_sources(items)
    chunk: list[Taken] = []
    reach = date.min
    for item in items:
        if chunk and not _continues(chunk[-1], item, reach, breaks, parameters):
            yield chunk
            chunk, reach = [], date.min
        chunk.append(item)
        reach = max(reach, item.reach if item.record.source in best else _start(item).latest)
    yield chunk


def _continues(former: Taken, item: Taken, reach: date, breaks: Sequence[date], parameters: Parameters) -> bool:
    start = _start(item).earliest
    if breaks and bisect_right(breaks, _start(former).earliest) != bisect_right(breaks, start):
        return False
    stated = (former.record.stated_setting, item.record.stated_setting)
    if StatedSetting.METASTATIC in stated and not _EARLY.isdisjoint(stated):
        return False
    return days(reach, start) <= parameters.course_join


def _start(item: Taken) -> PartialDate:
    if item.start is None:  # pragma: no cover - undated exposures were set apart
        raise AssertionError("an exposure without a start joins no course")
    return item.start


def _start_order(item: Taken) -> tuple[date, date, str]:
    start = _start(item)
    return start.earliest, start.latest, item.reference


def _best_sources(items: Iterable[Taken]) -> set[Source]:
    """The strongest kind of source among the records; orders and dispenses date nothing beside better ones (3.5)."""
    present = {item.record.source for item in items}
    return next(sources for sources in _DATED_BY if sources & present)


def _course(agent: Agent, items: list[Taken], as_of: date, parameters: Parameters) -> Course:
    best = _best_sources(items)
    dating = [item for item in items if item.record.source in best]
    ending = items if Source.STATEMENT not in best else dating
    start = _course_start(dating)
    doses = [item for item in dating if item.record.source is Source.ADMINISTRATION]
    end, ongoing = _course_end(ending, start)
    doses_only = len(doses) == len(ending)
    if doses_only and end is not None and _recent(end, as_of, parameters) and not _stopped(doses, end):
        end, ongoing = None, True
    stale_since = as_of - timedelta(days=parameters.stale_entry)
    stopping = [] if ongoing else [item for item in items if _tells_the_end(item, end, parameters)]
    return Course(
        agent=agent,
        start=start,
        end=end,
        ongoing=ongoing,
        exposures=tuple(items),
        reasons=frozenset(item.record.stop_reason for item in stopping if item.record.stop_reason),
        planned=any(item.record.planned_completion for item in stopping),
        doses_only=doses_only,
        investigational=agent.family is Family.INVESTIGATIONAL or all(item.record.investigational for item in items),
        flags=frozenset(_source_flags(items, doses, parameters)) | _end_flags(doses, end, stale_since, ongoing=ongoing),
    )


def _course_start(dating: list[Taken]) -> PartialDate:
    """The earliest start; a partial one takes the exact date that another source gives within it (W9)."""
    first = dating[0]
    start = _start(first)
    for item in dating[1:]:
        apart = first.end is not None and first.end.latest < _start(item).earliest
        if contains(start, _start(item)) and not apart:
            start = _start(item)
    return start


def _course_end(ending: list[Taken], start: PartialDate) -> tuple[PartialDate | None, bool]:
    """The latest end, exact where one lies inside a partial one; unknown if the last record leaves it open (W9)."""
    if any(item.ongoing for item in ending):
        return None, True
    known = [(item.end, _start(item)) for item in ending if item.end is not None]
    if not known:
        return None, False
    last, last_start = max(known, key=lambda pair: (pair[0].latest, pair[0].earliest))
    if any(item.end is None and _start(item).earliest > last.latest for item in ending):
        return None, False
    floor = max(last_start.earliest, start.earliest)
    inside = [end for end, _ in known if contains(last, end) and end.latest >= floor]
    return max(inside, key=lambda end: (end.earliest, end.latest)), False


def _recent(last_dose: PartialDate, as_of: date, parameters: Parameters) -> bool:
    return days(last_dose.latest, as_of) <= parameters.administration_ongoing


def _stopped(doses: list[Taken], last: PartialDate) -> bool:
    """Whether the last dose is coded as stopped with a reason (W10)."""
    return any(item.record.stop_reason and item.end is not None and item.end.latest >= last.earliest for item in doses)


def _tells_the_end(item: Taken, end: PartialDate | None, parameters: Parameters) -> bool:
    """Whether a record speaks of the end of the course, and not of an earlier renewal."""
    if item.end is None or end is None:
        return True
    return days(item.end.latest, end.earliest) <= parameters.start_source


def _source_flags(items: list[Taken], doses: list[Taken], parameters: Parameters) -> Iterator[str]:
    if any(item.record.status == "on-hold" for item in items):
        yield "hold"
    if len({item.record.source for item in items}) > 1:
        yield "multi-source"
    if any(item.record.status == "active" and item.end for item in items):
        yield "active-with-past-end"
    statements = [item for item in items if item.record.source is Source.STATEMENT]
    if doses and statements and _differ(_start(doses[0]), _start(statements[0]), parameters):
        yield "start-sources-differ"


def _end_flags(doses: list[Taken], end: PartialDate | None, stale_since: date, *, ongoing: bool) -> frozenset[str]:
    """An end that nobody knows, or an entry left active although the last dose is long ago (W9)."""
    if end is None and not ongoing:
        return frozenset({"end-unknown"})
    last_dose = max((item.end.latest for item in doses if item.end), default=None)
    stale = ongoing and last_dose is not None and last_dose < stale_since
    return frozenset({"stale-entry"} if stale else set())


def _differ(one: PartialDate, other: PartialDate, parameters: Parameters) -> bool:
    nested = contains(one, other) or contains(other, one)
    return not nested and abs(days(one.earliest, other.earliest)) > parameters.start_source


def cut(course: Course, end: PartialDate) -> Course:
    """The course ended earlier than its entry says (conflict rule of 3.5)."""
    return replace(course, end=end, ongoing=False, flags=course.flags | {"adc-with-naked-trastuzumab"})

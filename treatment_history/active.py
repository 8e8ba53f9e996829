"""Whether anti-HER2 therapy is being given on the day of the question (specification 5a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.agents import Family, agent_named
from treatment_history.answer import Answer
from treatment_history.history import Derived
from treatment_history.record import Source
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from treatment_history.courses import Course
    from treatment_history.exposures import Taken


def on_anti_her2(
    courses: Sequence[Course], undated: Sequence[Taken], possible: Sequence[Taken], *, complete: bool
) -> Derived[Answer]:
    """Yes if an anti-HER2 course is ongoing or on hold; no only if nothing else can be running."""
    running = [course for course in courses if course.ongoing and course.agent.family is Family.ANTI_HER2]
    stated = [item for item in undated if item.ongoing and _is_anti_her2(item)]
    if running or stated:
        evidence = {ref for course in running for ref in course.references} | {item.reference for item in stated}
        names = {course.name for course in running} | {item.agent for item in stated}
        held = any("hold" in course.flags for course in running)
        said = (
            say("{agents} on hold, not ended", agents=" + ".join(sorted(names)))
            if held
            else say("{agents} ongoing", agents=" + ".join(sorted(names)))
        )
        return Derived(Answer.YES, Answer.YES, (said,), (), tuple(sorted(evidence)))
    doubts = tuple(_doubts(courses, undated, possible))
    if doubts or not complete:
        missing = say("whether anti-HER2 therapy is being given now")
        return Derived(Answer.UNKNOWN, Answer.NO, (), (missing,), tuple(sorted(set(doubts))))
    return Derived(Answer.NO, Answer.NO, (say("no anti-HER2 therapy is ongoing"),))


def _doubts(courses: Iterable[Course], undated: Iterable[Taken], possible: Iterable[Taken]) -> Iterable[str]:
    """Drugs that may be anti-HER2 therapy and may be running: ordered, dispensed, or of unknown class."""
    for course in courses:
        dispensed = course.end_unknown and all(item.record.source is Source.DISPENSE for item in course.exposures)
        unnamed = course.agent.family is Family.UNKNOWN and course.ongoing
        if unnamed or (course.agent.family is Family.ANTI_HER2 and dispensed):
            yield from course.references
    for item in (*undated, *possible):
        if item.ongoing and (_is_anti_her2(item) or agent_named(item.agent).family is Family.UNKNOWN):
            yield item.reference


def _is_anti_her2(item: Taken) -> bool:
    return agent_named(item.agent).family is Family.ANTI_HER2

"""From early anti-HER2 therapy to distant disease: which approach the first line follows (specification 3.10, W16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.agents import Family
from treatment_history.dates import add_months, days
from treatment_history.history import Derived
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.parameters import Parameters
    from treatment_history.setting import Settings

FIRST = "first"
SECOND = "second"
UNKNOWN = "unknown"


def early_anti_her2(settings: Settings) -> tuple[Course, ...]:
    """The anti-HER2 courses before distant disease."""
    return tuple(course for _, course in settings.early if course.agent.family is Family.ANTI_HER2)


def first_line_approach(settings: Settings, parameters: Parameters, *, certain_absence: bool) -> Derived[str]:
    """Second if distant disease came <= 12 calendar months after early anti-HER2 therapy or on it, else first.

    `certain_absence`: no early anti-HER2 therapy beside the courses on record is possible.
    """
    courses = early_anti_her2(settings)
    since = settings.distant.since
    evidence = _evidence(settings, courses)
    if since is None:
        return Derived(UNKNOWN, UNKNOWN, missing=(say("date of the first distant metastasis"),), evidence=evidence)
    likely = _approach(courses, since, parameters)
    value = likely if likely == SECOND or certain_absence else UNKNOWN
    missing = () if value != UNKNOWN else (_ask(),)
    return Derived(value, likely, (_because(courses, since),), missing, evidence)


def relapse_interval_days(settings: Settings) -> Derived[tuple[int, int] | None]:
    """Days from the last early anti-HER2 dose to distant disease as [min, max], 0 if it came on therapy.

    `date` is the end of that therapy as written.
    """
    courses = early_anti_her2(settings)
    since = settings.distant.since
    evidence = _evidence(settings, courses)
    if since is None or not courses or any(course.end_unknown for course in courses):
        return Derived(None, None, missing=(_ask(),) if courses else (), evidence=evidence)
    if any(course.ongoing for course in courses):
        return Derived((0, 0), (0, 0), (_because(courses, since),), evidence=evidence)
    ends = [course.end for course in courses if course.end is not None]
    last = max(ends, key=lambda end: (end.latest, end.earliest))
    interval = (max(0, days(last.latest, since.earliest)), max(0, days(last.earliest, since.latest)))
    return Derived(interval, interval, (_because(courses, since),), evidence=evidence, date=last)


def _approach(courses: Sequence[Course], since: PartialDate, parameters: Parameters) -> str:
    if not courses:
        return FIRST
    each = {_approach_after(course, since, parameters) for course in courses}
    if SECOND in each:
        return SECOND
    return UNKNOWN if UNKNOWN in each else FIRST


def _approach_after(course: Course, since: PartialDate, parameters: Parameters) -> str:
    """The limit of twelve months is included; partial dates that straddle it decide nothing (W16)."""
    months = parameters.early_relapse_months
    if course.ongoing:
        return SECOND
    last_known = course.end.earliest if course.end else course.start.earliest
    if since.latest <= add_months(last_known, months):
        return SECOND
    if course.end is not None and since.earliest > add_months(course.end.latest, months):
        return FIRST
    return UNKNOWN


def _because(courses: Sequence[Course], since: PartialDate) -> Sentence:
    if not courses:
        return say("no anti-HER2 therapy before distant disease ({since}) is on record", since=since)
    return say(
        "anti-HER2 therapy before distant disease: {courses}; distant disease since {since}",
        courses=", ".join(f"{course.name} {course.start} - {course.end or '...'}" for course in courses),
        since=since,
    )


def _ask() -> Sentence:
    return say("date of the last anti-HER2 dose before distant disease, and date of the recurrence")


def _evidence(settings: Settings, courses: Sequence[Course]) -> tuple[str, ...]:
    therapy = {reference for course in courses for reference in course.references}
    return tuple(sorted(therapy | set(settings.distant.evidence)))

"""Early or advanced: where each course stands to distant disease and to surgery (specification 3.6, W13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from treatment_history.answer import Answer
from treatment_history.dates import PartialDate, days
from treatment_history.history import EarlyKind
from treatment_history.record import Completeness, Conflict, Purpose, Query, Site, StatedSetting
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from treatment_history.courses import Course
    from treatment_history.parameters import Parameters
    from treatment_history.record import Metastasis, PatientRecord

_EARLY = frozenset({StatedSetting.NEOADJUVANT, StatedSetting.ADJUVANT})
_STATED_KIND = {
    frozenset({StatedSetting.NEOADJUVANT}): EarlyKind.NEOADJUVANT,
    frozenset({StatedSetting.ADJUVANT}): EarlyKind.ADJUVANT,
    _EARLY: EarlyKind.PERIOPERATIVE,
}
_SPREAD_QUERIES = (Query.CONDITIONS, Query.OBSERVATIONS)


@dataclass(frozen=True, slots=True)
class DistantDisease:
    """Since when distant disease is known. `uncertain`: it may exist, or begin, where the record gives no date."""

    since: PartialDate | None
    evidence: tuple[str, ...]
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """The courses by setting. A course that spans the spread of the disease stands in `early` and in `advanced`."""

    distant: DistantDisease
    early: tuple[tuple[EarlyKind, Course], ...]
    advanced: tuple[Course, ...]
    unplaced: tuple[Course, ...]
    surgeries: tuple[str, ...]
    flags: frozenset[str]
    conflicts: tuple[Conflict, ...]


def distant_disease(record: PatientRecord, as_of: date) -> DistantDisease:
    """The earliest statement of distant disease; regional nodes, doubt and other primaries do not count (W13)."""
    stated = [
        *((item.date, item.reference) for item in record.metastases if _counts(item)),
        *((item.date, item.reference) for item in record.stages if item.distant is Answer.YES),
    ]
    dated = sorted(
        ((day.earliest, day.latest, day, reference) for day, reference in stated if day and day.earliest <= as_of),
        key=lambda row: (row[0], row[1], row[3]),
    )
    doubtful = any(day is None for day, _ in stated) or any(_is_doubtful(item) for item in record.metastases)
    incomplete = any(record.query(query) is not Completeness.COMPLETE for query in _SPREAD_QUERIES)
    since = dated[0][2] if dated else None
    evidence = tuple(sorted({row[3] for row in dated if row[2].text == dated[0][2].text}))
    return DistantDisease(since, evidence, uncertain=since is None and (doubtful or incomplete))


def _counts(metastasis: Metastasis) -> bool:
    is_distant = metastasis.site is not Site.REGIONAL_NODES
    return metastasis.present is Answer.YES and is_distant and not metastasis.other_primary and metastasis.doubt is None


def _is_doubtful(metastasis: Metastasis) -> bool:
    possible = metastasis.present is not Answer.NO and metastasis.site is not Site.REGIONAL_NODES
    return possible and not metastasis.other_primary and not _counts(metastasis)


def settle_settings(
    courses: Sequence[Course],
    record: PatientRecord,
    stated_advanced: Collection[Course],
    as_of: date,
    parameters: Parameters,
) -> Settings:
    """Place every course. `stated_advanced`: courses that an explicit line number puts into the advanced track."""
    distant = distant_disease(record, as_of)
    surgeries = sorted(
        ((item.date, item.reference) for item in record.surgeries if item.purpose is Purpose.PRIMARY and item.date),
        key=lambda row: (row[0].earliest, row[0].latest, row[1]),
    )
    days_of_surgery = [day for day, _ in surgeries if day.earliest <= as_of]
    early: list[Course] = []
    advanced: list[Course] = []
    unplaced: list[Course] = []
    shelves = {"early": early, "advanced": advanced, "unknown": unplaced}
    for course in courses:
        where = "advanced" if course in stated_advanced else _where(course, distant, days_of_surgery, parameters)
        shelves[where].append(course)
    segments = _segments(early, advanced, distant.since, as_of, parameters)
    return Settings(
        distant=distant,
        early=tuple((_kind(course, days_of_surgery), course) for course in early),
        advanced=tuple(sorted((*advanced, *segments), key=lambda course: course.order)),
        unplaced=tuple(unplaced),
        surgeries=tuple(reference for _, reference in surgeries),
        flags=frozenset(({"setting-unknown"} if unplaced else set()) | ({"setting-change"} if segments else set())),
        conflicts=tuple(_contradictions(courses, distant.since, parameters)),
    )


def _where(course: Course, distant: DistantDisease, surgeries: Sequence[PartialDate], parameters: Parameters) -> str:
    """Rules 1-4 of 3.6: stated, by the date of distant disease, by surgery, or unknown."""
    stated = course.stated_settings
    if stated and not _contradicts(course, distant.since, parameters):
        return "early" if stated <= _EARLY else "advanced"
    if distant.since is not None:
        return "advanced" if _possibly_advanced(course, distant.since, parameters) else "early"
    near_surgery = any(
        abs(days(surgery.earliest, course.start.earliest)) <= parameters.surgery_early for surgery in surgeries
    )
    return "early" if near_surgery and not distant.uncertain else "unknown"


def _possibly_advanced(course: Course, since: PartialDate, parameters: Parameters) -> bool:
    return days(since.earliest, course.start.latest) >= -parameters.metastasis_tolerance


def _contradicts(course: Course, since: PartialDate | None, parameters: Parameters) -> bool:
    """Stated early but certainly begun with distant disease, or stated metastatic but certainly before it (W13)."""
    if since is None:
        return False
    stated = course.stated_settings
    certainly_advanced = days(since.latest, course.start.earliest) >= -parameters.metastasis_tolerance
    if stated & _EARLY and certainly_advanced:
        return True
    return StatedSetting.METASTATIC in stated and not _possibly_advanced(course, since, parameters)


def _contradictions(courses: Iterable[Course], since: PartialDate | None, parameters: Parameters) -> Iterable[Conflict]:
    for course in courses:
        if _contradicts(course, since, parameters):
            yield Conflict(
                kind="stated-setting",
                sentence=say(
                    "the setting stated for {agent} from {start} contradicts the date of distant disease, {since}",
                    agent=course.name,
                    start=course.start,
                    since=since,
                ),
                references=course.references,
            )


def _segments(
    early: Sequence[Course],
    advanced: Sequence[Course],
    since: PartialDate | None,
    as_of: date,
    parameters: Parameters,
) -> list[Course]:
    """Early courses that go on >= 28 days into distant disease, from the first new agent or its date (W13)."""
    if since is None:
        return []
    first = since.earliest - timedelta(days=parameters.metastasis_tolerance)
    last = since.earliest + timedelta(days=parameters.segment_new_agent)
    begun = [course.start for course in advanced if first <= course.start.earliest <= last]
    start = min(begun, key=lambda day: (day.earliest, day.latest), default=since)
    return [
        replace(course, start=start, flags=course.flags | {"setting-change"})
        for course in early
        if _goes_on(course, since, start, as_of, parameters)
    ]


def _goes_on(course: Course, since: PartialDate, start: PartialDate, as_of: date, parameters: Parameters) -> bool:
    if course.start.earliest >= start.earliest or course.end_unknown or course.ended_before(start.earliest):
        return False
    return days(since.latest, course.last_certain_day(as_of)) >= parameters.segment_min


def _kind(course: Course, surgeries: Sequence[PartialDate]) -> EarlyKind:
    """Where an early course stands to the first primary operation (3.6 rule 3)."""
    stated = _STATED_KIND.get(course.stated_settings)
    if stated is not None:
        return stated
    if not surgeries:
        return EarlyKind.UNSPECIFIED
    surgery = surgeries[0]
    if course.start.earliest >= surgery.latest:
        return EarlyKind.ADJUVANT
    if course.start.latest >= surgery.earliest or course.end_unknown:
        return EarlyKind.UNSPECIFIED
    ended_by_it = course.end is not None and course.end.earliest <= surgery.latest
    return EarlyKind.NEOADJUVANT if ended_by_it else EarlyKind.PERIOPERATIVE

"""Anti-HER2 therapy before or after surgery, and how long after its last dose the disease came back.

Months are calendar months and limits are included: recurrence on the day 6 months after the last dose still counts as
within 6 months, 12 months after 29 February is 28 February (knowledge specification A.3.1, line-of-therapy W16).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import certainly_before
from consensus.facts import AdjuvantAntiHer2, Interval, RelapseInterval
from treatment_history.agents import TRASTUZUMAB, Family, agent_named, is_anti_her2
from treatment_history.dates import add_months
from treatment_history.history import Exposed
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from treatment_history.history import Derived, EarlyTherapy, Exposure, TreatmentHistory

EMA_MONTHS = 6
ASCO_MONTHS = 12

_UNPLACED = frozenset({Exposed.UNDATED, Exposed.UNKNOWN_SETTING, Exposed.POSSIBLE})
_BUCKETS = (RelapseInterval.DURING_OR_LE6, RelapseInterval.GT6_LE12, RelapseInterval.GT12)


@dataclass(frozen=True, slots=True)
class Span:
    """The shortest and the longest time from last dose to recurrence that the record allows.

    Each end is a pair (last dose, recurrence). `is_exact`: both days are known, so that months can be counted.
    """

    shortest: tuple[date, date]
    longest: tuple[date, date]

    @property
    def is_exact(self) -> bool:
        """Whether last dose and recurrence are known to the day."""
        return self.shortest == self.longest


def early_anti_her2(history: TreatmentHistory) -> tuple[EarlyTherapy, ...]:
    """The early courses with an anti-HER2 agent."""
    return tuple(course for course in history.early if any(map(is_anti_her2, course.agents)))


def adjuvant_anti_her2(history: TreatmentHistory) -> Derived[AdjuvantAntiHer2]:
    """None, trastuzumab-based, or another agent. Pertuzumab before or after surgery is none that the panel knew."""
    courses = early_anti_her2(history)
    agents = sorted({agent for course in courses for agent in course.agents if is_anti_her2(agent)})
    evidence = [reference for course in courses for reference in course.evidence]
    kind = _kind(agents)
    because = _given(agents) if agents else say("No anti-HER2 therapy before metastatic disease is on record")
    doubts = _doubts(history)
    if kind is AdjuvantAntiHer2.TDM1_OR_OTHER or not doubts:
        return settled(kind, because, evidence=evidence)
    likely = kind if agents else AdjuvantAntiHer2.UNKNOWN
    possible = (AdjuvantAntiHer2.TRASTUZUMAB_BASED, AdjuvantAntiHer2.TDM1_OR_OTHER) if agents else ()
    missing = say("anti-HER2 therapy before or after surgery: agent and date of the last dose")
    return unsettled(
        AdjuvantAntiHer2.UNKNOWN, because, *doubts, missing=missing, likely=likely, evidence=evidence, possible=possible
    )


def _kind(agents: Sequence[str]) -> AdjuvantAntiHer2:
    if not agents:
        return AdjuvantAntiHer2.NONE
    if set(agents) == {TRASTUZUMAB.name}:
        return AdjuvantAntiHer2.TRASTUZUMAB_BASED
    return AdjuvantAntiHer2.TDM1_OR_OTHER


def _given(agents: Sequence[str]) -> Sentence:
    return say("Anti-HER2 therapy before metastatic disease: {agents}", agents=", ".join(agents))


def _doubts(history: TreatmentHistory) -> tuple[Sentence, ...]:
    """Why the early anti-HER2 therapy on record may not be all there was."""
    incomplete = () if history.history_complete else (say("The medication history is not complete"),)
    unplaced = tuple(
        say("{agent} may have been given before metastatic disease", agent=exposure.agent)
        for exposure in sorted(history.exposures.values(), key=lambda exposure: exposure.agent)
        if _could_be_early(history, exposure)
    )
    return (*incomplete, *unplaced)


def _could_be_early(history: TreatmentHistory, exposure: Exposure) -> bool:
    """An exposure that may be anti-HER2 therapy, not placed in time, and not certainly begun in metastatic disease."""
    agent = agent_named(exposure.agent)
    relevant = agent.family in {Family.ANTI_HER2, Family.UNKNOWN}
    unidentified_early = agent.family is Family.UNKNOWN and Exposed.EARLY in exposure.where
    if not relevant or not (unidentified_early or _UNPLACED & set(exposure.where)):
        return False
    evidence = frozenset(exposure.evidence)
    starts = [med.start for med in history.record.medications if med.reference in evidence]
    return not starts or any(not certainly_before(history.advanced_from, start) for start in starts)


def relapse_span(history: TreatmentHistory) -> Span | None:
    """From the last early anti-HER2 dose to distant disease; None if either is not on record at all."""
    relapse = history.advanced_from
    courses = [course for course in early_anti_her2(history) if course.start is not None]
    if relapse is None or not courses:
        return None
    last_doses = [_last_dose(course, _until(course, courses, relapse.latest)) for course in courses]
    earliest_last = max(earliest for earliest, _ in last_doses)
    latest_last = max(latest for _, latest in last_doses)
    return Span((latest_last, relapse.earliest), (earliest_last, relapse.latest))


def _until(course: EarlyTherapy, courses: Sequence[EarlyTherapy], relapse: date) -> date:
    """How late a course of unknown end can have ended: before the next course of its agents, or at the recurrence."""
    later = [
        other.start.latest
        for other in courses
        if other.agents == course.agents and certainly_before(course.start, other.start) and other.start is not None
    ]
    return min([*later, relapse])


def _last_dose(course: EarlyTherapy, until: date) -> tuple[date, date]:
    """The days between which the last dose lies; without an end, anywhere from the start on."""
    if course.end is not None:
        return course.end.earliest, course.end.latest
    if course.ongoing or course.start is None:
        return until, until
    return course.start.earliest, until


def relapse_interval(history: TreatmentHistory, adjuvant: Derived[AdjuvantAntiHer2]) -> Derived[RelapseInterval]:
    """The bucket of the interval; unknown with the possible buckets where partial dates straddle a limit."""
    if adjuvant.value is AdjuvantAntiHer2.NONE:
        return settled(RelapseInterval.NOT_APPLICABLE, *adjuvant.because)
    span = relapse_span(history)
    if span is None:
        return unsettled(RelapseInterval.UNKNOWN, *adjuvant.because, missing=_ask(), evidence=adjuvant.evidence)
    doubts = _doubts(history)
    possible = _buckets(span, unrecorded_doses=bool(doubts))
    because = (*adjuvant.because, _spoken(history, span))
    evidence = (*adjuvant.evidence, *history.advanced_evidence)
    if len(possible) == 1:
        return settled(possible[0], *because, evidence=evidence, date=history.advanced_from)
    recorded = _buckets(span)
    likely = recorded[0] if len(recorded) == 1 else None
    return unsettled(
        RelapseInterval.UNKNOWN, *because, missing=_ask(), likely=likely, evidence=evidence, possible=possible
    )


def _buckets(span: Span, *, unrecorded_doses: bool = False) -> tuple[RelapseInterval, ...]:
    """Every bucket from the shortest to the longest reading. A dose that is not on record can only shorten it."""
    first = RelapseInterval.DURING_OR_LE6 if unrecorded_doses else _bucket(*span.shortest)
    last = _bucket(*span.longest)
    return _BUCKETS[_BUCKETS.index(first) : _BUCKETS.index(last) + 1]


def _bucket(last_dose: date, relapse: date) -> RelapseInterval:
    if relapse <= add_months(last_dose, EMA_MONTHS):
        return RelapseInterval.DURING_OR_LE6
    if relapse <= add_months(last_dose, ASCO_MONTHS):
        return RelapseInterval.GT6_LE12
    return RelapseInterval.GT12


def adjuvant_relapse_months(history: TreatmentHistory, interval: Derived[RelapseInterval]) -> Derived[float | Interval]:
    """The interval in calendar months where both days are known, `during` if it came on therapy, else unknown."""
    if interval.value is RelapseInterval.NOT_APPLICABLE:
        return settled(Interval.NOT_APPLICABLE, *interval.because)
    span = relapse_span(history)
    counted = None if span is None else _counted(span)
    if counted is None or _doubts(history):
        return unsettled(
            Interval.UNKNOWN, *interval.because, missing=_ask(), likely=counted, evidence=interval.evidence
        )
    return settled(counted, *interval.because, evidence=interval.evidence, date=interval.date)


def _counted(span: Span) -> float | Interval | None:
    last_dose, relapse = span.longest
    if relapse <= last_dose:
        return Interval.DURING
    return months_between(last_dose, relapse) if span.is_exact else None


def months_between(first: date, second: date) -> float:
    """Whole calendar months and the part of the next one, to two decimals; never rounded down to a whole month."""
    whole = (second.year - first.year) * 12 + second.month - first.month
    if add_months(first, whole) > second:
        whole -= 1
    begun = add_months(first, whole)
    length = (add_months(first, whole + 1) - begun).days
    return round(whole + (second - begun).days / length, 2)


def _spoken(history: TreatmentHistory, span: Span) -> Sentence:
    relapse = written(history.advanced_from)
    shortest = max((span.shortest[1] - span.shortest[0]).days, 0)
    longest = max((span.longest[1] - span.longest[0]).days, 0)
    if shortest == longest:
        return say(
            "From the last early anti-HER2 dose to distant disease ({date}): {days} days", date=relapse, days=longest
        )
    return say(
        "From the last early anti-HER2 dose to distant disease ({date}): {shortest} to {longest} days",
        date=relapse,
        shortest=shortest,
        longest=longest,
    )


def _ask() -> Sentence:
    return say("date of the last dose of anti-HER2 therapy before metastatic disease, and date of the recurrence")

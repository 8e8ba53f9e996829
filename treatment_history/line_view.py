"""The lines of the working reading as they are shown, with evidence and flags (specification 3.8, 3.11, 3.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.agents import Family
from treatment_history.answer import Answer
from treatment_history.assessments import best_response
from treatment_history.boundaries import Change
from treatment_history.dates import days
from treatment_history.explain import because
from treatment_history.history import Basis, Confidence, EndReason, LineOfTherapy, Modification
from treatment_history.judged import reasons_at_end, stopped_for_progression
from treatment_history.record import Source, StopReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from treatment_history.boundaries import Boundary, Group
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.explicit import StatedNumbers
    from treatment_history.judged import JudgedLine
    from treatment_history.parameters import Parameters

_CODE_ORDER = ("L", "T", "P", "T-DM1", "T-DXd")
_CODED_REASONS = (
    (StopReason.TOXICITY, EndReason.TOXICITY),
    (StopReason.PATIENT, EndReason.PATIENT),
    (StopReason.AVAILABILITY, EndReason.AVAILABILITY),
    (StopReason.COMPLETED, EndReason.COMPLETED),
)
_BASIS = {
    Change.FIRST: Basis.FIRST,
    Change.EXPLICIT: Basis.EXPLICIT,
    Change.DOCUMENTED: Basis.DOCUMENTED,
    Change.AMBIGUOUS: Basis.AMBIGUOUS,
    Change.PRESUMED: Basis.PRESUMED,
}
_GRADES = {Change.MAJOR: "major", Change.MINOR: "minor"}
_CONFLICTING = frozenset(
    {
        "reason-conflict",
        "explicit-vs-derived",
        "explicit-contradiction",
        "adc-with-naked-trastuzumab",
        "start-sources-differ",
    }
)
_YEAR = 31


def show_line(
    line: JudgedLine,
    as_of: date,
    setting_evidence: tuple[str, ...],
    stated: Mapping[Course, StatedNumbers],
    parameters: Parameters,
) -> LineOfTherapy:
    """One line of the advanced track."""
    opening = line.stretch.opening
    best = best_response(line.assessments)
    modifications = tuple(_modifications(line.stretch.inner))
    flags = frozenset(_flags(line, as_of, parameters))
    stated_changes = [stated[course].modification for course in opening.group.courses if course in stated]
    changes = max([len(modifications), *stated_changes])
    return LineOfTherapy(
        n=line.number,
        track="a",
        enlist=f"aLoT {line.number}.{changes}",
        **_partners(line.members),
        dual=line.dual.answer,
        pair=line.dual.pair,
        pair_in_source=line.dual.in_source,
        start=line.start,
        end=line.end.day,
        end_bound=line.end.bound,
        ongoing=line.end.ongoing,
        end_reason=_end_reason(line, parameters),
        best_response=best.value if best else "unknown",
        first_assessment_pd=line.first.progression,
        pd_on_line=line.progressed,
        basis=_BASIS[opening.change],
        rule=opening.rule,
        because=because(opening),
        modifications=modifications,
        confidence=_confidence(line, flags),
        evidence=_evidence(line),
        setting_evidence=tuple(sorted({*setting_evidence, *_stated_by(line)})),
        flags=tuple(sorted(flags)),
    )


def show_trial(number: int, group: Group, opening: Boundary, setting_evidence: tuple[str, ...]) -> LineOfTherapy:
    """A regimen of investigational agents alone: track i, shown and not counted."""
    ends = [course.end for course in group.courses if course.end is not None]
    ongoing = any(course.ongoing for course in group.courses)
    known = not ongoing and len(ends) == len(group.courses)
    return LineOfTherapy(
        n=number,
        track="i",
        enlist="iLoT",
        **_partners(group.courses),
        dual=Answer.UNKNOWN,
        pair=(),
        pair_in_source=False,
        start=group.start,
        end=max(ends, key=lambda day: (day.latest, day.earliest)) if known else None,
        end_bound=None,
        ongoing=ongoing,
        end_reason=EndReason.ONGOING if ongoing else EndReason.UNKNOWN,
        best_response="unknown",
        first_assessment_pd=Answer.UNKNOWN,
        pd_on_line=Answer.UNKNOWN,
        basis=Basis.FIRST,
        rule="track-i",
        because=because(opening),
        modifications=(),
        confidence=Confidence.MEDIUM,
        evidence=tuple(sorted({reference for course in group.courses for reference in course.references})),
        setting_evidence=setting_evidence,
        flags=("investigational-track",),
    )


def _partners(members: Iterable[Course]) -> dict[str, tuple[str, ...]]:
    """The agents of a line by kind; what is neither anti-HER2, cytotoxic nor endocrine stands under `other`."""
    by_name = {course.name: course.agent for course in members}
    agents = [by_name[name] for name in sorted(by_name)]
    codes = [agent.her2_code for agent in agents if agent.her2_code is not None]
    listed = (Family.ANTI_HER2, Family.CYTOTOXIC, Family.ENDOCRINE)
    return {
        "agents": tuple(agent.name for agent in agents),
        "anti_her2": tuple(sorted(codes, key=code_order)),
        "chemo": tuple(agent.name for agent in agents if agent.family is Family.CYTOTOXIC),
        "endocrine": tuple(agent.name for agent in agents if agent.family is Family.ENDOCRINE),
        "other": tuple(agent.name for agent in agents if agent.family not in listed),
    }


def code_order(code: str) -> tuple[int, str]:
    """The fixed order of the anti-HER2 codes; later agents follow by name."""
    return _CODE_ORDER.index(code) if code in _CODE_ORDER else len(_CODE_ORDER), code


def _modifications(inner: Iterable[Boundary]) -> Iterator[Modification]:
    for boundary in inner:
        grade = _GRADES.get(boundary.change)
        if grade is not None:
            yield Modification(boundary.group.start, grade, tuple(sorted(boundary.group.names)), boundary.rule)


def _end_reason(line: JudgedLine, parameters: Parameters) -> EndReason:
    """Why the line ended (3.8, W0)."""
    if line.end.ongoing:
        return EndReason.ONGOING
    if _ended_by_progression(line, parameters):
        return EndReason.PROGRESSION
    coded = reasons_at_end(line.stretch, line.end, parameters)
    return next((shown for reason, shown in _CODED_REASONS if reason in coded), EndReason.UNKNOWN)


def _ended_by_progression(line: JudgedLine, parameters: Parameters) -> bool:
    if line.following is not None:
        return line.progressed is Answer.YES and line.following.change is not Change.PRESUMED
    if stopped_for_progression(line.stretch, line.end, parameters):
        return True
    end = line.end.day
    return end is not None and any(
        one.is_progression and _close(one.date, end, parameters.end_reason) for one in line.assessments
    )


def _close(one: PartialDate, other: PartialDate, limit: int) -> bool:
    return days(other.latest, one.earliest) <= limit and days(one.latest, other.earliest) <= limit


def _confidence(line: JudgedLine, flags: frozenset[str]) -> Confidence:
    """High: explicit, or documented to the day with administrations or dated statements (3.8)."""
    wide = days(line.start.earliest, line.start.latest) > _YEAR
    if wide or flags & _CONFLICTING or any(course.end_unknown for course in line.members):
        return Confidence.LOW
    change = line.stretch.opening.change
    if change is Change.EXPLICIT:
        return Confidence.HIGH
    sources = {item.record.source for course in line.stretch.opening.group.courses for item in course.exposures}
    witnessed = bool(sources & {Source.ADMINISTRATION, Source.STATEMENT})
    firm = change in {Change.FIRST, Change.DOCUMENTED} and line.start.is_exact and witnessed
    return Confidence.HIGH if firm else Confidence.MEDIUM


def _evidence(line: JudgedLine) -> tuple[str, ...]:
    """Resources of its therapy within its time, of its assessments, and of the observation that started it."""
    first, last = line.start, line.following.group.start.latest if line.following else None
    therapy = {
        item.reference
        for course in line.members
        for item in course.exposures
        if len(course.exposures) == 1 or _within(item.start, item.end, first, last)
    }
    opening = line.stretch.opening
    begun_by = {opening.progression.reference} if opening.progression else set()
    return tuple(sorted(therapy | begun_by | {one.reference for one in line.assessments}))


def _stated_by(line: JudgedLine) -> Iterator[str]:
    """The resources that state its number."""
    return (boundary.source for boundary in (line.stretch.opening, *line.stretch.inner) if boundary.source)


def _within(start: PartialDate | None, end: PartialDate | None, first: PartialDate, last: date | None) -> bool:
    if end is not None and end.latest < first.earliest:
        return False
    return last is None or start is None or start.earliest < last


def _flags(line: JudgedLine, as_of: date, parameters: Parameters) -> Iterator[str]:
    for boundary in (line.stretch.opening, *line.stretch.inner):
        yield from boundary.flags
    for course in line.members:
        yield from course.flags
    if line.first.late:
        yield "late-first-assessment"
    if _treated_beyond(line, as_of, parameters):
        yield "treated-beyond-progression"
    if any(course.agent.family is Family.UNKNOWN for course in line.members):
        yield "unknown-class"


def _treated_beyond(line: JudgedLine, as_of: date, parameters: Parameters) -> bool:
    """Therapy went on >= 60 days past a progression that did not end the line (3.8)."""
    ending = line.following.progression if line.following else None
    last = as_of if line.end.ongoing else line.end.day.earliest if line.end.day else None
    return last is not None and any(
        days(one.date.latest, last) >= parameters.beyond_pd
        for one in line.assessments
        if one.is_progression and one is not ending
    )

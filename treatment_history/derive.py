"""From a record to the course of disease: lines of therapy that can be trusted (line-of-therapy specification 3).

Pure: the day of the question is a parameter, the order of the record carries no meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from treatment_history.active import on_anti_her2
from treatment_history.agreement import Readings, Trust
from treatment_history.all_readings import count_lines, judge_readings
from treatment_history.assessments import read_assessments
from treatment_history.boundaries import Boundary, Change
from treatment_history.exposure_map import exposure_map
from treatment_history.history import EarlyTherapy, TreatmentHistory
from treatment_history.history_flags import dual_only_early, exclusion_flags, resistance_flags
from treatment_history.judged import Surroundings, before_treatment
from treatment_history.line_facts import line_facts
from treatment_history.line_view import show_line, show_trial
from treatment_history.parameters import DEFAULT
from treatment_history.record import MEDICATION_QUERIES, Completeness, Conflict, Query
from treatment_history.relapse import first_line_approach, relapse_interval_days
from treatment_history.sentences import say
from treatment_history.stated_lines import disagreements
from treatment_history.therapy import read_therapy
from treatment_history.walk import boundaries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from treatment_history.all_readings import Judged
    from treatment_history.assessments import Assessments
    from treatment_history.history import LineFacts, LineOfTherapy
    from treatment_history.parameters import Parameters
    from treatment_history.record import Excluded, PatientRecord
    from treatment_history.therapy import Therapy


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """All that was found on the way from the record to its history."""

    record: PatientRecord
    therapy: Therapy
    results: Assessments
    boundaries: tuple[Boundary, ...]
    around: Surroundings
    judged: Judged
    differing: tuple[Conflict, ...]
    trust: Trust


def derive(record: PatientRecord, as_of: date, parameters: Parameters = DEFAULT) -> TreatmentHistory:
    """The course of disease on a day: settings, lines at three readings, facts, flags, and what was left out."""
    found = _derivation(record, as_of, parameters)
    therapy = found.therapy
    lines = _lines(found)
    return TreatmentHistory(
        as_of=as_of,
        parameters_version=parameters.version,
        record=record,
        advanced_from=therapy.settings.distant.since,
        advanced_evidence=therapy.settings.distant.evidence,
        early=tuple(_early(therapy)),
        lines=lines,
        investigational=tuple(_trials(therapy)),
        counts=count_lines(found.judged, therapy.undated_alone, set(therapy.settings.advanced)),
        facts=_facts(found),
        exposures=exposure_map(therapy.settings, therapy.undated, therapy.exposures.possible),
        history_complete=not (found.trust.drugs_incomplete or found.trust.earlier_missing),
        excluded=_excluded(found),
        conflicts=_conflicts(found),
        flags=tuple(sorted(set(_flags(found, lines)))),
        gaps=tuple(sorted(record.gaps, key=lambda gap: (gap.reference, gap.reason))),
    )


def _derivation(record: PatientRecord, as_of: date, parameters: Parameters) -> Derivation:
    """Therapy, assessments, boundaries, and their judgement at every reading."""
    therapy = read_therapy(record, as_of, parameters)
    results = read_assessments(record.statuses, as_of)
    boundaries = boundaries_of(therapy.on_track, results.evaluable, therapy.stated, parameters)
    around = Surroundings(
        assessments=results.evaluable,
        trial_starts=[group.start for group in therapy.trials],
        partners=therapy.partners,
        as_of=as_of,
        observations_complete=record.query(Query.OBSERVATIONS) is Completeness.COMPLETE,
        parameters=parameters,
    )
    differing = disagreements(boundaries, therapy.on_track, results.evaluable, therapy.stated, parameters)
    return Derivation(
        record=record,
        therapy=therapy,
        results=results,
        boundaries=boundaries,
        around=around,
        judged=judge_readings(boundaries, therapy.stated, around, therapy.undated_alone),
        differing=differing,
        trust=_trust(record, therapy, boundaries, differing, around),
    )


def _trust(
    record: PatientRecord,
    therapy: Therapy,
    boundaries: Sequence[Boundary],
    differing: Sequence[Conflict],
    around: Surroundings,
) -> Trust:
    """What an incomplete record, an unknown setting or contradictory line numbers leave open."""
    unreadable = any(gap.about in MEDICATION_QUERIES for gap in record.gaps)
    contradicted = any(conflict.kind == "explicit-contradiction" for conflict in differing)
    return Trust(
        lines_unknown=bool(therapy.settings.unplaced) or contradicted,
        drugs_incomplete=unreadable or not record.medications_complete,
        earlier_missing=any(boundary.missing for boundary in boundaries),
        observations_incomplete=not around.observations_complete,
    )


def _lines(found: Derivation) -> tuple[LineOfTherapy, ...]:
    """The lines of the working reading."""
    around, therapy = found.around, found.therapy
    evidence = therapy.settings.distant.evidence
    return tuple(
        show_line(line, around.as_of, evidence, therapy.stated, around.parameters)
        for line in found.judged.working.lines
    )


def _trials(therapy: Therapy) -> Iterator[LineOfTherapy]:
    """The regimens of track i, shown and not counted."""
    for number, group in enumerate(therapy.trials, start=1):
        opening = Boundary(group, Change.FIRST, "track-i")
        yield show_trial(number, group, opening, therapy.settings.distant.evidence)


def _early(therapy: Therapy) -> Iterator[EarlyTherapy]:
    """The courses before distant disease, in order."""
    for kind, course in sorted(therapy.settings.early, key=lambda pair: pair[1].order):
        yield EarlyTherapy(
            kind=kind,
            agents=(course.name,),
            start=course.start,
            end=course.end,
            ongoing=course.ongoing,
            evidence=tuple(sorted({*course.references, *therapy.settings.surgeries})),
        )


def _facts(found: Derivation) -> LineFacts:
    """The facts on which all readings agree."""
    therapy, trust, parameters = found.therapy, found.trust, found.around.parameters
    complete = not trust.drugs_incomplete
    return line_facts(
        Readings(found.judged.working, found.judged.others, trust),
        found.boundaries,
        therapy.partners,
        on_anti_her2(therapy.courses, therapy.undated, therapy.exposures.possible, complete=complete),
        first_line_approach(
            therapy.settings, parameters, certain_absence=complete and not therapy.may_hold_early_anti_her2
        ),
        relapse_interval_days(therapy.settings),
    )


def _excluded(found: Derivation) -> tuple[Excluded, ...]:
    """Everything that was understood and left out, by the reader of the record or here."""
    left_out = {*found.record.excluded, *found.therapy.exposures.excluded, *found.results.excluded}
    return tuple(sorted(left_out, key=lambda item: (item.reference, item.why)))


def _conflicts(found: Derivation) -> tuple[Conflict, ...]:
    """Every contradiction, each once."""
    conflicts = {
        *found.record.conflicts,
        *found.therapy.conflicts,
        *found.differing,
        *_reason_conflicts(found.boundaries),
    }
    return tuple(sorted(conflicts, key=lambda one: (one.kind, one.references, str(one.sentence))))


def _reason_conflicts(boundaries: Iterable[Boundary]) -> Iterator[Conflict]:
    for boundary in boundaries:
        if "reason-conflict" in boundary.flags and boundary.progression is not None:
            references = {reference for course in boundary.group.courses for reference in course.references}
            yield Conflict(
                kind="reason-conflict",
                sentence=say(
                    "progression {date} ({observation}) before {agents} on {start}, but another reason is coded",
                    date=boundary.progression.date,
                    observation=boundary.progression.reference,
                    agents=" + ".join(sorted(boundary.group.names)),
                    start=boundary.group.start,
                ),
                references=(boundary.progression.reference, *sorted(references)),
            )


def _flags(found: Derivation, lines: Iterable[LineOfTherapy]) -> Iterator[str]:
    """The flags of the history: of its records, courses, lines and readings (3.12)."""
    therapy = found.therapy
    yield from therapy.exposures.flags
    yield from exclusion_flags(found.record.excluded)
    yield from therapy.settings.flags
    yield from found.results.flags
    yield from resistance_flags(found.judged.working)
    yield from (conflict.kind for conflict in found.differing)
    for course in therapy.courses:
        yield from course.flags
    for line in lines:
        yield from line.flags
    yield from _flags_of_the_whole(found)


def _flags_of_the_whole(found: Derivation) -> Iterator[str]:
    therapy, around = found.therapy, found.around
    working = found.judged.working.lines
    if therapy.undated:
        yield "undated-exposure"
    if therapy.trials:
        yield "investigational-track"
    if found.trust.earlier_missing:
        yield "history-incomplete"
    if before_treatment(working, around):
        yield "status-before-treatment"
    early = [course for _, course in therapy.settings.early]
    if dual_only_early(early, (line.dual.answer for line in working), around.as_of, around.parameters):
        yield "dual-only-early"

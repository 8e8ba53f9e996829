"""From a record to the course of disease: lines of therapy that can be trusted (line-of-therapy specification 3).

Pure: the day of the question is a parameter, the order of the record carries no meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.active import on_anti_her2
from treatment_history.agents import Family, agent_named
from treatment_history.agreement import Readings, Trust
from treatment_history.all_readings import Undated, count_lines, judge_readings
from treatment_history.assessments import read_assessments
from treatment_history.boundaries import Boundary, Change, groups_of
from treatment_history.conjugates import settle_conjugates
from treatment_history.courses import courses_of
from treatment_history.exposure_map import exposure_map
from treatment_history.exposures import read_exposures
from treatment_history.history import EarlyTherapy, TreatmentHistory
from treatment_history.history_flags import dual_only_early, exclusion_flags, resistance_flags
from treatment_history.judged import Surroundings, before_treatment
from treatment_history.line_facts import line_facts
from treatment_history.line_view import show_line, show_trial
from treatment_history.parameters import DEFAULT
from treatment_history.record import MEDICATION_QUERIES, Completeness, Conflict, Query
from treatment_history.relapse import first_line_approach, relapse_interval_days
from treatment_history.sentences import say
from treatment_history.setting import settle_settings
from treatment_history.stated_lines import disagreements, numbers_of, place_on_tracks
from treatment_history.walk import boundaries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from treatment_history.all_readings import Judged
    from treatment_history.courses import Course
    from treatment_history.exposures import Taken
    from treatment_history.parameters import Parameters
    from treatment_history.record import PatientRecord
    from treatment_history.setting import Settings


def derive(record: PatientRecord, as_of: date, parameters: Parameters = DEFAULT) -> TreatmentHistory:
    """The course of disease on a day: settings, lines at three readings, facts, flags, and what was left out."""
    exposures = read_exposures(record, as_of, parameters)
    undated = tuple(item for item in exposures.taken if item.start is None)
    courses, stale = settle_conjugates(courses_of(exposures.taken, as_of, parameters))
    tracks = place_on_tracks(courses, record.explicit_lines, as_of)
    settings = settle_settings(tracks.courses, record, tracks.advanced, as_of, parameters)
    on_track = sorted((*settings.advanced, *settings.unplaced), key=lambda course: course.order)
    stated = numbers_of(tracks.statements, on_track)
    results = read_assessments(record.statuses, as_of)
    boundaries = boundaries_of(on_track, results.evaluable, stated, parameters)
    trials = [group for group in groups_of(on_track) if group.is_trial_only]
    around = Surroundings(
        assessments=results.evaluable,
        trial_starts=[group.start for group in trials],
        partners=(*undated, *exposures.possible),
        as_of=as_of,
        observations_complete=record.query(Query.OBSERVATIONS) is Completeness.COMPLETE,
        parameters=parameters,
    )
    alone = _undated_alone(undated, on_track)
    judged = judge_readings(boundaries, stated, around, alone)
    differing = disagreements(boundaries, on_track, results.evaluable, stated, parameters)
    trust = _trust(record, settings, boundaries, differing, around)
    readings = Readings(judged.working, judged.others, trust)
    certain_absence = not trust.drugs_incomplete and not _may_be_early(settings, around.partners)
    facts = line_facts(
        readings,
        boundaries,
        around.partners,
        on_anti_her2(tracks.courses, undated, exposures.possible, complete=not trust.drugs_incomplete),
        first_line_approach(settings, parameters, certain_absence=certain_absence),
        relapse_interval_days(settings),
    )
    setting_evidence = settings.distant.evidence
    lines = tuple(show_line(line, as_of, setting_evidence, stated, parameters) for line in judged.working.lines)
    excluded = sorted(
        {*record.excluded, *exposures.excluded, *results.excluded}, key=lambda item: (item.reference, item.why)
    )
    flags = {
        *exposures.flags,
        *exclusion_flags(record.excluded),
        *(flag for course in tracks.courses for flag in course.flags),
        *settings.flags,
        *results.flags,
        *(flag for line in lines for flag in line.flags),
        *(conflict.kind for conflict in differing),
        *resistance_flags(judged.working),
        *_other_flags(judged, undated, settings, trust, around),
    }
    return TreatmentHistory(
        as_of=as_of,
        parameters_version=parameters.version,
        record=record,
        advanced_from=settings.distant.since,
        advanced_evidence=setting_evidence,
        early=_early(settings),
        lines=lines,
        investigational=tuple(
            show_trial(number, group, Boundary(group, Change.FIRST, "track-i"), setting_evidence)
            for number, group in enumerate(trials, start=1)
        ),
        counts=count_lines(judged, alone, set(settings.advanced)),
        facts=facts,
        exposures=exposure_map(settings, undated, exposures.possible),
        history_complete=not (trust.drugs_incomplete or trust.earlier_missing),
        excluded=tuple(excluded),
        conflicts=tuple(
            sorted(
                {*record.conflicts, *stale, *settings.conflicts, *differing, *_reason_conflicts(boundaries)},
                key=lambda conflict: (conflict.kind, conflict.references, str(conflict.sentence)),
            )
        ),
        flags=tuple(sorted(flags)),
        gaps=tuple(sorted(record.gaps, key=lambda gap: (gap.reference, gap.reason))),
    )


def _undated_alone(undated: Iterable[Taken], on_track: Iterable[Course]) -> Undated:
    """Agents without dates that appear in no line (3.2)."""
    in_lines = {course.name for course in on_track}
    alone = {item.agent for item in undated} - in_lines
    anti_her2 = sum(agent_named(name).family is Family.ANTI_HER2 for name in alone)
    return Undated(anti_her2, len(alone) - anti_her2)


def _trust(
    record: PatientRecord,
    settings: Settings,
    boundaries: Sequence[Boundary],
    differing: Sequence[Conflict],
    around: Surroundings,
) -> Trust:
    unreadable = any(gap.about in MEDICATION_QUERIES for gap in record.gaps)
    contradicted = any(conflict.kind == "explicit-contradiction" for conflict in differing)
    return Trust(
        lines_unknown=bool(settings.unplaced) or contradicted,
        drugs_incomplete=unreadable or not record.medications_complete,
        earlier_missing=any(boundary.missing for boundary in boundaries),
        observations_incomplete=not around.observations_complete,
    )


def _may_be_early(settings: Settings, partners: Iterable[Taken]) -> bool:
    """Whether an anti-HER2 agent, or one of unknown class, may have been given before distant disease."""
    since = settings.distant.since
    possible = {Family.ANTI_HER2, Family.UNKNOWN}
    unclear = any(course.agent.family is Family.UNKNOWN for _, course in settings.early)
    unplaced = any(course.agent.family in possible for course in settings.unplaced)
    return (
        unclear
        or unplaced
        or any(
            agent_named(item.agent).family in possible
            and (item.start is None or since is None or item.start.earliest < since.latest)
            for item in partners
        )
    )


def _early(settings: Settings) -> tuple[EarlyTherapy, ...]:
    """The courses before distant disease, in order."""
    return tuple(
        EarlyTherapy(
            kind=kind,
            agents=(course.name,),
            start=course.start,
            end=course.end,
            ongoing=course.ongoing,
            evidence=tuple(sorted({*course.references, *settings.surgeries})),
        )
        for kind, course in sorted(settings.early, key=lambda pair: pair[1].order)
    )


def _other_flags(
    judged: Judged, undated: Sequence[Taken], settings: Settings, trust: Trust, around: Surroundings
) -> Iterable[str]:
    if undated:
        yield "undated-exposure"
    if around.trial_starts:
        yield "investigational-track"
    if trust.earlier_missing:
        yield "history-incomplete"
    if before_treatment(judged.working.lines, around):
        yield "status-before-treatment"
    early = [course for _, course in settings.early]
    advanced = [line.dual.answer for line in judged.working.lines]
    if dual_only_early(early, advanced, around.as_of, around.parameters):
        yield "dual-only-early"


def _reason_conflicts(boundaries: Iterable[Boundary]) -> Iterable[Conflict]:
    for boundary in boundaries:
        if "reason-conflict" in boundary.flags and boundary.progression is not None:
            yield Conflict(
                kind="reason-conflict",
                sentence=say(
                    "progression {date} ({observation}) before {agents} on {start}, but another reason is coded",
                    date=boundary.progression.date,
                    observation=boundary.progression.reference,
                    agents=" + ".join(sorted(boundary.group.names)),
                    start=boundary.group.start,
                ),
                references=(
                    boundary.progression.reference,
                    *sorted({ref for course in boundary.group.courses for ref in course.references}),
                ),
            )

"""The course of brain metastases: progression in the brain, and local treatment of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.establishing.brain import BRAIN, ask_brain_imaging, brain_metastases
from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import certainly_before, newest, possibly_latest, up_to
from consensus.facts import AnswerOrNotApplicable, LocalTreatment, Presence
from treatment_history.answer import Answer
from treatment_history.record import Response
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treatment_history.history import Derived, TreatmentHistory
    from treatment_history.record import LocalTherapy, Metastasis, StatusObservation

_CONTROLLED = frozenset({Response.COMPLETE, Response.PARTIAL, Response.STABLE, Response.IMPROVED})


def brain_progression(history: TreatmentHistory, presence: Presence) -> Derived[AnswerOrNotApplicable]:
    """Progression in the brain during or after the last line: a stated one, or the first brain metastasis itself."""
    if presence is Presence.NONE:
        return settled(AnswerOrNotApplicable.NOT_APPLICABLE, say("There are no brain metastases"))
    if presence is Presence.UNKNOWN:
        return unsettled(
            AnswerOrNotApplicable.UNKNOWN,
            say("Whether there are brain metastases is not known"),
            missing=ask_brain_imaging(),
        )
    progressed: tuple[StatusObservation | Metastasis, ...] = (
        *_brain_progressions(history),
        *_new_brain_metastases(history),
    )
    if progressed:
        references = [found.reference for found in progressed]
        because = say(
            "Progression in the brain since the last line began ({references})", references=", ".join(references)
        )
        return settled(AnswerOrNotApplicable.YES, because, evidence=references, date=newest(progressed))
    latest = possibly_latest(_brain_assessments(history))
    if latest and all(found.value in _CONTROLLED for found in latest):
        references = [found.reference for found in latest]
        because = say(
            "The last assessment of the brain is not progression ({references})", references=", ".join(references)
        )
        return settled(AnswerOrNotApplicable.NO, because, evidence=references, date=newest(latest))
    because = say("No assessment of the brain since the last line began is on record")
    return unsettled(AnswerOrNotApplicable.UNKNOWN, because, missing=ask_brain_imaging())


def _brain_assessments(history: TreatmentHistory) -> tuple[StatusObservation, ...]:
    """Final assessments of the brain that may lie after the start of the last line."""
    start = history.last_line.start if history.last_line is not None else None
    return tuple(
        status
        for status in up_to(history.as_of, history.record.statuses)
        if status.site in BRAIN and status.final and not certainly_before(status.date, start)
    )


def _brain_progressions(history: TreatmentHistory) -> tuple[StatusObservation, ...]:
    latest = possibly_latest(_brain_assessments(history))
    if not all(found.value is Response.PROGRESSION for found in latest):
        return ()
    return latest


def _new_brain_metastases(history: TreatmentHistory) -> tuple[Metastasis, ...]:
    """The first brain metastases, if all of them are dated after the start of the last line."""
    line = history.last_line
    present = brain_metastases(history)
    if line is None or not all(certainly_before(line.start, found.date) for found in present):
        return ()
    return present


def brain_local_therapy(history: TreatmentHistory, presence: Presence) -> Derived[LocalTreatment]:
    """Radiotherapy, radiosurgery or resection of brain metastases: completed, not done, or unknown.

    A treatment that was done stays completed when the brain progresses later; that it did is said, and asked about.
    """
    if presence is Presence.NONE:
        return settled(LocalTreatment.NOT_APPLICABLE, say("There are no brain metastases"))
    therapies = tuple(item for item in up_to(history.as_of, history.record.local_therapies) if item.site in BRAIN)
    done = [item for item in therapies if item.done is Answer.YES]
    if done:
        return _completed(done, _progression_after(history, done))
    if therapies and all(item.done is Answer.NO for item in therapies):
        references = sorted(item.reference for item in therapies)
        because = say("Local treatment of the brain was not done ({references})", references=", ".join(references))
        return settled(LocalTreatment.NOT_DONE, because, evidence=references)
    none = say("No completed local treatment of the brain is on record")
    missing = say("local treatment of the brain metastases: what was done, and when")
    return unsettled(LocalTreatment.UNKNOWN, none, missing=missing)


def _completed(done: Sequence[LocalTherapy], newer: Sequence[StatusObservation]) -> Derived[LocalTreatment]:
    treated = tuple(
        say("Local treatment of the brain ({date}; {reference})", date=written(item.date), reference=item.reference)
        for item in done
    )
    progressed = tuple(
        say(
            "The brain progressed after its local treatment ({date}; {reference})",
            date=written(item.date),
            reference=item.reference,
        )
        for item in newer
    )
    missing = (say("whether the later progression in the brain was treated locally"),) if newer else ()
    evidence = [item.reference for item in done] + [item.reference for item in newer]
    return settled(
        LocalTreatment.COMPLETED, *treated, *progressed, evidence=evidence, date=newest(done), missing=missing
    )


def _progression_after(history: TreatmentHistory, done: Sequence[LocalTherapy]) -> tuple[StatusObservation, ...]:
    """Progression in the brain that is certainly later than every local treatment on record."""
    ends = [therapy.date.latest for therapy in done if therapy.date is not None]
    if len(ends) < len(done):
        return ()
    last = max(ends, default=None)
    return tuple(
        found
        for found in _brain_progressions(history)
        if last is not None and found.date is not None and last < found.date.earliest
    )

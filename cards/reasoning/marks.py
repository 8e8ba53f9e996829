"""The marks of the timeline: operations, radiotherapy, metastases, assessments, HER2 results, LVEF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.reasoning.model import Lane, Mark, Shape
from cards.summary import capital
from cards.wording import timeline_labels
from treatment_history.answer import Answer
from treatment_history.findings import Marker, MarkerResult, Quantity
from treatment_history.record import Purpose, Response, Site, distinct
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cards.reasoning.ledger import Ledger
    from treatment_history.dates import PartialDate
    from treatment_history.findings import Measurement, TumorMarker
    from treatment_history.history import TreatmentHistory
    from treatment_history.record import LocalTherapy, Metastasis, PatientRecord, StatusObservation, Surgery

_MOST = 80
"""Marks of one lane; where there are more, the last of neighbours that say the same stands for them."""

_BRAIN = (Site.BRAIN, Site.BRAIN_OR_MENINGES, Site.MENINGES, Site.CNS_OTHER)
_SHAPES = {
    Response.COMPLETE: Shape.RESPONSE,
    Response.PARTIAL: Shape.RESPONSE,
    Response.IMPROVED: Shape.RESPONSE,
    Response.STABLE: Shape.STABLE,
    Response.PROGRESSION: Shape.PROGRESSION,
    Response.UNDETERMINED: Shape.TEST,
}
_SIGNS = {
    MarkerResult.POSITIVE: "+",
    MarkerResult.NEGATIVE: "\u2212",
    MarkerResult.LOW: "low",
    MarkerResult.EQUIVOCAL: "?",
    MarkerResult.UNDECIDABLE: "?",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """Something found on a day, before it is drawn: equal `what` may be thinned."""

    what: Sentence
    why: Sentence | None
    references: tuple[str, ...]
    date: PartialDate | None
    label: str
    shape: Shape
    hollow: bool = False
    height: float | None = None


def mark_lanes(history: TreatmentHistory, ledger: Ledger) -> Iterator[Lane]:
    """One lane for each kind of finding."""
    record = history.record
    brain = [one for one in record.metastases if one.site in _BRAIN]
    others = [one for one in record.metastases if one.site not in _BRAIN]
    local = [_local(one, ledger) for one in distinct(record.local_therapies)]
    lvef = [one for one in record.measurements if one.quantity is Quantity.LVEF]
    for title, found in (
        (say("Operations, radiotherapy"), [*(_surgery(one) for one in distinct(record.surgeries)), *local]),
        (say("Metastases"), [_metastasis(one, ledger) for one in distinct(others)]),
        (say("Brain"), [_metastasis(one, ledger) for one in distinct(brain)]),
        (say("Assessments"), [_status(one, ledger) for one in distinct(record.statuses)]),
        (say("HER2 results"), [_marker(one, ledger) for one in _her2(record)]),
        (say("LVEF in per cent"), [_lvef(one) for one in distinct(lvef)]),
    ):
        yield _lane(title, found, history, ledger)


def _lane(title: Sentence, found: list[_Found], history: TreatmentHistory, ledger: Ledger) -> Lane:
    marks = []
    for one in _thinned(found):
        if one.date is None:
            ledger.without_date(one.what, one.why, one.references)
        elif one.date.earliest <= history.as_of:
            entry = ledger.dated(one.what, say("{date}", date=one.date), one.why, one.references)
            marks.append(Mark(entry, one.label, one.shape, one.date, one.hollow, one.height))
    return Lane(capital(ledger.voice.plain(title)), marks=tuple(marks))


def _thinned(found: Iterable[_Found]) -> list[_Found]:
    """In order of time; where a lane holds too many, neighbours that say the same become one, then every n-th stays."""
    ordered = sorted(found, key=lambda one: (one.date is None, str(one.date), one.references))
    if len(ordered) <= _MOST:
        return ordered
    merged: list[_Found] = []
    for one in ordered:
        if merged and merged[-1].what == one.what and merged[-1].hollow == one.hollow:
            continue
        merged.append(one)
    step = -(-len(merged) // _MOST)
    return merged[::step]


def _surgery(one: Surgery) -> _Found:
    breast = one.purpose is Purpose.PRIMARY
    what = say("operation on the breast") if breast else say("another operation")
    return _Found(what, None, (one.reference,), one.date, "", Shape.SURGERY, hollow=not breast)


def _local(one: LocalTherapy, ledger: Ledger) -> _Found:
    site = ledger.voice.raw(timeline_labels.SITES[one.site.name])
    done = one.done is Answer.YES
    what = say("local treatment: {site}", site=site) if done else say("local treatment not done: {site}", site=site)
    return _Found(what, None, (one.reference,), one.date, "", Shape.RADIATION, hollow=not done)


def _metastasis(one: Metastasis, ledger: Ledger) -> _Found:
    site = ledger.voice.raw(timeline_labels.SITES[one.site.name])
    what = {
        Answer.YES: say("metastases: {site}", site=site),
        Answer.NO: say("no metastases: {site}", site=site),
        Answer.UNKNOWN: say("metastases possible: {site}", site=site),
    }[one.present]
    shape = Shape.BRAIN if one.site in _BRAIN else Shape.METASTASIS
    return _Found(what, one.doubt, (one.reference,), one.date, "", shape, hollow=one.present is not Answer.YES)


def _status(one: StatusObservation, ledger: Ledger) -> _Found:
    value = ledger.voice.raw(timeline_labels.RESPONSES[one.value.name])
    label = ledger.voice.raw(say("{value}", value=one.value.value)) if one.value in _SHORT else ""
    if not one.final:
        why: Sentence | None = say("Preliminary or unfinished; not used.")
    elif one.marker_only:
        why = say("Read from tumour markers alone; not used.")
    else:
        why = None
    usable = one.final and not one.marker_only
    return _Found(
        say("{assessment}", assessment=value), why, (one.reference,), one.date, label, _SHAPES[one.value], not usable
    )


_SHORT = (Response.COMPLETE, Response.PARTIAL, Response.STABLE, Response.PROGRESSION)


def _her2(record: PatientRecord) -> tuple[TumorMarker, ...]:
    return distinct(one for one in record.markers if one.marker is Marker.HER2)


def _marker(one: TumorMarker, ledger: Ledger) -> _Found:
    result = ledger.voice.raw(timeline_labels.MARKER_RESULTS[one.result.name])
    method = ledger.voice.raw(timeline_labels.METHODS[one.method.name])
    what = say(
        "HER2 {result} ({method}; written: \u201c{written}\u201d)", result=result, method=method, written=one.as_written
    )
    why = say("Belongs to another tumour; not used.") if one.other_tumour else None
    hollow = one.result is not MarkerResult.POSITIVE
    return _Found(what, why, (one.reference,), one.date, _SIGNS[one.result], Shape.TEST, hollow=hollow)


def _lvef(one: Measurement) -> _Found:
    what = say("LVEF {value} %", value=f"{one.value:g}")
    return _Found(what, None, (one.reference,), one.date, f"{one.value:.0f}", Shape.VALUE, height=one.value)

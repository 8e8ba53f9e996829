"""Which receptor results count: final, of this tumour, not later than the day, and saying something."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from consensus.establishing.grounds import written
from consensus.establishing.recency import up_to
from treatment_history.findings import Marker, MarkerResult, Method
from treatment_history.history import Derived
from treatment_history.record import Conflict
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from treatment_history.findings import TumorMarker
    from treatment_history.record import PatientRecord

V = TypeVar("V")

Verdict = tuple[Derived[V], tuple[Conflict, ...]]
"""A fact, and the contradictions that were met on the way to it."""


def usable(record: PatientRecord, markers: Iterable[TumorMarker], as_of: date) -> tuple[TumorMarker, ...]:
    """The results that may decide. One whose own resource contradicts itself stays, so that it forces unknown."""
    contradicted = {reference for conflict in record.conflicts for reference in conflict.references}
    return tuple(
        marker
        for marker in up_to(as_of, markers)
        if marker.final
        and not marker.other_tumour
        and (marker.result is not MarkerResult.UNDECIDABLE or marker.reference in contradicted)
    )


def unused_sentences(markers: Iterable[TumorMarker], as_of: date) -> tuple[Sentence, ...]:
    """Why the other results were passed over; none is dropped silently."""
    found = (_why_unused(marker) for marker in in_order(up_to(as_of, markers)))
    return tuple(sentence for sentence in found if sentence is not None)


def _why_unused(marker: TumorMarker) -> Sentence | None:
    if marker.other_tumour:
        return say("{marker} not used, it belongs to another tumour: {written} ({date}; {reference})", **place(marker))
    if not marker.final:
        return say("{marker} not used, the result is not final: {written} ({date}; {reference})", **place(marker))
    if marker.result is MarkerResult.UNDECIDABLE:
        return say("{marker}, result neither positive nor negative: {written} ({date}; {reference})", **place(marker))
    return None


def marker_sentence(marker: TumorMarker) -> Sentence:
    """One result as it stands in the record."""
    match marker.method:
        case Method.IHC:
            return say("{marker} by immunohistochemistry: {written} ({date}; {reference})", **place(marker))
        case Method.ISH:
            return say("{marker} by in situ hybridisation: {written} ({date}; {reference})", **place(marker))
        case Method.OVERALL:
            return say("{marker}, overall interpretation: {written} ({date}; {reference})", **place(marker))
        case Method.GENOMIC:
            return say("{marker} in a genomic report: {written} ({date}; {reference})", **place(marker))
        case _:  # Method.CONDITION
            return say("{marker} stated with the diagnosis: {written} ({date}; {reference})", **place(marker))


def in_order(markers: Iterable[TumorMarker]) -> tuple[TumorMarker, ...]:
    """Without duplicates, by date and reference, so that input order never shows."""
    given = tuple(markers)
    if len(given) <= 1:
        return given
    return tuple(sorted(dict.fromkeys(given), key=lambda marker: (written(marker.date), marker.reference)))


def place(marker: TumorMarker) -> dict[str, str]:
    """What a sentence quotes of a result: the marker, its text, its date, its resource."""
    return {
        "marker": "ER/PR" if marker.marker is Marker.HR else marker.marker.value,
        "written": marker.as_written,
        "date": written(marker.date),
        "reference": marker.reference,
    }

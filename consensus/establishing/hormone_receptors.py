"""Hormone-receptor status: positive if ER or PR is positive, negative only if both are known to be negative.

A negative ER without a PR result leaves the question open, because the paper asks for "ER and/or PR". A combined
result speaks where ER and PR do not decide. Each receptor is judged by its own most recent valid result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled
from consensus.establishing.markers import in_order, marker_sentence, unused_sentences, usable
from consensus.establishing.recency import newest, possibly_latest
from consensus.facts import HrStatus
from treatment_history.answer import Answer, agreed, any_of
from treatment_history.findings import Marker, MarkerResult, Method
from treatment_history.record import Conflict
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from consensus.establishing.markers import Verdict
    from treatment_history.findings import TumorMarker
    from treatment_history.record import PatientRecord

_READS = {
    MarkerResult.POSITIVE: Answer.YES,
    MarkerResult.LOW: Answer.YES,  # ER 1-10 % is low positive (ASCO/CAP 2020)
    MarkerResult.NEGATIVE: Answer.NO,
    MarkerResult.EQUIVOCAL: Answer.UNKNOWN,
    MarkerResult.UNDECIDABLE: Answer.UNKNOWN,
}


def hr_status(record: PatientRecord, as_of: date) -> Verdict[HrStatus]:
    """ER and/or PR, with its ground and the contradictions between results."""
    markers = tuple(marker for marker in record.markers if marker.marker in {Marker.ER, Marker.PR, Marker.HR})
    valid = usable(record, markers, as_of)
    deciding = {marker: _deciding(valid, marker) for marker in (Marker.ER, Marker.PR, Marker.HR)}
    said = {marker: agreed(_READS[result.result] for result in found) for marker, found in deciding.items()}
    single = any_of((said[Marker.ER], said[Marker.PR]))
    status = said[Marker.HR] if single is Answer.UNKNOWN else single
    shown = in_order(result for found in deciding.values() for result in found)
    because = (*map(marker_sentence, shown), *unused_sentences(markers, as_of))
    references = [result.reference for result in shown]
    contradicting = [found for found in deciding.values() if _is_split(found)]
    if {single, said[Marker.HR]} == {Answer.YES, Answer.NO}:
        contradicting.append(shown)
    conflicts = tuple(map(_contradiction, contradicting))
    if status is Answer.UNKNOWN:
        missing = say("ER and PR results of a metastasis or the primary tumour")
        return unsettled(HrStatus.UNKNOWN, *because, missing=missing, evidence=references), conflicts
    value = HrStatus.POSITIVE if status is Answer.YES else HrStatus.NEGATIVE
    return settled(value, *because, evidence=references, date=newest(shown)), conflicts


def _deciding(valid: Sequence[TumorMarker], marker: Marker) -> tuple[TumorMarker, ...]:
    """The most recent results of one receptor; what is only stated counts where no laboratory result exists."""
    own = [result for result in valid if result.marker is marker]
    measured = [result for result in own if result.method not in {Method.CONDITION, Method.GENOMIC}]
    return possibly_latest(measured or own)


def _is_split(found: Sequence[TumorMarker]) -> bool:
    return {Answer.YES, Answer.NO} <= {_READS[result.result] for result in found}


def _contradiction(found: Sequence[TumorMarker]) -> Conflict:
    references = tuple(sorted({result.reference for result in found}))
    sentence = say("Hormone-receptor results contradict each other: {references}", references=", ".join(references))
    return Conflict("hr-contradictory", sentence, references)

"""HER2 status of this tumour: the most recent valid result decides, results of one specimen are read together.

ASCO/CAP: IHC 3+ is positive; 2+ is equivocal until ISH decides; ISH positive is positive. HER2-low is IHC 1+, or
2+ with a negative ISH (knowledge specification A.3.1). A status that is only stated, with the diagnosis or in a
genomic report, is weaker than a laboratory result and speaks only where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.markers import Verdict, in_order, marker_sentence, place, unused_sentences, usable
from consensus.establishing.recency import certainly_before, newest, possibly_latest
from consensus.facts import Her2Status
from treatment_history.findings import Marker, MarkerResult, Method
from treatment_history.record import Conflict
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from treatment_history.dates import PartialDate
    from treatment_history.findings import TumorMarker
    from treatment_history.history import Derived
    from treatment_history.record import PatientRecord

REFLEX_DAYS = timedelta(days=60)
"""An ISH up to this long after an equivocal IHC is taken as its reflex test (convention)."""

LABORATORY = (Method.IHC, Method.ISH, Method.OVERALL)


@dataclass(frozen=True, slots=True)
class Report:
    """Results that are read together: one specimen, as far as a record tells it, is one date."""

    results: tuple[TumorMarker, ...]
    date: PartialDate | None

    @property
    def verdict(self) -> Her2Status:
        """What the results say together; unknown if they contradict each other."""
        return combined(self.results)

    @property
    def is_ish_alone(self) -> bool:
        """Whether the report holds ISH and nothing else."""
        return all(result.method is Method.ISH for result in self.results)


def combined(results: Iterable[TumorMarker]) -> Her2Status:
    """IHC, ISH and overall interpretation of one specimen, read by ASCO/CAP; unknown where they contradict."""
    given = tuple(results)
    said = {result.result for result in given}
    if MarkerResult.UNDECIDABLE in said:  # only a resource that contradicts itself gets this far
        return Her2Status.UNKNOWN
    negative = {MarkerResult.NEGATIVE, MarkerResult.LOW} & said
    if MarkerResult.POSITIVE in said:
        return Her2Status.UNKNOWN if negative else Her2Status.POSITIVE
    if not negative:
        return Her2Status.EQUIVOCAL
    return Her2Status.LOW if _is_low(given) else Her2Status.NEGATIVE


def _is_low(results: Sequence[TumorMarker]) -> bool:
    """IHC 1+, or IHC 2+ beside a negative result of ISH or of the whole report."""
    return any(
        result.result is MarkerResult.LOW or (result.method is Method.IHC and result.result is MarkerResult.EQUIVOCAL)
        for result in results
    )


def latest_reports(results: Iterable[TumorMarker]) -> tuple[Report, ...]:
    """The reports that may be the latest: results by date as written, an equivocal IHC with the ISH that followed."""
    by_date: dict[str, list[TumorMarker]] = {}
    for result in results:
        by_date.setdefault(written(result.date), []).append(result)
    grouped = tuple(Report(tuple(found), found[0].date) for found in by_date.values())
    return tuple(_with_reflex(report, grouped) for report in possibly_latest(grouped))


def _with_reflex(report: Report, others: Sequence[Report]) -> Report:
    """An equivocal report together with the ISH reports that complete it, dated as the last of them."""
    if report.is_ish_alone:
        decided = [other for other in others if other.verdict is Her2Status.EQUIVOCAL and _completes(report, other)]
        results = (*report.results, *(result for other in decided for result in other.results))
        return Report(results, report.date)
    if report.verdict is not Her2Status.EQUIVOCAL:
        return report
    ish = [other for other in others if other.is_ish_alone and _completes(other, report)]
    results = (*report.results, *(result for other in ish for result in other.results))
    return Report(results, newest(results))


def _completes(ish: Report, equivocal: Report) -> bool:
    """Whether the ISH is the reflex test of the equivocal IHC: undated, or not before it and within the limit."""
    if equivocal.is_ish_alone:
        return False
    if ish.date is None or equivocal.date is None:
        return True
    in_order = not certainly_before(ish.date, equivocal.date)
    return in_order and ish.date.earliest - equivocal.date.latest <= REFLEX_DAYS


def her2_status(record: PatientRecord, as_of: date) -> Verdict[Her2Status]:
    """HER2 status with its ground; unknown where results of one day, or of no day, contradict each other."""
    markers = tuple(marker for marker in record.markers if marker.marker is Marker.HER2)
    valid = usable(record, markers, as_of)
    unused = unused_sentences(markers, as_of)
    laboratory = tuple(marker for marker in valid if marker.method in LABORATORY)
    stated = tuple(marker for marker in valid if marker.method not in LABORATORY)
    if laboratory:
        return _from_laboratory(laboratory, stated, unused)
    if stated:
        return _from_statements(stated, unused)
    return unsettled(Her2Status.UNKNOWN, *unused, missing=_ask()), ()


def _from_laboratory(
    laboratory: Sequence[TumorMarker], stated: Sequence[TumorMarker], unused: tuple[Sentence, ...]
) -> Verdict[Her2Status]:
    candidates = latest_reports(laboratory)
    deciding = in_order(result for report in candidates for result in report.results)
    verdicts = {report.verdict for report in candidates}
    status = _common(verdicts)
    earlier = _discordant(laboratory, deciding, status)
    if status is Her2Status.UNKNOWN:
        return _contradiction(deciding, unused)
    weaker, conflicts = _against_statements(status, deciding, stated)
    because = (_says(status), *map(marker_sentence, deciding), *earlier, *weaker, *unused)
    return _with_status(status, because, deciding), conflicts


def _common(verdicts: set[Her2Status]) -> Her2Status:
    """The one verdict of all candidates. Low and negative together are low: both are HER2-negative to the paper."""
    if len(verdicts) == 1:
        return next(iter(verdicts))
    return Her2Status.LOW if verdicts == {Her2Status.LOW, Her2Status.NEGATIVE} else Her2Status.UNKNOWN


def _with_status(
    status: Her2Status, because: tuple[Sentence, ...], deciding: Sequence[TumorMarker]
) -> Derived[Her2Status]:
    references = [result.reference for result in deciding]
    missing = (say("HER2 ISH result of the specimen with equivocal IHC"),) if status is Her2Status.EQUIVOCAL else ()
    return settled(status, *because, evidence=references, date=newest(deciding), missing=missing)


def _contradiction(deciding: Sequence[TumorMarker], unused: tuple[Sentence, ...]) -> Verdict[Her2Status]:
    references = tuple(sorted({result.reference for result in deciding}))
    sentence = say(
        "HER2 results contradict each other and none is certainly the latest: {references}",
        references=", ".join(references),
    )
    fact = unsettled(
        Her2Status.UNKNOWN,
        sentence,
        *map(marker_sentence, deciding),
        *unused,
        missing=say("which of the contradictory HER2 results is valid for this tumour"),
        evidence=references,
    )
    return fact, (Conflict("her2-contradictory", sentence, references),)


def _discordant(
    laboratory: Sequence[TumorMarker], deciding: Sequence[TumorMarker], status: Her2Status
) -> tuple[Sentence, ...]:
    """Earlier results that say otherwise: shown, because HER2 status can change and can be wrong."""
    if len(laboratory) == 1:
        return ()
    decided = set(deciding)
    earlier = [result for result in in_order(laboratory) if result not in decided]
    positive = status is Her2Status.POSITIVE
    return tuple(
        say("An earlier {marker} result differs: {written} ({date}; {reference})", **place(result))
        for result in earlier
        if result.result is not MarkerResult.EQUIVOCAL and (result.result is MarkerResult.POSITIVE) is not positive
    )


def _against_statements(
    status: Her2Status, deciding: Sequence[TumorMarker], stated: Sequence[TumorMarker]
) -> tuple[tuple[Sentence, ...], tuple[Conflict, ...]]:
    """A laboratory result outweighs a stated status; a contradiction between them is shown with both resources."""
    if status is Her2Status.EQUIVOCAL:
        return (), ()
    positive = status is Her2Status.POSITIVE
    against = [
        result
        for result in in_order(stated)
        if result.result is not MarkerResult.EQUIVOCAL and (result.result is MarkerResult.POSITIVE) is not positive
    ]
    sentences = tuple(
        say(
            "{marker} as only stated differs from the laboratory result: {written} ({date}; {reference})",
            **place(result),
        )
        for result in against
    )
    laboratory = tuple(result.reference for result in deciding)
    return sentences, tuple(
        Conflict("her2-stated-otherwise", sentence, (*laboratory, result.reference))
        for sentence, result in zip(sentences, against, strict=True)
    )


def _from_statements(stated: Sequence[TumorMarker], unused: tuple[Sentence, ...]) -> Verdict[Her2Status]:
    deciding = in_order(possibly_latest(stated))
    status = combined(deciding)
    if status is Her2Status.UNKNOWN:
        return _contradiction(deciding, unused)
    no_laboratory = say("No laboratory result of HER2 is on record; the status is only stated")
    because = (_says(status), *map(marker_sentence, deciding), no_laboratory, *unused)
    return _with_status(status, because, deciding), ()


def _says(status: Her2Status) -> Sentence:
    match status:
        case Her2Status.POSITIVE:
            return say("HER2-positive by the most recent valid result")
        case Her2Status.LOW:
            return say("HER2-low, hence not HER2-positive, by the most recent valid result")
        case Her2Status.NEGATIVE:
            return say("HER2-negative by the most recent valid result")
        case _:
            return say("HER2 equivocal: the most recent valid result does not decide")


def _ask() -> Sentence:
    return say("HER2 IHC or ISH result of a metastasis or the primary tumour")

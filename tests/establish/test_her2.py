"""HER2: the latest valid result of this tumour decides; what contradicts is shown, never picked."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from establish.builders import fact, her2, history

from consensus.establish import establish
from consensus.facts import Her2Status
from treatment_history.findings import MarkerResult, Method, TumorMarker
from treatment_history.record import Conflict, PatientRecord
from treatment_history.sentences import say

POSITIVE, LOW, NEGATIVE = MarkerResult.POSITIVE, MarkerResult.LOW, MarkerResult.NEGATIVE
EQUIVOCAL, UNDECIDABLE = MarkerResult.EQUIVOCAL, MarkerResult.UNDECIDABLE
IHC, ISH, OVERALL, CONDITION = Method.IHC, Method.ISH, Method.OVERALL, Method.CONDITION


def status(*markers: TumorMarker) -> Her2Status:
    return establish(history(PatientRecord("p", markers=markers))).facts.her2_status


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([(IHC, POSITIVE)], "positive"),
        ([(IHC, EQUIVOCAL)], "equivocal"),
        ([(IHC, LOW)], "low"),
        ([(IHC, NEGATIVE)], "negative"),
        ([(ISH, POSITIVE)], "positive"),
        ([(ISH, NEGATIVE)], "negative"),
        ([(ISH, EQUIVOCAL)], "equivocal"),
        ([(IHC, EQUIVOCAL), (ISH, POSITIVE)], "positive"),
        ([(IHC, EQUIVOCAL), (ISH, NEGATIVE)], "low"),
        ([(IHC, EQUIVOCAL), (OVERALL, NEGATIVE)], "low"),
        ([(IHC, EQUIVOCAL), (OVERALL, POSITIVE)], "positive"),
        ([(IHC, LOW), (ISH, NEGATIVE)], "low"),
        ([(IHC, LOW), (OVERALL, NEGATIVE)], "low"),
        ([(IHC, NEGATIVE), (ISH, NEGATIVE)], "negative"),
        ([(IHC, NEGATIVE), (ISH, EQUIVOCAL)], "negative"),
        ([(IHC, POSITIVE), (OVERALL, POSITIVE)], "positive"),
        ([(IHC, POSITIVE), (ISH, NEGATIVE)], "unknown"),
        ([(IHC, NEGATIVE), (ISH, POSITIVE)], "unknown"),
        ([(IHC, POSITIVE), (IHC, NEGATIVE)], "unknown"),
    ],
)
def test_results_of_one_specimen_are_read_together_by_asco_cap(
    results: list[tuple[Method, MarkerResult]], expected: str
) -> None:
    markers = [her2(result, "2015-01-10", method) for method, result in results]

    assert status(*markers).value == expected


@pytest.mark.parametrize(
    ("ish", "when", "expected"),
    [
        (POSITIVE, "2015-01-20", "positive"),
        (NEGATIVE, "2015-01-20", "low"),
        (NEGATIVE, "2015-06-01", "negative"),  # another specimen: its own result, no score
        (NEGATIVE, None, "low"),
        (POSITIVE, "2015-01", "positive"),
    ],
)
def test_an_ish_that_follows_an_equivocal_ihc_completes_it(ish: MarkerResult, when: str | None, expected: str) -> None:
    assert status(her2(EQUIVOCAL, "2015-01-10"), her2(ish, when, ISH)).value == expected


def test_an_ish_from_before_the_equivocal_ihc_does_not_decide_it() -> None:
    assert status(her2(POSITIVE, "2014-01-10", ISH), her2(EQUIVOCAL, "2015-01-10")) is Her2Status.EQUIVOCAL


def test_the_latest_result_decides_and_the_earlier_one_is_shown() -> None:
    markers = (her2(POSITIVE, "2012-05"), her2(NEGATIVE, "2015-02-03"), her2(EQUIVOCAL, "2011"))

    established = establish(history(PatientRecord("p", markers=markers)))

    value, because, _ = fact(established, "her2_status")
    assert value is Her2Status.NEGATIVE
    assert any("earlier HER2 result differs" in sentence and "2012-05" in sentence for sentence in because)
    assert not any("2011" in sentence for sentence in because)
    assert established.conflicts == ()


@pytest.mark.parametrize("when", ["2015-01-10", None, "2015"])
def test_contradictory_results_that_cannot_be_ordered_are_unknown_and_both_are_named(when: str | None) -> None:
    positive, negative = (
        her2(POSITIVE, "2015-01-10", reference="Observation/a"),
        her2(NEGATIVE, when, reference="Observation/b"),
    )

    established = establish(history(PatientRecord("p", markers=(positive, negative))))

    assert established.facts.her2_status is Her2Status.UNKNOWN
    assert established.working.her2_status is Her2Status.UNKNOWN
    assert [conflict.references for conflict in established.conflicts] == [("Observation/a", "Observation/b")]
    assert fact(established, "her2_status")[2] == ("which of the contradictory HER2 results is valid for this tumour",)


def test_low_and_negative_that_cannot_be_ordered_are_low() -> None:
    assert status(her2(LOW, "2015"), her2(NEGATIVE, "2015-05-01")) is Her2Status.LOW


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"other_tumour": True}, "belongs to another tumour"),
        ({"final": False}, "not final"),
        ({"result": UNDECIDABLE}, "neither positive nor negative"),
    ],
)
def test_results_that_do_not_count_are_not_used_and_this_is_said(changed: dict[str, Any], reason: str) -> None:
    unused = replace(her2(POSITIVE, "2016-01-01"), **changed)

    value, because, missing = fact(establish(history(PatientRecord("p", markers=(unused,)))), "her2_status")

    assert value is Her2Status.UNKNOWN
    assert reason in because[0]
    assert missing == ("HER2 IHC or ISH result of a metastasis or the primary tumour",)
    assert status(unused, her2(NEGATIVE, "2010-01-01")) is Her2Status.NEGATIVE


def test_a_result_of_tomorrow_does_not_count_yet() -> None:
    assert status(her2(POSITIVE, "2016-03-02")) is Her2Status.UNKNOWN


def test_a_result_whose_code_and_text_contradict_each_other_forces_unknown() -> None:
    odd = her2(UNDECIDABLE, "2015-06-01", reference="Observation/odd")
    conflict = Conflict("marker-code-text", say("x"), ("Observation/odd",))
    record = PatientRecord("p", markers=(her2(POSITIVE, "2014-01-01"), odd), conflicts=(conflict,))

    assert establish(history(record)).facts.her2_status is Her2Status.UNKNOWN


def test_a_status_only_stated_speaks_where_there_is_no_laboratory_result() -> None:
    stated = her2(POSITIVE, "2015-06-01", CONDITION)

    value, because, _ = fact(establish(history(PatientRecord("p", markers=(stated,)))), "her2_status")

    assert value is Her2Status.POSITIVE
    assert "No laboratory result of HER2 is on record; the status is only stated" in because


def test_a_genomic_report_is_weaker_than_a_laboratory_result_too() -> None:
    genomic = her2(POSITIVE, "2015-06-01", Method.GENOMIC)

    value, because, _ = fact(establish(history(PatientRecord("p", markers=(genomic,)))), "her2_status")

    assert value is Her2Status.POSITIVE
    assert because[1].startswith("HER2 in a genomic report: positive (2015-06-01")
    assert status(genomic, her2(NEGATIVE, "2010")) is Her2Status.NEGATIVE


def test_a_laboratory_result_outweighs_a_stated_status_and_the_contradiction_is_shown() -> None:
    markers = (
        her2(POSITIVE, "2015-06-01", CONDITION, reference="Condition/c"),
        her2(NEGATIVE, "2014-01-01", reference="Observation/o"),
    )

    established = establish(history(PatientRecord("p", markers=markers)))

    assert established.facts.her2_status is Her2Status.NEGATIVE
    assert [conflict.references for conflict in established.conflicts] == [("Observation/o", "Condition/c")]


def test_stated_statuses_that_contradict_each_other_are_unknown() -> None:
    assert status(her2(POSITIVE, "2015", CONDITION), her2(NEGATIVE, None, CONDITION)) is Her2Status.UNKNOWN


def test_an_equivocal_result_is_not_decided_by_a_stated_status() -> None:
    established = establish(
        history(PatientRecord("p", markers=(her2(EQUIVOCAL, "2015"), her2(POSITIVE, "2015", CONDITION))))
    )

    assert established.facts.her2_status is Her2Status.EQUIVOCAL
    assert fact(established, "her2_status")[2] == ("HER2 ISH result of the specimen with equivocal IHC",)


def test_a_stated_status_that_says_nothing_contradicts_nothing() -> None:
    markers = (her2(POSITIVE, "2015"), her2(EQUIVOCAL, "2015", CONDITION))

    assert establish(history(PatientRecord("p", markers=markers))).conflicts == ()


def test_results_of_another_tumour_never_change_anything_but_a_remark() -> None:
    """Walked over all pairs of results: with and without a third result of another tumour the status is the same."""
    results = [(method, result) for method in (IHC, ISH, OVERALL) for result in (POSITIVE, LOW, NEGATIVE, EQUIVOCAL)]
    foreign = her2(POSITIVE, "2016-02-01", other_tumour=True)
    for (method, result), (other_method, other) in combinations(results, 2):
        own = (her2(result, "2015-01-10", method), her2(other, "2015-08-10", other_method))
        assert status(*own) is status(*own, foreign)


def test_a_contradiction_never_resolves_by_losing_a_third_result() -> None:
    """Forgetting an earlier result of another day never turns an answer around."""
    for earlier in (POSITIVE, LOW, NEGATIVE, EQUIVOCAL):
        for latest in (POSITIVE, LOW, NEGATIVE, EQUIVOCAL):
            late = her2(latest, "2015-08-10")
            assert status(her2(earlier, "2010-01-10"), late) is status(late)

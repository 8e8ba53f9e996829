"""Hormone receptors: ER and/or PR."""

from __future__ import annotations

import pytest
from establish.builders import day, history

from consensus.establish import establish
from consensus.facts import HrStatus
from treatment_history.findings import Marker, MarkerResult, Method, TumorMarker
from treatment_history.record import PatientRecord

P, N, L, E = MarkerResult.POSITIVE, MarkerResult.NEGATIVE, MarkerResult.LOW, MarkerResult.EQUIVOCAL
ER, PR, HR = Marker.ER, Marker.PR, Marker.HR


def receptor(
    marker: Marker, result: MarkerResult, when: str = "2015-01-10", method: Method = Method.IHC
) -> TumorMarker:
    reference = f"Observation/{marker.name}-{method.name}-{result.name}-{when}"
    return TumorMarker(reference, marker, method, result, day(when), result.value)


def status(*markers: TumorMarker) -> HrStatus:
    return establish(history(PatientRecord("p", markers=markers))).facts.hr_status


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([(ER, P)], "positive"),
        ([(ER, L)], "positive"),
        ([(PR, P), (ER, N)], "positive"),
        ([(ER, N), (PR, N)], "negative"),
        ([(ER, N)], "unknown"),
        ([(PR, N)], "unknown"),
        ([(ER, E), (PR, N)], "unknown"),
        ([(HR, P)], "positive"),
        ([(HR, N)], "negative"),
        ([(ER, N), (HR, N)], "negative"),
        ([], "unknown"),
    ],
)
def test_er_and_or_pr(results: list[tuple[Marker, MarkerResult]], expected: str) -> None:
    assert status(*(receptor(marker, result) for marker, result in results)).value == expected


def test_each_receptor_is_judged_by_its_own_latest_result() -> None:
    assert status(receptor(ER, P, "2010"), receptor(ER, N, "2015"), receptor(PR, N, "2014")) is HrStatus.NEGATIVE


def test_contradictory_results_of_one_day_are_unknown_and_shown() -> None:
    markers = (receptor(ER, P), receptor(ER, N), receptor(PR, N))

    established = establish(history(PatientRecord("p", markers=markers)))

    assert established.facts.hr_status is HrStatus.UNKNOWN
    assert len(established.conflicts) == 1


def test_what_is_stated_with_the_diagnosis_yields_to_the_laboratory() -> None:
    assert (
        status(receptor(ER, P, "2016-01-01", Method.CONDITION), receptor(ER, N), receptor(PR, N)) is HrStatus.NEGATIVE
    )
    assert status(receptor(ER, P, "2016-01-01", Method.CONDITION)) is HrStatus.POSITIVE


def test_a_combined_statement_against_single_results_is_shown() -> None:
    established = establish(history(PatientRecord("p", markers=(receptor(ER, P), receptor(HR, N)))))

    assert established.facts.hr_status is HrStatus.POSITIVE
    assert len(established.conflicts) == 1

"""How far the disease has spread: never more, and never less, than the record says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from establish.builders import day, fact, her2, history, line, with_line

from consensus.establish import establish
from consensus.facts import DiseaseSetting
from treatment_history.answer import Answer
from treatment_history.findings import Cancer, CancerDiagnosis, MarkerResult, Stage
from treatment_history.record import (
    Completeness,
    MedicationRecord,
    Metastasis,
    PatientRecord,
    Query,
    Response,
    Site,
    Source,
    StatusObservation,
)
from treatment_history.sentences import say

if TYPE_CHECKING:
    from treatment_history.history import TreatmentHistory

LIVER = Metastasis("Condition/liver", None, Site.LIVER)
M0 = Stage("Observation/m0", day("2015-01-05"), Answer.NO)
PRIMARY = CancerDiagnosis("Condition/c", Cancer.BREAST_INVASIVE, day("2015-01-01"))
IN_SITU = CancerDiagnosis("Condition/d", Cancer.BREAST_IN_SITU, day("2015-01-01"))

LOCALLY_ADVANCED = CancerDiagnosis("Condition/l", Cancer.BREAST_INVASIVE, None, locally_advanced=Answer.YES)
TRASTUZUMAB = MedicationRecord("MedicationStatement/t", Source.STATEMENT, ("trastuzumab",), "active")


def not_metastatic(**given: Any) -> TreatmentHistory:
    derived = {name: given.pop(name) for name in ("flags", "lines") if name in given}
    return history(PatientRecord("p", **given), advanced_from=None, advanced_evidence=(), **derived)


def setting(**given: Any) -> DiseaseSetting:
    return establish(not_metastatic(**given)).facts.disease_setting


def test_dated_distant_disease_is_metastatic() -> None:
    established = establish(history())

    assert established.facts.disease_setting is DiseaseSetting.METASTATIC
    assert established.bases["disease_setting"].evidence == ("Condition/m",)


def test_undated_distant_disease_is_metastatic_all_the_same() -> None:
    assert setting(metastases=(LIVER,)) is DiseaseSetting.METASTATIC


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"stages": (M0,)}, "early"),
        ({"metastases": (Metastasis("Observation/none", day("2015"), Site.UNSPECIFIED, Answer.NO),)}, "early"),
        ({"cancers": (IN_SITU,)}, "early"),
        ({"cancers": (IN_SITU, PRIMARY)}, "unknown"),
        ({"cancers": (LOCALLY_ADVANCED,)}, "locally_advanced_unresectable"),
        ({"stages": (Stage("Observation/iii", day("2015"), Answer.NO, Answer.YES),)}, "early"),
        ({"stages": (Stage("Observation/x", day("2015"), Answer.UNKNOWN),)}, "unknown"),
        ({"metastases": (Metastasis("Condition/n", None, Site.REGIONAL_NODES),)}, "unknown"),
        ({"metastases": (Metastasis("Condition/o", None, Site.LIVER, other_primary=True),)}, "unknown"),
        ({"metastases": (Metastasis("Condition/b", None, Site.BONE, Answer.NO),)}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_without_distant_disease_only_explicit_statements_count(given: dict[str, Any], expected: str) -> None:
    assert setting(**given).value == expected


@pytest.mark.parametrize(
    "doubted",
    [
        Metastasis("Condition/q", None, Site.LIVER, doubt=say("provisional")),
        Metastasis("Condition/q", None, Site.LIVER, Answer.UNKNOWN),
    ],
)
def test_distant_disease_in_doubt_is_unknown_even_beside_m0(doubted: Metastasis) -> None:
    established = establish(not_metastatic(metastases=(doubted,), stages=(M0,)))

    value, because, missing = fact(established, "disease_setting")
    assert value is DiseaseSetting.UNKNOWN
    assert because
    assert missing == ("whether there are distant metastases: sites and date",)


def test_m0_does_not_hold_against_a_progression_or_therapy_of_unknown_setting_or_an_unread_record() -> None:
    progression = StatusObservation("Observation/pd", day("2015-06-01"), Response.PROGRESSION)
    failed = {Query.CONDITIONS: Completeness.TRUNCATED}

    assert setting(stages=(M0,), statuses=(progression,)) is DiseaseSetting.UNKNOWN
    assert setting(stages=(M0,), flags=("setting-unknown",)) is DiseaseSetting.UNKNOWN
    assert setting(stages=(M0,), completeness=failed) is DiseaseSetting.UNKNOWN


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2015-02-01", DiseaseSetting.EARLY),
        ("2016-01-05", DiseaseSetting.EARLY),
        ("2016-01-06", DiseaseSetting.UNKNOWN),
        ("2016", DiseaseSetting.UNKNOWN),
        (None, DiseaseSetting.UNKNOWN),
    ],
)
def test_therapy_begun_within_a_year_of_m0_is_treatment_of_early_disease(
    start: str | None, expected: DiseaseSetting
) -> None:
    therapy = (line(start=day(start) if start else None),)

    assert setting(stages=(M0,), lines=therapy, flags=("setting-unknown",)) is expected


def test_presence_and_absence_of_one_day_contradict_each_other_and_both_are_named() -> None:
    liver = Metastasis("Condition/liver", day("2015-01-05"), Site.LIVER)
    record = PatientRecord("p", metastases=(liver,), stages=(M0,))

    established = establish(history(record))

    assert established.facts.disease_setting is DiseaseSetting.UNKNOWN
    assert established.conflicts[0].references == ("Condition/liver", "Observation/m0")
    assert establish(with_line(record)).facts.disease_setting is DiseaseSetting.METASTATIC


def test_an_earlier_or_undated_m0_does_not_contradict_metastases() -> None:
    liver = Metastasis("Condition/liver", day("2015-01-20"), Site.LIVER)
    undated = Stage("Condition/c", None, Answer.NO)

    established = establish(history(PatientRecord("p", metastases=(liver,), stages=(M0, undated))))

    assert established.facts.disease_setting is DiseaseSetting.METASTATIC
    assert established.conflicts == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cancers": (PRIMARY,)}, Answer.YES),
        ({"cancers": (CancerDiagnosis("Condition/h", Cancer.BREAST_HISTORY, None),)}, Answer.YES),
        ({"cancers": (IN_SITU,)}, Answer.NO),
        ({"cancers": (CancerDiagnosis("Condition/x", Cancer.OTHER, None),)}, Answer.NO),
        ({}, Answer.NO),
        ({"completeness": {Query.CONDITIONS: Completeness.FAILED}}, Answer.UNKNOWN),
        ({"markers": (her2(MarkerResult.POSITIVE, "2015"),)}, Answer.UNKNOWN),
        ({"markers": (her2(MarkerResult.POSITIVE, "2015", other_tumour=True),)}, Answer.NO),
        ({"medications": (TRASTUZUMAB,)}, Answer.UNKNOWN),
    ],
)
def test_whether_the_record_speaks_of_breast_cancer(given: dict[str, Any], expected: Answer) -> None:
    assert establish(not_metastatic(**given)).breast_cancer.value is expected

"""Safety facts: age, comorbidity, lung, pregnancy, heart and liver in numbers, and what is still active."""

from __future__ import annotations

from dataclasses import replace

import pytest
from establish.builders import day, fact, history, line, with_line

from consensus.establish import Established, establish
from consensus.facts import IldHistory, Pregnancy
from treatment_history.answer import Answer
from treatment_history.findings import Comorbidity, Finding, Measurement, Person, Quantity, Unread
from treatment_history.history import EarlyKind, EarlyTherapy
from treatment_history.record import MedicationRecord, PatientRecord, Source

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def finding(kind: Comorbidity, when: str | None = "2015-10-01", present: Answer = YES) -> Finding:
    return Finding(f"Condition/{kind.name}-{present.value}-{when}", kind, day(when), present)


def with_findings(*findings: Finding) -> Established:
    return establish(history(PatientRecord("p", findings=findings)))


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1951-03-01", 65),
        ("1951-03-02", 64),
        ("1951", None),
        ("1951-04", 64),
        ("2016-03-02", None),
        ("2016", 0),
        (None, None),
    ],
)
def test_age_in_completed_years_if_every_reading_agrees(born: str | None, age: int | None) -> None:
    person = Person("Patient/p", day(born))

    assert establish(history(PatientRecord("p", person=person))).facts.age_years == age


def test_a_year_of_birth_leaves_two_ages() -> None:
    established = establish(history(PatientRecord("p", person=Person("Patient/p", day("1951")))))

    assert established.possible["age_years"] == (64.0, 65.0)
    assert fact(establish(history()), "age_years")[2] == ("date of birth",)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), UNKNOWN),
        ((finding(Comorbidity.CARDIOVASCULAR),), YES),
        ((finding(Comorbidity.HEART_FAILURE),), YES),
        ((finding(Comorbidity.HYPERTENSION),), UNKNOWN),
        ((finding(Comorbidity.CARDIOVASCULAR, present=NO),), NO),
        ((finding(Comorbidity.HEART_FAILURE, present=NO),), UNKNOWN),
        ((finding(Comorbidity.CARDIOVASCULAR, present=NO), finding(Comorbidity.HEART_FAILURE)), YES),
        ((replace(finding(Comorbidity.CARDIOVASCULAR), active=NO),), YES),
        ((finding(Comorbidity.CARDIOVASCULAR, "2016-03-02"),), UNKNOWN),
    ],
)
def test_cardiovascular_disease(kinds: tuple[Finding, ...], expected: Answer) -> None:
    assert with_findings(*kinds).facts.cardiovascular_disease is expected


def test_hypertension_alone_is_said_not_to_count() -> None:
    because = fact(with_findings(finding(Comorbidity.HYPERTENSION)), "cardiovascular_disease")[1]

    assert because == ("Hypertension is on record; alone it is not counted as cardiovascular disease",)


@pytest.mark.parametrize(
    ("kind", "name", "present", "absent"),
    [
        (
            Comorbidity.CARDIOVASCULAR,
            "cardiovascular_disease",
            "Cardiovascular disease is on record",
            "Stated: no cardio",
        ),
        (Comorbidity.HEART_FAILURE, "cardiovascular_disease", "Heart failure is on record", "Stated: no heart failure"),
        (Comorbidity.DIABETES, "diabetes", "Diabetes is on record", "Stated: no diabetes"),
        (Comorbidity.PREGNANCY, "pregnancy_status", "Pregnancy is on record", "Stated: not pregnant"),
        (Comorbidity.ILD, "ild_history", "Interstitial lung disease", "Stated: no interstitial lung disease"),
    ],
)
def test_presence_and_absence_have_their_sentence(kind: Comorbidity, name: str, present: str, absent: str) -> None:
    assert fact(with_findings(finding(kind)), name)[1][0].startswith(present)
    assert fact(with_findings(finding(kind, present=NO)), name)[1][0].startswith(absent)


def test_diabetes_as_stated() -> None:
    assert with_findings(finding(Comorbidity.DIABETES)).facts.diabetes is YES
    assert with_findings(finding(Comorbidity.DIABETES, present=NO)).facts.diabetes is NO
    assert with_findings(finding(Comorbidity.DIABETES, present=UNKNOWN)).facts.diabetes is UNKNOWN
    assert with_findings().facts.diabetes is UNKNOWN


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), "unknown"),
        ((finding(Comorbidity.ILD, present=NO),), "none"),
        ((replace(finding(Comorbidity.ILD), grade=1),), "grade1"),
        (
            (replace(finding(Comorbidity.ILD), grade=1), replace(finding(Comorbidity.ILD, None), grade=3)),
            "grade2_or_more",
        ),
        ((finding(Comorbidity.ILD),), "grade1"),
        ((finding(Comorbidity.ILD), replace(finding(Comorbidity.ILD, None), grade=2)), "grade2_or_more"),
        ((finding(Comorbidity.ILD, present=NO), replace(finding(Comorbidity.ILD), grade=2)), "grade2_or_more"),
    ],
)
def test_highest_grade_of_interstitial_lung_disease(findings: tuple[Finding, ...], expected: str) -> None:
    assert with_findings(*findings).facts.ild_history.value == expected


def test_interstitial_lung_disease_without_a_grade_is_at_least_grade_1_and_asks_for_the_grade() -> None:
    established = with_findings(finding(Comorbidity.ILD))

    assert fact(established, "ild_history")[2] == ("highest grade of the interstitial lung disease",)
    assert established.possible["ild_history"] == (IldHistory.GRADE1, IldHistory.GRADE2_OR_MORE)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), "unknown"),
        ((finding(Comorbidity.PREGNANCY, "2016-01-01"),), "pregnant"),
        ((finding(Comorbidity.PREGNANCY, None),), "pregnant"),
        ((finding(Comorbidity.PREGNANCY, "2015-03-01"),), "unknown"),
        ((replace(finding(Comorbidity.PREGNANCY, "2016-01-01"), active=NO),), "unknown"),
        ((finding(Comorbidity.PREGNANCY, "2016-02-01", NO),), "not_pregnant"),
        ((finding(Comorbidity.PREGNANCY, "2014-02-01", NO),), "unknown"),
        (
            (finding(Comorbidity.PREGNANCY, "2015-12-01"), finding(Comorbidity.PREGNANCY, "2016-02-01", NO)),
            "not_pregnant",
        ),
        ((finding(Comorbidity.PREGNANCY, "2016-02-01"), finding(Comorbidity.PREGNANCY, "2016-02-01", NO)), "unknown"),
    ],
)
def test_pregnancy_from_the_latest_statement_that_can_speak_of_today(
    findings: tuple[Finding, ...], expected: str
) -> None:
    assert with_findings(*findings).facts.pregnancy_status.value == expected


def test_pregnancy_does_not_apply_to_a_man() -> None:
    person = Person("Patient/p", male=YES)

    assert establish(history(PatientRecord("p", person=person))).facts.pregnancy_status is Pregnancy.NOT_APPLICABLE


def measured(quantity: Quantity, value: float, when: str | None) -> Measurement:
    return Measurement(f"Observation/{quantity.name}-{value}-{when}", quantity, value, day(when))


def lvef(value: float, when: str | None) -> Measurement:
    return measured(Quantity.LVEF, value, when)


def with_measurements(*found: Measurement) -> Established:
    early = EarlyTherapy(EarlyKind.ADJUVANT, ("trastuzumab",), day("2013-01-10"), day("2014-01-10"), False, ())
    return establish(with_line(PatientRecord("p", measurements=found), early=(early,)))


@pytest.mark.parametrize(
    ("values", "latest", "age", "baseline"),
    [
        ((), None, None, None),
        ((lvef(60, "2016-01-01"),), 60, 60, 60),
        ((lvef(65, "2013-01-10"), lvef(50, "2016-01-01")), 50, 60, 65),
        ((lvef(70, "2011-01-10"), lvef(65, "2013-01-05"), lvef(50, "2016-01-01")), 50, 60, 65),
        ((lvef(58, "2013-06-01"), lvef(50, "2016-01-01")), 50, 60, 58),
        ((lvef(60, "2016-01-01"), lvef(45, "2016-01-01")), 45, 60, 60),
        ((lvef(60, "2016-01"),), 60, 60, 60),
        ((lvef(60, None),), 60, None, None),
        ((lvef(40, None), lvef(60, "2016-01-01")), 60, 60, 60),
        ((lvef(40, "2016-03-02"),), None, None, None),
    ],
)
def test_ejection_fraction_latest_age_and_baseline(
    values: tuple[Measurement, ...], latest: float | None, age: int | None, baseline: float | None
) -> None:
    facts = with_measurements(*values).facts

    assert (facts.lvef_percent, facts.lvef_age_days, facts.lvef_baseline_percent) == (latest, age, baseline)


@pytest.mark.parametrize(("when", "age"), [("2016-02-01", None), ("2016-01-01", 60), ("2015-12-01", 60), (None, 60)])
def test_an_ejection_fraction_is_not_the_newest_where_a_newer_one_could_not_be_read(
    when: str | None, age: int | None
) -> None:
    unread = (Unread("Observation/unread", Quantity.LVEF, day(when)),)
    facts = establish(history(PatientRecord("p", measurements=(lvef(60, "2016-01-01"),), unread=unread))).facts

    assert (facts.lvef_percent, facts.lvef_age_days) == (60, age)


def test_without_anti_her2_therapy_the_baseline_is_the_earliest_value() -> None:
    record = PatientRecord("p", measurements=(lvef(60, "2015-01-01"), lvef(55, "2016-01-01")))

    assert establish(history(record)).facts.lvef_baseline_percent == 60


def test_liver_tests_take_the_latest_of_each_and_the_higher_of_both() -> None:
    established = with_measurements(
        measured(Quantity.ALT, 9.0, "2015-01-01"),
        measured(Quantity.ALT, 1.5, "2016-02-01"),
        measured(Quantity.AST, 3.2, "2016-02-01"),
        measured(Quantity.BILIRUBIN, 0.8, "2016-02-01"),
    )

    assert established.facts.alt_ast_xuln == 3.2
    assert established.facts.bilirubin_xuln == 0.8
    assert fact(established, "alt_ast_xuln")[1][1] == (
        "AST 3.2 times the upper limit of normal (2016-02-01; Observation/AST-3.2-2016-02-01)"
    )


ACTIVE = MedicationRecord(
    "MedicationRequest/a", Source.ORDER, ("trastuzumab emtansine",), "active", start=day("2016-01-01")
)


@pytest.mark.parametrize(
    ("medication", "expected"),
    [
        (ACTIVE, ("trastuzumab-emtansine",)),
        (replace(ACTIVE, source=Source.STATEMENT, intent=""), ("trastuzumab-emtansine",)),
        (replace(ACTIVE, agents=("trastuzumab", "pertuzumab")), ("pertuzumab", "trastuzumab")),
        (replace(ACTIVE, end=day("2016-06-01")), ("trastuzumab-emtansine",)),
        (replace(ACTIVE, start=None), ("trastuzumab-emtansine",)),
        (replace(ACTIVE, end=day("2016-02-01")), ()),
        (replace(ACTIVE, start=day("2016-04-01")), ()),
        (replace(ACTIVE, status="on-hold"), ()),
        (replace(ACTIVE, status="completed"), ()),
        (replace(ACTIVE, intent="proposal"), ()),
        (replace(ACTIVE, source=Source.ADMINISTRATION), ()),
        (replace(ACTIVE, agents=("ondansetron",)), ()),
        (replace(ACTIVE, agents=("some antineoplastic",)), ()),
    ],
)
def test_agents_still_active(medication: MedicationRecord, expected: tuple[str, ...]) -> None:
    assert establish(history(PatientRecord("p", medications=(medication,)))).active_agents == expected


@pytest.mark.parametrize(
    ("source", "progressed", "expected"),
    [
        (Source.STATEMENT, Answer.YES, ()),
        (Source.STATEMENT, Answer.NO, ("trastuzumab",)),
        (Source.STATEMENT, Answer.UNKNOWN, ("trastuzumab",)),
        (Source.ORDER, Answer.YES, ("trastuzumab",)),
    ],
)
def test_a_list_entry_of_the_failed_line_is_what_an_order_replaces_but_an_order_stays_active(
    source: Source, progressed: Answer, expected: tuple[str, ...]
) -> None:
    listed = replace(ACTIVE, source=source, agents=("trastuzumab",))

    chart = with_line(PatientRecord("p", medications=(listed,)), line(pd_on_line=progressed))

    assert establish(chart).active_agents == expected

"""What only a clinician or the patient can say is read, never inferred."""

from __future__ import annotations

from dataclasses import replace

import pytest
from establish.builders import day, fact, history, line, with_line

from consensus.establish import establish
from treatment_history.answer import Answer
from treatment_history.findings import Comorbidity, Decision, Finding, StatedDecision
from treatment_history.record import MedicationRecord, PatientRecord, Source, StopReason

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def stated(value: Answer, when: str | None, decision: Decision = Decision.CHEMOTHERAPY_INDICATED) -> StatedDecision:
    return StatedDecision(f"Observation/{value.value}-{when}", decision, value, day(when))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((), UNKNOWN),
        ((stated(YES, "2016-01-01"),), YES),
        ((stated(NO, None),), NO),
        ((stated(UNKNOWN, "2016-01-01"),), UNKNOWN),
        ((stated(YES, "2015-03-01"), stated(NO, "2016-01-01")), NO),
        ((stated(YES, "2016-01-01"), stated(NO, "2016-01-01")), UNKNOWN),
        ((stated(YES, "2012-01-01"),), UNKNOWN),  # about the early disease
        ((stated(YES, "2016-04-01"),), UNKNOWN),
    ],
)
def test_chemotherapy_is_indicated_only_if_somebody_said_so(
    statements: tuple[StatedDecision, ...], expected: Answer
) -> None:
    established = establish(history(PatientRecord("p", decisions=statements)))

    assert established.facts.chemo_indicated is expected
    if expected is UNKNOWN:
        assert fact(established, "chemo_indicated")[2] == (
            "whether chemotherapy is indicated (the clinician's judgement)",
        )


def stopped(agent: str, reason: StopReason | None, reference: str) -> MedicationRecord:
    return MedicationRecord(
        f"MedicationStatement/{reference}", Source.STATEMENT, (agent,), "stopped", stop_reason=reason
    )


T_TOXIC = stopped("trastuzumab", StopReason.TOXICITY, "m1")
P_TOXIC = stopped("pertuzumab", StopReason.TOXICITY, "m2")
T_GOES_ON = replace(T_TOXIC, status="active", stop_reason=None)
DOCETAXEL_TOXIC = stopped("docetaxel", StopReason.TOXICITY, "m3")


@pytest.mark.parametrize(
    ("medications", "expected"),
    [
        ((T_TOXIC,), YES),
        ((T_TOXIC, P_TOXIC), YES),
        ((T_GOES_ON, P_TOXIC), UNKNOWN),
        ((T_GOES_ON,), UNKNOWN),
        ((T_GOES_ON, DOCETAXEL_TOXIC), UNKNOWN),
        ((replace(T_TOXIC, reference="MedicationStatement/earlier-line"),), UNKNOWN),
    ],
)
def test_toxicity_needs_every_anti_her2_agent_of_the_line_stopped_for_it(
    medications: tuple[MedicationRecord, ...], expected: Answer
) -> None:
    the_line = line(evidence=("MedicationStatement/m1", "MedicationStatement/m2", "MedicationStatement/m3"))

    facts = establish(with_line(PatientRecord("p", medications=medications), the_line)).facts

    assert facts.unacceptable_toxicity is expected
    assert facts.patient_wishes_to_stop is UNKNOWN


def test_the_patients_wish_is_read_from_the_coded_reason_and_from_a_statement() -> None:
    refused = replace(T_TOXIC, stop_reason=StopReason.PATIENT)
    says_no = stated(NO, "2016-01-01", Decision.PATIENT_WISHES_TO_STOP)

    assert establish(with_line(PatientRecord("p", medications=(refused,)))).facts.patient_wishes_to_stop is YES
    both = PatientRecord("p", medications=(refused,), decisions=(says_no,))
    assert establish(with_line(both)).facts.patient_wishes_to_stop is NO


def test_a_statement_from_before_the_line_is_about_another_situation() -> None:
    before = stated(YES, "2015-01-20", Decision.UNACCEPTABLE_TOXICITY)

    established = establish(with_line(PatientRecord("p", decisions=(before,))))

    assert established.facts.unacceptable_toxicity is UNKNOWN
    assert "about another situation" in fact(established, "unacceptable_toxicity")[1][0]


ALLERGY = Finding("AllergyIntolerance/t", Comorbidity.TAXANE_INTOLERANCE, day("2015-02-01"))
NEUROPATHY = Finding("Condition/n", Comorbidity.NEUROPATHY, day("2015-02-01"))


@pytest.mark.parametrize(
    ("findings", "medications", "expected"),
    [
        ((), (), UNKNOWN),
        ((ALLERGY,), (), YES),
        ((replace(ALLERGY, active=NO),), (), UNKNOWN),
        ((replace(ALLERGY, present=NO),), (), NO),
        ((replace(ALLERGY, present=NO), NEUROPATHY), (), UNKNOWN),
        ((NEUROPATHY,), (), UNKNOWN),
        ((), (DOCETAXEL_TOXIC,), UNKNOWN),
        ((), (T_TOXIC,), UNKNOWN),
    ],
)
def test_a_taxane_is_contraindicated_by_intolerance_and_a_bad_experience_is_a_reason_to_ask(
    findings: tuple[Finding, ...], medications: tuple[MedicationRecord, ...], expected: Answer
) -> None:
    record = PatientRecord("p", findings=findings, medications=medications)

    assert establish(history(record)).facts.taxane_contraindicated is expected


def test_the_reasons_to_ask_are_named() -> None:
    record = PatientRecord("p", findings=(NEUROPATHY,), medications=(DOCETAXEL_TOXIC,))

    because = fact(establish(history(record)), "taxane_contraindicated")[1]

    assert because == (
        "docetaxel was stopped for toxicity (MedicationStatement/m3)",
        "Peripheral neuropathy is on record (2015-02-01; Condition/n)",
    )

"""Which exposure a medication resource states: shapes, references, status, dates, reasons (specification 5, 6)."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import ATC, HERS, SNOMED, code, condition, gap_reasons, read, statement, text, why

from fhir_mappings.versions import R4_STATUS
from treatment_history.record import MedicationRecord, Query, Source, StatedSetting, StopReason

DRUG = code(ATC, "L01FD01", "Trastuzumab")
MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/"


def one(*resources: Any) -> MedicationRecord:
    (taken,) = read(*resources).medications
    return taken


def order(**more: Any) -> dict[str, Any]:
    base = {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": HERS}
    return base | {"medicationCodeableConcept": DRUG} | more


def administration(**more: Any) -> dict[str, Any]:
    base = {"resourceType": "MedicationAdministration", "id": "m", "status": "completed", "subject": HERS}
    return base | {"medicationCodeableConcept": DRUG} | more


def dates(taken: MedicationRecord) -> tuple[str, str]:
    return str(taken.start), str(taken.end)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"effectivePeriod": {"start": "2014-03", "end": "2015-01-02"}}, ("2014-03", "2015-01-02")),
        ({"effectivePeriod": {"start": "2014-03-01T08:00:00+02:00"}}, ("2014-03-01", "None")),
        ({"effectiveDateTime": "2014"}, ("2014", "None")),
        ({"effectivePeriod": {"start": "2015-01-01", "end": "2014-01-01"}}, ("None", "None")),
        ({"effectivePeriod": {"start": "1900-01-01", "end": "2014-05-01"}}, ("None", "2014-05-01")),
        ({"effectivePeriod": {"start": "2014-02-01", "end": "9999-12-31"}}, ("2014-02-01", "None")),
        ({"effectivePeriod": {"start": "2014-02-31"}}, ("None", "None")),
        ({"effectivePeriod": {"start": "01/02/2014"}}, ("None", "None")),
        ({"dosage": [{"timing": {"repeat": {"boundsPeriod": {"start": "2014-02-01"}}}}]}, ("2014-02-01", "None")),
        ({}, ("None", "None")),
    ],
)
def test_the_dates_of_a_statement(more: dict[str, Any], expected: tuple[str, str]) -> None:
    assert dates(one(statement(DRUG, **more))) == expected


def test_unusable_dates_are_noted() -> None:
    assert (
        "dates-not-usable" in read(statement(DRUG, effectivePeriod={"start": "2015-01-01", "end": "2014-01-01"})).notes
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"authoredOn": "2014-02-01"}, ("2014-02-01", "None")),
        (
            {"authoredOn": "2014-02-01", "effectiveDosePeriod": {"start": "2014-03-01", "end": "2014-09-01"}},
            ("2014-03-01", "2014-09-01"),
        ),
        (
            {
                "authoredOn": "2014-02-01",
                "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2014-08-01"}}}}],
            },
            ("2014-02-01", "2014-08-01"),
        ),
    ],
)
def test_the_dates_of_an_order(more: dict[str, Any], expected: tuple[str, str]) -> None:
    assert dates(one(order(**more))) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"effectiveDateTime": "2014-02-01T10:00:00Z"}, ("2014-02-01", "2014-02-01")),
        ({"effectivePeriod": {"start": "2014-02-01", "end": "2015-02-01"}}, ("2014-02-01", "2015-02-01")),
        ({"occurenceDateTime": "2014-02-01"}, ("2014-02-01", "2014-02-01")),
        ({"occurencePeriod": {"start": "2014-02-01", "end": "2014-02-02"}}, ("2014-02-01", "2014-02-02")),
    ],
)
def test_the_dates_of_an_administration(more: dict[str, Any], expected: tuple[str, str]) -> None:
    assert dates(one(administration(**more))) == expected


def test_a_dispense_dates_a_start() -> None:
    dispense = administration(resourceType="MedicationDispense", whenHandedOver="2014-02-01")

    assert one(dispense).source is Source.DISPENSE
    assert dates(one(dispense)) == ("2014-02-01", "None")


PRODUCT = {"resourceType": "Medication", "id": "x", "code": DRUG}


@pytest.mark.parametrize(
    "resources",
    [
        [PRODUCT, statement(medicationReference={"reference": "Medication/x"})],
        [PRODUCT, statement(medicationReference={"reference": "https://ehr.example/fhir/Medication/x/_history/3"})],
        [statement(medicationReference={"reference": "#x"}, contained=[PRODUCT])],
        [statement(medicationReference={"reference": "Medication/absent", "display": "Trastuzumab 150 mg"})],
        [statement(status="recorded", medication={"concept": DRUG}, effectivePeriod={"start": "2014-01-01"})],
        [
            PRODUCT,
            statement(
                status="recorded",
                medication={"reference": {"reference": "Medication/x"}},
                effectiveDateTime="2014-01-01",
            ),
        ],
    ],
)
def test_the_drug_is_found_wherever_it_stands(resources: list[dict[str, Any]]) -> None:
    assert one(*resources).agents == ("trastuzumab",)


def test_a_mixture_gives_each_ingredient() -> None:
    parts = [{"itemCodeableConcept": text("pertuzumab")}, {"itemCodeableConcept": text("trastuzumab")}]
    product = {"resourceType": "Medication", "id": "x", "code": text("hospital mixture 7"), "ingredient": parts}

    assert one(product, statement(medicationReference={"reference": "Medication/x"})).agents == (
        "pertuzumab",
        "trastuzumab",
    )


def test_a_drug_that_was_not_sent_is_a_gap_that_makes_the_medication_incomplete() -> None:
    record = read(statement(medicationReference={"reference": "Medication/absent"}))

    assert gap_reasons(record) == ["names a medication that was not sent"]
    assert not record.medications_complete


@pytest.mark.parametrize(
    ("status", "adherence", "dated", "expected"),
    [
        ("recorded", "taking", True, "active"),
        ("recorded", "taking-as-directed", True, "active"),
        ("recorded", "on-hold", True, "on-hold"),
        ("recorded", "stopped", True, "stopped"),
        ("recorded", "stopped-as-directed", True, "stopped"),
        ("recorded", "not-taking", True, "unknown"),
        ("recorded", "not-taking", False, "unknown"),
        ("recorded", None, True, "completed"),
        ("recorded", None, False, "unknown"),
        ("draft", None, True, "unknown"),
        ("draft", "taking", True, "active"),
        ("entered-in-error", "taking", True, "entered-in-error"),
    ],
)
def test_r5_status_and_adherence(status: str, adherence: str | None, *, dated: bool, expected: str) -> None:
    system = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
    more = {"adherence": {"code": code(system, adherence)}} if adherence else {}
    when = {"effectivePeriod": {"start": "2014-01-01"}} if dated else {}

    assert one(statement(status=status, medication={"concept": DRUG}, **more, **when)).status == expected


def test_a_period_of_not_taking_that_has_ended_is_a_stopped_course() -> None:
    system = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
    period = {"start": "2014-01-01", "end": "2014-06-01"}
    adherence = {"code": code(system, "not-taking")}

    found = one(statement(status="recorded", medication={"concept": DRUG}, adherence=adherence, effectivePeriod=period))

    assert found.status == "stopped"


@pytest.mark.parametrize("original", ["not-taken", "intended", "active"])
def test_a_converted_statement_keeps_the_r4_status_that_it_carries_along(original: str) -> None:
    extension = [{"url": R4_STATUS, "valueCode": original}]

    found = read(statement(status="recorded", medication={"concept": DRUG}, extension=extension))

    statuses = {medication.status for medication in found.medications} | {left.why for left in found.excluded}
    assert statuses & {original, "planned-only"}


@pytest.mark.parametrize(
    ("concept", "reason"),
    [
        (code(SNOMED, "266721009"), StopReason.PROGRESSION),
        (code(SNOMED, "407563006"), StopReason.TOXICITY),
        (code(SNOMED, "105480006"), StopReason.PATIENT),
        (code(SNOMED, "7058009"), StopReason.PATIENT),
        (code(SNOMED, "309846006"), StopReason.AVAILABILITY),
        (code(SNOMED, "182992009"), StopReason.COMPLETED),
        (code(SNOMED, "443729008"), StopReason.COMPLETED),
        (code(SNOMED, "419620001"), StopReason.DEATH),
        (code(SNOMED, "399307001"), StopReason.LOST),
        (code(MII + "mii-cs-therapie-grund-ende", "P"), StopReason.PROGRESSION),
        (code(MII + "mii-cs-therapie-grund-ende", "A"), StopReason.TOXICITY),
        (code(MII + "mii-cs-therapie-grund-ende", "E"), StopReason.COMPLETED),
        (text("Progresión de la enfermedad"), StopReason.PROGRESSION),
        (text("toxicity"), StopReason.TOXICITY),
        (text("patient decision"), StopReason.PATIENT),
    ],
)
@pytest.mark.parametrize("shape", ["statement", "order", "administration"])
def test_reasons_for_stopping(concept: dict[str, Any], reason: StopReason, shape: str) -> None:
    resource = {
        "statement": statement(DRUG, status="stopped", statusReason=[concept]),
        "order": order(status="stopped", statusReason=concept),
        "administration": administration(status="stopped", statusReason=[concept]),
    }[shape]

    assert one(resource).stop_reason is reason


def test_a_regular_end_with_planned_change_of_substance_is_planned() -> None:
    taken = one(statement(DRUG, status="completed", statusReason=[code(MII + "mii-cs-therapie-grund-ende", "W")]))

    assert (taken.stop_reason, taken.planned_completion) == (StopReason.COMPLETED, True)


INTENT = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"


@pytest.mark.parametrize(
    ("concept", "setting"),
    [
        (code(SNOMED, "373846009"), StatedSetting.ADJUVANT),
        (code(SNOMED, "373847000"), StatedSetting.NEOADJUVANT),
        (code(SNOMED, "128462008"), StatedSetting.METASTATIC),
        (code(MII + "mii-cs-therapie-stellung", "N"), StatedSetting.NEOADJUVANT),
        (code(MII + "mii-cs-therapie-stellung", "O"), None),
        (code(SNOMED, "373808002", "Curative"), None),
        (code(SNOMED, "363676003", "Palliative"), None),
        (text("Adyuvancia"), StatedSetting.ADJUVANT),
    ],
)
def test_the_stated_setting(concept: dict[str, Any], setting: StatedSetting | None) -> None:
    assert one(statement(DRUG, extension=[{"url": INTENT, "valueCodeableConcept": concept}])).stated_setting is setting
    assert one(statement(DRUG, category=concept)).stated_setting is setting


def test_a_drug_for_another_cancer_is_left_out() -> None:
    colon = condition(code("http://hl7.org/fhir/sid/icd-10", "C18.7"), id="colon")

    record = read(colon, statement(text("oxaliplatin"), reasonReference=[{"reference": "Condition/colon"}]))

    assert not record.medications
    assert why(record) == {"MedicationStatement/m": "other-cancer"}


def test_a_drug_in_a_study_is_investigational_and_contexts_are_named() -> None:
    taken = one(
        statement(
            DRUG,
            partOf=[{"reference": "ResearchStudy/s"}],
            context={"reference": "EpisodeOfCare/e"},
            basedOn=[{"reference": "https://ehr.example/CarePlan/c"}],
        )
    )

    assert taken.investigational
    assert taken.contexts == ("CarePlan/c", "EpisodeOfCare/e")


@pytest.mark.parametrize("intent", ["proposal", "plan", "option"])
def test_a_plan_keeps_its_intent(intent: str) -> None:
    assert one(order(intent=intent)).intent == intent


def test_what_must_not_be_given_is_left_out() -> None:
    assert why(read(order(doNotPerform=True))) == {"MedicationRequest/m": "do-not-perform"}


def test_a_drug_without_a_status_is_a_gap() -> None:
    resource = statement(DRUG)
    del resource["status"]

    record = read(resource)

    assert [gap.about for gap in record.gaps] == [Query.STATEMENTS]
    assert not record.medications


def test_a_nameless_trial_drug_stays_as_an_agent_of_its_own() -> None:
    study = {
        "url": "http://hl7.org/fhir/StructureDefinition/workflow-researchStudy",
        "valueReference": {"reference": "ResearchStudy/s"},
    }

    taken = one(statement(text("compound X"), extension=[study]))

    assert (taken.agents, taken.investigational) == (("compound X",), True)


def test_an_unknown_drug_with_a_treatment_intent_is_kept_as_unknown() -> None:
    curative = {"url": INTENT, "valueCodeableConcept": code(SNOMED, "373808002")}

    assert one(statement(text("something new"), extension=[curative])).agents == ("something new",)
    assert why(read(statement(text("something new")))) == {"MedicationStatement/m": "not-an-anticancer-agent"}

"""Procedures, comorbidities, allergies, measured values, explicit lines and the person herself."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import (
    ATC,
    HERS,
    LOINC,
    PATIENT,
    SNOMED,
    code,
    condition,
    gap_reasons,
    observation,
    procedure,
    read,
    statement,
    text,
    why,
)

from treatment_history.answer import Answer
from treatment_history.findings import Comorbidity, Quantity
from treatment_history.record import LineRank, Purpose, Site

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
C = Comorbidity


@pytest.mark.parametrize(
    "concept",
    [
        code(SNOMED, "392021009"),
        code(SNOMED, "172043006"),
        text("Mastectomía radical modificada"),
        code("x", "1", "Lumpectomy of left breast (procedure)"),
    ],
)
def test_primary_surgery(concept: dict[str, Any]) -> None:
    (found,) = read(procedure(concept)).surgeries

    assert (found.purpose, str(found.date)) == (Purpose.PRIMARY, "2014-04-01")


@pytest.mark.parametrize(
    "words", ["Biopsy of breast", "Mastectomy planning", "Reconstruction after mastectomy", "Mammography"]
)
def test_what_is_no_operation_for_the_cancer(words: str) -> None:
    assert not read(procedure(text(words))).surgeries


@pytest.mark.parametrize(
    ("concept", "more", "site"),
    [
        (code(SNOMED, "64134004"), {}, Site.BRAIN),
        (code(SNOMED, "25353009"), {}, Site.BRAIN),
        (code("http://hl7.org/fhir/sid/icd-10-pcs", "00B00ZZ"), {}, Site.BRAIN),
        (code(SNOMED, "1217123003"), {"bodySite": [text("Brain structure")]}, Site.BRAIN),
        (code(SNOMED, "1287742003"), {}, Site.UNSPECIFIED),
        (text("Whole brain radiotherapy"), {}, Site.BRAIN),
        (text("Radioterapia holocraneal"), {}, Site.BRAIN),
        (text("Radiocirugía estereotáctica cerebral"), {}, Site.BRAIN),
        (text("Resection of liver metastasis"), {}, Site.LIVER),
        (text("Stereotactic radiosurgery"), {"reasonReference": [{"reference": "Condition/c"}]}, Site.BRAIN),
    ],
)
def test_local_treatment(concept: dict[str, Any], more: dict[str, Any], site: Site) -> None:
    (found,) = read(condition(code(SNOMED, "94225005")), procedure(concept, **more)).local_therapies

    assert (found.site, found.done) == (site, YES)


@pytest.mark.parametrize(
    ("status", "done"), [("completed", YES), ("not-done", NO), ("stopped", UNKNOWN), ("on-hold", UNKNOWN)]
)
def test_whether_local_treatment_was_done(status: str, done: Answer) -> None:
    assert read(procedure(code(SNOMED, "64134004"), status=status)).local_therapies[0].done is done


def test_a_diagnostic_excision_and_a_planned_treatment_treat_nothing() -> None:
    assert not read(procedure(code("http://hl7.org/fhir/sid/icd-10-pcs", "00B00ZX"))).local_therapies
    assert why(read(procedure(code(SNOMED, "64134004"), status="preparation"))) == {"Procedure/s": "planned"}


@pytest.mark.parametrize(
    ("concept", "kind"),
    [
        (code("http://hl7.org/fhir/sid/icd-10", "I50.1"), C.HEART_FAILURE),
        (code("http://hl7.org/fhir/sid/icd-10-cm", "I25.10"), C.CARDIOVASCULAR),
        (code(SNOMED, "863954001"), C.CARDIOVASCULAR),
        (code("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "I10.90"), C.HYPERTENSION),
        (code("http://hl7.org/fhir/sid/icd-10-cm", "E11.9"), C.DIABETES),
        (code(SNOMED, "44054006"), C.DIABETES),
        (text("Enfermedad pulmonar intersticial grado 2"), C.ILD),
        (text("Pneumonitis"), C.ILD),
        (code(SNOMED, "302226006"), C.NEUROPATHY),
        (code(SNOMED, "77386006"), C.PREGNANCY),
        (text("Hipertensión arterial"), C.HYPERTENSION),
        (text("Diabetes mellitus tipo 2"), C.DIABETES),
        (text("Insuficiencia cardíaca"), C.HEART_FAILURE),
    ],
)
def test_comorbidities(concept: dict[str, Any], kind: Comorbidity) -> None:
    (found,) = read(condition(concept)).findings

    assert (found.kind, found.present, found.active) == (kind, YES, YES)


@pytest.mark.parametrize(
    "words",
    [
        "Pulmonary hypertension",
        "Diabetes insipidus",
        "No diabetes",
        "Family history of diabetes",
        "Hypertension screening",
    ],
)
def test_what_only_sounds_like_a_comorbidity(words: str) -> None:
    assert not read(condition(text(words))).findings


def test_a_refuted_comorbidity_is_absent_a_resolved_one_is_over_and_a_provisional_one_unknown() -> None:
    diabetes = code(SNOMED, "44054006")

    assert read(condition(diabetes, verified="refuted")).findings[0].present is NO
    assert read(condition(diabetes, clinical="resolved")).findings[0].active is NO
    assert read(condition(diabetes, verified="provisional")).findings[0].present is UNKNOWN


def test_the_grade_of_interstitial_lung_disease() -> None:
    assert read(condition(text("Pneumonitis"), severity=text("CTCAE grade 2"))).findings[0].grade == 2
    assert read(condition(text("Pneumonitis grade 1"))).findings[0].grade == 1
    assert read(condition(text("Pneumonitis"))).findings[0].grade is None


@pytest.mark.parametrize(
    ("value", "present"),
    [
        ({"valueCodeableConcept": code(LOINC, "LA15173-0")}, YES),
        ({"valueCodeableConcept": code(LOINC, "LA26683-5")}, NO),
    ],
)
def test_pregnancy_status(value: dict[str, Any], present: Answer) -> None:
    (found,) = read(observation(code("x", "y", "Pregnancy status"), **value)).findings

    assert (found.kind, found.present) == (C.PREGNANCY, present)


def allergy(concept: dict[str, Any], **more: Any) -> dict[str, Any]:
    active = {"coding": [{"code": "active"}]}
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "patient": HERS,
        "clinicalStatus": active,
        "code": concept,
    } | more


@pytest.mark.parametrize("concept", [text("Docetaxel"), code(ATC, "L01CD01"), code(ATC, "L01CD"), text("taxanes")])
def test_a_taxane_allergy(concept: dict[str, Any]) -> None:
    (found,) = read(allergy(concept)).findings

    assert (found.kind, found.present, found.active) == (C.TAXANE_INTOLERANCE, YES, YES)


def test_another_allergy_says_nothing() -> None:
    assert not read(allergy(text("Penicillin"))).findings


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ({"valueQuantity": {"value": 55, "unit": "%"}}, 55),
        ({"valueQuantity": {"value": 0.55}}, 55),
        ({"valueQuantity": {"value": 0.55, "code": "1"}}, 55),
        ({"valueInteger": 62}, 62),
        ({"valueString": "FEVI 48 %"}, 48),
        ({"valueRatio": {"numerator": {"value": 3}, "denominator": {"value": 5}}}, 60),
    ],
)
def test_ejection_fraction(value: dict[str, Any], percent: float) -> None:
    (found,) = read(observation(code(LOINC, "10230-1"), **value)).measurements

    assert (found.quantity, found.value) == (Quantity.LVEF, pytest.approx(percent))


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": {"value": 120, "unit": "%"}},
        {"valueQuantity": {"value": 3, "unit": "%"}},
        {"valueQuantity": {"value": 55, "unit": "mL"}},
        {"valueQuantity": {"value": -55, "unit": "%"}},
        {"valueString": "normal"},
    ],
)
def test_an_impossible_ejection_fraction_is_a_gap(value: dict[str, Any]) -> None:
    record = read(observation(code(LOINC, "10230-1"), **value))

    assert not record.measurements
    assert gap_reasons(record) == ["LVEF value not usable"]


def test_liver_tests_are_multiples_of_their_own_limit() -> None:
    limits = [{"low": {"value": 0, "unit": "U/L"}, "high": {"value": 40, "unit": "U/L"}}]
    value = {"valueQuantity": {"value": 120, "unit": "U/L"}}

    (found,) = read(observation(code(LOINC, "1742-6"), **value, referenceRange=limits)).measurements
    assert (found.quantity, found.value) == (Quantity.ALT, 3.0)
    assert not read(observation(code(LOINC, "1742-6"), **value)).measurements
    other_unit = [{"high": {"value": 40, "unit": "ukat/L"}}]
    assert not read(observation(code(LOINC, "1742-6"), **value, referenceRange=other_unit)).measurements


ENLIST = "https://bih-cei.de/fhir/therapieziele-onkologie/StructureDefinition/enlist-lot"
PEDCAN = "http://hl7.org/fhir/us/pedcan/StructureDefinition/pedcan-line-of-therapy-number"


def test_an_enlist_episode_states_its_line() -> None:
    parts = [
        {"url": "setting", "valueCode": "aLoT"},
        {"url": "line", "valuePositiveInt": 3},
        {"url": "modification", "valueUnsignedInt": 1},
    ]
    episode = {
        "resourceType": "EpisodeOfCare",
        "id": "e",
        "status": "active",
        "patient": HERS,
        "period": {"start": "2015-01-01"},
        "extension": [{"url": ENLIST, "extension": parts}],
    }

    (line,) = read(episode).explicit_lines

    assert (line.rank, line.number, line.modification, line.track) == (LineRank.CONTAINER, 3, 1, "a")
    assert (str(line.start), line.status) == ("2015-01-01", "active")


def test_a_care_plan_states_the_line_of_the_therapies_it_names() -> None:
    plan = {
        "resourceType": "CarePlan",
        "id": "cp",
        "status": "active",
        "intent": "plan",
        "subject": HERS,
        "extension": [{"url": PEDCAN, "valuePositiveInt": 2}],
        "activity": [{"outcomeReference": [{"reference": "MedicationAdministration/m1"}]}],
    }

    (line,) = read(plan).explicit_lines

    assert (line.rank, line.number, line.covers) == (LineRank.CONTAINER, 2, ("MedicationAdministration/m1",))


def test_a_number_on_the_therapy_itself_ranks_highest() -> None:
    (line,) = read(statement(text("lapatinib"), extension=[{"url": PEDCAN, "valuePositiveInt": 2}])).explicit_lines

    assert (line.rank, line.number, line.covers) == (LineRank.THERAPY, 2, ("MedicationStatement/m",))


def test_an_ordinal_procedure_whose_display_says_another_line_is_a_gap() -> None:
    done = [{"reference": "MedicationAdministration/m1"}]
    first = code(SNOMED, "708255002", "First line treatment")
    wrong = code(SNOMED, "708255002", "Third line treatment")

    assert read(procedure(text("chemo"), category=first, partOf=done)).explicit_lines[0].number == 1
    assert gap_reasons(read(procedure(text("chemo"), category=wrong, partOf=done))) == [
        "line number: code and text differ"
    ]


def test_an_entered_in_error_line_is_left_out() -> None:
    plan = statement(text("lapatinib"), status="entered-in-error", extension=[{"url": PEDCAN, "valuePositiveInt": 2}])

    assert not read(plan).explicit_lines


def test_the_person() -> None:
    person = read(PATIENT).person

    assert person is not None
    assert (str(person.birth_date), person.male, person.deceased) == ("1960-05-01", NO, UNKNOWN)


def test_the_ejection_fraction_in_a_component_of_an_echocardiogram() -> None:
    part = {"code": code(LOINC, "10230-1"), "valueQuantity": {"value": 61, "unit": "%"}}

    (found,) = read(observation(text("Echocardiogram"), component=[part])).measurements

    assert found.value == 61


def test_an_ejection_fraction_that_cannot_be_read_is_newer_than_what_was_read() -> None:
    record = read(observation(code(LOINC, "10230-1"), valueString="severely reduced"))

    assert [found.quantity for found in record.unread] == [Quantity.LVEF]
    assert not read(observation(code(LOINC, "10230-1"))).unread


def test_of_a_range_of_ejection_fractions_the_lower_end_counts() -> None:
    assert [found.value for found in read(observation(code(LOINC, "10230-1"), valueString="50-55%")).measurements] == [
        50
    ]

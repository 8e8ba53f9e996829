"""Only this patient's resources are read, each once, newest first (security notes P4-P6)."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import HERS, LOINC, PATIENT, code, condition, gap_reasons, observation, read, statement, text, why

from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from fhir_mappings.raw import UnreadableRecordError
from treatment_history.record import MEDICATION_QUERIES, Completeness, Query

HER2 = code(LOINC, "48676-1")


def her2(subject: Any, **more: Any) -> dict[str, Any]:
    return observation(HER2, valueString="positive", subject=subject, **more)


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p"},
        {"reference": "https://ehr.example/fhir/Patient/p"},
        {"reference": "https://ehr.example/fhir/Patient/p/_history/7"},
        {"reference": "urn:uuid:p"},
        {"identifier": {"system": "urn:mrn", "value": "42"}},
    ],
)
def test_the_patient_is_known_in_every_form(subject: dict[str, Any]) -> None:
    mine = PATIENT | {"identifier": [{"system": "urn:mrn", "value": "42"}]}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": mine}, {"resource": her2(subject)}]}

    assert len(read_record(raw_from_bundle(bundle)).markers) == 1


def test_a_patient_known_only_by_the_address_of_her_entry() -> None:
    anonymous = {key: value for key, value in PATIENT.items() if key != "id"}
    address = "urn:uuid:0d5e4b0e-0000-4000-8000-000000000001"
    entries = [{"fullUrl": address, "resource": anonymous}, {"resource": her2({"reference": address})}]

    record = read_record(raw_from_bundle({"resourceType": "Bundle", "entry": entries}))

    assert len(record.markers) == 1
    assert record.person is not None


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/q"},
        {"reference": "https://ehr.example/fhir/Patient/pp"},
        {"reference": "Group/p"},
        {"reference": "urn:uuid:q"},
    ],
)
def test_another_patients_resource_is_counted_and_never_used(subject: dict[str, Any]) -> None:
    record = read(her2(subject))

    assert not record.markers
    assert why(record) == {"Observation/o": "other-patient"}


@pytest.mark.parametrize(
    "subject", [None, {}, {"display": "her"}, {"identifier": {"system": "urn:mrn", "value": "7"}}, "Patient/p"]
)
def test_a_resource_that_names_nobody_is_a_gap(subject: Any) -> None:
    record = read(her2(subject))

    assert not record.markers
    assert gap_reasons(record) == ["names no patient, not used"]


def test_a_focus_on_another_person_is_another_patients_result() -> None:
    assert why(read(her2(HERS, focus=[{"reference": "Patient/child"}]))) == {"Observation/o": "other-patient"}


def test_the_newest_version_wins_and_duplicates_collapse() -> None:
    old = her2(HERS, meta={"versionId": "1"})
    new = observation(HER2, valueString="negative", meta={"versionId": "2"})

    assert [m.result.value for m in read(new, old, new, old).markers] == ["negative"]
    assert "duplicate" in read(new, new).notes


def test_ids_may_repeat_between_types() -> None:
    record = read(her2(HERS, id="1"), condition(text("Breast cancer"), id="1"), statement(text("lapatinib"), id="1"))

    assert (len(record.markers), len(record.cancers), len(record.medications)) == (1, 1, 1)


@pytest.mark.parametrize(
    "more",
    [{"modifierExtension": [{"url": "x", "valueBoolean": True}]}, {"implicitRules": "http://rules.example"}],
)
def test_what_changes_the_meaning_in_an_unknown_way_is_not_used(more: dict[str, Any]) -> None:
    record = read(her2(HERS, **more))

    assert not record.markers
    assert len(record.gaps) == 1


@pytest.mark.parametrize(
    "document",
    [
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": PATIENT}, {"resource": her2(HERS)}]},
        {"resourceType": "Bundle", "type": "history", "entry": [{"resource": her2(HERS)}]},
        [PATIENT, her2(HERS)],
        her2(HERS),
        {
            "resourceType": "Bundle",
            "entry": [{"resource": {"resourceType": "Bundle", "entry": [{"resource": her2(HERS)}]}}],
        },
    ],
)
def test_a_record_comes_in_many_wrappings(document: Any) -> None:
    assert len(read_record(raw_from_bundle(document)).markers) == 1


@pytest.mark.parametrize("document", [None, 7, "x", [], {}, {"resourceType": "Bundle"}, [[[]]]])
def test_what_is_no_record_is_said_to_be_none(document: Any) -> None:
    with pytest.raises(UnreadableRecordError):
        raw_from_bundle(document)


def test_several_patients_need_a_choice() -> None:
    document = [PATIENT, PATIENT | {"id": "q"}, her2(HERS)]

    with pytest.raises(UnreadableRecordError, match="--patient"):
        raw_from_bundle(document)
    assert len(read_record(raw_from_bundle(document, "p")).markers) == 1
    assert not read_record(raw_from_bundle(document, "q")).markers


def test_a_page_with_a_next_page_is_truncated() -> None:
    page = {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": "next", "url": "x"}],
        "entry": [{"resource": statement(text("lapatinib"))}],
    }

    record = read_record(raw_from_bundle(page))

    assert record.query(Query.STATEMENTS) is Completeness.TRUNCATED
    assert not record.medications_complete


def test_an_outcome_entry_is_no_resource() -> None:
    entry = {"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome", "issue": []}}
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [entry, {"resource": her2(HERS)}]}

    assert len(read_record(raw_from_bundle(bundle)).markers) == 1


@pytest.mark.parametrize(
    "old",
    [
        {"resourceType": "MedicationOrder", "id": "m", "patient": HERS, "status": "active"},
        {"resourceType": "MedicationStatement", "id": "m", "subject": HERS, "status": "active", "taken": "y"},
        {"resourceType": "Condition", "id": "c", "patient": HERS, "clinicalStatus": "active"},
    ],
)
def test_an_older_version_is_said_to_be_unsupported(old: dict[str, Any]) -> None:
    assert gap_reasons(read(old)) == ["FHIR DSTU2 or STU3 not supported"]


@pytest.mark.parametrize(
    ("link", "state"),
    [
        ("replaced-by", Completeness.TRUNCATED),
        ("refer", Completeness.TRUNCATED),
        ("replaces", Completeness.COMPLETE),
        ("seealso", Completeness.COMPLETE),
    ],
)
def test_a_record_that_was_merged_into_another_is_not_taken_for_all_there_is(link: str, state: Completeness) -> None:
    linked = PATIENT | {"link": [{"other": {"reference": "Patient/main"}, "type": link}]}

    record = read_record(raw_from_bundle({"resourceType": "Bundle", "entry": [{"resource": linked}]}))

    assert {record.query(query) for query in (Query.CONDITIONS, *MEDICATION_QUERIES)} == {state}
    assert ("Patient/p" in {gap.reference for gap in record.gaps}) is (state is Completeness.TRUNCATED)

"""What the service asks for, and how each answer is understood (conformance notes D and 3.3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fhir_records import HERS, PATIENT, condition, statement, text

from fhir_mappings.history import read_record
from fhir_mappings.not_read import NotRead
from fhir_mappings.prefetch import MEDICATION_KEYS, QUERIES, REQUIRED, TEMPLATES, missing_keys, raw_from_prefetch
from fhir_mappings.raw import PatientMismatchError
from treatment_history.record import Completeness, Query

EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def page(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return EMPTY | {"entry": [{"resource": each} for each in resources]} | more


def full(**changed: Any) -> dict[str, Any]:
    return dict.fromkeys(TEMPLATES, EMPTY) | {"patient": PATIENT} | changed


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (None, Completeness.FAILED),
        (OUTCOME, Completeness.FAILED),
        (page(OUTCOME), Completeness.FAILED),
        ("Bundle", Completeness.FAILED),
        (7, Completeness.FAILED),
        ({"resourceType": "Bundle", "entry": "x"}, Completeness.FAILED),
        ({"resourceType": "CapabilityStatement"}, Completeness.FAILED),
        (statement(text("lapatinib")), Completeness.COMPLETE),
        (page(link=[{"relation": "next", "url": "x"}]), Completeness.TRUNCATED),
        (EMPTY, Completeness.COMPLETE),
        (EMPTY | {"total": 1}, Completeness.TRUNCATED),
        (page(statement(text("lapatinib")), total=2), Completeness.TRUNCATED),
        (page(statement(text("lapatinib")), total=1), Completeness.COMPLETE),
        (
            {
                "resourceType": "Bundle",
                "entry": [{"search": {"mode": "outcome"}, "resource": OUTCOME | {"issue": [{"severity": "warning"}]}}],
            },
            Completeness.COMPLETE,
        ),
        (page(statement(text("lapatinib"))), Completeness.COMPLETE),
        ([statement(text("lapatinib"))], Completeness.COMPLETE),
        ([], Completeness.FAILED),
        ([OUTCOME], Completeness.FAILED),
        ([7], Completeness.TRUNCATED),
        (page(condition(text("Breast cancer"))), Completeness.FAILED),
        (page(condition(text("Breast cancer")), {"resourceType": "Encounter", "id": "e"}), Completeness.COMPLETE),
        (page(page(statement(text("lapatinib")))), Completeness.COMPLETE),
    ],
)
def test_each_answer_is_understood(value: Any, state: Completeness) -> None:
    raw = raw_from_prefetch(full(medicationStatements=value), "p")

    assert raw.completeness[Query.STATEMENTS] is state
    assert bool(raw.gaps) is (state is not Completeness.COMPLETE)


def test_a_key_that_was_not_sent_is_unknown() -> None:
    prefetch = full()
    del prefetch["procedures"]

    assert read_record(raw_from_prefetch(prefetch, "p")).query(Query.PROCEDURES) is Completeness.FAILED


def test_a_part_that_the_server_did_not_give_says_why() -> None:
    raw = raw_from_prefetch(full(procedures=None), "p", {"procedures": NotRead.TIMED_OUT})

    assert [(gap.reference, gap.reason, gap.about) for gap in raw.gaps] == [
        ("prefetch.procedures", "timed out", Query.PROCEDURES)
    ]


def test_another_patient_is_refused() -> None:
    with pytest.raises(PatientMismatchError):
        raw_from_prefetch(full(patient=PATIENT | {"id": "q"}), "p")


@pytest.mark.parametrize("prefetch", [None, 7, "x", [], {}, {"patient": {}}])
def test_no_prefetch_at_all_is_all_unknown(prefetch: Any) -> None:
    raw = raw_from_prefetch(prefetch, "p")

    assert set(raw.completeness.values()) == {Completeness.FAILED}
    assert not read_record(raw).medications


def test_missing_keys() -> None:
    assert missing_keys(full()) == ()
    assert missing_keys(full(conditions=None)) == ("conditions",)
    assert missing_keys(full(medicationStatements=None)) == ()
    assert missing_keys({}) == (*REQUIRED, *MEDICATION_KEYS)
    assert missing_keys(full(patient=EMPTY)) == ("patient",)
    assert missing_keys(full(patient=[])) == ("patient",)
    assert missing_keys(full(patient=page(condition(text("Breast cancer"))))) == ("patient",)
    assert missing_keys(full(patient=page(OUTCOME | {"issue": [{"severity": "warning"}]}))) == ("patient",)
    assert missing_keys(full(patient=page(PATIENT))) == ()


def test_unknown_keys_are_read_too() -> None:
    raw = raw_from_prefetch(full(extra=page(condition(text("Breast cancer")))), "p")

    assert len(read_record(raw).cancers) == 1


@pytest.mark.parametrize("template", TEMPLATES.values())
def test_templates_keep_to_what_every_ehr_supports(template: str) -> None:
    assert set(re.findall(r"{{(.*?)}}", template)) == {"context.patientId"}
    parameters = [part.partition("=")[0] for part in template.partition("?")[2].split("&") if part]
    assert set(parameters) <= {"patient", "_sort", "_count"}
    assert len(parameters) == len(set(parameters))


def test_every_query_has_a_template() -> None:
    assert set(QUERIES) <= set(TEMPLATES)
    assert set(QUERIES.values()) == set(Query)


def test_references_resolve_across_keys() -> None:
    product = {"resourceType": "Medication", "id": "x", "code": text("Kadcyla")}
    taken = statement(medicationReference={"reference": "https://ehr.example/Medication/x"}, subject=HERS)

    record = read_record(raw_from_prefetch(full(medicationStatements=page(taken, product)), "p"))

    assert record.medications[0].agents == ("trastuzumab emtansine",)

"""Requests as the CDS Hooks sandbox, Epic and others really send them (conformance notes 0.3, 5.1, 6)."""

from __future__ import annotations

from typing import Any

import pytest
from contract.requests import PREFETCH, draft, orders, patient_view
from contract.wire import Wire, conforms

LONG = "e" + "Hq3.tT-9" * 24  # Epic's draft ids have some 190 characters
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
CODED = {"code": "x", "system": "y"}
_ABOUT = {"reference": "Patient/p1"}


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


def ours(card: dict[str, Any]) -> dict[str, Any]:
    own: dict[str, Any] = card["extension"]["org.her2-cds"]
    return own


def test_our_requests_fit_our_own_schema() -> None:
    for request in (patient_view(), orders("order-select", draft("d1", "x")), orders("order-sign", draft("d1", "x"))):
        assert [problem.message for problem in _request_schema().iter_errors(request)] == []


def _request_schema() -> Any:
    from contract.wire import schema  # noqa: PLC0415 - used here alone

    return schema("request")


def test_the_sandbox_fires_before_a_drug_is_chosen(wire: Wire) -> None:
    blank = {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft", "subject": _ABOUT}
    request = orders("order-select", blank)
    del request["context"]["draftOrders"]["type"]

    assert wire.cards("her2-order-select", request) == []


def test_the_sandbox_writes_category_as_an_object_and_no_intent(wire: Wire) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "id": "request-123",
        "status": "draft",
        "subject": _ABOUT,
        "category": {"coding": [{"code": "outpatient"}]},
        "medicationCodeableConcept": {
            "text": "Lapatinib 250 MG Oral Tablet",
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "672149"}],
        },
    }
    request = orders("order-select", order)
    del request["context"]["draftOrders"]["type"]

    (card, *_) = wire.cards("her2-order-select", request)

    assert ours(card)["orders"][0]["agents"] == ["lapatinib"]


def test_epic_puts_the_medication_beside_the_draft_and_uses_long_ids(wire: Wire) -> None:
    medication = {
        "resourceType": "Medication",
        "id": LONG[:-1],
        "code": {
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "480167"}],
            "text": "lapatinib",
        },
    }
    order = {
        "resourceType": "MedicationRequest",
        "id": LONG,
        "status": "draft",
        "intent": "order",
        "subject": _ABOUT,
        "medicationReference": {"reference": f"https://ehr.example.org/fhir/Medication/{LONG[:-1]}"},
        "requester": {
            "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
        },
    }
    request = orders("order-select", order, medication, selections=[f"MedicationRequest/{LONG}"])

    (card, *_) = wire.cards("her2-order-select", request)

    assert ours(card)["orders"][0]["agents"] == ["lapatinib"]
    deletes = [
        action["resourceId"]
        for suggestion in card.get("suggestions", [])
        for action in suggestion["actions"]
        if action["type"] == "delete"
    ]
    assert set(deletes) <= {f"MedicationRequest/{LONG}"}


def test_an_order_that_is_no_anticancer_drug_gets_no_card(wire: Wire) -> None:
    for order in (
        draft("d1", "paracetamol"),
        draft("d1", "ondansetron"),
        {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "intent": "order", "subject": _ABOUT},
        {"resourceType": "NutritionOrder", "id": "n1"},
    ):
        assert wire.cards("her2-order-select", orders("order-select", order)) == []
        assert wire.cards("her2-order-sign", orders("order-sign", order)) == []


def test_only_a_selected_anticancer_drug_makes_order_select_speak(wire: Wire) -> None:
    request = orders(
        "order-select",
        draft("d1", "lapatinib"),
        draft("d2", "ondansetron"),
        selections=["MedicationRequest/d2"],
    )

    assert wire.cards("her2-order-select", request) == []


def test_the_drugs_of_a_session_are_judged_together(wire: Wire) -> None:
    request = orders(
        "order-select",
        draft("d1", "lapatinib"),
        draft("d2", "capecitabine"),
        selections=["MedicationRequest/d2"],
    )

    (card, *_) = wire.cards("her2-order-select", request)

    assert sorted(ours(card)["orders"][0]["agents"]) == ["capecitabine", "lapatinib"]


def test_drafts_of_another_patient_are_not_judged(wire: Wire) -> None:
    foreign = draft("d1", "lapatinib") | {"subject": {"reference": "Patient/p2"}}

    assert wire.cards("her2-order-sign", orders("order-sign", foreign)) == []


def test_an_order_that_cannot_be_read_is_not_passed_over_in_silence(wire: Wire) -> None:
    unread = draft("d1", None) | {"medicationReference": {"reference": "Medication/not-sent"}}

    cards = wire.cards("her2-order-sign", orders("order-sign", unread, draft("d2", "lapatinib")))

    assert any("MedicationRequest/d1" in str(card) for card in cards)
    assert {order["class"] for card in cards for order in ours(card)["orders"]} == {"INSUFFICIENT_DATA"}


def test_feedback_in_the_dialects_of_the_sandbox_and_epic_fits_the_schema() -> None:
    at = "2026-03-02T10:00:00Z"
    for report in (
        {"card": "c", "outcome": "accepted", "acceptedSuggestions": [{"id": "s"}], "outcomeTimestamp": at},
        {
            "card": "c",
            "outcome": "overridden",
            "overrideReason": {"reason": {"code": "x", "system": "y"}},
            "outcomeTimestamp": at,
        },
        {"card": "c", "outcome": "overridden", "overrideReasons": {"userComment": "z"}, "outcomeTimestamp": at},
    ):
        conforms("feedback", {"feedback": [report]})


@pytest.mark.parametrize(
    "extension",
    [{"com.epic.cdshooks.request.bpa-trigger-action": "60", "internal-session-id": "x"}, {"org.her2-cds": "text"}],
)
def test_extensions_of_the_client_are_let_pass(wire: Wire, extension: dict[str, Any]) -> None:
    assert wire.call("her2-patient-view", patient_view() | {"extension": extension}).status_code == 200


def test_a_prefetch_that_is_odd_inside_is_read_as_far_as_possible(wire: Wire) -> None:
    odd = [5, None, {}, {"resource": None}, {"resource": {}}, {"resource": {"resourceType": "Observation"}}]
    request = patient_view()
    for key in ("conditions", "observations", "medicationStatements"):
        request["prefetch"][key]["entry"] += odd
    request["prefetch"]["procedures"] = {"resourceType": "Bundle", "entry": {"resource": {"resourceType": "Procedure"}}}

    assert PREFETCH["procedures"] == {"resourceType": "Bundle", "type": "searchset", "total": 0}
    assert wire.cards("her2-patient-view", request)


@pytest.mark.parametrize(
    "dosage",
    [
        {"doseAndRate": {"doseQuantity": {"value": 600, "unit": "mg"}}},
        {"doseQuantity": {"value": 600, "unit": "mg"}},
        {"text": "as in the library's STU3 example", "timing": {"repeat": {"boundsPeriod": {"start": "2016-10-21"}}}},
    ],
    ids=["doseAndRate as an object", "a dose of STU3", "bounds of STU3"],
)
def test_the_examples_of_the_hook_library_are_read_though_they_are_not_valid_r4(
    wire: Wire, dosage: dict[str, Any]
) -> None:
    medication = draft("smart-MedicationRequest-103", "lapatinib") | {"dosageInstruction": [dosage]}
    nutrition = {"resourceType": "NutritionOrder", "id": "pureeddiet-simple", "patient": {"reference": "Patient/p1"}}

    cards = wire.cards("her2-order-sign", orders("order-sign", medication, nutrition))

    assert {order["agents"][0] for card in cards for order in ours(card)["orders"]} == {"lapatinib"}

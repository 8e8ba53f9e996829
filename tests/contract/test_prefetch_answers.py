"""What each prefetch value means (conformance notes 3.3): known, known to be absent, or unknown."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from contract.requests import PREFETCH, bundle, draft, observation, orders, patient_view, statement, without
from contract.wire import Wire

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
FAILED_ENTRY = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": OUTCOME}]}
NOTHING_FOUND = {  # Epic's empty search
    "resourceType": "Bundle",
    "type": "searchset",
    "total": 0,
    "entry": [
        {
            "resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]},
            "search": {"mode": "outcome"},
        }
    ],
}
UNKNOWN: dict[str, Any] = {
    "null": None,
    "an OperationOutcome": OUTCOME,
    "a Bundle that holds an error": FAILED_ENTRY,
    "a string": "Bundle",
    "a number": 5,
    "an object that is no resource": {"entry": []},
}
MEDICATIONS = ("medicationStatements", "medicationRequests", "medicationAdministrations")


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


def keys_of(answer: Any) -> list[str]:
    return [path for issue in answer.json()["issue"] for path in issue["expression"]]


@pytest.mark.parametrize("key", ["patient", "conditions", "observations"])
def test_a_required_key_that_was_not_sent_is_412_and_named(wire: Wire, key: str) -> None:
    answer = wire.call("her2-patient-view", without(patient_view(), key))

    assert answer.status_code == 412
    assert keys_of(answer) == [f"prefetch.{key}"]


@pytest.mark.parametrize("value", UNKNOWN)
@pytest.mark.parametrize("key", ["patient", "conditions", "observations"])
def test_a_required_key_without_an_answer_is_412(wire: Wire, key: str, value: str) -> None:
    answer = wire.call("her2-patient-view", patient_view(**{key: UNKNOWN[value]}))

    assert answer.status_code == 412
    assert keys_of(answer) == [f"prefetch.{key}"]


@pytest.mark.parametrize("prefetch", [{}, None])
def test_without_any_prefetch_every_required_key_is_named(wire: Wire, prefetch: Any) -> None:
    answer = wire.call("her2-patient-view", patient_view() | {"prefetch": prefetch})

    assert answer.status_code == 412
    assert {"prefetch.patient", "prefetch.conditions", "prefetch.observations"} <= set(keys_of(answer))


def test_one_kind_of_medication_record_is_enough_and_none_is_not(wire: Wire) -> None:
    some = without(patient_view(), "medicationRequests", "medicationAdministrations")

    assert wire.call("her2-patient-view", some).status_code == 200
    assert wire.call("her2-patient-view", without(patient_view(), *MEDICATIONS)).status_code == 412


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_order_hooks_need_the_same(wire: Wire, hook: str) -> None:
    request = patient_view() | {"hook": hook}
    request["context"] |= {"selections": [], "draftOrders": {"resourceType": "Bundle", "entry": []}}

    assert wire.call(f"her2-{hook}", request).status_code == 200
    assert wire.call(f"her2-{hook}", without(request, "conditions")).status_code == 412


@pytest.mark.parametrize("value", ["a Bundle without entries", "Epic's empty search"])
def test_an_empty_search_is_an_answer(wire: Wire, value: str) -> None:
    empty = NOTHING_FOUND if value.startswith("Epic") else bundle()

    (card,) = wire.cards("her2-patient-view", patient_view(observations=empty))

    assert card["extension"]["org.her2-cds"]["outcome"] == "MISSING"
    assert "HER2" in card["summary"]


@pytest.mark.parametrize("value", [*UNKNOWN, "absent"])
def test_an_optional_key_without_an_answer_is_named_on_the_card(wire: Wire, value: str) -> None:
    request = patient_view(medicationStatements=PREFETCH["medicationStatements"])
    key = "medicationAdministrations"
    request = without(request, key) if value == "absent" else patient_view(**{key: UNKNOWN[value]})

    (card,) = wire.cards("her2-patient-view", request)

    assert card["extension"]["org.her2-cds"]["completeness"] == {"medication administrations": "failed"}
    assert "administrations of medication" in card["detail"]


def test_a_first_page_is_not_taken_for_the_whole(wire: Wire) -> None:
    page = deepcopy(PREFETCH["medicationStatements"])
    page["link"] = [{"relation": "next", "url": "https://ehr.example.org/fhir?page=2"}]

    (whole,) = wire.cards("her2-patient-view", patient_view())
    (part,) = wire.cards("her2-patient-view", patient_view(medicationStatements=page))

    assert part["extension"]["org.her2-cds"]["completeness"] == {"medication statements": "truncated"}
    assert "Not read completely" in part["detail"]
    assert part["detail"] != whole["detail"]


def test_another_patient_in_the_prefetch_is_412(wire: Wire) -> None:
    answer = wire.call("her2-patient-view", patient_view(patient=PREFETCH["patient"] | {"id": "SECRET"}))

    assert answer.status_code == 412
    assert answer.json()["issue"][0]["code"] == "conflict"
    assert "SECRET" not in answer.text


def test_resources_of_another_patient_change_nothing_that_is_said(wire: Wire) -> None:
    foreign = [
        observation("x1", "85319-2", "260385009", "Negative", "2025-12-01") | {"subject": {"reference": "Patient/p2"}},
        statement("x2", "trastuzumab emtansine", "2024-06-01")
        | {"subject": {"reference": "https://ehr.example.org/fhir/Patient/p2/_history/3"}},
        statement("x3", "lapatinib", "2024-06-01") | {"subject": {"identifier": {"value": "other"}}},
    ]
    request = patient_view()
    request["prefetch"]["observations"]["entry"].append({"resource": foreign[0]})
    request["prefetch"]["medicationStatements"]["entry"] += [{"resource": one} for one in foreign[1:]]

    (alone,) = wire.cards("her2-patient-view", patient_view())
    (beside,) = wire.cards("her2-patient-view", request)

    ours, theirs = (card["extension"]["org.her2-cds"] for card in (alone, beside))
    assert theirs["facts"] == ours["facts"]
    assert (theirs["outcome"], theirs["rule"]) == (ours["outcome"], ours["rule"])


def test_an_odd_key_beside_ours_is_let_pass(wire: Wire) -> None:
    request = patient_view(**{"-user": {"resourceType": "Practitioner", "id": "u1"}, "extra": None})

    assert wire.call("her2-patient-view", request).status_code == 200


FIRST_PAGE = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": "https://x/2"}]}


def test_no_card_because_diagnoses_were_read_in_part_is_no_answer(wire: Wire) -> None:
    nothing = {"medicationStatements": bundle(), "observations": bundle()}

    silent = wire.call("her2-patient-view", patient_view(conditions=bundle(), **nothing))
    in_part = wire.call("her2-patient-view", patient_view(conditions=FIRST_PAGE, **nothing))

    assert silent.json() == {"cards": []}
    assert in_part.status_code == 412
    assert keys_of(in_part) == ["prefetch.conditions"]


def test_an_order_that_cannot_be_judged_on_a_part_of_the_diagnoses_is_no_answer(wire: Wire) -> None:
    request = orders("order-sign", draft("d1", "paclitaxel"))
    request["prefetch"] |= {"conditions": FIRST_PAGE, "medicationStatements": bundle(), "observations": bundle()}

    answer = wire.call("her2-order-sign", request)

    assert answer.status_code == 412
    assert keys_of(answer) == ["prefetch.conditions"]

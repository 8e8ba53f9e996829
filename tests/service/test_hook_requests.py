from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from service.hook_requests import Hook, InvalidHookRequestError, read_hook_request

UUID = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
ABSENT = object()


def request(hook: str = "patient-view", **members: Any) -> dict[str, Any]:
    context: dict[str, Any] = {"userId": "Practitioner/p", "patientId": "p1"}
    if hook != "patient-view":
        context["draftOrders"] = {"resourceType": "Bundle", "entry": []}
    if hook == "order-select":
        context["selections"] = ["MedicationRequest/m1"]
    return {"hook": hook, "hookInstance": UUID, "context": context, "prefetch": {}} | members


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    copy = deepcopy(document)
    *parents, member = path.split(".")
    inner = copy
    for parent in parents:
        inner = inner[parent]
    if value is ABSENT:
        del inner[member]
    else:
        inner[member] = value
    return copy


@pytest.mark.parametrize("hook", list(Hook))
def test_a_request_of_each_hook_is_read(hook: Hook) -> None:
    read = read_hook_request(request(hook.value), hook)

    assert (read.hook, read.hook_instance, read.patient_id) == (hook, UUID, "p1")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("hookInstance", "D1577C69-DFBE-11EB-BA6D-3E05E953B2EA"),  # Epic: version 1
        ("context.patientId", "e" + "K.lOO9-" * 27),  # Epic: longer than FHIR allows
        ("context.userId", "PractitionerRole/er.1-2"),
        ("context.encounterId", "enc-1"),
        ("context.encounterId", None),
        ("prefetch", None),
        ("prefetch", ABSENT),
        ("prefetch", {"-user": {"resourceType": "Practitioner"}}),
        ("fhirServer", "https://ehr.example.org/fhir"),
        ("fhirServer", "http://localhost:8081/fhir"),
        ("extension", {"com.epic.cdshooks.request.bpa-trigger-action": "60"}),
        ("somethingNew", [1, 2]),
        ("context.newInVersion2", {"a": 1}),
    ],
)
def test_what_real_clients_send_is_accepted(path: str, value: Any) -> None:
    read_hook_request(changed(request(), path, value), Hook.PATIENT_VIEW)


WRONG = [
    ("hook", ABSENT, "hook"),
    ("hook", "order-sign", "hook"),
    ("hook", "medication-prescribe", "hook"),
    ("hook", 7, "hook"),
    ("hook", ["patient-view"], "hook"),
    ("hookInstance", ABSENT, "hookInstance"),
    ("hookInstance", "not-a-uuid", "hookInstance"),
    ("hookInstance", f"urn:uuid:{UUID}", "hookInstance"),
    ("hookInstance", UUID + "\n", "hookInstance"),
    ("context", ABSENT, "context"),
    ("context", None, "context"),
    ("context", [], "context"),
    ("context", {}, "context"),
    ("context.patientId", ABSENT, "context.patientId"),
    ("context.patientId", "", "context.patientId"),
    ("context.patientId", "Patient/p1", "context.patientId"),
    ("context.patientId", "..", "context.patientId"),
    ("context.patientId", "p1?x=1", "context.patientId"),
    ("context.patientId", "p1\n", "context.patientId"),
    ("context.patientId", "x" * 300, "context.patientId"),
    ("context.patientId", 12, "context.patientId"),
    ("context.userId", ABSENT, "context.userId"),
    ("context.userId", "p", "context.userId"),
    ("context.userId", "Practitioner/a b", "context.userId"),
    ("context.encounterId", "Encounter/1", "context.encounterId"),
    ("prefetch", [], "prefetch"),
    ("prefetch", "x", "prefetch"),
    ("fhirServer", "ehr.example.org", "fhirServer"),
    ("fhirServer", "file:///etc/passwd", "fhirServer"),
    ("fhirServer", "https://user:secret@ehr.example.org", "fhirServer"),
    ("fhirServer", "https://[broken", "fhirServer"),
    ("fhirServer", 5, "fhirServer"),
    ("fhirAuthorization", {"access_token": "t", "token_type": "Bearer"}, "fhirServer"),
    ("fhirAuthorization", "t", "fhirAuthorization"),
    ("extension", "x", "extension"),
]


@pytest.mark.parametrize(("path", "value", "at"), WRONG)
def test_what_is_wrong_is_named_by_its_path_and_not_repeated(path: str, value: Any, at: str) -> None:
    with pytest.raises(InvalidHookRequestError) as refused:
        read_hook_request(changed(request(), path, value), Hook.PATIENT_VIEW)

    assert refused.value.at == at
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("context.draftOrders", ABSENT, "context.draftOrders"),
        ("context.draftOrders", [], "context.draftOrders"),
        ("context.draftOrders", {"resourceType": "Patient"}, "context.draftOrders"),
        ("context.draftOrders.entry", {}, "context.draftOrders.entry"),
        ("context.selections", ABSENT, "context.selections"),
        ("context.selections", "MedicationRequest/m1", "context.selections"),
        ("context.selections", ["MedicationRequest/m1", 5], "context.selections[1]"),
        ("context.selections", ["m1"], "context.selections[0]"),
    ],
)
def test_an_order_hook_needs_drafts_and_selections(path: str, value: Any, at: str) -> None:
    with pytest.raises(InvalidHookRequestError) as refused:
        read_hook_request(changed(request("order-select"), path, value), Hook.ORDER_SELECT)

    assert refused.value.at == at


@pytest.mark.parametrize("document", [None, [], "x", 1, True, [{"hook": "patient-view"}]])
def test_only_an_object_is_a_request(document: object) -> None:
    with pytest.raises(InvalidHookRequestError):
        read_hook_request(document, Hook.PATIENT_VIEW)


@pytest.mark.parametrize(
    "authorization",
    [
        {"token_type": "Bearer"},
        {"access_token": "", "token_type": "Bearer"},
        {"access_token": "t"},
        {"access_token": 5, "token_type": "Bearer"},
    ],
)
def test_an_authorization_without_a_token_or_its_type_is_refused(authorization: dict[str, Any]) -> None:
    document = request(fhirServer="https://ehr.example.org/fhir", fhirAuthorization=authorization)

    with pytest.raises(InvalidHookRequestError) as refused:
        read_hook_request(document, Hook.PATIENT_VIEW)

    assert refused.value.at.startswith("fhirAuthorization.")

"""Requests about one small invented patient, whom every test can read at a glance."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
_ABOUT = {"reference": "Patient/p1"}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    """A search result."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries)} | (
        {"entry": entries} if entries else {}
    )


def condition(name: str, code: str, text: str, onset: str) -> dict[str, Any]:
    active = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    return {
        "resourceType": "Condition",
        "id": name,
        "clinicalStatus": {"coding": [{"system": active, "code": "active"}]},
        "code": {"coding": [{"system": SNOMED, "code": code}], "text": text},
        "subject": _ABOUT,
        "onsetDateTime": onset,
    }


def observation(name: str, code: str, value: str, text: str, day: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": _ABOUT,
        "effectiveDateTime": day,
        "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": value}], "text": text},
    }


def statement(name: str, drug: str, start: str, end: str | None = None) -> dict[str, Any]:
    period = {"start": start} | ({"end": end} if end else {})
    return {
        "resourceType": "MedicationStatement",
        "id": name,
        "status": "completed" if end else "active",
        "medicationCodeableConcept": {"text": drug},
        "subject": _ABOUT,
        "effectivePeriod": period,
    }


PREFETCH: dict[str, Any] = {
    "patient": {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1965-04-01"},
    "conditions": bundle(
        condition("c1", "254837009", "Breast cancer", "2023-01-05"),
        condition("c2", "94222008", "Metastasis to bone", "2023-02-01"),
    ),
    "observations": bundle(
        observation("her2", "85319-2", "10828004", "Positive", "2023-01-10"),
        observation("er", "85337-4", "260385009", "Negative", "2023-01-10"),
    ),
    "procedures": bundle(),
    "medicationStatements": bundle(
        statement("m1", "trastuzumab", "2023-02-10", "2024-05-01"),
        statement("m2", "pertuzumab", "2023-02-10", "2024-05-01"),
        statement("m3", "docetaxel", "2023-02-10", "2023-07-01"),
    ),
    "medicationRequests": bundle(),
    "medicationAdministrations": bundle(),
}


def draft(name: str, drug: str | None) -> dict[str, Any]:
    order: dict[str, Any] = {"resourceType": "MedicationRequest", "id": name, "status": "draft", "intent": "order"}
    return order | {"subject": _ABOUT} | ({"medicationCodeableConcept": {"text": drug}} if drug else {})


def patient_view(**prefetch: Any) -> dict[str, Any]:
    """The chart of the patient is opened; `prefetch` replaces single keys."""
    return {
        "hook": "patient-view",
        "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/u1", "patientId": "p1"},
        "prefetch": deepcopy(PREFETCH) | prefetch,
    }


def orders(hook: str, *drafts: dict[str, Any], selections: list[str] | None = None) -> dict[str, Any]:
    """Drafts are selected or signed; without `selections` all of them are."""
    request = patient_view() | {"hook": hook}
    collection = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in drafts]}
    request["context"] |= {"draftOrders": collection}
    if hook == "order-select":
        named = [f"{one['resourceType']}/{one.get('id', 'none')}" for one in drafts]
        request["context"]["selections"] = named if selections is None else selections
    return request


def without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The request without these prefetch keys."""
    prefetch = {key: value for key, value in document["prefetch"].items() if key not in keys}
    return document | {"prefetch": prefetch}

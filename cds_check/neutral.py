"""Hook calls about nobody: a neutral synthetic patient, under the prefetch keys that the service asks for."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENT, USER, ENCOUNTER, ORDER = "kit-patient", "Practitioner/kit-user", "kit-encounter", "kit-order"
INSTANCE = "6f0d1c55-3d6f-4f0b-9a52-5a2f3c0f9a11"
SYSTEM = "https://kit.example.org/codes"
WORDS = "neutral entry of the test kit"
_TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_ABOUT_AS_PATIENT = frozenset({"AllergyIntolerance", "Appointment", "EpisodeOfCare", "Immunization", "NutritionOrder"})
_MEDICATION = frozenset({"MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement"})


def search_set(*resources: dict[str, Any]) -> dict[str, Any]:
    """The answer of a FHIR search."""
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries)} | (
        {"entry": entries} if entries else {}
    )


def resource(kind: str, *, about: str = PATIENT, name: str = "kit-1", words: str = WORDS) -> dict[str, Any]:
    """A small resource of any type about the patient; its code means nothing."""
    concept = {"coding": [{"system": SYSTEM, "code": "kit", "display": words}], "text": words}
    subject = "patient" if kind in _ABOUT_AS_PATIENT else "subject"
    code = "medicationCodeableConcept" if kind in _MEDICATION else "code"
    return {
        "resourceType": kind,
        "id": name,
        subject: {"reference": f"Patient/{about}"},
        code: concept,
        "note": [{"text": words}],
    }


def patient(*, name: str = PATIENT, words: str = "Kit") -> dict[str, Any]:
    """The Patient resource of the neutral patient."""
    return {
        "resourceType": "Patient",
        "id": name,
        "name": [{"text": words, "family": words}],
        "gender": "other",
        "birthDate": "1970-01-01",
    }


def order() -> dict[str, Any]:
    """A draft order of nothing in particular."""
    return resource("ServiceRequest", name=ORDER) | {"status": "draft", "intent": "order"}


def _collection(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def _encounter() -> dict[str, Any]:
    return {"userId": USER, "patientId": PATIENT, "encounterId": ENCOUNTER}


CONTEXTS: Mapping[str, Callable[[], dict[str, Any]]] = MappingProxyType(
    {
        "patient-view": lambda: {"userId": USER, "patientId": PATIENT},
        "order-select": lambda: {
            "userId": USER,
            "patientId": PATIENT,
            "selections": [f"ServiceRequest/{ORDER}"],
            "draftOrders": _collection(order()),
        },
        "order-sign": lambda: {"userId": USER, "patientId": PATIENT, "draftOrders": _collection(order())},
        "order-dispatch": lambda: {
            "patientId": PATIENT,
            "dispatchedOrders": [f"ServiceRequest/{ORDER}"],
            "performer": "Organization/kit-performer",
        },
        "appointment-book": lambda: {
            "userId": USER,
            "patientId": PATIENT,
            "appointments": _collection({"resourceType": "Appointment", "id": "kit-appointment", "status": "proposed"}),
        },
        "encounter-start": _encounter,
        "encounter-discharge": _encounter,
    }
)
"""The published hooks with a context that can be made up: every REQUIRED field, and no other."""

FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "patient-view": frozenset({"userId", "patientId", "encounterId"}),
        "order-select": frozenset({"userId", "patientId", "encounterId"}),
        "order-sign": frozenset({"userId", "patientId", "encounterId"}),
        "order-dispatch": frozenset({"patientId", "performer"}),
        "appointment-book": frozenset({"userId", "patientId", "encounterId"}),
        "encounter-start": frozenset({"userId", "patientId", "encounterId"}),
        "encounter-discharge": frozenset({"userId", "patientId", "encounterId"}),
    }
)
"""The context fields of each hook that a prefetch template may name."""


def neutral_request(hook: str, templates: Mapping[str, str]) -> dict[str, Any] | None:
    """A call of the hook with everything that the templates ask for; None if the hook's context is not published."""
    if hook not in CONTEXTS:
        return None
    context = CONTEXTS[hook]()
    request = {"hook": hook, "hookInstance": INSTANCE, "context": context}
    sent = {key: value for key, template in templates.items() if (value := answer_to(template, context)) is not None}
    return request | ({"prefetch": sent} if sent else {})


def answer_to(template: str, context: Mapping[str, Any], words: str = WORDS) -> dict[str, Any] | None:
    """What a FHIR server would answer about the neutral patient; None if a token of the template has no value."""
    query = _TOKEN.sub(lambda found: _value(found[1], context), template)
    kind, _, search = query.partition("?")
    if "\0" in query or not kind:
        return None
    if search or "/" not in kind:
        about = dict(parse_qsl(search)).get("_id", "kit-1")
        return search_set(patient() if kind == "Patient" else resource(kind, name=about, words=words))
    kind, _, name = kind.partition("/")
    return patient(name=name) if kind == "Patient" else resource(kind, name=name, words=words)


def _value(token: str, context: Mapping[str, Any]) -> str:
    """The value of a token, a NUL where there is none."""
    if token in ("userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"):
        kind, _, name = str(context.get("userId", "/")).partition("/")
        return name if token == f"user{kind}Id" else "\0"
    value = context.get(token.removeprefix("context.")) if token.startswith("context.") else None
    return value if isinstance(value, str) else "\0"

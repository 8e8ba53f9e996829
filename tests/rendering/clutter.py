"""What real charts hold beside the truth: other people's data, mistakes, plans, repetitions, things of no concern.

None of it may change what is known about the patient.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from rendering.events import condition
from rendering.vocabulary import LOINC, SNOMED, coded

if TYPE_CHECKING:
    from rendering.vocabulary import Json

_OTHER = {"reference": "Patient/somebody-else"}


def cluttered(bundle: Json) -> Json:
    """The Bundle with clutter before, between and after its entries, and every entry twice."""
    subject = next(
        resource.get("subject") for entry in bundle["entry"] if (resource := entry["resource"]).get("subject")
    )
    clutter = [{"resource": resource} for resource in (*_of_another_patient(), *of_no_weight(subject))]
    return bundle | {"entry": [*clutter[:5], *bundle["entry"], *clutter[5:], *bundle["entry"]]}


def with_clock_times(bundle: Json) -> Json:
    """The Bundle with every day written as a late evening in a zone whose UTC day is the next."""
    text = re.sub(r'"(?<!birthDate": ")(\d{4}-\d\d-\d\d)"', r'"\1T23:30:00-05:00"', json.dumps(bundle))
    timed: Json = json.loads(text)
    return timed


def _statement(identifier: str, drug: str, subject: Json, **members: object) -> Json:
    drug_given = {"medicationCodeableConcept": {"text": drug}, "subject": subject}
    return {"resourceType": "MedicationStatement", "id": identifier, "status": "active"} | drug_given | members


def _request(identifier: str, drug: str, subject: Json, **members: object) -> Json:
    drug_ordered = {"medicationCodeableConcept": {"text": drug}, "subject": subject, "authoredOn": "2025-05-01"}
    base = {"resourceType": "MedicationRequest", "id": identifier, "status": "active", "intent": "order"}
    return base | drug_ordered | members


def _her2(identifier: str, answer: Json, subject: Json, **members: object) -> Json:
    test = {"resourceType": "Observation", "id": identifier, "status": "final", "effectiveDateTime": "2025-06-01"}
    code = coded(LOINC, "85319-2", "HER2 [Presence] in Breast cancer specimen by Immune stain")
    return test | {"code": code, "subject": subject, "valueCodeableConcept": answer} | members


def _of_another_patient() -> tuple[Json, ...]:
    brain = coded(SNOMED, "94225005", "Secondary malignant neoplasm of brain")
    period = {"effectivePeriod": {"start": "2024-01-01"}}
    return (
        {"resourceType": "Patient", "id": "somebody-else", "birthDate": "1930-01-01", "gender": "male"},
        condition("x-brain", brain, _OTHER) | {"onsetDateTime": "2025-01-01"},
        _her2("x-her2", coded(LOINC, "LA6111-4", "0"), _OTHER),
        _statement("x-lapatinib", "lapatinib", _OTHER, **period),
        _statement("x-t-dm1", "trastuzumab emtansine", _OTHER, **period),
    )


def of_no_weight(subject: Json) -> tuple[Json, ...]:
    brain = coded(SNOMED, "94225005", "Secondary malignant neoplasm of brain")
    period = {"effectivePeriod": {"start": "2025-01-01", "end": "2025-03-01"}}
    serum = coded(LOINC, "42914-2", "HER2 [Mass/volume] in Serum by Immunoassay")
    return (
        condition("y-brain-error", brain, subject, verified="entered-in-error"),
        _her2("y-her2-error", coded(LOINC, "LA6111-4", "0"), subject, status="entered-in-error"),
        _her2("y-her2-preliminary", coded(LOINC, "LA6111-4", "0"), subject, status="preliminary"),
        _her2("y-her2-serum", coded(LOINC, "LA6577-6", "Negative"), subject, code=serum),
        _statement("y-lapatinib-error", "lapatinib", subject, status="entered-in-error", **period),
        _statement("y-t-dm1-intended", "trastuzumab emtansine", subject, status="intended", **period),
        _statement("y-pertuzumab-not-taken", "pertuzumab", subject, status="not-taken", **period),
        _statement("y-paracetamol", "paracetamol 1 g", subject, **period),
        _statement("y-denosumab", "denosumab 120 mg", subject, **period),
        _request("y-t-dm1-plan", "trastuzumab emtansine", subject, intent="plan"),
        _request("y-t-dxd-proposal", "trastuzumab deruxtecan", subject, intent="proposal"),
        _request("y-lapatinib-draft", "lapatinib", subject, status="draft"),
        _request("y-lapatinib-cancelled", "lapatinib", subject, status="cancelled"),
        _request("y-tucatinib-never", "tucatinib", subject, doNotPerform=True),
        {"resourceType": "Encounter", "id": "y-visit", "status": "finished", "subject": subject},
    )

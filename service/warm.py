"""The first call of a process pays for what all others find ready: models, code tables. Here nobody waits for it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from fhir_mappings.resources import Validation, objections
from service.answering import answer_call
from service.demo import demo_patients, demo_request
from service.hook_requests import Hook

if TYPE_CHECKING:
    from service.consult import Practice


def warm_up(practice: Practice) -> None:
    """Answer a call about an invented patient; the answer goes nowhere."""
    patient = next(iter(demo_patients().values()))
    body = json.dumps(demo_request(patient, Hook.PATIENT_VIEW)).encode()
    answer_call(body, Hook.PATIENT_VIEW, lambda _: date.today(), practice)  # noqa: DTZ011 - any day will do
    if practice.validation is not Validation.OFF:
        objections(_IN_DETAIL)


_IN_DETAIL = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "a drug"},
    "subject": {"reference": "Patient/nobody"},
    "note": [{"text": "a note"}],
    "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"start": "2016-01-01"}}}}],
}
"""What records hold and the invented one does not: its models take longer to build than a whole call."""

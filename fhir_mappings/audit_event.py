"""A record of the audit trail as a FHIR R4 AuditEvent: what happened, who asked, about whom (keyed), by which rule.

Pure. Patients and users appear as the keyed identifiers of the trail, never as references to an EHR's resources.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fhir_mappings.resources import objections

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

_EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_INTERACTION = "http://hl7.org/fhir/restful-interaction"
_SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type"
_ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
_KEYED = "https://her2-cds.org/audit/keyed"
_CARD = "https://her2-cds.org/audit/card"

_SUCCESS, _REFUSED, _FAILED = "0", "4", "8"
_FIRST_REFUSAL, _FIRST_FAILURE = 400, 500
_NOT_DETAILS = frozenset({"client", "user", "patient", "cards"})


def audit_event(identifier: str, at: str, content: Mapping[str, Any]) -> Json:
    """The AuditEvent of one record; `content` is what the trail holds of it.

    Raises:
        ValueError: strict validation has an objection.
    """
    event: Json = {
        "resourceType": "AuditEvent",
        "id": identifier,
        "type": {"system": _EVENT_TYPE, "code": "rest", "display": "RESTful Operation"},
        "subtype": [{"system": _INTERACTION, "code": "operation", "display": "operation"}],
        "action": "E",
        "recorded": at,
        "outcome": _outcome(int(content.get("status", 200))),
        "agent": _agents(content),
        "source": {
            "observer": {"display": f"her2-cds {content.get('software', '')}".strip()},
            "type": [{"system": _SOURCE_TYPE, "code": "4", "display": "Application Server"}],
        },
        "entity": [*_patient(content), *map(_card, content.get("cards", ())), _record(content)],
    }
    if content.get("reason"):
        event["outcomeDesc"] = str(content["reason"])
    if wrong := objections(event):
        raise ValueError(f"no valid AuditEvent: {wrong[0]}")
    return event


def _outcome(status: int) -> str:
    if status >= _FIRST_FAILURE:
        return _FAILED
    return _REFUSED if status >= _FIRST_REFUSAL else _SUCCESS


def _agents(content: Mapping[str, Any]) -> list[Json]:
    """The user who works in the EHR asked for it; the EHR called. Nobody known: the call is still by somebody."""
    user = content.get("user")
    client: Json = {"who": {"display": content.get("client") or "not authenticated"}, "requestor": user is None}
    if user is None:
        return [client]
    return [{"who": {"identifier": {"system": _KEYED, "value": user}}, "requestor": True}, client]


def _patient(content: Mapping[str, Any]) -> list[Json]:
    if "patient" not in content:
        return []
    return [
        {
            "what": {"identifier": {"system": _KEYED, "value": content["patient"]}},
            "type": {"system": _ENTITY_TYPE, "code": "1", "display": "Person"},
            "role": {"system": _ROLE, "code": "1", "display": "Patient"},
        }
    ]


def _card(card: Mapping[str, Any]) -> Json:
    return {
        "what": {"identifier": {"system": _CARD, "value": card["uuid"]}},
        "type": {"system": _ENTITY_TYPE, "code": "2", "display": "System Object"},
        "detail": [{"type": name, "valueString": str(card[name])} for name in ("indicator", "topic")],
    }


def _record(content: Mapping[str, Any]) -> Json:
    """Every other member of the record as a detail: text as it is, everything else as JSON."""
    told = {name: value for name, value in sorted(content.items()) if name not in _NOT_DETAILS}
    return {
        "type": {"system": _ENTITY_TYPE, "code": "2", "display": "System Object"},
        "name": "record",
        "detail": [{"type": name, "valueString": _text(value)} for name, value in told.items()],
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)

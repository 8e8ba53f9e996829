"""Cards and feedback as they go over the wire, with defaults that a test overrides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from service.shown_cards import Showing

CARD = "4e0a3a1e-3075-4a29-8b1f-9a8ac7b0b7c1"
SUGGESTION = "7b2b7c0e-2a0e-45c4-9a3c-0b6a4f2b7d11"
EHR = "https://ehr.example.org"
OTHER_EHR = "https://other.example.org"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REASONS = "https://example.org/CodeSystem/override-reason"


def item(**members: Any) -> dict[str, Any]:
    default = {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "2026-11-24T12:00:00Z"}
    return {name: value for name, value in (default | members).items() if value is not ...}


def accepted(**members: Any) -> dict[str, Any]:
    return item(**({"outcome": "accepted", "acceptedSuggestions": [{"id": SUGGESTION}]} | members))


def because(code: str, comment: str | None = None) -> dict[str, Any]:
    reason: dict[str, Any] = {"reason": {"code": code, "system": REASONS}}
    return reason if comment is None else reason | {"userComment": comment}


def body(*items: dict[str, Any]) -> dict[str, Any]:
    return {"feedback": list(items)}


def showing(**members: Any) -> Showing:
    default: dict[str, Any] = {
        "client": EHR, "service": "her2-order-select", "hook": "order-select", "patient": "pat-1", "at": NOON,
    }  # fmt: skip
    return Showing(**(default | members))


def fact(name: str, value: Any, **members: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "references": ["Observation/1"], **members}


def card(uuid: str = CARD, *, indicator: str = "warning", **meaning: Any) -> dict[str, Any]:
    """A card as `service` sends it; keyword arguments replace members of our extension."""
    default: dict[str, Any] = {
        "edition": "es-2016",
        "outcome": "D-TDM1N",
        "rule": "T4.12",
        "statements": ["S5.2"],
        "facts": [fact("brain_mets", "none", date="2026-10-01"), fact("tdm1_exposure", "none")],
        "orders": [{"agents": ["lapatinib", "capecitabine"], "class": "DISCORDANT", "about": ["MedicationRequest/1"]}],
        "run": "r1",
    }
    return {
        "uuid": uuid,
        "summary": "s",
        "indicator": indicator,
        "source": {"label": "l", "topic": {"system": "https://example.org/topics", "code": "her2order"}},
        "extension": {"org.her2-cds": default | meaning},
    }

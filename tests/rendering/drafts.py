"""The draft orders of a vignette as an EHR would send them in `context.draftOrders`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rendering.medications import render_medication
from rendering.render import PATIENT_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rendering.dialects import Dialect
    from rendering.vocabulary import Json

STOP = "STOP-ANTI-HER2"


def render_drafts(agents: Sequence[str], current: Sequence[str], dialect: Dialect) -> Json:
    """The Bundle of drafts for agents in the rule engine's spelling; a stop order ends each of the `current` agents."""
    orders = [(agent, "draft") for agent in agents if agent != STOP]
    orders += [(agent, "stopped") for agent in current] if STOP in agents else []
    resources: list[Json] = []
    for number, (agent, status) in enumerate(orders, start=1):
        item = {"resource": "MedicationRequest", "id": f"draft-{number}", "drug": agent.replace("-", " ")}
        subject = {"reference": f"Patient/{PATIENT_ID}"}
        resources += render_medication(item | {"status": status, "intent": "order"}, subject, dialect)
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def selections(drafts: Json) -> list[str]:
    """Every draft as selected."""
    orders = [entry["resource"] for entry in drafts["entry"]]
    return [f"MedicationRequest/{order['id']}" for order in orders if order["resourceType"] == "MedicationRequest"]

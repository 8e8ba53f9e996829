"""What the service offers an EHR: one CDS Hooks service a hook, and what it asks to be sent along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fhir_mappings.prefetch import TEMPLATES
from service.hook_requests import Hook

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CdsService:
    """One entry of the discovery document."""

    id: str
    hook: Hook
    title: str
    description: str
    prefetch: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """The entry in CDS Hooks' spelling."""
        return {
            "hook": self.hook.value,
            "title": self.title,
            "description": self.description,
            "id": self.id,
            "prefetch": dict(self.prefetch),
            "usageRequirements": USAGE_REQUIREMENTS,
        }


USAGE_REQUIREMENTS = (
    "Send along (prefetch) the patient, the conditions, the observations and at least one kind of medication record; "
    "without them the call is answered with 412. Records in FHIR R4, R4B or R5. For adults with breast cancer; "
    "patients without HER2-positive advanced breast cancer get no card."
)

_SERVICES = (
    CdsService(
        "her2-patient-view",
        Hook.PATIENT_VIEW,
        "HER2-positive metastatic breast cancer: options by the 2016 Spanish expert panel",
        "When the chart opens: where the patient stands in her treatment, which options the 2016 Spanish expert panel "
        "described for that situation, on which facts of the record this rests, and what is not known.",
        TEMPLATES,
    ),
    CdsService(
        "her2-order-select",
        Hook.ORDER_SELECT,
        "HER2-positive metastatic breast cancer: a selected anticancer order beside the 2016 Spanish expert panel",
        "When an anticancer drug is selected: whether the orders of the session match, differ from, or are not covered "
        "by what the 2016 Spanish expert panel described, and the safety rules that they meet.",
        TEMPLATES,
    ),
    CdsService(
        "her2-order-sign",
        Hook.ORDER_SIGN,
        "HER2-positive metastatic breast cancer: anticancer orders at signature",
        "Before anticancer orders are signed: whether they match, differ from, or are not covered by what the 2016 "
        "Spanish expert panel described, and the safety rules that they meet.",
        TEMPLATES,
    ),
)

SERVICES: Mapping[str, CdsService] = {service.id: service for service in _SERVICES}


def discovery_document() -> dict[str, Any]:
    """The body of `GET /cds-services`."""
    return {"services": [service.as_json() for service in _SERVICES]}

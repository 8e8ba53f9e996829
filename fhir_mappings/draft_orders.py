"""The unsigned orders of an order hook: which anticancer drugs they start or stop.

Drafts are read as clients really send them (conformance notes 0.3, 5.1): without id, intent or medication, with
Medication entries beside them, in R4, R5 or older shapes. What matters here is the drug; nothing else must be valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fhir_mappings.bundle import unpacked
from fhir_mappings.chart import Chart, Entry
from fhir_mappings.elements import Json, label, string
from fhir_mappings.identity import Belonging, belonging, identifiers_of
from fhir_mappings.medications import read_medication
from fhir_mappings.references import References, local, reference_of
from fhir_mappings.versions import as_r4
from treatment_history.agents import AGENTS, is_anti_her2
from treatment_history.record import Conflict, Excluded, Gap, MedicationRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.raw import AnyResource, RawRecord

_DRUG_ORDERS = ("MedicationRequest", "MedicationOrder", "MedicationPrescription")  # R4 and R5, DSTU2, DSTU1
_OTHER_ORDERS = ("ServiceRequest", "ProcedureRequest", "NutritionOrder", "DeviceRequest", "VisionPrescription")
_ENDED = ("stopped", "cancelled", "revoked", "ended")


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """One unsigned order.

    `agents` are ingredient names of the agent table; empty for an order that is no anticancer drug. `stops` is true
    where the order ends or forbids its drugs (status stopped or cancelled, `doNotPerform`). `unreadable` says why the
    drug of an order could not be told; `blank` is an order for which no drug was chosen yet.
    """

    reference: str
    agents: tuple[str, ...]
    text: str
    selected: bool
    resource: Json
    stops: bool = False
    unreadable: str | None = None
    blank: bool = False

    @property
    def proposed(self) -> tuple[str, ...]:
        """The drugs that the order would give."""
        return () if self.stops else self.agents

    @property
    def stops_anti_her2(self) -> bool:
        """Whether the order ends anti-HER2 therapy."""
        return self.stops and any(is_anti_her2(agent) for agent in self.agents)

    @property
    def has_id(self) -> bool:
        """Whether the EHR gave the draft an id, so that it can be named in a delete action."""
        return bool(string(self.resource.get("id")))


@dataclass(frozen=True, slots=True)
class DraftOrders:
    """The drafts of this patient, in the order in which they were sent; `not_used` are those of another patient."""

    orders: tuple[DraftOrder, ...] = ()
    not_used: tuple[Excluded, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_draft_orders(
    draft_orders: object, selections: Sequence[str], patient_id: str, raw: RawRecord | None = None
) -> DraftOrders:
    """Read `context.draftOrders`; `raw` is the record in which a referenced Medication may stand. Never raises."""
    found = unpacked(_bundle(draft_orders), "draftOrders")[0]
    if not found and not isinstance(draft_orders, dict | list):
        return DraftOrders(gaps=(Gap("context.draftOrders", "expected a Bundle"),))
    known = (*found, *(raw.resources if raw else ()))
    references, identifiers = References(known), identifiers_of(known, patient_id)
    chart = Chart(patient_id, references)
    chosen = frozenset(_named(selection) for selection in selections)
    orders: list[DraftOrder] = []
    not_used: list[Excluded] = []
    for draft in found:
        if string(draft.resource.get("resourceType")) not in (*_DRUG_ORDERS, *_OTHER_ORDERS):
            continue
        if belonging(draft, draft.resource, patient_id, identifiers, references) is Belonging.OTHER:
            not_used.append(Excluded(reference_of(draft), "other-patient"))
        else:
            orders.append(_order(draft, chart, chosen))
    return DraftOrders(tuple(orders), tuple(not_used))


def _bundle(draft_orders: object) -> object:
    """Older clients leave out what every Bundle must say of itself."""
    if isinstance(draft_orders, dict) and "entry" in draft_orders:
        return draft_orders | {"resourceType": "Bundle"}
    return draft_orders


def _named(selection: object) -> str:
    return local(string(selection).split("/_history/", 1)[0])


def _order(draft: AnyResource, chart: Chart, chosen: frozenset[str]) -> DraftOrder:
    reference, resource = reference_of(draft), draft.resource
    selected = reference in chosen or string(resource.get("id")) in chosen
    if resource["resourceType"] in _OTHER_ORDERS:
        return DraftOrder(reference, (), label(resource.get("code")), selected, resource)
    return _drug_order(reference, resource, chart, selected=selected)


def _drug_order(reference: str, resource: Json, chart: Chart, *, selected: bool) -> DraftOrder:
    body = as_r4(resource | {"resourceType": "MedicationRequest"})[0]
    status = string(resource.get("status"))
    if status == "entered-in-error":
        return DraftOrder(reference, (), _written(body), selected, resource)
    read = _drug(reference, body, chart)
    mapped = tuple(agent for agent in read.agents if agent in AGENTS)
    return DraftOrder(
        reference,
        mapped,
        read.text or _written(body),
        selected,
        resource,
        stops=status in _ENDED or resource.get("doNotPerform") is True,
        unreadable=read.unreadable,
        blank=not any(member.startswith("medication") and body[member] for member in body),
    )


@dataclass(frozen=True, slots=True)
class _Drug:
    agents: tuple[str, ...] = ()
    text: str = ""
    unreadable: str | None = None


def _drug(reference: str, body: Json, chart: Chart) -> _Drug:
    """The drugs of an order, read as an active order of the record would be: a draft's own status says nothing."""
    plain = {member: value for member, value in body.items() if member not in ("doNotPerform", "status")}
    readings = read_medication(Entry(reference, "MedicationRequest", plain | {"status": "active"}), chart)
    records: Sequence[Any] = [reading for reading in readings if isinstance(reading, MedicationRecord)]
    gap = next((reading.reason for reading in readings if isinstance(reading, Gap)), None)
    if any(isinstance(reading, Conflict) for reading in readings):
        return _Drug(text=records[0].as_written, unreadable="its code and its text name different drugs")
    if not records:
        return _Drug(unreadable=gap)
    unmapped = [agent for agent in records[0].agents if agent not in AGENTS]
    unreadable = "an antineoplastic that the agent table does not hold" if unmapped else None
    return _Drug(records[0].agents, records[0].as_written, unreadable)


def _written(body: Json) -> str:
    """The order's drug as its own resource names it."""
    reference = body.get("medicationReference")
    shown = string(reference.get("display")) if isinstance(reference, dict) else ""
    return label(body.get("medicationCodeableConcept")) or shown

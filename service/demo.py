"""Demo mode: patients to try, and the hook requests that an EHR would send about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from cards.identity import EXTENSION
from fhir_mappings.bundle import raw_from_bundle, unpacked
from fhir_mappings.prefetch import TEMPLATES
from service.errors import CannotAnswerError, Problem
from service.hook_requests import Hook

if TYPE_CHECKING:
    from fhir_mappings.raw import AnyResource

LOOPBACK_ORIGINS = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"
SANDBOX_ORIGIN = "https://sandbox.cds-hooks.org"
INVENTED = "invented for this demo"


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """One patient to try. `as_of` is the day on which the story is current; `origin` says who wrote the record."""

    id: str
    file: str
    title: str
    expect: str
    as_of: str | None
    origin: str
    orders: tuple[tuple[str, ...], ...] = ()
    stops: tuple[str, ...] = ()

    @property
    def is_invented(self) -> bool:
        """Whether the record was invented for this demo, or published by another project."""
        return self.origin == INVENTED

    def record(self) -> Any:
        """The FHIR record as it lies in the file."""
        return json.loads((files("service") / "demo_patients" / self.file).read_text(encoding="utf-8"))


@cache
def demo_patients() -> dict[str, DemoPatient]:
    """Every patient of the demo by id: the invented ones, then the third-party records."""
    return {patient.id: patient for name in ("index.json", "real/index.json") for patient in _listed(name)}


def demo_patient(name: str) -> DemoPatient:
    """The patient of that id.

    Raises:
        CannotAnswerError: 404 if the demo has no such patient.
    """
    patient = demo_patients().get(name)
    if patient is None:
        raise CannotAnswerError(404, Problem("not-found", "no such demo patient; see /demo/patients"))
    return patient


def _listed(name: str) -> list[DemoPatient]:
    folder = name.removesuffix("index.json")
    entries = json.loads((files("service") / "demo_patients" / name).read_text(encoding="utf-8"))
    return [
        DemoPatient(
            id=entry["id"],
            file=folder + entry["file"],
            title=entry["title"],
            expect=entry["expect"],
            as_of=entry.get("as_of"),
            origin=entry.get("origin", INVENTED),
            orders=tuple(tuple(order) for order in entry.get("orders", [])),
            stops=tuple(entry.get("stops", [])),
        )
        for entry in entries
    ]


def demo_request(
    patient: DemoPatient, hook: Hook, agents: tuple[str, ...] = (), *, stop: bool = False
) -> dict[str, Any]:
    """The call that an EHR would make about the patient; for the order hooks, with drafts that give or stop drugs."""
    record = as_stored(patient.record())
    patient_id = raw_from_bundle(record).patient_id
    context: dict[str, Any] = {"userId": "Practitioner/demo", "patientId": patient_id}
    status = "stopped" if stop else "draft"
    drafts = [_draft(agent, patient_id, position, status) for position, agent in enumerate(agents, 1)]
    if hook is Hook.ORDER_SELECT:
        context["selections"] = [f"MedicationRequest/{draft['id']}" for draft in drafts]
    if hook is not Hook.PATIENT_VIEW:
        entries = [{"resource": draft} for draft in drafts]
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    request: dict[str, Any] = {
        "hook": hook.value,
        "hookInstance": str(uuid5(NAMESPACE_URL, f"demo/{hook.value}/{patient.id}/{'+'.join(agents)}")),
        "context": context,
        "prefetch": prefetch_of(record),
    }
    return request | ({"extension": {EXTENSION: {"asOf": patient.as_of}}} if patient.as_of else {})


def _draft(agent: str, patient_id: str, position: int, status: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": f"draft-{position}",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {"text": agent},
        "subject": {"reference": f"Patient/{patient_id}"},
    }


def as_stored(record: Any) -> Any:
    """The record as a FHIR server keeps it after loading: references inside the Bundle have become `Type/id`."""
    written = json.dumps(record)
    for raw in unpacked(record)[0]:
        if raw.full_url.startswith("urn:uuid:") and "id" in raw.resource:
            named = f"{raw.resource['resourceType']}/{raw.resource['id']}"
            written = written.replace(
                json.dumps({"reference": raw.full_url})[1:-1], json.dumps({"reference": named})[1:-1]
            )
    return json.loads(written)


def prefetch_of(record: Any) -> dict[str, Any]:
    """The record sorted under the keys of the prefetch templates, as an EHR's FHIR server would answer them."""
    found = unpacked(record)[0]
    return {key: _answer(template, found) for key, template in TEMPLATES.items()}


def _answer(template: str, found: list[AnyResource]) -> dict[str, Any] | None:
    kind, _, search = template.partition("?")
    if not search:
        kind = kind.partition("/")[0]
        return next((one.resource for one in found if one.resource["resourceType"] == kind), None)
    matches = [_entry(one, "match") for one in found if one.resource["resourceType"] == kind]
    included = [_entry(one, "include") for one in found if one.resource["resourceType"] in _BESIDE.get(kind, ())]
    answer = {"resourceType": "Bundle", "type": "searchset", "total": len(matches)}
    return answer | ({"entry": matches + included} if matches or included else {})


_BESIDE = {"MedicationStatement": ("Medication",)}  # as servers do that include what a result refers to


def _entry(raw: AnyResource, mode: str) -> dict[str, Any]:
    address = {"fullUrl": raw.full_url} if raw.full_url else {}
    return address | {"resource": raw.resource, "search": {"mode": mode}}

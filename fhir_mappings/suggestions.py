"""FHIR R4 resources that a suggestion asks the EHR to create: drafts without a dose, for a clinician to complete.

The paper states no doses, so none is written; `authoredOn` and `requester` belong to whoever accepts the suggestion.
"""

from __future__ import annotations

import csv
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fhir_mappings.systems import ATC, RXNORM, SNOMED
from treatment_history.agents import AGENTS, BY_HYPHENATED_NAME

if TYPE_CHECKING:
    from collections.abc import Collection

Json = dict[str, Any]


class UnknownAgentError(ValueError):
    """The agent table holds no such ingredient: nothing may be ordered under that name."""


class Intent(Enum):
    """How binding the created request is: a proposal when a chart is opened, an order in the ordering dialogue."""

    PROPOSAL = "proposal"
    ORDER = "order"


class OrderSystem(Enum):
    """Code systems in which a drug can be ordered."""

    RXNORM = RXNORM
    ATC = ATC
    SNOMED = SNOMED


ALL_SYSTEMS = frozenset(OrderSystem)


class Investigation(Enum):
    """What can be requested when the record lacks it."""

    HER2_TEST = "HER2 test"
    BRAIN_IMAGING = "brain imaging"
    ECHOCARDIOGRAM = "echocardiogram"


def medication_request(  # noqa: PLR0913 - each argument is one element of the resource
    agent: str,
    *,
    patient_id: str,
    encounter_id: str | None = None,
    condition_reference: str | None = None,
    intent: Intent = Intent.PROPOSAL,
    systems: Collection[OrderSystem] = ALL_SYSTEMS,
) -> Json:
    """A draft MedicationRequest for one drug, named by ingredient (`trastuzumab emtansine`, or hyphenated).

    `condition_reference` is the breast cancer in the patient's record (`Condition/id`).

    Raises:
        UnknownAgentError: the agent table holds no such ingredient.
    """
    name = _ingredient(agent)
    codings = [coding for system, coding in _order_codings().get(name, ()) if system in systems]
    concept: Json = {"coding": codings, "text": name} if codings else {"text": name}
    return {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": intent.value,
        "medicationCodeableConcept": concept,
    } | _context(patient_id, encounter_id, condition_reference)


def service_request(
    kind: Investigation,
    *,
    patient_id: str,
    encounter_id: str | None = None,
    condition_reference: str | None = None,
    intent: Intent = Intent.PROPOSAL,
) -> Json:
    """A draft ServiceRequest for the examination that would settle a missing fact."""
    return {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": intent.value,
        "code": _EXAMINATIONS[kind],
    } | _context(patient_id, encounter_id, condition_reference)


def _context(patient_id: str, encounter_id: str | None, condition_reference: str | None) -> Json:
    context: Json = {"subject": {"reference": f"Patient/{patient_id}"}}
    if encounter_id:
        context["encounter"] = {"reference": f"Encounter/{encounter_id}"}
    if condition_reference:
        context["reasonReference"] = [{"reference": condition_reference}]
    return context


def _ingredient(agent: str) -> str:
    """The ingredient name of an agent given by name or in the rule engine's spelling."""
    known = AGENTS.get(agent) or BY_HYPHENATED_NAME.get(agent)
    if known is None:
        raise UnknownAgentError(f"no agent of the table is called {agent!r}")
    return known.name


@cache
def _order_codings() -> dict[str, tuple[tuple[OrderSystem, Json], ...]]:
    """The ingredient-level codes to order by; every one of them stands in drugs.csv with its source."""
    found: dict[str, tuple[tuple[OrderSystem, Json], ...]] = {}
    lines = (files("fhir_mappings") / "codes" / "orders.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        coding = {"system": row["system"], "code": row["code"]}
        coding |= {"display": row["display"]} if row["display"] else {}
        found[row["agent"]] = (*found.get(row["agent"], ()), (OrderSystem(row["system"]), coding))
    return found


def _examination(code: str, display: str, text: str) -> Json:
    return {"coding": [{"system": SNOMED, "code": code, "display": display}], "text": text}


# Sources: 433114000 stands in tumor_markers.csv. 816077007: CNS imaging request of the CDISC LZZT protocol in FSH and
# others. 40701008: method of echocardiography Observations in German and Swiss FHIR examples and others. No code was
# seen for "IHC, then ISH": the words carry it.
_EXAMINATIONS: dict[Investigation, Json] = {
    Investigation.HER2_TEST: _examination(
        "433114000",
        "Human epidermal growth factor receptor 2 gene detection by immunohistochemistry (procedure)",
        "HER2 test by immunohistochemistry, with in situ hybridisation if equivocal",
    ),
    Investigation.BRAIN_IMAGING: _examination(
        "816077007", "Magnetic resonance imaging of brain (procedure)", "MRI of the brain"
    ),
    Investigation.ECHOCARDIOGRAM: _examination(
        "40701008", "Echocardiography (procedure)", "Echocardiography with left ventricular ejection fraction"
    ),
}

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from fhir_mappings.drugs import ingredients
from fhir_mappings.suggestions import (
    Intent,
    Investigation,
    OrderSystem,
    UnknownAgentError,
    medication_request,
    service_request,
)
from fhir_mappings.systems import RXNORM
from treatment_history.agents import AGENTS, BY_HYPHENATED_NAME

_ORDERS = list(
    csv.DictReader((files("fhir_mappings") / "codes" / "orders.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.mark.parametrize("agent", AGENTS)
def test_every_agent_can_be_suggested_as_a_valid_r4_draft_without_a_dose(agent: str) -> None:
    resource = medication_request(
        agent, patient_id="p1", encounter_id="e1", condition_reference="Condition/c1", intent=Intent.ORDER
    )

    MedicationRequest.model_validate(resource)
    assert resource["status"] == "draft"
    assert resource["intent"] == "order"
    assert not {"dosageInstruction", "dispenseRequest", "authoredOn"} & set(resource)


@pytest.mark.parametrize("kind", Investigation)
def test_every_examination_is_a_valid_r4_draft(kind: Investigation) -> None:
    resource = service_request(kind, patient_id="p1", encounter_id="e1", condition_reference="Condition/c1")

    ServiceRequest.model_validate(resource)
    assert resource["intent"] == "proposal"
    assert resource["code"]["text"]


def test_what_is_not_known_is_left_out() -> None:
    resource = medication_request("lapatinib", patient_id="p1")

    assert set(resource) == {"resourceType", "status", "intent", "medicationCodeableConcept", "subject"}


def test_the_codes_are_those_that_the_site_orders_by() -> None:
    concept = medication_request("trastuzumab-emtansine", patient_id="p1", systems=[OrderSystem.RXNORM])[
        "medicationCodeableConcept"
    ]

    assert concept == {
        "coding": [{"system": RXNORM, "code": "1371041", "display": "Ado-trastuzumab emtansine"}],
        "text": "trastuzumab emtansine",
    }


def test_no_code_system_in_common_leaves_the_name() -> None:
    assert medication_request("capecitabine", patient_id="p1", systems=())["medicationCodeableConcept"] == {
        "text": "capecitabine"
    }


def test_nothing_is_ordered_under_a_name_that_the_agent_table_does_not_hold() -> None:
    with pytest.raises(UnknownAgentError):
        medication_request("herceptin", patient_id="p1")


def test_both_spellings_of_an_agent_give_the_same_order() -> None:
    for hyphenated, agent in BY_HYPHENATED_NAME.items():
        assert medication_request(hyphenated, patient_id="p1") == medication_request(agent.name, patient_id="p1")


@pytest.mark.parametrize("row", _ORDERS, ids=lambda row: f"{row['agent']} {row['code']}")
def test_each_code_that_is_ordered_by_reads_back_as_that_one_agent(row: dict[str, str]) -> None:
    concept = {"coding": [{"system": row["system"], "code": row["code"]}]}

    assert ingredients((concept,)).agents == (row["agent"],)


@pytest.mark.parametrize("agent", ["trastuzumab", "pertuzumab", "trastuzumab emtansine", "lapatinib"])
def test_the_papers_anti_her2_agents_carry_all_three_code_systems(agent: str) -> None:
    codings = medication_request(agent, patient_id="p1")["medicationCodeableConcept"]["coding"]

    assert {coding["system"] for coding in codings} == {system.value for system in OrderSystem}

"""The D rules of the conformance notes: what a prefetch template may ask."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest

from service.discovery import SERVICES

TEMPLATES = sorted({(key, template) for service in SERVICES.values() for key, template in service.prefetch.items()})
PATIENT_PARAMETER = {"AllergyIntolerance", "Condition", "EpisodeOfCare", "MedicationAdministration"} | {
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
}


@pytest.mark.parametrize(("key", "template"), TEMPLATES)
def test_a_template_uses_only_tokens_that_every_hook_has(key: str, template: str) -> None:
    tokens = re.findall(r"\{\{(.*?)\}\}", template)

    assert key
    assert tokens == ["context.patientId"]
    assert template.count("{{") == template.count("}}") == len(tokens)


@pytest.mark.parametrize(("key", "template"), TEMPLATES)
def test_a_template_is_a_read_or_a_search_that_every_server_has(key: str, template: str) -> None:
    path, _, query = template.partition("?")
    parameters = parse_qsl(query, strict_parsing=bool(query))

    assert key
    if not query:
        assert path == "Patient/{{context.patientId}}"
        return
    assert path in PATIENT_PARAMETER
    assert len({name for name, _ in parameters}) == len(parameters), "one value a parameter name (the sandbox merges)"
    assert {name for name, _ in parameters} <= {"patient", "_sort", "_count", "category", "code", "status"}
    assert all(":" not in name and not value.startswith(("ne", "sa", "eb", "ap")) for name, value in parameters)

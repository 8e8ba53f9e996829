"""The demo patients are valid FHIR, say that they are invented, and are what their stories render to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from rendering.demo_patients import FOLDER, index, written

FILES = [entry["file"] for entry in index()]


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["index.json", *FILES])
def test_the_file_is_what_its_story_renders_to(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == written()[name], (
        "run `python -m rendering.demo_patients` in tests/"
    )


@pytest.mark.parametrize("name", FILES)
def test_every_resource_is_valid_r4(name: str) -> None:
    bundle = load(name)

    get_fhir_model_class("Bundle").model_validate(bundle)
    for entry in bundle["entry"]:
        get_fhir_model_class(entry["resource"]["resourceType"]).model_validate(entry["resource"])


@pytest.mark.parametrize("entry", index(), ids=FILES)
def test_the_patient_is_named_and_marked_as_invented(entry: dict[str, Any]) -> None:
    text = json.dumps(load(entry["file"]))

    assert "Demo Patient" in text
    assert "HTEST" in text
    assert f"Patient/{entry['id']}" in text


def test_no_two_demo_patients_share_an_id_or_a_file() -> None:
    entries = index()

    assert len({entry["id"] for entry in entries}) == len({entry["file"] for entry in entries}) == len(entries)

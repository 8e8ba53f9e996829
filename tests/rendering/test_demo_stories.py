"""Each demo patient gets the outcome that the demo page announces."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from rendering.demo_patients import FOLDER, index

from consensus.algorithm import advise
from consensus.establish import establish
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from treatment_history.derive import derive


@pytest.mark.parametrize("entry", index(), ids=lambda entry: str(entry["id"]))
def test_the_demo_patient_gets_the_outcome_that_is_announced(entry: dict[str, Any]) -> None:
    document = json.loads((FOLDER / entry["file"]).read_text(encoding="utf-8"))

    record = read_record(raw_from_bundle(document))
    found = establish(derive(record, date.fromisoformat(entry["as_of"])))

    assert record.gaps == ()
    assert advise(found.facts, found.possible).code == entry["outcome"]

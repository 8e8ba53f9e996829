"""What the renderer writes is valid FHIR of the release it claims to be."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources import get_fhir_model_class as r5_model
from fhir.resources.R4B import get_fhir_model_class as r4_model
from rendering.dialects import DIALECTS, Dialect
from rendering.render import render_resources

CASE: dict[str, Any] = {
    "diagnosed": "2013-11",
    "patient": {"name": "Demo Patient One", "birth_date": "1960-05-01"},
    "events": [
        {"type": "surgery", "id": "p1", "date": "2013-02-04", "purpose": "primary"},
        {"type": "surgery", "id": "p2", "date": "2014-02-04", "purpose": "other", "site": "liver"},
        {"type": "metastasis", "id": "c1", "date": "2014-01-20", "site": "liver"},
        {"type": "metastasis", "id": "c2", "date": "2014-01"},
        {"type": "absence", "id": "c3", "date": "2014-01-21", "site": "brain"},
        {"type": "status", "id": "o1", "date": "2014-04-07", "value": "PR", "evidence": "imaging", "site": "liver"},
        {"type": "radiotherapy", "id": "r1", "date": "2014-10-20", "site": "brain"},
        {"type": "marker", "id": "h1", "test": "HER2 IHC", "value": "3+", "date": "2013-11-02"},
        {"type": "measurement", "id": "l1", "quantity": "LVEF", "value": 60, "date": "2014-01-10"},
        {"type": "measurement", "id": "l2", "quantity": "ALT", "value": 1.0, "date": "2014-01-10"},
        {"type": "comorbidity", "id": "k1", "kind": "diabetes", "date": "2010"},
        {"type": "stage", "id": "s1", "value": "IV", "date": "2014-01-20"},
        {"type": "allergy", "id": "a1", "drug": "docetaxel", "date": "2014-02-03"},
        {
            "type": "explicit_line",
            "id": "e1",
            "resource": "EpisodeOfCare",
            "number": 1,
            "covers": ["m1"],
            "status": "active",
        },
        {
            "type": "explicit_line",
            "id": "e2",
            "resource": "CarePlan",
            "number": 1,
            "covers": ["m1"],
            "status": "active",
        },
    ],
    "medications": [
        {
            "id": "m1",
            "resource": "MedicationStatement",
            "drug": "trastuzumab",
            "start": "2014-02-03",
            "status": "active",
        },
        {
            "id": "m2",
            "resource": "MedicationStatement",
            "drug": "docetaxel",
            "start": "2014-02",
            "end": "2014-06",
            "status": "stopped",
            "reason": "toxicity",
        },
        {
            "id": "m3",
            "resource": "MedicationRequest",
            "drug": "pertuzumab",
            "start": "2014-02-03",
            "end": "2014-06-01",
            "status": "active",
            "reason": "patient",
        },
        {
            "id": "m4",
            "resource": "MedicationAdministration",
            "drug": "pertuzumab",
            "start": "2014-02-03",
            "status": "completed",
            "reason": "completed",
        },
        {
            "id": "m5",
            "resource": "MedicationDispense",
            "drug": "lapatinib",
            "start": "2014-02-03",
            "status": "completed",
        },
        {"id": "m6", "resource": "MedicationStatement", "drug": "lapatinib", "start": "2014-07", "status": "not-taken"},
    ],
}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_every_rendered_resource_is_valid(dialect: Dialect) -> None:
    model = r5_model if dialect.r5 else r4_model

    for resource in render_resources(CASE, dialect):
        model(resource["resourceType"]).model_validate(resource)


def test_an_r5_statement_of_an_untaken_drug_carries_the_r4_status_along() -> None:
    statements = [r for r in render_resources(CASE, DIALECTS["r5-rxnorm"]) if r["id"] == "m6"]

    assert [extension["valueCode"] for extension in statements[0]["extension"]] == ["not-taken"]
    assert statements[0]["adherence"]["code"]["coding"][0]["code"] == "not-taking"

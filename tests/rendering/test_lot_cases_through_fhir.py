"""Every worked case of the line-of-therapy specification, told as FHIR in every dialect, derives exactly as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lot_cases.lot_case import HERE, as_of, differences, load_cases
from rendering.dialects import DIALECTS, Dialect
from rendering.render import render

from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from treatment_history.answer import Answer
from treatment_history.derive import derive

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark import ParameterSet

    from treatment_history.history import TreatmentHistory

SPECIFIED = load_cases(HERE / "lot_cases.yaml")
FURTHER = load_cases(HERE / "more_cases.yaml")


def runs(cases: list[dict[str, Any]], dialects: Iterable[str]) -> list[ParameterSet]:
    return [pytest.param(case, DIALECTS[name], id=f"{case['id']} {name}") for case in cases for name in dialects]


RUNS = runs(SPECIFIED, DIALECTS) + runs(FURTHER, ("rxnorm", "atc-before-2022", "r5-text"))
_TYPES = {"metastasis": "Condition", "status": "Observation", "surgery": "Procedure", "radiotherapy": "Procedure"}


def derived(case: dict[str, Any], dialect: Dialect) -> TreatmentHistory:
    return derive(read_record(raw_from_bundle(render(case, dialect))), as_of(case))


def with_references(case: dict[str, Any]) -> dict[str, Any]:
    """The case with `Type/id` in place of the ids that it expects as evidence and as excluded."""
    names = {item["id"]: f"{item['resource']}/{item['id']}" for item in case.get("medications", ())}
    for event in case.get("events", ()):
        names[event["id"]] = f"{_TYPES.get(event['type']) or event.get('resource')}/{event['id']}"
    expected = dict(case["expected"])
    if "excluded" in expected:
        expected["excluded"] = [names[name] for name in expected["excluded"]]
    if "lines" in expected:
        expected["lines"] = [
            line | ({"evidence": [names[name] for name in line["evidence"]]} if "evidence" in line else {})
            for line in expected["lines"]
        ]
    return case | {"expected": expected}


def says_more_than_r5_can(case: dict[str, Any], dialect: Dialect) -> bool:
    """What is merely `recorded` in R5, without a date, may never have begun."""
    statements = [item for item in case.get("medications", ()) if item["resource"] == "MedicationStatement"]
    undated = [item for item in statements if item["status"] == "completed" and "start" not in item]
    return dialect.r5 and bool(undated)


@pytest.mark.parametrize(("case", "dialect"), RUNS)
def test_a_worked_case_derives_as_written_in_every_dialect(case: dict[str, Any], dialect: Dialect) -> None:
    if says_more_than_r5_can(case, dialect):
        assert derived(case, dialect).facts.dual_blockade_any.value is not Answer.YES
        return

    found = differences(with_references(case), derived(case, dialect))

    assert not found, f"{case['id']} {case['title']} ({dialect.name})\n" + "\n".join(found)

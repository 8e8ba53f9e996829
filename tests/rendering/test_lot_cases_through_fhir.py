"""Every worked case of the line-of-therapy specification, told as FHIR in every dialect, derives exactly as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lot_cases.lot_case import all_cases, as_of, differences
from rendering.dialects import DIALECTS, Dialect
from rendering.render import render

from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from treatment_history.answer import Answer
from treatment_history.derive import derive

if TYPE_CHECKING:
    from treatment_history.history import TreatmentHistory

CASES = {case["id"]: case for case in all_cases()}
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
    """R5 has no `not-taken`: its `not-taking` may also mean "no longer", and is read as unknown."""
    return dialect.r5 and any(item["status"] == "not-taken" for item in case.get("medications", ()))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_worked_case_derives_as_written_in_every_dialect(case: dict[str, Any], dialect: Dialect) -> None:
    if says_more_than_r5_can(case, dialect):
        assert derived(case, dialect).facts.dual_blockade_any.value is not Answer.YES
        return

    found = differences(with_references(case), derived(case, dialect))

    assert not found, f"{case['id']} {case['title']} ({dialect.name})\n" + "\n".join(found)

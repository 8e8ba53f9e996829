"""The history as a document: the keys and types that users rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lot_cases.build import drug, history, seen, when
from lot_cases.lot_case import all_cases, as_of, record_of

from treatment_history.derive import derive
from treatment_history.parameters import DEFAULT
from treatment_history.record import Gap, Purpose, Surgery
from treatment_history.sheet import as_document

LINE_KEYS = {
    *("n", "track", "enlist", "agents", "anti_her2", "dual", "chemo", "endocrine", "other", "start", "end"),
    *("end_reason", "best_response", "first_assessment_pd", "pd_on_line", "basis", "confidence", "evidence", "flags"),
}
FACT_KEYS = {"value", "working", "because", "missing", "evidence"}


def test_a_history_document_has_every_key_of_the_contract() -> None:
    document = as_document(
        history(
            drug("trastuzumab", "2014-02"),
            drug("docetaxel", "2014-02", "2014-06-09"),
            drug("vinorelbine", "2015-02-02"),
            statuses=(seen("PD", "2015-01"),),
            gaps=(Gap("Observation/o9", "unreadable"),),
        )
    )

    assert document["as_of"] == "2016-06-01"
    assert document["params_version"] == DEFAULT.version
    assert document["parameters"]["pd_link"] == DEFAULT.pd_link
    assert document["advanced_from"] == "2014-01-20"
    assert document["counts"] == {"lines": [2, 2, 2], "anti_her2": [2, 2, 2], "consecutive": [2, 2, 2]}
    assert document["gaps"] == [{"reference": "Observation/o9", "reason": "unreadable"}]
    assert [line["start"] for line in document["lines"]] == ["2014-02", "2015-02-02"]
    for line in document["lines"]:
        assert set(line) >= LINE_KEYS


def test_facts_stand_with_their_ground() -> None:
    facts = as_document(history(drug("trastuzumab", "2014-02-03")))["facts"]

    for name in (
        "dual_blockade_advanced",
        "clinical_resistance",
        "progressed_after_2_anti_her2",
        "first_line_approach",
    ):
        assert set(facts[name]) == FACT_KEYS
    assert facts["exposure"]["value"] == {"L": [], "T": ["advanced"], "P": [], "T-DM1": []}
    assert facts["exposure"]["evidence"] == ["MedicationStatement/trastuzumab-2014-02-03"]
    assert facts["relapse_interval_days"]["value"] == "unknown"


def test_later_anti_her2_agents_stand_in_the_exposure_by_name() -> None:
    facts = as_document(history(drug("tucatinib", "2014-02-03"), drug("trastuzumab deruxtecan", "2014-02-03")))["facts"]

    assert facts["exposure"]["value"]["tucatinib"] == ["advanced"]
    assert facts["exposure"]["value"]["T-DXd"] == ["advanced"]


def test_early_therapy_is_told_by_kind_with_its_courses() -> None:
    operation = Surgery("Procedure/p1", when("2012-06-04"), Purpose.PRIMARY)
    (adjuvant,) = as_document(
        history(
            drug("docetaxel", "2012-07-02", "2012-10-01"),
            drug("trastuzumab", "2012-07-02", "2013-05-01"),
            surgeries=(operation,),
        )
    )["early"]

    assert adjuvant["kind"] == "adjuvant"
    assert adjuvant["agents"] == ["docetaxel", "trastuzumab"]
    assert (adjuvant["start"], adjuvant["end"]) == ("2012-07-02", "2013-05-01")
    assert [course["end"] for course in adjuvant["courses"]] == ["2012-10-01", "2013-05-01"]
    assert "Procedure/p1" in adjuvant["evidence"]


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case["id"])
def test_every_worked_case_is_a_json_document(case: dict[str, Any]) -> None:
    document = as_document(derive(record_of(case), as_of(case)))

    assert json.loads(json.dumps(document)) == document


def test_the_sentence_of_a_line_names_rule_observation_and_resource() -> None:
    document = as_document(
        history(
            drug("trastuzumab", "2014-02-03"),
            drug("vinorelbine", "2015-02-02"),
            statuses=(seen("PD", "2015-01-12"),),
        )
    )

    first, second = (line["because"] for line in document["lines"])
    assert first == (
        "first therapy in the advanced setting: trastuzumab from 2014-02-03 "
        "(MedicationStatement/trastuzumab-2014-02-03)"
    )
    assert second == (
        "rule 3: progression 2015-01-12 (Observation/PD-2015-01-12) with vinorelbine from 2015-02-02 "
        "(MedicationStatement/vinorelbine-2015-02-02)"
    )

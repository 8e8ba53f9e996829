"""The advise document, and the conditions that stand beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vignettes.load import vignettes

from consensus.algorithm import advise
from consensus.conditions import conditions
from consensus.document import advise_document
from consensus.facts import Facts, InvalidFactError, facts_from
from treatment_history.answer import Answer

PATIENTS = {vignette.id: vignette.facts for vignette in vignettes()}


def test_the_document_has_the_stable_keys_in_order() -> None:
    document = advise_document(PATIENTS["V07"], [["trastuzumab-emtansine"]], ["trastuzumab"])

    assert list(document) == [
        *("edition", "outcome", "rule", "status", "recommended", "not_recommended", "missing_facts"),
        *("possible_outcomes", "flags", "statements", "currency_notes", "orders"),
    ]
    assert document["edition"] == "es-2016"
    assert document["recommended"][0] == {"tier": "preferred", "regimen": "TDM1", "statements": ["S5.2", "S4.2"]}
    assert document["recommended"][1] == {"tier": "option", "regimen": "L+T", "statements": ["S5.1"]}
    assert list(document["orders"][0])[:3] == ["agents", "class", "safety_rules"]
    assert document["orders"][0]["safety_rules"] == ["J-S1"]


def test_without_orders_the_list_is_empty() -> None:
    assert advise_document(Facts())["orders"] == []


def test_synonyms_of_agents_are_read_in_facts_too() -> None:
    facts = facts_from({"current_line_agents": ["trastuzumab", "leuprolide"]})

    assert facts.current_line_agents == ("trastuzumab", "leuprorelin")


@pytest.mark.parametrize("agent", ["herceptin", "Trastuzumab", "trastuzumab emtansine", ""])
def test_other_spellings_are_errors(agent: str) -> None:
    with pytest.raises(InvalidFactError, match="unknown agent"):
        facts_from({"current_line_agents": [agent]})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"lt_dual_given": Answer.UNKNOWN}, ["Unless lapatinib + trastuzumab was already given"]),
        ({"prior_trastuzumab": Answer.UNKNOWN}, ["The T-DM1 indication asks for earlier trastuzumab"]),
        ({"prior_taxane": Answer.UNKNOWN}, ["The T-DM1 label asks for an earlier taxane"]),
        ({"prior_trastuzumab": Answer.NO}, ["T-DM1 is left out"]),
    ],
)
def test_conditions_that_no_flag_says(changes: dict[str, object], said: list[str]) -> None:
    facts = replace(PATIENTS["V07"], **changes)  # type: ignore[arg-type]  # each case gives a fact's own type

    sentences = [str(sentence) for sentence in conditions(advise(facts), facts)]

    assert len(sentences) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(sentences, said, strict=True))

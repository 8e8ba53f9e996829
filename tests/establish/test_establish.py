"""The door: every fact has a ground, and a patient of whom nothing is known has unknown facts only."""

from __future__ import annotations

import json

from establish.builders import history

from consensus.establish import establish
from consensus.facts import FACT_NAMES, Facts, facts_from
from consensus.facts_document import facts_document, written_value
from consensus.site import Site
from treatment_history.answer import Answer
from treatment_history.record import Completeness, PatientRecord, Query


def test_every_fact_has_a_ground_and_an_unknown_one_says_what_would_settle_it() -> None:
    nothing_read = PatientRecord("p", completeness=dict.fromkeys(Query, Completeness.FAILED))

    established = establish(history(nothing_read, advanced_from=None, advanced_evidence=(), history_complete=False))

    assert tuple(established.bases) == FACT_NAMES
    for name in set(FACT_NAMES) - {"current_line_agents"}:
        if getattr(established.facts, name) == getattr(Facts(), name):
            assert established.bases[name].missing, name


def test_the_site_decides_whether_t_dm1_is_available() -> None:
    assert establish(history(), Site(Answer.NO)).facts.tdm1_available is Answer.NO
    assert establish(history()).facts.tdm1_available is Answer.UNKNOWN


def test_numbers_are_printed_whole_where_they_are_whole() -> None:
    assert written_value(6.0) == 6
    assert written_value(6.03) == 6.03
    assert written_value(("a", None)) == ["a", "unknown"]


def test_the_printed_facts_read_back_as_the_same_facts() -> None:
    established = establish(history())

    document = json.loads(json.dumps(facts_document(established)))
    again = facts_from({name: fact["value"] for name, fact in document.items()})

    assert again == established.facts

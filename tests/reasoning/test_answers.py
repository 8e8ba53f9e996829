from __future__ import annotations

from datetime import date

import pytest
from consultations.build import METASTATIC, established

from cards.reasoning.answers import ANSWERABLE, allowed, answerable, take
from consensus.facts import FACT_NAMES, Facts, Presence
from treatment_history.answer import Answer

TODAY = date(2026, 7, 1)
NOTHING_KNOWN = established(Facts())


@pytest.mark.parametrize("fact", ANSWERABLE)
def test_every_offered_answer_can_be_taken_and_changes_that_fact_alone(fact: str) -> None:
    for written, value in allowed(fact, NOTHING_KNOWN).items():
        taken = take({fact: written}, NOTHING_KNOWN, TODAY)

        assert getattr(taken.established.facts, fact) == value
        others = [name for name in FACT_NAMES if name != fact]
        assert all(getattr(taken.established.facts, name) == getattr(Facts(), name) for name in others)
        assert "not in the record" in str(taken.established.bases[fact].because[0])
        assert taken.established.bases[fact].evidence == ()


@pytest.mark.parametrize("written", ["unknown", "maybe", "<b>", "none " * 50])
def test_what_is_no_answer_is_refused_and_leaves_the_fact_open(written: str) -> None:
    taken = take({"brain_mets": written}, NOTHING_KNOWN, TODAY)

    assert taken.established.facts.brain_mets is Presence.UNKNOWN
    assert taken.refused == ("brain_mets",)


def test_a_fact_that_the_record_holds_cannot_be_answered() -> None:
    known = established(METASTATIC)

    assert not answerable("her2_status", known)
    assert take({"her2_status": "negative"}, known, TODAY).established is known


def test_only_values_that_the_record_still_allows_are_offered() -> None:
    narrowed = established(Facts(), possible={"n_her2_lines": (2, 3)})

    assert list(allowed("n_her2_lines", narrowed)) == ["2", "3"]
    assert take({"n_her2_lines": "1"}, narrowed, TODAY).refused == ("n_her2_lines",)


@pytest.mark.parametrize(("day", "kept"), [("2026-05-12", "2026-05-12"), ("2026-09-01", None), ("soon", None)])
def test_the_day_of_an_answer_is_shown_only_if_it_can_be(day: str, kept: str | None) -> None:
    (given,) = take({"patient_wishes_to_stop": "no", "patient_wishes_to_stop-on": day}, NOTHING_KNOWN, TODAY).given

    assert given.value is Answer.NO
    assert (str(given.day) if given.day else None) == kept


def test_no_name_that_is_not_a_fact_is_taken() -> None:
    taken = take({"age_years": "90", "lvef_percent": "20", "x": "y"}, NOTHING_KNOWN, TODAY)

    assert (taken.given, taken.refused) == ((), ())

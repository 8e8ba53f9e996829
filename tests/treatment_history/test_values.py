"""Three-valued answers, partial dates, agents and counts."""

from __future__ import annotations

from datetime import date

import pytest

from treatment_history.agents import agent_named, is_anti_her2
from treatment_history.answer import Answer, agreed, all_of, any_of
from treatment_history.dates import InvalidDateError, PartialDate, add_months
from treatment_history.history import Count


def test_an_answer_has_no_truth_of_its_own() -> None:
    with pytest.raises(TypeError, match="three-valued"):
        bool(Answer.NO)


def test_kleene_logic() -> None:
    yes, no, unknown = Answer.YES, Answer.NO, Answer.UNKNOWN

    assert all_of((yes, unknown)) is unknown
    assert all_of((no, unknown)) is no
    assert any_of((yes, unknown)) is yes
    assert any_of((no, unknown)) is unknown
    assert ~unknown is unknown
    assert (yes & no, yes | no) == (no, yes)
    assert agreed((yes, unknown)) is unknown


@pytest.mark.parametrize("written", ["", "14-02-03", "2014-13", "2014-02-30", "2014-2", "yesterday", "2014-02-03-01"])
def test_what_is_no_fhir_date_is_refused(written: str) -> None:
    with pytest.raises(InvalidDateError):
        PartialDate.parse(written)


@pytest.mark.parametrize(
    ("written", "uncertainty"),
    [("2014-02-03", "U0"), ("2014-02-03T10:00:00+02:00", "U0"), ("2014-02", "U2"), ("2014", "U4")],
)
def test_a_partial_date_is_as_uncertain_as_it_is_wide(written: str, uncertainty: str) -> None:
    assert PartialDate.parse(written).uncertainty == uncertainty


def test_partial_dates_compare_with_three_values() -> None:
    march, april, day = map(PartialDate.parse, ("2014-03", "2014-04", "2014-03-15"))

    assert march.before(april) is Answer.YES
    assert april.before(march) is Answer.NO
    assert march.before(day) is Answer.UNKNOWN


def test_twelve_months_after_a_leap_day() -> None:
    assert add_months(date(2012, 2, 29), 12) == date(2013, 2, 28)


def test_a_count_compares_its_bounds_with_a_threshold() -> None:
    assert Count(3, 4, 4).at_least(3) is Answer.YES
    assert Count(2, 3, 3).at_least(3) is Answer.UNKNOWN
    assert Count(1, 2, 2).at_least(3) is Answer.NO
    assert Count(3, 4, 4).agreed is None


def test_agents_by_name() -> None:
    assert is_anti_her2("trastuzumab deruxtecan")
    assert not is_anti_her2("docetaxel")
    assert not is_anti_her2("an unknown name")
    assert agent_named("trastuzumab emtansine").hyphenated == "trastuzumab-emtansine"

"""How written facts are read: every name and value of the specification, and a clear word on everything else."""

from __future__ import annotations

import pytest

from consensus.facts import FACT_NAMES, Facts, Her2Status, Interval, InvalidFactError, facts_from
from treatment_history.answer import Answer


def test_a_fact_that_is_not_given_is_unknown() -> None:
    assert facts_from({}) == Facts()


def test_every_fact_may_be_written_as_unknown() -> None:
    assert facts_from(dict.fromkeys(FACT_NAMES, "unknown")) == Facts()


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("her2_status", "low", Her2Status.LOW),
        ("her2_status", Her2Status.LOW, Her2Status.LOW),
        ("adjuvant_relapse_months", 9, 9.0),
        ("adjuvant_relapse_months", 6.5, 6.5),
        ("adjuvant_relapse_months", "during", Interval.DURING),
        ("n_her2_lines", 2, 2),
        ("n_her2_lines", 2.0, 2),
        ("age_years", 57, 57.0),
        ("diabetes", "no", Answer.NO),
        ("current_line_agents", ["trastuzumab"], ("trastuzumab",)),
    ],
)
def test_written_values(name: str, written: object, read: object) -> None:
    value = getattr(facts_from({name: written}), name)

    assert value == read
    assert type(value) is type(read)


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("her2", "positive", "unknown fact 'her2'; the facts are: her2_status"),
        ("her2_status", "pos", "allowed are: positive, low, negative, equivocal, unknown"),
        ("her2_status", True, "allowed are: positive"),
        ("her2_status", None, "allowed are: positive"),
        ("diabetes", False, "allowed are: yes, no, unknown"),
        ("n_her2_lines", 1.5, "a whole number >= 0"),
        ("n_her2_lines", -1, "a whole number >= 0"),
        ("n_her2_lines", True, "a number >= 0, unknown"),
        ("n_her2_lines", "two", "a number >= 0, unknown"),
        ("lvef_percent", float("nan"), "a number >= 0"),
        ("lvef_percent", float("inf"), "a number >= 0"),
        ("adjuvant_relapse_months", "soon", "a number >= 0, during, not_applicable, unknown"),
        ("current_line_agents", "trastuzumab", "a list of agents"),
        ("current_line_agents", [1], "a list of agents"),
    ],
)
def test_anything_else_is_an_error_that_names_what_is_allowed(name: str, written: object, said: str) -> None:
    with pytest.raises(InvalidFactError) as raised:
        facts_from({name: written})

    assert said in str(raised.value)


def test_the_truth_of_a_three_valued_fact_cannot_be_asked() -> None:
    with pytest.raises(TypeError, match="three-valued"):
        bool(Facts().diabetes)

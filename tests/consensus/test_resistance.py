"""Scenario 2, walked over every combination of its criteria and compared with the words of specification A.3.6."""

from __future__ import annotations

from itertools import product

import pytest

from consensus.facts import AnswerOrNotApplicable, Facts
from consensus.situations.resistance import Resistance, clinical_resistance, failed_criteria, unknown_criteria
from treatment_history.answer import Answer

PD = AnswerOrNotApplicable

COMBINATIONS = [
    {
        "n_her2_lines": lines,
        "prior_consecutive_her2_lines": consecutive,
        "dual_blockade_prior": dual,
        "dual_blockade_any": any_dual,
        "current_line_number": current,
        "current_line_her2": her2,
        "pd_at_first_assessment": pd,
    }
    for lines, consecutive, dual, any_dual, current, her2, pd in product(
        (None, 0, 2, 3, 4), (None, 2, 3, 4), Answer, Answer, (None, 3, 4, 5), Answer, PD
    )
]


def _expected(given: dict[str, object]) -> Resistance:
    """Specification A.3.6, written a second time and differently: as counting yes, no and unknown."""
    lines, consecutive = given["n_her2_lines"], given["prior_consecutive_her2_lines"]
    current, pd = given["current_line_number"], given["pd_at_first_assessment"]
    if lines in (0, 2):
        return Resistance.NOT_MET
    met = {
        "lines": None if consecutive is None else consecutive >= 3,
        "dual": {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: None}[given["dual_blockade_prior"]],
        "fourth": None if current is None else current >= 4,
        "her2": {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: None}[given["current_line_her2"]],
        "pd": {PD.YES: True, PD.UNKNOWN: None}.get(pd, False),
    }
    if False not in met.values():
        return Resistance.UNKNOWN if None in met.values() else Resistance.MET
    any_dual = given["dual_blockade_any"] is Answer.YES
    legend = pd is PD.YES and any_dual and lines in (3, 4)
    later = pd is PD.NO and any_dual and met["lines"] is met["fourth"] is met["her2"] is True
    return Resistance.BORDERLINE if legend or later else Resistance.NOT_MET


def test_every_combination_of_the_criteria_is_read_as_specified() -> None:
    for given in COMBINATIONS:
        assert clinical_resistance(Facts(**given)) is _expected(given), given


def test_unknown_resistance_names_the_criteria_that_would_settle_it() -> None:
    for given in COMBINATIONS:
        facts = Facts(**given)
        if clinical_resistance(facts) is Resistance.UNKNOWN:
            assert unknown_criteria(facts)
            assert not failed_criteria(facts)


def test_borderline_names_the_criterion_that_fails() -> None:
    for given in COMBINATIONS:
        if clinical_resistance(Facts(**given)) is Resistance.BORDERLINE:
            assert failed_criteria(Facts(**given))


@pytest.mark.parametrize("value", list(PD))
def test_progression_that_was_not_assessed_first_is_no_resistance(value: AnswerOrNotApplicable) -> None:
    facts = Facts(
        n_her2_lines=4,
        prior_consecutive_her2_lines=3,
        dual_blockade_prior=Answer.YES,
        current_line_number=4,
        current_line_her2=Answer.YES,
        pd_at_first_assessment=value,
    )

    assert (clinical_resistance(facts) is Resistance.MET) == (value is PD.YES)

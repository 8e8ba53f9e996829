"""Depth "facts": what the paper says about each worked patient, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vignettes.load import vignettes

from consensus.algorithm import advise, judge

if TYPE_CHECKING:
    from vignettes.load import Vignette

VIGNETTES = vignettes()
each = pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: f"{vignette.id} {vignette.title}")


def test_every_worked_patient_is_here():
    worked = [vignette.id for vignette in VIGNETTES if vignette.id.startswith("V")]

    assert worked == [f"V{number:02}" for number in range(1, 25)]


@each
def test_outcome(vignette: Vignette):
    said = advise(vignette.facts)

    assert (said.code, said.rule, said.status.value) == (vignette.code, vignette.rule, vignette.status)
    assert tuple((option.tier.value, option.regimen) for option in said.recommended) == vignette.recommended
    assert said.not_recommended == vignette.not_recommended
    assert said.missing_facts == vignette.missing_facts
    assert said.possible_outcomes == vignette.possible_outcomes


@each
def test_what_the_card_rests_on(vignette: Vignette):
    said = advise(vignette.facts)

    assert said.flags == vignette.flags
    assert said.statements == vignette.statements
    assert set(vignette.key_statements) <= set(said.statements)
    assert said.currency_notes == vignette.currency_notes


@pytest.mark.parametrize(
    ("vignette", "number"),
    [(vignette, number) for vignette in VIGNETTES for number in range(len(vignette.orders))],
    ids=lambda value: value if isinstance(value, int) else value.id,
)
def test_draft_order(vignette: Vignette, number: int):
    order = vignette.orders[number]

    judged = judge(order.agents, vignette.facts, order.active)

    assert judged.order_class.value == order.order_class, order.because
    assert tuple(alert.rule for alert in judged.alerts) == order.safety_rules

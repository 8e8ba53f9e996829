"""The draft orders of every vignette, told as FHIR, are read and judged as the vignette says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rendering.dialects import DIALECTS, Dialect
from rendering.drafts import render_drafts, selections
from rendering.test_vignettes_through_fhir import expected_facts, read_plainly
from vignettes.load import vignettes

from consensus.algorithm import judge
from consensus.regimens import STOP_ORDER
from fhir_mappings.draft_orders import read_draft_orders
from treatment_history.agents import agent_named

if TYPE_CHECKING:
    from vignettes.load import ExpectedOrder, Vignette

CASES = [
    pytest.param(vignette, order, id=f"{vignette.id} {'+'.join(order.agents)}")
    for vignette in vignettes()
    for order in vignette.orders
]
WRITTEN_IN = {
    name: DIALECTS[name]
    for name in ("rxnorm", "atc", "snomed-contained", "rxnorm-medication-entries", "text", "r5-atc")
}


def read_back(vignette: Vignette, order: ExpectedOrder, dialect: Dialect) -> tuple[str, ...]:
    drafts = render_drafts(order.agents, vignette.written["current_line_agents"], dialect)
    found = read_draft_orders(drafts, selections(drafts), "demo-patient")
    assert all(draft.selected and draft.unreadable is None for draft in found.orders)
    given = [agent_named(agent).hyphenated for draft in found.orders for agent in draft.proposed]
    stops = [STOP_ORDER] if any(draft.stops_anti_her2 for draft in found.orders) else []
    return tuple(given + stops)


@pytest.mark.parametrize("dialect", WRITTEN_IN.values(), ids=WRITTEN_IN)
@pytest.mark.parametrize(("vignette", "order"), CASES)
def test_the_drafts_are_read_back(vignette: Vignette, order: ExpectedOrder, dialect: Dialect) -> None:
    assert sorted(read_back(vignette, order, dialect)) == sorted(order.agents)


@pytest.mark.parametrize(("vignette", "order"), CASES)
def test_the_drafts_are_judged_on_the_record_as_on_the_facts(vignette: Vignette, order: ExpectedOrder) -> None:
    agents = read_back(vignette, order, DIALECTS["rxnorm"])
    established = read_plainly(vignette.id, "rxnorm")

    judged = judge(agents, established.facts, order.active, established.possible)
    expected = judge(order.agents, expected_facts(vignette), order.active)

    assert (judged.order_class, judged.regimen) == (expected.order_class, expected.regimen)
    assert [alert.rule for alert in judged.alerts] == [alert.rule for alert in expected.alerts]

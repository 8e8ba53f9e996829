"""Depth three: each vignette as the hook requests of an EHR, answered over HTTP by the whole service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from contract.wire import Wire
from rendering.dialects import DIALECTS
from rendering.drafts import render_drafts, selections
from rendering.render import PATIENT_ID, render_prefetch
from rendering.stories import AS_OF, story
from rendering.test_vignettes_through_fhir import ALL, expected_facts

from consensus.algorithm import advise, judge
from service.app import create_app
from service.settings import Settings

if TYPE_CHECKING:
    from vignettes.load import Vignette

by_id = pytest.mark.parametrize("vignette", ALL, ids=[vignette.id for vignette in ALL])
in_dialects = pytest.mark.parametrize("dialect", ["rxnorm-medication-entries", "snomed-contained"])
_ENVIRONMENT = {"HER2CDS_DEMO": "yes", "HER2CDS_TDM1_AVAILABLE": "yes"}
_SILENT = ("OUT-HER2", "OUT-EARLY")  # outside the consensus by HER2 or by stage: nothing to say on opening the chart


@pytest.fixture(scope="module")
def client() -> Wire:
    settings = Settings.from_environ(_ENVIRONMENT)
    wire = Wire(settings)
    wire.app = create_app(settings, today=lambda: AS_OF)
    return wire


def call(client: Wire, hook: str, vignette: Vignette, dialect: str, **context: Any) -> list[dict[str, Any]]:
    request = {
        "hook": hook,
        "hookInstance": "5b2b4d4e-8f5a-4b9f-9d0a-1d6f6a3c2b10",
        "context": {"userId": "Practitioner/p1", "patientId": PATIENT_ID} | context,
        "prefetch": render_prefetch(story(vignette.written), DIALECTS[dialect]),
    }
    return client.cards(f"her2-{hook}", request)


def ours(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [card["extension"]["org.her2-cds"] for card in cards]


@in_dialects
@by_id
def test_opening_the_chart_shows_the_outcome(client: Wire, vignette: Vignette, dialect: str) -> None:
    expected = advise(expected_facts(vignette))

    said = ours(call(client, "patient-view", vignette, dialect))

    if expected.code in _SILENT:
        assert said == []
    else:
        assert expected.code in {card["outcome"] for card in said}


@pytest.mark.parametrize(
    ("vignette", "agents"),
    [
        pytest.param(vignette, order.agents, id=f"{vignette.id} {'+'.join(order.agents)}")
        for vignette in ALL
        for order in vignette.orders
        if not order.active
    ],
)
def test_signing_a_discordant_or_unsafe_order_never_passes_in_silence(
    client: Wire, vignette: Vignette, agents: tuple[str, ...]
) -> None:
    order = next(order for order in vignette.orders if order.agents == agents)
    drafts = render_drafts(agents, vignette.written["current_line_agents"], DIALECTS["rxnorm"])

    for hook, chosen in (("order-sign", {}), ("order-select", {"selections": selections(drafts)})):
        cards = call(client, hook, vignette, "rxnorm", draftOrders=drafts, **chosen)
        if order.order_class == "DISCORDANT" or order.safety_rules:
            assert cards, f"{hook}: {order.because}"
        judged = [judged for said in ours(cards) for judged in said.get("orders", ())]
        assert set(order.safety_rules) <= {rule for each in judged for rule in each.get("safety_rules", ())}
        expected = judge(agents, expected_facts(vignette)).order_class.value
        assert {each["class"] for each in judged} <= {expected}

"""Which of a session's drafts form the decision that is compared with the paper.

A regimen is ordered drug by drug: all anticancer drafts of the session are one decision, whichever of them was
selected last; without a selected one there is nothing to say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cards.consult import OrderDecision
from consensus.algorithm import judge
from consensus.outcome import OrderClass
from consensus.regimens import STOP_ORDER
from service.hook_requests import Hook
from treatment_history.agents import BY_HYPHENATED_NAME, Family, agent_named, is_anti_her2

if TYPE_CHECKING:
    from consensus.establish import Established
    from consensus.site import Site
    from fhir_mappings.draft_orders import DraftOrder


UNREADABLE = "an order could not be read"
"""Ground of a judgement that is withheld: what is ordered beside the readable drugs is not known."""


def decisions(
    hook: Hook, drafts: tuple[DraftOrder, ...], established: Established, site: Site
) -> tuple[OrderDecision, ...]:
    """The decision that the clinician is about to take; none if no anticancer order was selected."""
    concerned = tuple(draft for draft in drafts if concerns_cancer(draft))
    selected = hook is Hook.ORDER_SIGN or any(draft.selected for draft in concerned)
    if not concerned or not selected:
        return ()
    judged = judge(
        _agents(concerned),
        established.facts,
        _still_active(established.active_agents, concerned),
        established.possible,
        site.elderly_age,
    )
    if any(draft.unreadable for draft in concerned):
        judged = replace(judged, order_class=OrderClass.INSUFFICIENT_DATA, ground=UNREADABLE, matched=None)
    return (OrderDecision(drafts=concerned, judged=judged, selected=selected),)


def concerns_cancer(draft: DraftOrder) -> bool:
    """Whether the draft starts or stops an anticancer drug, or may do so and cannot be read."""
    if draft.unreadable and not draft.blank:
        return True
    return any(agent_named(agent).family is not Family.SUPPORTIVE for agent in draft.agents)


def _agents(drafts: tuple[DraftOrder, ...]) -> tuple[str, ...]:
    """What the drafts give, in the rule engine's spelling.

    Ending anti-HER2 therapy is the stop order only where nothing is given in its place: else it is a switch.
    """
    given = [agent_named(agent).hyphenated for draft in drafts for agent in draft.proposed]
    switched = any(is_anti_her2(agent) for draft in drafts for agent in draft.proposed)
    stops = [STOP_ORDER] if not switched and any(draft.stops_anti_her2 for draft in drafts) else []
    return tuple(dict.fromkeys([*given, *stops]))


def _still_active(active: tuple[str, ...], drafts: tuple[DraftOrder, ...]) -> tuple[str, ...]:
    stopped = {agent for draft in drafts if draft.stops for agent in draft.agents}
    return tuple(name for name in active if BY_HYPHENATED_NAME[name].name not in stopped)

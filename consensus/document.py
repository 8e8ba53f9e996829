"""The answer of `her2-cds advise` as a document: the interface that scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consensus.algorithm import NOTHING_NARROWED, advise, judge
from consensus.safety import ELDERLY_AGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from consensus.facts import Facts
    from consensus.outcome import JudgedOrder, Option


def advise_document(
    facts: Facts,
    orders: Sequence[Sequence[str]] = (),
    active: Sequence[str] = (),
    possible: Mapping[str, tuple[object, ...]] = NOTHING_NARROWED,
    elderly_age: int = ELDERLY_AGE,
) -> dict[str, Any]:
    """The outcome and the class of each draft order set, as names and lists of text.

    Raises:
        InvalidFactError: an agent is no ingredient of the agent table.
    """
    said = advise(facts, possible)
    return {
        "edition": said.edition,
        "outcome": said.code,
        "rule": said.rule,
        "status": said.status.value,
        "recommended": [_option(supported) for supported in said.recommended],
        "not_recommended": list(said.not_recommended),
        "missing_facts": list(said.missing_facts),
        "possible_outcomes": list(said.possible_outcomes),
        "flags": list(said.flags),
        "statements": list(said.statements),
        "currency_notes": list(said.currency_notes),
        "orders": [_order(judge(agents, facts, active, possible, elderly_age)) for agents in orders],
    }


def _option(supported: Option) -> dict[str, Any]:
    return {
        "tier": supported.tier.value,
        "regimen": supported.regimen,
        "statements": list(supported.statements),
    }


def _order(judged: JudgedOrder) -> dict[str, Any]:
    return {
        "agents": list(judged.agents),
        "class": judged.order_class.value,
        "safety_rules": [alert.rule for alert in judged.alerts],
        "regimen": judged.regimen,
        "ground": judged.ground,
    }

"""Walks over the answers that came with cards: rules about a response, a card, a suggestion, an action, a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Problems, not_applicable
from cds_check.target import OK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cds_check.http import Exchange
    from cds_check.target import Call, Target

Json = dict[str, Any]
NO_CARDS = "no call was answered with a card; supply a request that is, with --request"


def of_responses(target: Target, rule: Callable[[Json], Iterator[str]], has: Callable[[Json], bool] = bool) -> Finding:
    """Whether every answer with cards keeps a rule; not applicable if none has what the rule is about."""
    found = (("answer", document, call, exchange) for document, call, exchange in _responses(target))
    return judged(found, rule, has, target)


def of_cards(target: Target, rule: Callable[[Json], Iterator[str]], has: Callable[[Json], bool] = bool) -> Finding:
    """Whether every card keeps a rule."""
    return judged(_cards(target), rule, has, target)


def of_links(target: Target, rule: Callable[[Json], Iterator[str]], has: Callable[[Json], bool] = bool) -> Finding:
    """Whether every link of every card keeps a rule."""
    return judged(_inside(_cards(target), "links"), rule, has, target)


def of_suggestions(
    target: Target, rule: Callable[[Json], Iterator[str]], has: Callable[[Json], bool] = bool
) -> Finding:
    """Whether every suggestion of every card keeps a rule."""
    return judged(_inside(_cards(target), "suggestions"), rule, has, target)


def of_actions(target: Target, rule: Callable[[Json], Iterator[str]], has: Callable[[Json], bool] = bool) -> Finding:
    """Whether every action of every suggestion keeps a rule."""
    return judged(actions(target), rule, has, target)


def actions(target: Target) -> Iterator[tuple[str, Json, Call, Exchange]]:
    """Every action of every suggestion."""
    return _inside(_inside(_cards(target), "suggestions"), "actions")


def system_actions(target: Target) -> Iterator[tuple[str, Json, Call, Exchange]]:
    """Every action that the EHR is to carry out by itself."""
    whole = (("answer", document, call, exchange) for document, call, exchange in _responses(target))
    return _inside(whole, "systemActions")


def _responses(target: Target) -> Iterator[tuple[Json, Call, Exchange]]:
    for call, exchange in target.answered:
        document = exchange.document if exchange.status == OK else None
        if isinstance(document, dict) and isinstance(document.get("cards"), list):
            yield document, call, exchange


def _cards(target: Target) -> Iterator[tuple[str, Json, Call, Exchange]]:
    for document, call, exchange in _responses(target):
        for position, card in enumerate(document["cards"]):
            if isinstance(card, dict):
                yield f"cards[{position}]", card, call, exchange


def _inside(
    found: Iterator[tuple[str, Json, Call, Exchange]], member: str
) -> Iterator[tuple[str, Json, Call, Exchange]]:
    for where, value, call, exchange in found:
        inner = value.get(member)
        for position, each in enumerate(inner if isinstance(inner, list) else []):
            if isinstance(each, dict):
                yield f"{where}.{member}[{position}]", each, call, exchange


def judged(
    found: Iterator[tuple[str, Json, Call, Exchange]],
    rule: Callable[[Json], Iterator[str]],
    has: Callable[[Json], bool],
    target: Target,
) -> Finding:
    """Whether everything found keeps a rule; not applicable if nothing has what the rule is about."""
    problems, seen = Problems(), False
    for where, value, call, exchange in found:
        if has(value):
            seen = True
            problems.add_all((f"{call.name}: {where} {says}" for says in rule(value)), exchange)
    if seen:
        return problems.finding()
    return not_applicable("no card of an answer has it" if target.with_cards else NO_CARDS)

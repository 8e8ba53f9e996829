"""Hook calls: whether a service takes them, and the frame of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.shapes import empties, steady
from cds_check.target import JSON, OK, PRECONDITION_FAILED

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cds_check.http import Exchange
    from cds_check.target import Call, Target

GROUP = "hooks"
NOTHING_CALLED = "no listed service has a hook with a published context; supply a request with --request"
NOTHING_ANSWERED = "no call was answered with 200"
UUID_1, UUID_7 = "2a5e0c80-8d3f-11ee-b9d1-0242ac120002", "018f6b5e-7c1a-7d2e-9b3a-5c6d7e8f9012"


@check(GROUP, Level.SHALL, "C7", "E1", "F4", "K1", title="Every listed service takes a call of its hook (200 or 412)")
def calls_are_taken(target: Target) -> Finding:
    if not target.answered:
        return not_applicable(NOTHING_CALLED)
    problems = Problems()
    for call, exchange in target.answered:
        if exchange.status not in (OK, PRECONDITION_FAILED):
            problems.add(f"{call.name} is answered with {exchange.status}", exchange)
    unanswered = {call.name for call in (*target.neutral, *target.supplied)} - {
        call.name for call, _ in target.answered
    }
    for name in sorted(unanswered):
        problems.add(f"{name} is not answered at all")
    return problems.finding()


@check(GROUP, Level.SHALL, "A1", "A6", title="Answers are strict JSON, of media type application/json")
def answers_are_json(target: Target) -> Finding:
    problems, answers = Problems(), _ok(target)
    if not answers:
        return not_applicable(NOTHING_ANSWERED)
    for call, exchange in answers:
        if exchange.media_type != JSON:
            problems.add(f"{call.name}: Content-Type is {exchange.media_type or 'absent'}", exchange)
        try:
            exchange.json()
        except ValueError:
            problems.add(f"{call.name}: the body is not strict JSON", exchange)
    return problems.finding()


@check(GROUP, Level.SHALL, "F1", "F3", title="An answer with 200 holds an array named cards")
def answers_hold_cards(target: Target) -> Finding:
    problems, answers = Problems(), _ok(target)
    if not answers:
        return not_applicable(NOTHING_ANSWERED)
    for call, exchange in answers:
        document = exchange.document
        cards = document.get("cards") if isinstance(document, dict) else None
        if not isinstance(cards, list):
            problems.add(f"{call.name}: no array `cards`", exchange)
        elif not all(isinstance(card, dict) for card in cards):
            problems.add(f"{call.name}: a card is not an object", exchange)
    return problems.finding()


@check(GROUP, Level.SHALL, "A3", "A4", "A5", title="Nothing in an answer is null, or an empty text, list or object")
def answers_hold_nothing_empty(target: Target) -> Finding:
    problems, answers = Problems(), _ok(target)
    if not answers:
        return not_applicable(NOTHING_ANSWERED)
    for call, exchange in answers:
        for path in empties(exchange.document, allowed=("$", "$.cards")):
            problems.add(f"{call.name}: {path} is null or empty", exchange)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E6", "E19", title="Unknown members, context fields and extensions are let pass")
def unknown_members_are_let_pass(target: Target) -> Finding:
    def more(call: Call) -> dict[str, Any]:
        body = call.with_context(kitField="x", kitList=[1, {"a": None}])
        own = body.get("extension")
        extension = {**(own if isinstance(own, dict) else {}), "org.example.kit": {"note": "x"}}
        return body | {"extension": extension, "kitMember": {"a": 1}}

    return _like_before(target, "with unknown members", more)


@check(GROUP, Level.DEFENSIVE, "E3", title="hookInstance may be a UUID of any version")
def any_uuid_names_the_instance(target: Target) -> Finding:
    first = _like_before(target, "with a UUID of version 1", lambda call: call.changed(hookInstance=UUID_1))
    return (
        first
        if first.reasons
        else _like_before(target, "with a UUID of version 7", lambda call: call.changed(hookInstance=UUID_7))
    )


@check(GROUP, Level.DEFENSIVE, "K1", title="The same call gives the same answer (uuids apart)")
def answers_are_repeatable(target: Target) -> Finding:
    problems, answers = Problems(), _ok(target)
    if not answers:
        return not_applicable(NOTHING_ANSWERED)
    for call, exchange in answers:
        again = target.ask(call)
        if again.status != exchange.status or steady(again.document) != steady(exchange.document):
            problems.add(f"{call.name}: two answers differ", again)
    return problems.finding()


def _ok(target: Target) -> list[tuple[Call, Exchange]]:
    return [(call, exchange) for call, exchange in target.answered if exchange.status == OK]


def _like_before(target: Target, says: str, change: Callable[[Call], dict[str, Any]]) -> Finding:
    """Whether a harmless change leaves the status as it was."""
    if not target.answered:
        return not_applicable(NOTHING_CALLED)
    problems = Problems()
    for call, exchange in target.answered:
        changed = target.ask(call, change(call))
        if changed.status != exchange.status:
            problems.add(f"{call.name} {says} is answered with {changed.status} instead of {exchange.status}", changed)
    return problems.finding()

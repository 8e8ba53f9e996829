"""Suggestions and actions: what a card offers to change in the record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, check, not_applicable
from cds_check.groups.answers import actions, judged, of_actions, of_cards, of_responses, of_suggestions, system_actions
from cds_check.shapes import is_text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from cds_check.target import Call, Target

GROUP = "hooks"
ACTION_TYPES = ("create", "update", "delete")
_REFERENCE = re.compile(r"[A-Za-z]+/[^\s/]+")


def _has_suggestions(card: dict[str, Any]) -> bool:
    return "suggestions" in card


@check(GROUP, Level.SHALL, "F14", "F15", "J:cds-resp-6", title="A card with suggestions says how they may be selected")
def selection_behavior_is_given(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        if "selectionBehavior" not in card:
            yield "has suggestions and no selectionBehavior"

    return of_cards(target, rule, has=_has_suggestions)


@check(GROUP, Level.SHALL, "F16", title="selectionBehavior is at-most-one or any")
def selection_behavior(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        if card["selectionBehavior"] not in ("at-most-one", "any"):
            yield "selectionBehavior is neither at-most-one nor any"

    return of_cards(target, rule, has=lambda card: "selectionBehavior" in card)


@check(GROUP, Level.SHALL, "F19", title="Every suggestion has a label")
def suggestion_label(target: Target) -> Finding:
    def rule(suggestion: dict[str, Any]) -> Iterator[str]:
        if not is_text(suggestion.get("label")):
            yield "has no label"

    return of_suggestions(target, rule)


@check(GROUP, Level.SHALL, "F20", title="A suggestion's uuid is a text, and isRecommended is true or false")
def suggestion_members(target: Target) -> Finding:
    def rule(suggestion: dict[str, Any]) -> Iterator[str]:
        if "uuid" in suggestion and not is_text(suggestion["uuid"]):
            yield "has a uuid that is no text"
        if "isRecommended" in suggestion and not isinstance(suggestion["isRecommended"], bool):
            yield "has an isRecommended that is neither true nor false"

    return of_suggestions(target, rule)


@check(GROUP, Level.SHALL, "F20", "J:cds-resp-1", title="Where at most one may be chosen, at most one is recommended")
def recommended_at_most_once(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        offered = card["suggestions"] if isinstance(card["suggestions"], list) else []
        recommended = [one for one in offered if isinstance(one, dict) and one.get("isRecommended") is True]
        if len(recommended) > 1 and card.get("selectionBehavior") == "at-most-one":
            yield f"recommends {len(recommended)} suggestions of which one may be chosen"

    return of_cards(target, rule, has=_has_suggestions)


@check(GROUP, Level.SHALL, "F21", title="A suggestion's actions, if given, are a list of objects")
def actions_are_a_list(target: Target) -> Finding:
    def rule(suggestion: dict[str, Any]) -> Iterator[str]:
        given = suggestion["actions"]
        if not isinstance(given, list) or not all(isinstance(action, dict) for action in given):
            yield "has actions that are no list of objects"

    return of_suggestions(target, rule, has=lambda suggestion: "actions" in suggestion)


@check(GROUP, Level.SHALL, "F23", title="An action creates, updates or deletes")
def action_type(target: Target) -> Finding:
    def rule(action: dict[str, Any]) -> Iterator[str]:
        if action.get("type") not in ACTION_TYPES:
            yield "has a type that is none of create, update, delete"

    return of_actions(target, rule)


@check(GROUP, Level.SHALL, "F24", "J:cds-resp-5", title="Every action says in a description what it does")
def action_description(target: Target) -> Finding:
    def rule(action: dict[str, Any]) -> Iterator[str]:
        if not is_text(action.get("description")):
            yield "has no description"

    return of_actions(target, rule)


@check(GROUP, Level.SHALL, "A7", "F25", title="A create action holds the new FHIR resource")
def create_holds_a_resource(target: Target) -> Finding:
    def rule(action: dict[str, Any]) -> Iterator[str]:
        resource = action.get("resource")
        if not isinstance(resource, dict) or not is_text(resource.get("resourceType")):
            yield "creates and holds no resource"

    return of_actions(target, rule, has=lambda action: action.get("type") == "create")


@check(GROUP, Level.SHALL, "F26", title="An update action holds the whole resource, one of the drafts of the call")
def update_holds_the_resource(target: Target) -> Finding:
    for_all = list(actions(target))
    updates = [one for one in for_all if one[1].get("type") == "update"]

    def rule(action: dict[str, Any], call: Call) -> Iterator[str]:
        resource = action.get("resource")
        if not isinstance(resource, dict) or not (
            is_text(resource.get("resourceType")) and is_text(resource.get("id"))
        ):
            yield "updates and holds no resource with an id"
            return
        drafts = _drafts(call)
        before = drafts.get((resource["resourceType"], resource["id"]))
        if drafts and before is None:
            yield "updates what is no draft of the call"
        elif before is not None and (lost := sorted(set(before) - set(resource))):
            yield f"updates and drops {', '.join(lost)}"

    problems = ((where, {"action": action, "call": call}, call, exchange) for where, action, call, exchange in updates)
    return judged(problems, lambda pair: rule(pair["action"], pair["call"]), bool, target)


@check(GROUP, Level.SHOULD, "F27", "J:cds-resp-2", title="A delete action names what goes by a relative reference")
def delete_names_the_resource(target: Target) -> Finding:
    def rule(action: dict[str, Any]) -> Iterator[str]:
        named = action.get("resourceId")
        if not isinstance(named, str) or not _REFERENCE.fullmatch(named):
            yield "deletes and has no resourceId of the form Type/id"
        if "resource" in action:
            yield "deletes and holds a resource"

    return of_actions(target, rule, has=lambda action: action.get("type") == "delete")


@check(GROUP, Level.SHALL, "F2", title="systemActions, if given, are actions with type, description and resource")
def system_actions_are_actions(target: Target) -> Finding:
    def rule(action: dict[str, Any]) -> Iterator[str]:
        if action.get("type") not in ACTION_TYPES or not is_text(action.get("description")):
            yield "lacks type or description"
        if action.get("type") in ("create", "update") and not isinstance(action.get("resource"), dict):
            yield "holds no resource"

    return judged(system_actions(target), rule, bool, target)


@check(GROUP, Level.SHALL, "B2", "F22", "J:cds-resp-7", title="actionSelectionBehavior (3.0) is not sent unasked")
def action_selection_behavior(target: Target) -> Finding:
    def rule(response: dict[str, Any]) -> Iterator[str]:
        if any(path.endswith(".actionSelectionBehavior") for path, _ in texts(response)):
            yield "holds an actionSelectionBehavior, though nothing told that the client knows it"

    if not target.with_cards:
        return not_applicable("no call was answered with a card")
    return of_responses(target, rule)


def _drafts(call: Call) -> dict[tuple[str, str], dict[str, Any]]:
    bundle = call.body["context"].get("draftOrders")
    entries = bundle.get("entry", []) if isinstance(bundle, dict) else []
    found = [entry.get("resource") for entry in entries if isinstance(entry, dict)]
    return {(str(one.get("resourceType")), str(one.get("id"))): one for one in found if isinstance(one, dict)}

"""What one EHR accepts: the last, pure step before a response leaves. Nothing that builds cards knows a profile."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cards.model import ActionType, SelectionBehavior

if TYPE_CHECKING:
    from cards.model import Action, Card, CdsResponse, Source, Suggestion

_TOPIC_LIMIT = 100
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Profile:
    """A client's dialect of CDS Hooks 2.0.1.

    `one_action`: a suggestion carries one action (Epic), so that a regimen becomes one suggestion per drug.
    `order_systems`: code systems in which drugs are ordered, by URI; None stands for all that we have.
    """

    name: str
    selection_behavior: SelectionBehavior = SelectionBehavior.AT_MOST_ONE
    one_action: bool = False
    deletes: bool = True
    order_systems: frozenset[str] | None = None


DEFAULT = Profile("default")
"""Strict CDS Hooks 2.0.1."""

EPIC = Profile("epic", selection_behavior=SelectionBehavior.ANY, one_action=True)
"""Epic: `any` only, one action per suggestion, `action.description` is what users read (conformance notes 5.1)."""

SANDBOX = Profile("sandbox")
"""The CDS Hooks Sandbox: shows the first coding of a drug and its text; everything else as in the specification."""

PROFILES = {profile.name: profile for profile in (DEFAULT, EPIC, SANDBOX)}


def adapted(response: CdsResponse, profile: Profile) -> CdsResponse:
    """The same response in the client's dialect."""
    return replace(response, cards=tuple(_card(card, profile) for card in response.cards))


def _card(card: Card, profile: Profile) -> Card:
    suggestions = tuple(
        adapted_one for suggestion in card.suggestions for adapted_one in _suggestions(suggestion, profile)
    )
    behavior = profile.selection_behavior if suggestions else None
    source = _shortly_named(card.source)
    if source is card.source and suggestions == card.suggestions and behavior is card.selection_behavior:
        return card
    return replace(card, source=source, suggestions=suggestions, selection_behavior=behavior)


def _shortly_named(source: Source) -> Source:
    """The source with a topic that the client can key on."""
    code = _NOT_ALPHANUMERIC.sub("", source.topic.code)[:_TOPIC_LIMIT]
    return source if code == source.topic.code else replace(source, topic=replace(source.topic, code=code))


def _suggestions(suggestion: Suggestion, profile: Profile) -> tuple[Suggestion, ...]:
    actions = tuple(_action(action, profile) for action in suggestion.actions if _accepted(action, profile))
    if not actions:
        return ()
    if not profile.one_action or len(actions) == 1:
        return (replace(suggestion, actions=actions),)
    return tuple(_single(suggestion, action, number) for number, action in enumerate(actions))


def _single(suggestion: Suggestion, action: Action, number: int) -> Suggestion:
    """One drug of a regimen: its label says to which option it belongs; its id follows from the option's."""
    named = replace(action, description=f"{action.description} ({suggestion.label})")
    uuid = str(uuid5(NAMESPACE_URL, f"{suggestion.uuid}/{number}"))
    return replace(suggestion, label=named.description, uuid=uuid, actions=(named,))


def _accepted(action: Action, profile: Profile) -> bool:
    return profile.deletes or action.type is not ActionType.DELETE


def _action(action: Action, profile: Profile) -> Action:
    """The same action, the drug coded in the client's systems only (its text stays)."""
    concept = (action.resource or {}).get("medicationCodeableConcept")
    if profile.order_systems is None or concept is None or action.resource is None:
        return action
    coding = [coding for coding in concept.get("coding", ()) if coding["system"] in profile.order_systems]
    narrowed = {**concept, "coding": coding} if coding else {"text": concept["text"]}
    return replace(action, resource={**action.resource, "medicationCodeableConcept": narrowed})

"""CDS Hooks 2.0.1 responses as frozen values: what cannot be built here cannot reach an EHR.

`as_json()` gives plain dictionaries in a fixed order, without null, empty text, empty lists or empty objects (`cards`
alone may be empty). The invariants are those that HL7 wrote down as cds-resp-1 to cds-resp-6.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.outcome import Indicator

Json = dict[str, Any]

SUMMARY_LIMIT = 139
"""Characters of a summary: the specification says fewer than 140."""


class InvalidCardError(ValueError):
    """A card that the specification forbids: a fault of this program, never of the data."""


class SelectionBehavior(Enum):
    """How many of a card's suggestions may be taken."""

    AT_MOST_ONE = "at-most-one"
    ANY = "any"


class ActionType(Enum):
    """What a suggestion does to the EHR's orders."""

    CREATE = "create"
    DELETE = "delete"


class LinkType(Enum):
    """A plain page, or a SMART app."""

    ABSOLUTE = "absolute"
    SMART = "smart"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code; `system` is required by CDS Hooks, `display` wherever a person chooses among them."""

    system: str
    code: str
    display: str

    def __post_init__(self) -> None:
        _require(all((self.system, self.code, self.display)), "a Coding needs system, code and display (cds-resp-4)")

    def as_json(self) -> Json:
        return {"code": self.code, "system": self.system, "display": self.display}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the knowledge comes from: never a link about one patient."""

    label: str
    topic: Coding
    url: str | None = None
    icon: str | None = None

    def as_json(self) -> Json:
        return _filled({"label": self.label, "url": self.url, "icon": self.icon, "topic": self.topic.as_json()})


@dataclass(frozen=True, slots=True)
class Action:
    """One change: a resource to create, or the reference (`Type/id`) of one to delete."""

    type: ActionType
    description: str
    resource: Json | None = None
    resource_id: str | None = None

    def __post_init__(self) -> None:
        _require(bool(self.description), "an action needs a description (cds-resp-5)")
        create = self.type is ActionType.CREATE
        _require(create == (self.resource is not None), "create carries a resource, delete none (cds-resp-2)")
        _require(create == (self.resource_id is None), "delete names what it deletes, create does not (cds-resp-2)")

    def as_json(self) -> Json:
        return _filled(
            {
                "type": self.type.value,
                "description": self.description,
                "resource": _cleaned(self.resource),
                "resourceId": self.resource_id,
            }
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Actions that are taken together with one click."""

    label: str
    uuid: str
    actions: tuple[Action, ...]
    is_recommended: bool | None = None

    def __post_init__(self) -> None:
        _require(bool(self.label and self.actions), "a suggestion needs a label and actions")

    def as_json(self) -> Json:
        return _filled(
            {
                "label": self.label,
                "uuid": self.uuid,
                "isRecommended": self.is_recommended,
                "actions": [action.as_json() for action in self.actions],
            }
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A link of our own; `app_context` only for SMART apps."""

    label: str
    url: str
    type: LinkType = LinkType.ABSOLUTE
    app_context: str | None = None

    def __post_init__(self) -> None:
        _require(self.url.startswith(("https://", "http://")), "a link is an absolute web address")
        _require(self.type is LinkType.SMART or self.app_context is None, "appContext is for SMART links (cds-resp-3)")

    def as_json(self) -> Json:
        return _filled({"label": self.label, "url": self.url, "type": self.type.value, "appContext": self.app_context})


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `summary` is plain text, `detail` is Markdown."""

    uuid: str
    summary: str
    indicator: Indicator
    source: Source
    detail: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    selection_behavior: SelectionBehavior | None = None
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()
    extension: Json | None = None

    def __post_init__(self) -> None:
        units = len(self.summary.encode("utf-16-le")) // 2
        _require(0 < units <= SUMMARY_LIMIT, "a summary has 1 to 139 characters")
        has_suggestions, has_behavior = bool(self.suggestions), self.selection_behavior is not None
        _require(has_suggestions == has_behavior, "suggestions and selectionBehavior go together (cds-resp-6)")
        pre_selected = sum(suggestion.is_recommended is True for suggestion in self.suggestions)
        any_may = self.selection_behavior is SelectionBehavior.ANY
        _require(any_may or pre_selected <= 1, "at most one suggestion is pre-selected (cds-resp-1)")

    def as_json(self) -> Json:
        behavior = self.selection_behavior
        return _filled(
            {
                "uuid": self.uuid,
                "summary": self.summary,
                "detail": self.detail,
                "indicator": self.indicator.value,
                "source": self.source.as_json(),
                "suggestions": [suggestion.as_json() for suggestion in self.suggestions],
                "selectionBehavior": behavior.value if behavior else None,
                "overrideReasons": [reason.as_json() for reason in self.override_reasons],
                "links": [link.as_json() for link in self.links],
                "extension": _cleaned(self.extension),
            }
        )


@dataclass(frozen=True, slots=True)
class CdsResponse:
    """The body of a 200 response."""

    cards: tuple[Card, ...] = ()

    def as_json(self) -> Json:
        return {"cards": [card.as_json() for card in self.cards]}


def _filled(members: Json) -> Json:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value or not _is_empty(value)}


_NESTED = (dict, list, tuple)


def _cleaned(value: Any) -> Any:
    """A document without what is empty anywhere inside it."""
    if isinstance(value, dict):
        return _filled(
            {name: _cleaned(inside) if isinstance(inside, _NESTED) else inside for name, inside in value.items()}
        )
    if isinstance(value, (list, tuple)):
        items = [_cleaned(inside) if isinstance(inside, _NESTED) else inside for inside in value]
        return [item for item in items if item or not _is_empty(item)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _require(holds: bool, rule: str) -> None:  # noqa: FBT001 - reads as a sentence: require this, by that rule
    if not holds:
        raise InvalidCardError(rule)

"""Strict validation with fhir.resources, resource by resource: it informs, it never decides what is read.

fhir.resources has no R4 models; R4 resources are validated with those of R4B, which are the same for what is read here.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from hashlib import blake2b
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from fhir_mappings.elements import Json, string
from fhir_mappings.raw import SentResource
from fhir_mappings.versions import is_r5

if TYPE_CHECKING:
    from fhir_mappings.raw import AnyResource

_MOST_NOTES = 5


class Validation(Enum):
    """Which resources are validated: none, those that a reader used, or all."""

    OFF = "off"
    HITS = "hits"
    ALL = "all"


_MOST_REMEMBERED = 20_000
_remembered: dict[bytes, tuple[str, ...]] = {}
"""What validation said of a resource, by a digest of its bytes: a chart is opened more often than it changes."""


def objections_to(raw: AnyResource) -> tuple[str, ...]:
    """What strict validation says against a resource, remembered by its digest; nothing of the resource is kept."""
    sent = bytes(raw.entry) if isinstance(raw, SentResource) else msgspec.json.encode(raw.resource)
    name = blake2b(sent, digest_size=16).digest()
    known = _remembered.get(name)
    if known is None:
        known = objections(raw.read())
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[name] = known
    return known


@cache
def _model(kind: str, package: str) -> Any:
    """The model class of a resource type; importing it takes a moment, so it waits until it is needed."""
    try:
        return getattr(import_module(f"{package}.{kind.lower()}"), kind)
    except (ImportError, AttributeError):
        return None


def objections(resource: Json) -> tuple[str, ...]:
    """What strict validation says against a resource: element and kind of error, never a value."""
    kind = string(resource.get("resourceType"))
    package = "fhir.resources" if is_r5(resource) else "fhir.resources.R4B"
    model = _model(kind, package) if kind.isalpha() else None
    if model is None:
        return ()
    try:
        model.model_validate(resource)
    except Exception as error:  # noqa: BLE001  # fhir.resources raises KeyError and more beside ValidationError
        return _named(error)
    return ()


def _named(error: Exception) -> tuple[str, ...]:
    listed = getattr(error, "errors", None)
    if not callable(listed):
        return (type(error).__name__,)
    found = {_short(each) for each in listed()}
    return tuple(sorted(found)[:_MOST_NOTES])


def _short(problem: Json) -> str:
    place = ".".join(part for part in map(str, problem.get("loc", ())) if part.isidentifier())
    return f"{place or 'resource'} {problem.get('type', 'invalid')}"

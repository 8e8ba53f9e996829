"""How a site had set the service when it answered, written down so that the answer can be made again."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import Enum
from typing import Any

from cards.profiles import PROFILES, Profile
from service.consult import Practice


class UnknownPracticeError(ValueError):
    """The record names a choice that this version does not have."""


def written_practice(practice: Practice) -> dict[str, Any]:
    """The choices of the site by name."""
    return {
        part: {spec.name: _written(getattr(values, spec.name)) for spec in fields(values)}
        for part, values in (("site", practice.site), ("presentation", practice.presentation))
    }


def practice_from(written: dict[str, Any], like: Practice) -> Practice:
    """The practice that was written down; `like` is any practice, which knows the kinds of the choices.

    Raises:
        UnknownPracticeError: this version has other choices.
    """
    if written.keys() != {"site", "presentation"}:
        raise UnknownPracticeError("other choices")
    return Practice(_part(written["site"], like.site), _part(written["presentation"], like.presentation))


def _part(written: dict[str, Any], like: Any) -> Any:
    if written.keys() != {spec.name for spec in fields(like)}:
        raise UnknownPracticeError("other choices")
    try:
        return replace(like, **{name: _read(value, getattr(like, name)) for name, value in written.items()})
    except (KeyError, ValueError) as error:
        raise UnknownPracticeError("another choice") from error


def _written(value: Any) -> Any:
    if isinstance(value, Profile):
        return value.name
    return value.value if isinstance(value, Enum) else value


def _read(value: Any, like: Any) -> Any:
    if isinstance(like, Profile):
        return PROFILES[value]
    return type(like)(value) if isinstance(like, Enum) else value

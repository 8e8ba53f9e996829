"""Small rules of form that several checks share: texts, addresses, codings, and what must not be empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_REVERSE_DNS = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9_-]+)+")
_VOLATILE = frozenset({"uuid"})


def is_text(value: object) -> bool:
    """Whether it is a string with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_web_address(value: object) -> bool:
    """Whether it is an absolute http(s) address."""
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_coding(value: object) -> bool:
    """Whether it is a Coding with code and system."""
    return isinstance(value, dict) and is_text(value.get("code")) and is_text(value.get("system"))


def is_globally_unique(name: str) -> bool:
    """Whether the name of an extension looks like a reversed domain name."""
    return bool(_REVERSE_DNS.fullmatch(name))


def empties(value: Any, path: str = "$", allowed: tuple[str, ...] = ()) -> Iterator[str]:
    """Where a document holds null, an empty text, list or object, except at the allowed paths."""
    if value in (None, "", [], {}) and not isinstance(value, bool | int | float):
        if path not in allowed:
            yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from empties(inner, f"{path}.{name}", allowed)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from empties(inner, f"{path}[{position}]", allowed)


def extensions(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Every member named `extension` outside embedded FHIR resources, with its path."""
    if isinstance(value, dict):
        if "resourceType" in value:
            return
        for name, inner in value.items():
            if name == "extension":
                yield f"{path}.extension", inner
            else:
                yield from extensions(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from extensions(inner, f"{path}[{position}]")


def steady(value: Any) -> Any:
    """The document without the members that may change from one answer to the next (uuid)."""
    if isinstance(value, dict):
        return {name: steady(inner) for name, inner in value.items() if name not in _VOLATILE}
    return [steady(inner) for inner in value] if isinstance(value, list) else value


def texts(value: Any, path: str = "$") -> Iterator[tuple[str, str]]:
    """Every string of a document with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from texts(inner, f"{path}[{position}]")

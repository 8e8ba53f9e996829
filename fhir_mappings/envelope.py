"""The envelope of a hook call, opened in one pass down to the pages of its prefetch; what they hold stays bytes."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from fhir_mappings.strict_json import MAX_INTEGER_DIGITS, MAX_KEY_LENGTH, InvalidJsonError, parse

ENVELOPE, PAGE = 1, 2
"""How many levels stand around a member of the request and around a prefetch value."""

_LONG = 4096
_TOO_LARGE = 10**MAX_INTEGER_DIGITS


class _Member:
    """The name of a member that stays apart from an equal one, so that a second one is noticed."""

    __slots__ = ("name",)

    def __init__(self, _: type, name: str) -> None:  # as msgspec calls it: with the type that it expects
        self.name = name


class _DoubtfulError(Exception):
    """How a value was written may be forbidden, which is no longer seen: a fraction, a long text."""


_Single: TypeAlias = list[msgspec.Raw] | str | int | float | bool | None
_InPage: TypeAlias = dict[_Member, msgspec.Raw] | _Single
_InPrefetch: TypeAlias = dict[_Member, _InPage] | _Single
_InRequest: TypeAlias = dict[_Member, _InPrefetch] | _Single
_MEMBERS = msgspec.json.Decoder(dict[_Member, msgspec.Raw], dec_hook=_Member)
_REQUEST = msgspec.json.Decoder(dict[_Member, _InRequest], dec_hook=_Member)


def envelope(body: bytes | bytearray) -> dict[str, Any]:
    """The members of a request and of its prefetch, two levels deep; what is deeper, and every list, holds bytes.

    Raises:
        InvalidJsonError: a member stands twice, or a text or number is not strict JSON.
        msgspec.DecodeError: this is no JSON object.
    """
    named = _named_once(_REQUEST.decode(body))
    return {
        name: _prefetch(value, body) if name == "prefetch" and isinstance(value, dict) else _part(value, (name,), body)
        for name, value in named.items()
    }


def _prefetch(given: dict[_Member, Any], body: bytes | bytearray) -> dict[str, Any]:
    """Each key by itself, so that one in doubt does not have all of them read at once."""
    return {key: _part(value, ("prefetch", key), body) for key, value in _named_once(given).items()}


def _part(value: Any, path: tuple[str, ...], body: bytes | bytearray) -> Any:
    """A part of the request; one in doubt stays bytes as a whole."""
    try:
        return _strict(value)
    except _DoubtfulError:
        raw: msgspec.Raw | bytes | bytearray = body
        for name in path:
            raw = _named_once(_MEMBERS.decode(raw))[name]
        return raw


def _strict(value: Any) -> Any:
    """A value as `parse` would let it pass; its bytes are yet to be parsed."""
    if isinstance(value, dict):
        return {name: _strict(inner) for name, inner in _named_once(value).items()}
    if isinstance(value, str):
        if len(value) > _LONG:
            raise _DoubtfulError
        if "\0" in value:
            raise InvalidJsonError("a NUL character in a string")
    elif isinstance(value, float):
        raise _DoubtfulError
    elif isinstance(value, int) and abs(value) >= _TOO_LARGE:
        raise InvalidJsonError("a number out of range")
    return value


def _named_once(named: dict[_Member, Any]) -> dict[str, Any]:
    found = {member.name: value for member, value in named.items()}
    if len(found) != len(named):
        raise InvalidJsonError("an object that names a member twice")
    if max(map(len, found), default=0) > MAX_KEY_LENGTH or "\0" in "".join(found):
        raise InvalidJsonError(f"a member name with a NUL character or longer than {MAX_KEY_LENGTH} characters")
    return found


def parsed(value: Any, within: int) -> Any:
    """What was left as bytes, parsed; `within` is how many levels stand around the value."""
    if isinstance(value, msgspec.Raw):
        return parse(bytes(value), within)
    if isinstance(value, dict):
        return {name: parsed(inner, within + 1) for name, inner in value.items()}
    return parse(b"[%b]" % b",".join(value), within) if isinstance(value, list) else value

"""What came over the wire, opened page by page: an entry stays bytes until a reader asks for its resource.

An entry is glanced at once (`glance.py`). Whatever is unusual about it - no usable id, a member of another type than
FHIR gives it, a Bundle in a Bundle - is decoded strictly at once and takes the way of every parsed document.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from fhir_mappings.elements import record
from fhir_mappings.glance import KINDS, glance, plain
from fhir_mappings.raw import LEVELS_AROUND, RawResource, SearchMode, SentEntries, SentResource
from fhir_mappings.references import is_plain
from fhir_mappings.screen import verdict
from fhir_mappings.strict_json import MAX_INTEGER_DIGITS, MAX_KEY_LENGTH, InvalidJsonError, parse

if TYPE_CHECKING:
    from fhir_mappings.raw import AnyResource

ENVELOPE, PAGE = 1, 2
"""How many levels stand around a member of the request and around a prefetch value."""

_is_id = re.compile(r"[A-Za-z0-9.\-]{1,255}").fullmatch
_LONG = 4096
_KIND = re.compile(r"[A-Za-z]{1,64}")


class _Member:
    """The name of a member that stays apart from an equal one, so that a second one is noticed."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def _member(_: type, name: str) -> _Member:
    return _Member(name)


_Open: TypeAlias = dict[_Member, msgspec.Raw] | list[msgspec.Raw] | str | int | float | bool | None
_MEMBERS = msgspec.json.Decoder(dict[_Member, msgspec.Raw], dec_hook=_member)
_TWO_LEVELS = msgspec.json.Decoder(dict[_Member, _Open], dec_hook=_member)


def members(raw: msgspec.Raw | bytes | bytearray) -> dict[str, msgspec.Raw]:
    """The members of a JSON object, their values still bytes.

    Raises:
        InvalidJsonError: a member stands twice.
        msgspec.DecodeError: this is no JSON object.
    """
    return _named_once(_MEMBERS.decode(raw))


def two_levels(raw: msgspec.Raw | bytes | bytearray) -> dict[str, Any]:
    """The members of a JSON object in one pass: objects and lists among them one level further, their values bytes.

    Raises:
        InvalidJsonError: a member stands twice, or a text or number is not strict JSON.
        msgspec.DecodeError: this is no JSON object.
    """
    named = _named_once(_TWO_LEVELS.decode(raw))
    doubtful = [name for name, value in named.items() if _is_doubtful(value)]
    if doubtful:
        whole = members(raw)
        named |= {name: parse(bytes(whole[name])) for name in doubtful}
    return {name: _named_once(value) if isinstance(value, dict) else _strict(value) for name, value in named.items()}


def _is_doubtful(value: Any) -> bool:
    """Whether how a value was written may be forbidden, which is no longer seen: a fraction, a long text."""
    return isinstance(value, float) or (isinstance(value, str) and len(value) > _LONG)


def _named_once(named: dict[_Member, Any]) -> dict[str, Any]:
    found = {member.name: value for member, value in named.items()}
    if len(found) != len(named):
        raise InvalidJsonError("an object that names a member twice")
    if any(len(name) > MAX_KEY_LENGTH or "\0" in name for name in found):
        raise InvalidJsonError(f"a member name with a NUL character or longer than {MAX_KEY_LENGTH} characters")
    return found


def _strict(value: Any) -> Any:
    """A list, a text, or a number, as `parse` would let it pass."""
    if isinstance(value, str) and "\0" in value:
        raise InvalidJsonError("a NUL character in a string")
    if isinstance(value, int) and abs(value) >= 10**MAX_INTEGER_DIGITS:
        raise InvalidJsonError("a number out of range")
    return value


def opened(raw: msgspec.Raw, origin: str) -> Any:
    """The value as `parse` reads it; the entries of a Bundle stay bytes where that is possible.

    Raises:
        InvalidJsonError: something that is used is not strict JSON.
    """
    if first(raw) != b"{":
        return parse(bytes(raw), PAGE)
    page = two_levels(raw)
    if page.get("resourceType") != "Bundle" or not isinstance(page.get("entry"), list):
        return parse(bytes(raw), PAGE)
    return {
        name: SentEntries(_entry(item, origin) for item in value) if name == "entry" else parsed(value, PAGE + 1)
        for name, value in page.items()
    }


def parsed(value: Any, within: int) -> Any:
    """What `two_levels` left as bytes, parsed."""
    if isinstance(value, dict):
        return {name: parse(bytes(inner), within) for name, inner in value.items()}
    return [parse(bytes(inner), within) for inner in value] if isinstance(value, list) else value


def _entry(raw: msgspec.Raw, origin: str) -> SentResource | Any:
    """The entry unread, or parsed where a glance is not enough."""
    try:
        return _glanced(raw, origin) or parse(bytes(raw), LEVELS_AROUND)
    except msgspec.ValidationError:  # a member has an unexpected type
        return parse(bytes(raw), LEVELS_AROUND)


def resource_sent(body: bytes) -> AnyResource:
    """One resource that came by itself, unread where a glance is enough.

    Raises:
        InvalidJsonError: it has to be read and is not strict JSON.
    """
    try:
        given = _entry(msgspec.Raw(b'{"resource":%b}' % body), "bundle")
    except msgspec.DecodeError as error:
        raise InvalidJsonError("not JSON") from error
    if not isinstance(given, SentResource):
        return RawResource(given["resource"])
    if given.verdict is None:
        given.decoded = record(parse(body))
    return given


def _glanced(raw: msgspec.Raw, origin: str) -> SentResource | None:
    try:
        given = glance(raw)
    except msgspec.ValidationError:  # mostly another kind of resource
        return _plainly_sent(raw, origin)
    seen = given.resource
    kind, mode = KINDS[type(seen)], _mode(bytes(given.search))
    if mode is None or not _is_id(seen.id):
        return None
    reference = f"{kind}/{seen.id}"
    plain_url = not given.fullUrl or is_plain(given.fullUrl, reference)
    return SentResource(raw, kind, reference, origin, mode, verdict(seen), _alike(bytes(seen.subject)), plain_url)


@lru_cache(maxsize=64)
def _alike(subject: bytes) -> bytes:
    """One object for what nearly every resource of a chart repeats."""
    return subject


def _plainly_sent(raw: msgspec.Raw, origin: str) -> SentResource | None:
    """A resource of a kind that a glance has no rules for; it is read, or waits to be referred to."""
    given = plain(raw)
    kind, own = given.resource.resource_type, given.resource.id
    mode = _mode(bytes(given.search))
    if mode is None or not _is_id(own) or not _KIND.fullmatch(kind) or kind == "Bundle":
        return None
    reference = f"{kind}/{own}"
    plain_url = not given.fullUrl or is_plain(given.fullUrl, reference)
    return SentResource(raw, kind, reference, origin, mode, None, b"", plain_url)


@lru_cache(maxsize=256)
def _mode(written: bytes) -> SearchMode | None:
    """The search mode of an entry; None where it is written in a way that is read strictly."""
    if not written:
        return SearchMode.MATCH
    return _MODES.get(written.replace(b" ", b""))


_MODES = {b'{"mode":"%s"}' % mode.value.encode(): mode for mode in SearchMode}


def first(raw: msgspec.Raw) -> bytes:
    """The first character of a JSON value."""
    return bytes(memoryview(raw)[:1])


def as_written(value: Any) -> Any:
    """The value ready to be written as JSON: an entry that was not read stands as it was sent."""
    if isinstance(value, SentResource):
        return value.entry
    if isinstance(value, dict):
        return {name: as_written(inner) for name, inner in value.items()}
    return [as_written(inner) for inner in value] if isinstance(value, list) else value

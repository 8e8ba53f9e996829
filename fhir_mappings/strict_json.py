"""Bytes from the network to a value, strictly: what two parsers could read differently is refused.

UTF-8 only, no byte-order mark, no lone surrogate or NUL, no NaN or Infinity, no duplicate key, bounded depth, numbers,
keys, strings and count of values (`json_bounds`). The reason of a refusal never repeats what was sent.

Two speeds, one verdict. Compact JSON that msgspec reads and writes back byte for byte holds no duplicate member and no
number of two readings, because nothing was lost on the way; with no escape in it, it is accepted at once. Everything
else goes through the slow parser, which alone refuses.
"""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any, NoReturn

import msgspec

from fhir_mappings.json_bounds import MAX_STRING_BYTES, MAX_VALUES, STRING, too_long_string, too_many_values

MAX_DEPTH = 64
"""Deeper than any FHIR resource inside a prefetch Bundle; no reader of the record can run out of stack below it."""

MAX_NUMBER_LENGTH = 40
MAX_INTEGER_DIGITS = 20
MAX_KEY_LENGTH = 256
_QUICKLY = 64 * 1024
"""Up to here the quick reading is tried; beyond, trying in vain would cost more than it saves."""

_NOT_PLAIN = object()
_decode, _encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * (MAX_INTEGER_DIGITS + 1)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00")
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONG_KEY = re.compile(rb'"[^"\\]{%d,}+"\s*:' % (MAX_KEY_LENGTH + 1))
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class InvalidJsonError(ValueError):
    """The body is not strict JSON; the message says in which way and repeats none of it."""


def parse(body: bytes, within: int = 0) -> Any:
    """The value that the bytes stand for; `within` is how many levels of the whole document stand around it.

    Raises:
        InvalidJsonError: the bytes are not strict JSON.
    """
    if len(body) <= _QUICKLY and b"\\" not in body and not _deep(body, MAX_DEPTH - within):
        value = _read_quickly(body)
        if value is not _NOT_PLAIN:
            return value
    return _read_slowly(body, MAX_DEPTH - within)


def _deep(body: bytes, levels: int) -> bool:
    return body.count(b"{") + body.count(b"[") > levels and deeper_than(body, levels)


def _read_quickly(body: bytes) -> Any:
    try:
        value = _decode(body)
        again = _encode(value)
        if again != body and again != msgspec.json.format(body, indent=-1):
            return _NOT_PLAIN
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _NOT_PLAIN
    return _NOT_PLAIN if _LONG_NUMBER in body.translate(_DIGITS_ALIKE) or _long_name(body) else value


def _long_name(body: bytes) -> bool:
    """Whether a member name is too long, where nothing is escaped: in strides from quote to quote."""
    quote = body.find(b'"')
    while quote >= 0:
        furthest = body.rfind(b'"', quote + 1, quote + 2 + MAX_KEY_LENGTH)
        if furthest < 0:
            if _LONG_KEY.match(body, quote):
                return True
            furthest = body.find(b'"', quote + 1)
        quote = furthest
    return False


def _read_slowly(body: bytes, levels: int) -> Any:
    _check_bytes(body, levels)
    try:
        value = json.loads(
            body.decode("utf-8", errors="strict"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_float,
            parse_int=_int,
        )
        if _ESCAPED_SURROGATE.search(body):
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate has no UTF-8 form
    except UnicodeError as error:
        raise InvalidJsonError("text that is not Unicode (UTF-8)") from error
    except RecursionError as error:
        raise InvalidJsonError(f"nested deeper than {MAX_DEPTH} levels") from error
    except json.JSONDecodeError as error:
        raise InvalidJsonError(f"not JSON (at character {error.pos})") from error
    return value


def _check_bytes(body: bytes, levels: int) -> None:
    if not body.strip():
        raise InvalidJsonError("empty")
    if body.startswith(_MARKS):
        raise InvalidJsonError("a byte-order mark or an encoding other than UTF-8")
    if b"\\u0000" in body and _ESCAPED_NUL.search(body):
        raise InvalidJsonError("a NUL character in a string")
    if _LONG_KEY.search(body):
        raise InvalidJsonError(f"a member name longer than {MAX_KEY_LENGTH} characters")
    if deeper_than(body, levels):
        raise InvalidJsonError(f"nested deeper than {MAX_DEPTH} levels")
    if too_many_values(body):
        raise InvalidJsonError(f"more than {MAX_VALUES} values")
    if too_long_string(body):
        raise InvalidJsonError(f"a string longer than {MAX_STRING_BYTES} bytes")


def deeper_than(body: bytes, levels: int) -> bool:
    """Whether brackets nest deeper; told before parsing, in linear time, so that no parser can run out of stack."""
    brackets = body.translate(None, _ALL_BUT_BRACKETS)
    for _ in range(levels // 2):  # each round takes away one or two levels
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return _counted_depth(STRING.sub(b"", body).translate(None, _ALL_BUT_BRACKETS), levels) if brackets else False


def _counted_depth(brackets: bytes, levels: int) -> bool:
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > levels:
            return True
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        raise InvalidJsonError("an object that names a member twice")
    return built


def _float(written: str) -> float:
    value = float(written)
    if len(written) > MAX_NUMBER_LENGTH or not isfinite(value):
        raise InvalidJsonError("a number out of range")
    return value


def _int(written: str) -> int:
    if len(written.removeprefix("-")) > MAX_INTEGER_DIGITS:
        raise InvalidJsonError("a number out of range")
    return int(written)


def _no_constant(_: str) -> NoReturn:
    raise InvalidJsonError("NaN or Infinity, which JSON does not know")

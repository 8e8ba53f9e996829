"""A hook call's body, opened as far as its envelope: what a rule may read is parsed strictly, the rest only scanned.

Checked on the whole body: its syntax (numbers, strings, brackets, NaN), its being UTF-8, its first bytes, how many
values it holds. Checked where
something is used - the envelope, the pages of the prefetch, each resource that a reader looks at - is what `parse`
checks: no member twice, no lone surrogate or NUL, bounded depth, numbers and names. A resource that no reader would
look at is passed over as bytes.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

import msgspec

from fhir_mappings.envelope import ENVELOPE, envelope, parsed
from fhir_mappings.json_bounds import MAX_VALUES, too_many_values
from fhir_mappings.sent import opened
from fhir_mappings.strict_json import MAX_DEPTH, InvalidJsonError, deeper_than, parse

__all__ = ["MAX_DEPTH", "InvalidJsonError", "deeper_than", "open_call", "parse"]

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00")
_PIECE = 1 << 20
_HEAD = 4096
_AT_BYTE = re.compile(r"\(byte (\d+)\)")


def open_call(body: bytes | bytearray) -> Any:
    """The hook request in a body, as `parse` reads it, but for the prefetch: the entries of its pages stay bytes.

    Raises:
        InvalidJsonError: the bytes are not JSON, or not strict JSON where something is used.
    """
    if body.startswith(_MARKS) or body[:_HEAD].lstrip()[:1] != b"{":
        return parse(bytes(body))
    _check_text(body)
    if too_many_values(body):
        raise InvalidJsonError(f"more than {MAX_VALUES} values")
    try:
        return {
            name: _prefetch(value) if name == "prefetch" else parsed(value, ENVELOPE)
            for name, value in envelope(body).items()
        }
    except RecursionError as error:
        raise InvalidJsonError(f"nested deeper than {MAX_DEPTH} levels") from error
    except msgspec.DecodeError as error:
        at = _AT_BYTE.search(str(error))
        raise InvalidJsonError(f"not JSON (at byte {at.group(1)})" if at else "not JSON") from error


def _prefetch(given: Any) -> Any:
    if not isinstance(given, dict):
        return parsed(given, ENVELOPE)
    return {key: opened(value, key) for key, value in given.items()}


def _check_text(body: bytes | bytearray) -> None:
    """UTF-8 throughout, looked at piece by piece: a copy of the whole body would double its memory."""
    if body.isascii():
        return
    reader = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for start in range(0, len(body), _PIECE):
            reader.decode(body[start : start + _PIECE])
        reader.decode(b"", final=True)
    except UnicodeError as error:
        raise InvalidJsonError("text that is not Unicode (UTF-8)") from error

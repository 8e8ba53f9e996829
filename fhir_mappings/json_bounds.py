"""How much a JSON body may hold, told from its bytes before anything is parsed, in linear time.

A chart of 30 MB with one value every 16 bytes holds about 1.9 million values: the limit admits it twice over, and keeps
the worst body of the default size (empty objects back to back) below 300 MB of memory.
"""

from __future__ import annotations

import re

MAX_VALUES = 4_000_000
MAX_ENTRIES = 250_000
"""In one page: more than a body of the default size has room for, if each is a resource with a code and a patient."""

MAX_STRING_BYTES = 1024 * 1024
"""Longer than any coded element or narrative; a scanned document does not belong into a prefetch."""

STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BLOCK = MAX_STRING_BYTES // 4
_QUOTE = re.compile(rb'(?<!\\)"')
_ALL_BUT_SEPARATORS = bytes(set(range(256)) - set(b",[{"))
_PIECE = 1 << 16
"""Fits into a processor's nearest caches: there, taking away bytes is faster than counting each separator."""


def too_many_values(body: bytes | bytearray) -> bool:
    """Whether the body may hold more values than allowed: each stands after a comma or an opening bracket.

    No value takes less than two bytes, with what parts it from the next.
    """
    if len(body) < 2 * MAX_VALUES or _separators(body) <= MAX_VALUES:
        return False
    return _separators(STRING.sub(b"", body)) > MAX_VALUES  # commas in texts were counted as well


def _separators(body: bytes | bytearray) -> int:
    pieces = (body[start : start + _PIECE] for start in range(0, len(body), _PIECE))
    return sum(len(piece.translate(None, _ALL_BUT_SEPARATORS)) for piece in pieces)


def too_long_string(body: bytes) -> bool:
    """Whether a string is longer than allowed, as it is written.

    It fills whole blocks in which every quote is escaped; only a body with such a block is looked at closely.
    """
    blocks = range(0, len(body) - _BLOCK + 1, _BLOCK) if len(body) > MAX_STRING_BYTES else ()
    if all(_QUOTE.search(body, start, start + _BLOCK) for start in blocks):
        return False
    return any(match.end() - match.start() - 2 > MAX_STRING_BYTES for match in STRING.finditer(body))

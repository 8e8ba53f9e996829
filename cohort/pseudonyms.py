"""Keyed hashes in place of ids: the same key gives the same name, and without the key no id can be told or tried."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from cohort.rows import Row

SHORTEST_KEY = 16
_LENGTH = 32


class UnsafeKeyError(ValueError):
    """The key is too short to keep anything secret."""


def checked(key: bytes) -> bytes:
    """The key, without the line end of its file.

    Raises:
        UnsafeKeyError: fewer than 16 bytes.
    """
    bare = key.strip()
    if len(bare) < SHORTEST_KEY:
        raise UnsafeKeyError(f"the key for pseudonyms needs at least {SHORTEST_KEY} bytes")
    return bare


def pseudonym(name: str, key: bytes) -> str:
    """HMAC-SHA-256 of a name, shortened to 128 bits."""
    return hmac.digest(key, name.encode(), "sha256").hex()[:_LENGTH]


def pseudonymised(row: Row, key: bytes) -> Row:
    """The row with hashes for the patient and for every resource; types stay readable."""
    return replace(
        row,
        patient=pseudonym(f"Patient/{row.patient}", key),
        references=tuple(sorted(_hidden(reference, key) for reference in row.references)),
    )


def _hidden(reference: str, key: bytes) -> str:
    kind, slash, _ = reference.partition("/")
    return f"{kind}/{pseudonym(reference, key)}" if slash and kind.isalpha() else pseudonym(reference, key)

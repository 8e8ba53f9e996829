"""What is kept of launches and sessions lies encrypted: JWE, AES-256-GCM, each record bound to the row it stands in."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

if TYPE_CHECKING:
    from pathlib import Path

MIN_KEY_BYTES = 32


class InvalidSessionKeyError(ValueError):
    """The file of the session key cannot be used."""


def key_from_file(path: Path) -> bytes:
    """The key of a file: at least 32 bytes, whatever their form.

    Raises:
        InvalidSessionKeyError: it cannot be read or is too short.
    """
    try:
        content = path.read_bytes().strip()
    except OSError as error:
        raise InvalidSessionKeyError("the session key file cannot be read") from error
    if len(content) < MIN_KEY_BYTES:
        raise InvalidSessionKeyError(f"the session key file needs at least {MIN_KEY_BYTES} random bytes")
    return content


class Seal:
    """Closes and opens records with one key."""

    def __init__(self, secret: bytes) -> None:
        self._key = OctKey.import_key(hashlib.sha256(b"her2-cds sealed records\0" + secret).digest())

    def close(self, row: str, content: dict[str, Any]) -> str:
        """The record, readable only with the key and only in this row."""
        header = {"alg": "dir", "enc": "A256GCM", "kid": row}
        return jwe.encrypt_compact(header, json.dumps(content), self._key)

    def open(self, row: str, sealed: str) -> dict[str, Any] | None:
        """The content; None if it was changed, moved, or closed with another key."""
        try:
            opened = jwe.decrypt_compact(sealed, self._key, algorithms=["dir", "A256GCM"])
        except (JoseError, ValueError):
            return None
        content: dict[str, Any] = json.loads(opened.plaintext or b"null")
        return content if opened.protected.get("kid") == row else None

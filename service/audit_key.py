"""The secret of the audit trail: it stands for patients, users and references without naming them.

Every digest is HMAC-SHA256 under one key, apart for each kind of thing, so that a list of known ids cannot be tried
without the key. The key lies in the table `secret_keys`, or in a file of the site's own (`HER2CDS_AUDIT_KEY_FILE`):
then who can write the database can still not forge a row.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from service.settings import InvalidSettingError

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST_BYTES = 32
_WRITTEN_DIGITS = 32  # 128 bits of the digest tell any two things apart


@dataclass(frozen=True, slots=True)
class AuditKey:
    """The key of one trail."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Tells this key from another one, and nothing about it."""
        return self.digest("key", "her2-cds audit")

    def patient(self, client: str, identifier: str) -> str:
        """Stands for a patient of a client: the same id at another EHR is another patient."""
        return self.digest("patient", client, identifier)

    def user(self, client: str, reference: str) -> str:
        """Stands for a user of a client."""
        return self.digest("user", client, reference)

    def reference(self, client: str, reference: str) -> str:
        """Stands for a resource; its type stays readable."""
        kind, slash, name = reference.partition("/")
        return f"{kind}/{self.digest('reference', client, name)}" if slash else self.digest("reference", client, kind)

    def content(self, kind: str, content: bytes | bytearray) -> str:
        """Stands for the bytes of a request or an answer."""
        mark = hmac.new(self.secret, kind.encode() + b"\0", sha256)
        mark.update(content)  # not joined before: a body of 30 MB is not copied
        return mark.hexdigest()

    def digest(self, *parts: str) -> str:
        """One word that stands for these parts."""
        return hmac.new(self.secret, json.dumps(parts).encode(), sha256).hexdigest()[:_WRITTEN_DIGITS]

    def commitment(self, *parts: object) -> str:
        """What a row of the chain promises to hold."""
        return hmac.new(self.secret, json.dumps(("row", *parts)).encode(), sha256).hexdigest()


def key_from(file: Path | None) -> bytes | None:
    """The key in the site's file; None if the site named none.

    Raises:
        InvalidSettingError: the file cannot be read, or its key is too short.
    """
    if file is None:
        return None
    try:
        secret = file.read_bytes().strip()
    except OSError as error:
        raise InvalidSettingError(f"HER2CDS_AUDIT_KEY_FILE: cannot be read ({error.strerror})") from error
    if len(secret) < SHORTEST_BYTES:
        raise InvalidSettingError(f"HER2CDS_AUDIT_KEY_FILE: expected a secret of at least {SHORTEST_BYTES} bytes")
    return secret

"""The audit trail as a chain: what was written can be erased by command, and never changed unnoticed.

Each row has a number without gaps and carries

    commitment = HMAC-SHA256(key, number, id, at, salt, content)      salt: 128 random bits of the row's own
    hash       = SHA-256(previous, number, id, at, commitment)        previous: the hash of the row before

An edit breaks the row's commitment, a deletion or insertion the numbers and hashes, a new order all three. Without the
key no row can be made, so that with a key file (`HER2CDS_AUDIT_KEY_FILE`) not even the owner of the database rebuilds
the chain. *Erasing* takes content, salt and patient away and leaves commitment and hash: the chain still holds, and
without the salt nobody can try what the content was. An erasure appends a row that names the rows it emptied; an empty
row that no such row names counts as broken. *Purging* removes the oldest rows whole and appends a row with the number
and hash of the last one removed, where the chain then begins. What only an exported head shows is that the newest rows
were cut off: keep the head that `audit verify` prints somewhere else, and give it to a later `--head`.

One chain for all workers: who appends holds the head row (SQLite: the write lock, `BEGIN IMMEDIATE`; PostgreSQL:
`SELECT ... FOR UPDATE`).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update

from service.database import utc_text
from service.tables import audit, audit_head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from service.audit_key import AuditKey

NOTHING_BEFORE = "0" * 64

_HEAD = select(audit_head.c.number, audit_head.c.hash).with_for_update()
_KNOWN = select(audit.c.id).where(audit.c.id.in_(bindparam("ids", expanding=True)))
_NEXT = insert(audit)
_MOVE = update(audit_head).values(number=bindparam("to_number"), hash=bindparam("to_hash"))
"""Made once: a call waits for them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that has no place in the chain yet. Its id makes it enter once, however often it is handed in."""

    at: str
    content: str
    client: str | None = None
    patient: str | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    salt: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of the chain."""

    number: int
    hash: str


def entry(at: datetime, content: Mapping[str, Any]) -> Entry:
    """The record of what happened at that time; client and patient are looked up by what the content says."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return Entry(utc_text(at), text, content.get("client"), content.get("patient"))


def append(connection: Connection, entries: Sequence[Entry], key: AuditKey) -> Head:
    """Append to the chain what is not in it yet; the head moves with the rows, or nothing happens."""
    head = locked_head(connection)
    known = set(connection.scalars(_KNOWN, {"ids": [each.id for each in entries]}))
    fresh = {each.id: each for each in entries if each.id not in known}
    rows: list[dict[str, Any]] = []
    for each in fresh.values():
        rows.append(_row(each, head, key))
        head = Head(head.number + 1, rows[-1]["hash"])
    if rows:
        connection.execute(_NEXT, rows)
        connection.execute(_MOVE, {"to_number": head.number, "to_hash": head.hash})
    return head


def locked_head(connection: Connection) -> Head:
    """The head, kept from other writers until the transaction ends."""
    number, digest = connection.execute(_HEAD).one()
    return Head(number, digest)


def link(previous: str, number: int, identifier: str, at: str, commitment: str) -> str:
    """The hash of a row."""
    return hashlib.sha256(json.dumps([previous, number, identifier, at, commitment]).encode()).hexdigest()


def _row(each: Entry, head: Head, key: AuditKey) -> dict[str, Any]:
    number = head.number + 1
    commitment = key.commitment(number, each.id, each.at, each.salt, each.content)
    return {
        "number": number,
        "id": each.id,
        "at": each.at,
        "client": each.client,
        "patient": each.patient,
        "salt": each.salt,
        "content": each.content,
        "commitment": commitment,
        "previous": head.hash,
        "hash": link(head.hash, number, each.id, each.at, commitment),
    }

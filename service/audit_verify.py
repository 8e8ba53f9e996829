"""Whether the audit trail is as it was written: finds the first row that was edited, removed, moved or put in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.audit_chain import NOTHING_BEFORE, Head, link
from service.database import Store, reading
from service.tables import audit, audit_head

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from service.audit_key import AuditKey

ERASURE, PURGE = "erasure", "purge"
"""Kinds of the two records that explain why rows are empty or gone."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain does not hold."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `rows` are those that are there, `erased` those of them without content."""

    rows: int
    erased: int
    first: int
    head: Head
    broken: Broken | None


def verify(store: Store, expected_head: str | None = None) -> Verdict:
    """Read the whole chain in one consistent view.

    `expected_head` is a hash that was the head once: it must still be in the chain.
    """
    with reading(store.engine) as connection:
        return verdict(connection, store.audit_key, expected_head)


def verdict(connection: Connection, key: AuditKey, expected_head: str | None = None) -> Verdict:
    """The same, as one transaction sees the chain."""
    walk = _Walk(key, expected_head)
    head = Head(*connection.execute(select(audit_head.c.number, audit_head.c.hash)).one())
    query = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
    with connection.execute(query) as rows:
        broken = next((found for row in rows if (found := walk.step(row))), None) or walk.end(head)
    return Verdict(walk.rows, len(walk.erased), walk.first, Head(walk.number, walk.hash), broken)


@dataclass(slots=True)
class _Walk:
    """Goes along the chain, oldest row first."""

    key: AuditKey
    expected: str | None
    number: int = 0
    hash: str = NOTHING_BEFORE
    first: int = 0
    rows: int = 0
    erased: set[int] = field(default_factory=set)
    explained: set[int] = field(default_factory=set)
    begins_after: Head | None = None
    seen: bool = False

    def step(self, row: Row[Any]) -> Broken | None:
        if self.rows == 0:
            self._begin(row)
        if row.number != self.number + 1:
            return Broken(self.number + 1, "the row is missing")
        if row.previous != self.hash:
            return Broken(row.number, "it does not follow the row before it")
        if link(row.previous, row.number, row.id, row.at, row.commitment) != row.hash:
            return Broken(row.number, "its hash does not fit")
        self.number, self.hash, self.rows = row.number, row.hash, self.rows + 1
        self.seen = self.seen or row.hash == self.expected
        return self._content(row)

    def end(self, head: Head) -> Broken | None:
        if head != Head(self.number, self.hash):
            return Broken(self.number + 1, "the head names other rows than are there")
        if self.begins_after:
            return Broken(self.begins_after.number, "the rows up to it are gone and no purge names them")
        if unexplained := self.erased - self.explained:
            return Broken(min(unexplained), "its content is gone and no erasure names it")
        if self.expected and not self.seen:
            return Broken(self.number + 1, "the given head is not in the chain: rows at the end are missing")
        return None

    def _begin(self, row: Row[Any]) -> None:
        self.first = row.number
        if row.number > 1:
            self.number, self.hash = row.number - 1, row.previous
            self.begins_after = Head(self.number, self.hash)
            self.seen = row.previous == self.expected

    def _content(self, row: Row[Any]) -> Broken | None:
        if row.content is None and row.salt is None and row.patient is None and row.client is None:
            self.erased.add(row.number)
            return None
        if self.key.commitment(row.number, row.id, row.at, row.salt, row.content) != row.commitment:
            return Broken(row.number, "its content was changed")
        content = json.loads(row.content)
        if (row.client, row.patient) != (content.get("client"), content.get("patient")):
            return Broken(row.number, "its client or patient was changed")
        self._explain(content)
        return None

    def _explain(self, content: dict[str, Any]) -> None:
        if content.get("kind") == ERASURE:
            self.explained.update(number for a, b in content["rows"] for number in range(a, b + 1))
        elif content.get("kind") == PURGE and self.begins_after == Head(content["through"], content["hash"]):
            self.begins_after = None

"""Taking records away by command: those of one patient, and those that are older than the site keeps them.

Both leave a chain that verifies (`audit_chain`): an erasure empties rows, a purge removes the oldest, and each is a
record of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, select, text, tuple_, union, update

from service.audit_chain import append, entry, locked_head
from service.audit_verify import ERASURE, PURGE
from service.database import utc_text, writing
from service.tables import audit, feedback, shown_cards

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from service.database import Store

NOBODY_WAITS_MS = 60_000
"""An erasure waits for writers as long as it takes."""


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows were emptied or removed."""

    audit: int
    shown_cards: int
    feedback: int

    def as_json(self) -> dict[str, int]:
        """The counts by table."""
        return {"audit": self.audit, "shown_cards": self.shown_cards, "feedback": self.feedback}


def erase(store: Store, patient_id: str, *, client: str | None, at: datetime) -> Removed:
    """Erase what is kept about a patient: of one client, or of every client that has ever called.

    The row that tells of it names the emptied rows and not the patient.
    """
    with writing(store.engine, waits_ms=NOBODY_WAITS_MS) as connection:
        _overwrite_what_is_deleted(connection)
        locked_head(connection)
        clients = [client] if client else _clients(connection)
        digests = [store.audit_key.patient(each, patient_id) for each in clients]
        numbers = _numbers_about(connection, digests)
        mine = shown_cards.c.patient.in_(digests)
        cards = select(shown_cards.c.client, shown_cards.c.card).where(mine)
        reports = connection.execute(delete(feedback).where(tuple_(feedback.c.client, feedback.c.card).in_(cards)))
        shown = connection.execute(delete(shown_cards).where(mine))
        connection.execute(
            update(audit).where(audit.c.number.in_(numbers)).values(content=None, salt=None, patient=None, client=None)
        )
        removed = Removed(len(numbers), shown.rowcount, reports.rowcount)
        if removed != Removed(0, 0, 0):
            content = {"kind": ERASURE, "rows": _ranges(numbers), "removed": removed.as_json()}
            append(connection, [entry(at, content)], store.audit_key)
    _forget_the_log(store)
    return removed


def purge(store: Store, *, before: datetime, at: datetime) -> Removed:
    """Remove what is older: the oldest rows of the trail up to the first that is not, cards and reports by their age.

    A card stays while there is feedback about it, so that the feedback can still be erased with its patient.
    """
    limit = utc_text(before)
    with writing(store.engine, waits_ms=NOBODY_WAITS_MS) as connection:
        _overwrite_what_is_deleted(connection)
        locked_head(connection)
        last = _last_older(connection, limit)
        reports = connection.execute(delete(feedback).where(feedback.c.received_at < limit))
        spoken_of = exists().where(feedback.c.client == shown_cards.c.client, feedback.c.card == shown_cards.c.card)
        shown = connection.execute(delete(shown_cards).where(and_(shown_cards.c.shown_at < limit, ~spoken_of)))
        removed = Removed(0, shown.rowcount, reports.rowcount)
        if last:
            rows = connection.execute(delete(audit).where(audit.c.number <= last[0]))
            removed = Removed(rows.rowcount, shown.rowcount, reports.rowcount)
            content = {"kind": PURGE, "through": last[0], "hash": last[1], "removed": removed.as_json()}
            append(connection, [entry(at, content)], store.audit_key)
    _forget_the_log(store)
    return removed


def _last_older(connection: Connection, limit: str) -> tuple[int, str] | None:
    """Number and hash of the last of the oldest rows; rows that came late through the spool wait for the next purge."""
    first_kept = connection.scalar(select(func.min(audit.c.number)).where(audit.c.at >= limit))
    query = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    if first_kept is not None:
        query = query.where(audit.c.number < first_kept)
    found = connection.execute(query).first()
    return (found.number, found.hash) if found else None


def _clients(connection: Connection) -> list[str]:
    known = union(select(audit.c.client).distinct(), select(shown_cards.c.client).distinct())
    return [client for client in connection.scalars(known) if client is not None]


def _numbers_about(connection: Connection, digests: list[str]) -> list[int]:
    query = select(audit.c.number).where(audit.c.patient.in_(digests)).order_by(audit.c.number)
    return list(connection.scalars(query))


def _ranges(numbers: list[int]) -> list[list[int]]:
    """The numbers as pairs of first and last."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _overwrite_what_is_deleted(connection: Connection) -> None:
    """SQLite leaves deleted text in free pages unless told otherwise; PostgreSQL's VACUUM frees it in its own time."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _forget_the_log(store: Store) -> None:
    """SQLite's log still holds the old pages until it is written back and cut."""
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

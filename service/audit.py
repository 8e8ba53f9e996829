"""The audit trail of one process: a record is in the database or in the spool before its call is answered.

Records of calls that end together enter the chain in one transaction. While the database is away the spool takes them
at once, and every half minute what waits there is handed to the chain.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from service.audit_chain import Entry, append, entry
from service.audit_detail import Detail
from service.audit_refusals import Refusals
from service.card_memory import utc_now
from service.database import Store, StoreUnavailableError, writing
from service.log import log, log_error, where

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from service.audit_spool import Spool

LOCK_WAITS_MS = 200
"""How long the chain waits for another writer before the spool takes a record."""

PATIENCE_S = 0.3
"""How long a call waits for the database before the spool takes its record."""

RESTS_S = 5.0
"""After a failure the database is left alone so long; records go to the spool meanwhile."""

DRAINS_EVERY_S = 30.0
_LOOKS_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class AuditState:
    """How the trail is, for an operator: how many records went where since the start, and what still waits."""

    stored: int = 0
    spooled: int = 0
    lost: int = 0
    cut: int = 0
    waiting_bytes: int = 0
    last_error: str = ""

    @property
    def healthy(self) -> bool:
        """Whether nothing waits outside the chain."""
        return self.waiting_bytes == 0


class Beside(Protocol):
    """What is to be stored in the same transaction as a record, and can do without."""

    def write(self, connection: Connection) -> None:
        """Store it."""

    def alone(self) -> None:
        """Store it by itself, where no record is kept."""

    def lost(self) -> None:
        """The database did not take it."""


@dataclass(slots=True)
class _Waiting:
    entries: Sequence[Entry]
    beside: Beside | None
    done: threading.Event = field(default_factory=threading.Event)
    stored: bool = False


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    """What a record holds, and whether guidance is held back whose record nobody took."""

    software: str
    detail: Detail = Detail.MINIMAL
    required: bool = True


class Auditor:
    """Takes records; `now` is their clock."""

    def __init__(
        self, store: Store, spool: Spool, policy: AuditPolicy, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.store = store
        self.policy = policy
        self.now = now
        self.refusals = Refusals(now)
        self._spool = spool
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="audit")
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._rests_until = 0.0
        self._state = AuditState()
        self._end = threading.Event()
        self._keeper: threading.Thread | None = None

    def start(self) -> None:
        """Hand on what an earlier process left, and keep doing so until `close`."""
        self.drain()
        self._keeper = threading.Thread(target=self._keep_house, name="audit-house", daemon=True)
        self._keeper.start()

    def close(self) -> None:
        """Write what is counted and what waits, as far as the database takes it."""
        self._end.set()
        if self._keeper:
            self._keeper.join()
        self.keep(*self.refusals.over(all_of_them=True))
        self.drain()
        self._writer.shutdown()

    def keep(self, *contents: Mapping[str, Any], id: str | None = None, beside: Beside | None = None) -> bool:  # noqa: A002 - as the column
        """Put the records on disk. False: neither the database nor the spool took all of them.

        A single record may come with the id under which the log names the call. What stands `beside` the records is
        for the database alone.
        """
        made = [entry(self.now(), content) for content in contents]
        waiting = _Waiting([replace(each, id=id) for each in made] if id else made, beside)
        if made and time.monotonic() >= self._rests_until:
            self._in_turn(waiting)
        if waiting.stored or not made:
            return True
        if beside:
            beside.lost()
        return self._to_spool(waiting.entries)

    def drain(self) -> bool:
        """Hand what waits in the spool to the chain. False: the database does not take it now."""
        if not self._spool.files():
            return True
        try:
            drained = self._spool.drain(self._append)
            if drained.cut:
                self._append([entry(self.now(), {"kind": "spool-cut", "lines": drained.cut})])
        except Exception as error:  # noqa: BLE001 - whatever it is, the records go on waiting and the service goes on
            self._failed(error)
            return False
        self._count(stored=drained.records, cut=drained.cut)
        log("audit-spool-drained", records=drained.records, cut=drained.cut)
        return True

    def state(self) -> AuditState:
        """How the trail is now."""
        return replace(self._state, waiting_bytes=self._spool.waiting_bytes())

    def _in_turn(self, waiting: _Waiting) -> None:
        """Wait until the one writer has stored it, together with what other calls have to store."""
        with self._lock:
            self._waiting.append(waiting)
        self._writer.submit(self._store_all)
        if not waiting.done.wait(PATIENCE_S):
            self._failed(StoreUnavailableError("the database does not answer in time"))

    def _store_all(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting, []
        try:
            entries = [entry for each in taken for entry in each.entries]
            self._append(entries, [each.beside for each in taken if each.beside])
            self._count(stored=len(entries))
            for each in taken:
                each.stored = True
        except Exception as error:  # noqa: BLE001 - as in `drain`: the spool takes them
            self._failed(error)
        finally:
            for each in taken:
                each.done.set()

    def _append(self, entries: list[Entry], beside: Sequence[Beside] = ()) -> None:
        if not entries:
            return
        with writing(self.store.engine, waits_ms=LOCK_WAITS_MS) as connection:
            append(connection, entries, self.store.audit_key)  # first: who holds the head never waits for another
            for each in beside:
                each.write(connection)

    def _to_spool(self, entries: Sequence[Entry]) -> bool:
        try:
            self._spool.append(entries)
        except OSError as error:
            self._failed(error)
            self._count(lost=len(entries))
            log_error("audit-lost", records=len(entries))
            return False
        self._count(spooled=len(entries))
        return True

    def _failed(self, error: Exception) -> None:
        self._rests_until = time.monotonic() + RESTS_S
        with self._lock:
            self._state = replace(self._state, last_error=type(error).__name__)
        log_error("audit-not-stored", error=where(error))

    def _count(self, **more: int) -> None:
        with self._lock:
            counted = {name: getattr(self._state, name) + number for name, number in more.items()}
            self._state = replace(self._state, **counted)

    def _keep_house(self) -> None:
        drains_at = time.monotonic() + DRAINS_EVERY_S
        while not self._end.wait(_LOOKS_EVERY_S):
            self.keep(*self.refusals.over())
            if time.monotonic() >= drains_at:
                self.drain()
                drains_at = time.monotonic() + DRAINS_EVERY_S

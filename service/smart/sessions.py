"""Launches under way and open sessions, in the database, for all workers together.

The browser holds a random id and nothing else; its SHA-256 is the row, so that a copy of the database opens no
session. A launch is taken once and lives ten minutes; a session ends after a quarter of an hour without use, after
eight hours, or with its token, whichever comes first.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from service.database import reading, writing
from service.smart.discovery import Endpoints
from service.smart.launches import Launch, random_text
from service.smart.trouble import LaunchRefusedError, Trouble
from service.tables import smart_launches, smart_sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.database import Store
    from service.smart.sealing import Seal

LAUNCH_S = 600
IDLE_S = 15 * 60
ABSOLUTE_S = 8 * 3600
MOST_LAUNCHES = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in view of one patient. `case` stands in the page's address: a form or tab of another view differs."""

    client: str
    server: str
    patient: str = field(repr=False)
    access_token: str = field(repr=False)
    user: str | None = field(repr=False, default=None)
    case: str = field(repr=False, default_factory=random_text)


def row_of(secret: str) -> str:
    """The row in which something lies that is found by a secret value."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sessions:
    """Keeps and finds them; `clock` in seconds since the epoch."""

    store: Store
    seal: Seal
    clock: Callable[[], float] = time.time

    def keep_launch(self, launch: Launch) -> str:
        """Remember a launch and give back its `state`.

        Raises:
            LaunchRefusedError: too many are under way.
        """
        state, now = random_text(), self.clock()
        sealed = self.seal.close(row_of(state), asdict(launch))
        with writing(self.store.engine) as connection:
            connection.execute(delete(smart_launches).where(smart_launches.c.expires < now))
            if (connection.scalar(select(func.count()).select_from(smart_launches)) or 0) >= MOST_LAUNCHES:
                raise LaunchRefusedError(Trouble.BUSY, "launches")
            row = {"id": row_of(state), "expires": now + LAUNCH_S, "sealed": sealed}
            connection.execute(insert(smart_launches).values(row))
        return state

    def take_launch(self, state: str) -> Launch | None:
        """The launch of that `state`, once and within ten minutes."""
        row = row_of(state)
        with writing(self.store.engine) as connection:
            found = connection.execute(select(smart_launches).where(smart_launches.c.id == row)).one_or_none()
            taken = connection.execute(delete(smart_launches).where(smart_launches.c.id == row)).rowcount
        if found is None or taken != 1 or found.expires < self.clock():
            return None
        return _launch(self.seal.open(row, found.sealed))

    def open(self, session: Session, *, seconds: int) -> str:
        """Keep a session as long as its token lives, and give back the id for the browser."""
        secret, now = random_text(), self.clock()
        with writing(self.store.engine) as connection:
            connection.execute(delete(smart_sessions).where(_is_over(now)))
            row = {
                "id": row_of(secret),
                "expires": now + min(ABSOLUTE_S, seconds),
                "idle": now + IDLE_S,
                "sealed": self.seal.close(row_of(secret), asdict(session)),
            }
            connection.execute(insert(smart_sessions).values(row))
        return secret

    def find(self, secret: str) -> Session | None:
        """The open session of that id; looking at it starts the quarter of an hour anew."""
        row, now = row_of(secret), self.clock()
        with reading(self.store.engine) as connection:
            open_now = (smart_sessions.c.id == row) & ~_is_over(now)
            sealed = connection.scalar(select(smart_sessions.c.sealed).where(open_now))
        content = self.seal.open(row, sealed) if sealed else None
        if content is None:
            return None
        with writing(self.store.engine) as connection:
            connection.execute(update(smart_sessions).where(open_now).values(idle=now + IDLE_S))
        return Session(**content)

    def close(self, secret: str) -> None:
        """End the session of that id."""
        with writing(self.store.engine) as connection:
            connection.execute(delete(smart_sessions).where(smart_sessions.c.id == row_of(secret)))


def _is_over(now: float) -> Any:
    return (smart_sessions.c.expires < now) | (smart_sessions.c.idle < now)


def _launch(content: dict[str, Any] | None) -> Launch | None:
    if content is None:
        return None
    return Launch(**content | {"endpoints": Endpoints(**content["endpoints"]), "scopes": tuple(content["scopes"])})

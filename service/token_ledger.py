"""Remembers used tokens in the database, for all workers together, until they expire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from service.database import insert_once, writing
from service.tables import used_tokens

if TYPE_CHECKING:
    from service.database import Store


@dataclass(frozen=True, slots=True)
class DatabaseLedger:
    """The ledger that `authentication` asks. Where the store cannot be reached, its error lets no call pass."""

    store: Store

    def first_use(self, issuer: str, jti: str, *, expires: float, now: float) -> bool:
        """Whether this is the first use of the token id by that issuer; remembers it until it expires."""
        with writing(self.store.engine) as connection:
            connection.execute(delete(used_tokens).where(used_tokens.c.expires < now))
            return insert_once(connection, used_tokens, [{"issuer": issuer, "jti": jti, "expires": expires}]) == 1

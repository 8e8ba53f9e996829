"""The database's shape, step by step (Alembic), run from inside the installed package: no alembic.ini is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

WRITES = "her2_cds_writes"
"""Execution option of a connection that is going to write: on SQLite it takes the write lock when it begins."""

_LOCK = 0x4845523243  # an arbitrary number of ours, the same in every worker


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to this program's shape. Workers that start together wait for one another."""
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier shape; `base` is the empty one."""
    _run(engine, lambda config: command.downgrade(config, revision))


def _run(engine: Engine, step: Callable[[Config], None]) -> None:
    with engine.connect() as connection:
        locked = connection.execution_options(**{WRITES: engine.dialect.name == "sqlite"})
        with locked.begin():
            if engine.dialect.name == "postgresql":
                locked.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config = Config()
            config.set_main_option("script_location", "service:migrations")
            config.attributes["connection"] = locked
            step(config)

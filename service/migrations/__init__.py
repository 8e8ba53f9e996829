"""The database's shape, step by step (Alembic), run from inside the installed package: no alembic.ini is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

WRITES = "her2_cds_writes"
"""Execution option of a connection that is going to write: how long it waits for another writer, in milliseconds."""

_OTHER_WORKERS_MS = 60_000  # a migration of a big table takes its time

_LOCK = 0x4845523243  # an arbitrary number of ours, the same in every worker


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to this program's shape. Workers that start together wait for one another."""
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier shape; `base` is the empty one."""
    _run(engine, lambda config: command.downgrade(config, revision))


def _run(engine: Engine, step: Callable[[Config], None]) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(**{WRITES: _OTHER_WORKERS_MS})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config = _config()
            config.attributes["connection"] = connection
            step(config)


def head() -> str:
    """The name of the last step: the shape that this program works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "service:migrations")
    return config

"""The database's shape, step by step (Alembic), run from inside the installed package: no alembic.ini is needed.

Alembic is only loaded for a database that has an older shape: an empty one gets today's tables at once, and one of this
program's shape nothing at all. So a start needs a tenth of a second and ten megabytes less.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, text

from service.tables import audit_head, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

WRITES = "her2_cds_writes"
"""Execution option of a connection that is going to write: how long it waits for another writer, in milliseconds."""

_OTHER_WORKERS_MS = 60_000  # a migration of a big table takes its time

_LOCK = 0x4845523243  # an arbitrary number of ours, the same in every worker

_NOTHING_BEFORE = "0" * 64  # what the audit trail begins with, as step 0003 writes it

_steps_taken = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, as Alembic builds it."""


class UnknownShapeError(Exception):
    """The database has a shape that this program does not know."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to this program's shape. Workers that start together wait for one another.

    Raises:
        UnknownShapeError: a newer program has written it.
    """
    if revision == "head" and (_stands_at(engine) == head() or _built(engine)):
        return
    from alembic import command  # noqa: PLC0415 - seldom needed, see above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    try:
        _run(engine, lambda config: command.upgrade(config, revision))
    except CommandError as error:
        raise UnknownShapeError(str(error)) from error


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier shape; `base` is the empty one."""
    from alembic import command  # noqa: PLC0415 - seldom needed, see above

    _run(engine, lambda config: command.downgrade(config, revision))


def shape_of(connection: Connection) -> str | None:
    """The last step that was taken with this database; None before the first one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    steps = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return steps[0] if len(steps) == 1 else None


def _stands_at(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return shape_of(connection)


def _built(engine: Engine) -> bool:
    """Give an empty database the tables of today, with what the steps would have written; False if it has others."""
    with _alone(engine) as connection:
        if inspect(connection).get_table_names():
            return shape_of(connection) == head()  # another worker was quicker
        metadata.create_all(connection)
        connection.execute(insert(audit_head), {"name": "head", "number": 0, "hash": _NOTHING_BEFORE})
        _steps_taken.create(connection)
        connection.execute(insert(_steps_taken), {"version_num": head()})
    return True


def _run(engine: Engine, step: Callable[[Config], None]) -> None:
    with _alone(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        step(config)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction for which other workers wait."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(**{WRITES: _OTHER_WORKERS_MS})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


@cache
def head() -> str:
    """The name of the last step: the shape that this program works with. A step's file begins with its name."""
    return max(file.name.partition("_")[0] for file in (files(__name__) / "versions").iterdir() if file.name[0] != "_")


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415 - seldom needed, see above

    config = Config()
    config.set_main_option("script_location", "service:migrations")
    return config

"""The service's memory on disk: SQLite by default, PostgreSQL by URL. What a caller was told is stored, is stored.

A write is on disk (fsync) before `writing` ends: SQLite with its write-ahead log and `synchronous=FULL`, PostgreSQL
with `synchronous_commit`.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy import exc as errors

from service.audit_key import AuditKey
from service.migrations import WRITES, UnknownShapeError, upgrade
from service.tables import secret_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Executable, Table

WRITER_WAITS_MS = 5000
"""How long a write waits for another writer, unless it says so itself."""

READER_WAITS_MS = 250
"""How long a read waits for a lock: it stands on the path of a hook call."""

CONNECT_TIMEOUT_S = 3
POOL_WAITS_S = 1

_SET_FOR_A_WRITE = """SELECT set_config('lock_timeout', %(waits)s, true),
  set_config('statement_timeout', %(waits)s, true),
  set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), true)"""
_OUR_FAULT = (errors.IntegrityError, errors.DataError)


class InvalidDatabaseUrlError(ValueError):
    """The database URL names nothing that the service can keep its memory in; the URL itself is not repeated."""


class StoreUnavailableError(Exception):
    """The database cannot be used now. Nothing of the transaction was stored; the caller may send it again."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database, and the keys under which patients' facts and the audit trail are digested."""

    engine: Engine
    digest_key: bytes = field(repr=False)
    audit_key: AuditKey = field(repr=False)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_store(url: str, audit_key: bytes | None = None) -> Store:
    """Open the database, create it if it is not there, and bring it to this program's shape.

    Without an `audit_key` the database keeps one of its own.

    Raises:
        InvalidDatabaseUrlError: neither a SQLite file nor a PostgreSQL database.
        StoreUnavailableError: it cannot be reached, created or migrated, or was written under another audit key.
    """
    engine = make_engine(url)
    try:
        _shape(engine)
        return Store(engine, shared_key(engine, "facts-digest"), _audit_key(engine, audit_key))
    except BaseException:
        engine.dispose()
        raise


def database_url(configured: str, data_dir: Path) -> str:
    """The configured URL, or else a SQLite file in the data directory."""
    return configured or URL.create("sqlite", database=str(data_dir / "her2-cds.sqlite3")).render_as_string()


def make_engine(url: str) -> Engine:
    """The database behind a URL: `sqlite:///file` or `postgresql://…` (`postgresql+psycopg://…` as well)."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (errors.ArgumentError, ValueError) as error:
        raise InvalidDatabaseUrlError("expected sqlite:///path or postgresql://user@host/name") from error
    match backend:
        case "sqlite":
            return _sqlite_engine(parsed)
        case "postgresql":
            return _postgresql_engine(parsed)
    raise InvalidDatabaseUrlError("expected a URL that begins with sqlite:/// or postgresql://")


def private_directory(path: Path) -> Path:
    """Make sure that the directory is there; a new one is open to its owner alone (0700)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def utc_text(instant: datetime) -> str:
    """An instant as the tables hold it. Takes a UTC time."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database."""
    with _trouble_named(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, *, waits_ms: int = WRITER_WAITS_MS) -> Iterator[Connection]:
    """A transaction: on disk when the block has ended, undone when it raises."""
    with _trouble_named(), engine.connect() as connection, connection.execution_options(**{WRITES: waits_ms}).begin():
        yield connection


def insert_once(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert what is not there yet, and say how many rows were new. Rows go in one order, so writers never deadlock."""
    statement = _insert_once(connection.dialect.name, table)
    ordered = sorted(rows, key=lambda row: tuple(str(value) for value in row.values()))
    return sum(connection.execute(statement, row).rowcount for row in ordered)


@cache
def _insert_once(dialect: str, table: Table) -> Executable:
    spoken = import_module(f"sqlalchemy.dialects.{dialect}")  # the one in use came with its engine; the other stays out
    statement: Executable = spoken.insert(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


@contextmanager
def _trouble_named() -> Iterator[None]:
    """Tell a database that is away, full, locked, broken or forbidden to us from a fault of our own."""
    try:
        yield
    except _OUR_FAULT:
        raise
    except (errors.DBAPIError, errors.TimeoutError, sqlite3.Error) as error:
        raise StoreUnavailableError("the database cannot be used now") from error


def _shape(engine: Engine) -> None:
    try:
        upgrade(engine)
    except UnknownShapeError as error:
        raise StoreUnavailableError(
            "the database has a shape that this version does not know (written by a newer version?)"
        ) from error
    except errors.SQLAlchemyError as error:
        raise StoreUnavailableError("the database cannot be opened and brought to this version's shape") from error


def shared_key(engine: Engine, name: str) -> bytes:
    """The key of that name, the same for all workers; the first of them draws it."""
    return bytes.fromhex(_first_value(engine, name, secrets.token_hex(32)))


def _audit_key(engine: Engine, given: bytes | None) -> AuditKey:
    """The key of the audit trail: one trail, one key, so that a patient's rows are found again."""
    key = AuditKey(given or shared_key(engine, "audit"))
    if _first_value(engine, "audit-fingerprint", key.fingerprint) != key.fingerprint:
        raise StoreUnavailableError("the audit trail of this database was written under another key")
    return key


def _first_value(engine: Engine, name: str, value: str) -> str:
    """What was written under that name first; `value` if nothing was."""
    with writing(engine) as connection:
        insert_once(connection, secret_keys, [{"name": name, "value": value}])
        return str(connection.scalar(select(secret_keys.c.value).where(secret_keys.c.name == name)))


def _sqlite_engine(url: URL) -> Engine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise InvalidDatabaseUrlError("a SQLite database must be a plain file: sqlite:///path (feedback has to last)")
    file = Path(url.database)
    try:
        private_directory(file.parent)
        file.touch(mode=0o600)  # SQLite gives its log files the mode of the database
    except OSError as error:
        raise StoreUnavailableError(f"the database file cannot be created or written ({error.strerror})") from error
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), hide_parameters=True)
    event.listen(engine, "do_connect", _the_file_is_there)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "checkout", _still_the_same_file)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _the_file_is_there(_dialect: object, _record: object, arguments: Any, _keywords: object) -> None:
    """SQLite would make an empty file where somebody took ours away."""
    if not Path(arguments[0]).exists():
        raise sqlite3.OperationalError("the database file is not there")


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to us
    for pragma in (f"busy_timeout = {WRITER_WAITS_MS}", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    file = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    record.info["file"] = file, _inode(file)


def _still_the_same_file(_connection: object, record: Any, _proxy: object) -> None:
    """A connection to a file that was deleted or replaced writes into nothing: it is given up, never used."""
    file, inode = record.info["file"]
    if _inode(file) != inode:
        raise errors.DisconnectionError


def _inode(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _begin_sqlite(connection: Connection) -> None:
    waits_ms: int | None = connection.get_execution_options().get(WRITES)
    driver: Any = connection.connection.dbapi_connection  # itself: every call waits for these two
    driver.execute(f"PRAGMA busy_timeout = {waits_ms or READER_WAITS_MS}")
    driver.execute("BEGIN IMMEDIATE" if waits_ms else "BEGIN")


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(
            drivername="postgresql+psycopg",
            query={"connect_timeout": str(CONNECT_TIMEOUT_S), "client_encoding": "utf8", **url.query},
        ),
        hide_parameters=True,
        pool_pre_ping=True,  # a restart of the server costs no request
        pool_timeout=POOL_WAITS_S,
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    waits_ms: int | None = connection.get_execution_options().get(WRITES)
    if waits_ms:
        connection.exec_driver_sql(_SET_FOR_A_WRITE, {"waits": str(waits_ms)})

"""A disk that fails on demand: what SQLite and the spool ask of it is told first, and may be refused."""

from __future__ import annotations

import errno
import os
import sqlite3
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    Told = Callable[[str], None]
    """Is told what is about to happen, and raises to make it fail."""

DATABASE_ERRORS = (
    "database is locked", "database or disk is full", "disk I/O error", "attempt to write a readonly database",
    "unable to open database file",
)  # fmt: skip


def database_error(words: str = DATABASE_ERRORS[2]) -> sqlite3.OperationalError:
    return sqlite3.OperationalError(words)


def disk_full() -> OSError:
    return OSError(errno.ENOSPC, "no space left")


def watch_database(engine: Engine, told: Told) -> None:
    """Every connection that is opened from here on tells before it does anything."""

    class Cursor(sqlite3.Cursor):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            told("execute")
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            told("execute")
            return super().executemany(*arguments)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Cursor:  # type: ignore[override]  # sqlite3's own argument is the class
            return super().cursor(Cursor)

        def commit(self) -> None:
            told("commit")
            super().commit()

    def connect(_dialect: object, _record: object, arguments: Any, keywords: Any) -> sqlite3.Connection:
        told("connect")
        return sqlite3.connect(*arguments, **keywords, factory=Connection)

    engine.dispose()
    event.listen(engine, "do_connect", connect)


def watched_files(told: Told) -> SimpleNamespace:
    """Stands for the module `os` where the spool looks for it."""

    def telling(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any) -> Any:
            told(name)
            return real(*arguments)

        return call

    return SimpleNamespace(
        **vars(os) | {name: telling(name) for name in ("open", "write", "fsync", "ftruncate", "fstat", "pread")}
    )

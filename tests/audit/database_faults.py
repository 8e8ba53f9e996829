"""What can happen to a database, done for real: each fault begins with `begin` and is over after `end`."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedback.cluster import Cluster

    from service.database import Store

_HOLDER = """import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def file_of(store: Store) -> Path:
    return Path(store.engine.url.database or "")


def locked(store: Store) -> Callable[[], object]:
    """Another process holds the database exclusively."""
    holder = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", _HOLDER, str(file_of(store))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder.communicate


def full(store: Store) -> Callable[[], object]:
    """No page can be added."""
    return _on_every_connection(
        store, lambda cursor: f"max_page_count = {cursor.execute('PRAGMA page_count').fetchone()[0]}"
    )


def read_only(store: Store) -> Callable[[], object]:
    """SQLite refuses to write (a read-only file does not stop root, under whom tests may run)."""
    return _on_every_connection(store, lambda _: "query_only = 1")


def _on_every_connection(store: Store, pragma: Callable[[Any], str]) -> Callable[[], object]:
    def spoil(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA {pragma(connection)}")

    store.engine.dispose()
    event.listen(store.engine, "checkout", spoil)

    def undo() -> None:
        event.remove(store.engine, "checkout", spoil)
        store.engine.dispose()

    return undo


def deleted(store: Store) -> Callable[[], object]:
    """Somebody deletes the file under the running service, and puts a backup in its place later."""
    backup = _backup(store)
    for file in _files(store):
        file.unlink()
    return lambda: backup.rename(file_of(store))


def corrupted(store: Store) -> Callable[[], object]:
    """Pages of the file hold rubbish; later a backup is put in its place."""
    backup = _backup(store)
    store.engine.dispose()
    with file_of(store).open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))

    def undo() -> None:
        for each in _files(store):
            each.unlink()
        backup.rename(file_of(store))

    return undo


def _backup(store: Store) -> Path:
    with closing(sqlite3.connect(file_of(store))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(file_of(store), file_of(store).with_name("backup.sqlite3")))


def _files(store: Store) -> list[Path]:
    name = file_of(store).name
    return [file for file in file_of(store).parent.iterdir() if file.name in (name, f"{name}-wal", f"{name}-shm")]


def stopped(cluster: Cluster) -> Callable[[], object]:
    cluster.stop("immediate")
    return cluster.start


def restarted(cluster: Cluster) -> Callable[[], object]:
    """As in a failover: every connection is lost, the server is there again at once."""
    cluster.stop("immediate")
    cluster.start()
    return lambda: None


def terminated(cluster: Cluster) -> Callable[[], object]:
    """An administrator ends every session of ours."""
    with psycopg.connect(cluster.url("postgres", "postgresql"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname LIKE 'd%'"
        )
    return lambda: None


def pool_taken(store: Store) -> Callable[[], object]:
    """Every connection of the pool is in use."""
    taken = ExitStack()
    for _ in range(store.engine.pool.size() + store.engine.pool._max_overflow):  # type: ignore[attr-defined]  # QueuePool
        taken.enter_context(store.engine.connect())
    return taken.close

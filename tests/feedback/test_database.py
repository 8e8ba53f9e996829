from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from feedback.examples import EHR, NOON, body, card, item, showing
from sqlalchemy import inspect, text

from service.database import (
    InvalidDatabaseUrlError,
    Store,
    StoreUnavailableError,
    database_url,
    make_engine,
    open_store,
    reading,
    writing,
)
from service.feedback import parse_feedback
from service.feedback_log import Recorded, feedback_row, record_feedback, stored_reports
from service.migrations import downgrade, head, shape_of, upgrade
from service.shown_cards import noting
from service.tables import feedback, metadata

if TYPE_CHECKING:
    from feedback.cluster import Cluster

TABLES = {"alembic_version", "audit", "audit_head", "feedback", "secret_keys", "shown_cards", "used_tokens"}
TABLES |= {"smart_launches", "smart_sessions", "smart_cases"}


def test_migrations_build_exactly_the_tables_that_the_code_uses(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == TABLES


def test_the_last_step_is_the_one_that_alembic_finds(store: Store) -> None:
    steps = Config()
    steps.set_main_option("script_location", "service:migrations")

    assert head() == ScriptDirectory.from_config(steps).get_current_head()
    with store.engine.connect() as connection:
        assert shape_of(connection) == head()


def test_an_empty_database_is_built_as_the_steps_build_it(store: Store) -> None:
    """A fresh one gets its tables at once; here the same is built step by step, and nothing may tell the two apart."""
    at_once = _whole_shape(store)
    downgrade(store.engine, "base")

    upgrade(store.engine)

    assert _whole_shape(store) == at_once


@pytest.mark.parametrize("again", [False, True])
def test_a_database_that_is_empty_or_has_our_shape_is_opened_without_alembic(url: str, again: bool) -> None:  # noqa: FBT001 - a parameter of the test
    if again:
        open_store(url).close()
    code = (
        "import sys; from service.database import open_store; open_store(sys.argv[1]); print('alembic' in sys.modules)"
    )

    opened = [sys.executable, "-c", code, url]
    told = subprocess.run(opened, capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    assert told.stdout.strip() == "False"


def _whole_shape(store: Store) -> dict[str, object]:
    """Every table with its columns, keys and indexes, and the rows that are there before the first call."""
    with store.engine.connect() as connection:
        seen = inspect(connection)
        rows = [connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("alembic_version", "audit_head")]  # noqa: S608 - our tables
        parts = (seen.get_columns, seen.get_pk_constraint, seen.get_unique_constraints, seen.get_indexes)
        return {name: [repr(part(name)) for part in parts] for name in seen.get_table_names()} | {"rows": rows}


def test_migrations_go_up_down_and_up_with_data(store: Store) -> None:
    noting(store, [card()], showing()).alone()
    record_feedback(store, parse_feedback(body(item())), client=EHR, service="s", at=NOON)

    upgrade(store.engine)
    assert len(list(stored_reports(store))) == 1, "a second upgrade changes nothing"
    downgrade(store.engine, "base")
    with store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(store.engine)

    assert list(stored_reports(store)) == []


def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE feedback (id INTEGER)"))

    with pytest.raises(StoreUnavailableError):
        open_store(url)

    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["feedback"]
    engine.dispose()


def test_workers_that_start_together_build_one_database(url: str) -> None:
    def start(_: int) -> bytes:
        with closing(open_store(url)) as opened:
            return opened.digest_key

    with ThreadPoolExecutor(8) as workers:
        keys = set(workers.map(start, range(8)))

    assert len(keys) == 1, "all workers share one key"


def test_a_database_of_a_newer_version_is_refused_in_one_clear_line(store: Store, url: str) -> None:
    with writing(store.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailableError, match="newer version"):
        open_store(url)


def test_writing_is_undone_when_it_fails(store: Store) -> None:
    def forget_the_keys_and_fail() -> None:
        with writing(store.engine) as connection:
            connection.execute(text("DELETE FROM secret_keys"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        forget_the_keys_and_fail()

    with reading(store.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM secret_keys")) == 3


def test_a_fresh_start_makes_a_directory_and_a_file_for_the_owner_alone(tmp_path: Path) -> None:
    with closing(open_store(database_url("", tmp_path / "var"))):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()}

    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
    assert modes
    assert set(modes.values()) == {0o600}, modes


def test_sqlite_puts_every_commit_on_disk(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/a.sqlite3")) as store, writing(store.engine) as connection:
        settings = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}

    assert settings == {"journal_mode": "wal", "synchronous": 2}


def test_postgresql_puts_every_commit_on_disk_even_where_the_site_switched_it_off(postgresql: Cluster) -> None:
    url = postgresql.new_database() + "?options=-csynchronous_commit%3Doff"

    with closing(open_store(url)) as store:
        with writing(store.engine) as connection:
            written = connection.scalar(text("SHOW synchronous_commit"))
        with reading(store.engine) as connection:
            read = connection.scalar(text("SHOW synchronous_commit"))

    assert (written, read) == ("on", "off")


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    record_feedback(store, parse_feedback(body(item())), client=EHR, service="s", at=NOON)

    with writing(store.engine) as connection:
        connection.execute(text("DELETE FROM feedback"))

        assert len(list(stored_reports(store))) == 1


def test_postgresql_is_reached_under_its_short_url_as_well(postgresql: Cluster) -> None:
    url = postgresql.new_database().replace("postgresql+psycopg", "postgresql")

    with closing(open_store(url)) as store:
        assert store.engine.dialect.driver == "psycopg"


def test_a_database_without_an_encoding_of_its_own_serves_as_well(postgresql: Cluster) -> None:
    """A cluster that was made in the C locale: its driver would hand out bytes."""
    with psycopg.connect(postgresql.url("postgres", "postgresql"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE plain ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")

    with closing(open_store(postgresql.url("plain"))) as opened, reading(opened.engine) as connection:
        assert connection.scalar(text("SELECT 'años'")) == "años"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "mysql://u:secret@h/d",
    ],
)
def test_a_url_that_keeps_nothing_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InvalidDatabaseUrlError) as refused:
        make_engine(url)

    assert "secret" not in str(refused.value)


def test_a_site_chooses_its_database_or_gets_a_file_in_the_data_directory() -> None:
    assert database_url("postgresql://db/her2", Path("var")) == "postgresql://db/her2"
    assert database_url("", Path("var")) == "sqlite:///var/her2-cds.sqlite3"


def test_a_server_that_is_away_is_named_as_such(postgresql: Cluster) -> None:
    url = postgresql.new_database().replace(str(postgresql.port), "1")

    with pytest.raises(StoreUnavailableError):
        open_store(url)


def test_a_server_that_was_restarted_costs_no_call(postgresql: Cluster) -> None:
    with closing(open_store(postgresql.new_database())) as store:
        record_feedback(store, parse_feedback(body(item())), client=EHR, service="s", at=NOON)
        postgresql.stop("immediate")
        with pytest.raises(StoreUnavailableError):
            record_feedback(store, parse_feedback(body(item(card="lost"))), client=EHR, service="s", at=NOON)

        postgresql.start()
        record_feedback(store, parse_feedback(body(item(card="again"))), client=EHR, service="s", at=NOON)

        assert {report.card for report in stored_reports(store)} >= {"again"}
        assert len(list(stored_reports(store))) == 2, "what was acknowledged before the crash is there"


def test_a_full_disk_stores_nothing_and_says_so(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/a.sqlite3")) as store:
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        many = parse_feedback(body(*(item(card=f"{number}-{'x' * 200}") for number in range(100))))

        with pytest.raises(StoreUnavailableError):
            record_feedback(store, many, client=EHR, service="s", at=NOON)

        assert list(stored_reports(store)) == []


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite3").write_bytes(b"not a database, but quite long " * 100)

    with pytest.raises(StoreUnavailableError):
        open_store(f"sqlite:///{tmp_path}/a.sqlite3")


def test_a_directory_that_cannot_be_made_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands in the way")

    with pytest.raises(StoreUnavailableError):
        open_store(database_url("", tmp_path / "var"))


def test_a_writer_waits_for_another_one(store: Store, url: str) -> None:
    reports = parse_feedback(body(item()))

    with closing(open_store(url)) as other, ThreadPoolExecutor(1) as worker:
        with writing(other.engine) as connection:
            connection.execute(feedback.insert(), _same_row())
            waiting = worker.submit(record_feedback, store, reports, client=EHR, service="s", at=NOON)
            sleep(0.2)
            assert not waiting.done()

        assert waiting.result() == Recorded(new=0, repeated=1, unknown_cards=1)


def _same_row() -> dict[str, Any]:
    [report] = parse_feedback(body(item()))
    return feedback_row(report) | {"client": EHR, "service": "s", "received_at": "2026-11-24T12:00:00.000000Z"}

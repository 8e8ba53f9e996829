"""The chain: whatever is done to its rows is found, by the number of the first row that does not hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from service.audit_chain import Entry, append, entry
from service.audit_verify import verify
from service.database import StoreUnavailableError, open_store, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from service.database import Store

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROWS = 12


def an_entry(number: int = 0, **members: Any) -> Entry:
    return entry(NOON, {"kind": "hook", "client": "https://ehr.example.org", "patient": f"p{number % 3}"} | members)


def keep(store: Store, *entries: Entry) -> None:
    with writing(store.engine) as connection:
        append(connection, entries, store.audit_key)


@pytest.fixture
def chain(store: Store) -> Store:
    keep(store, *(an_entry(number, row=number) for number in range(ROWS)))
    return store


def numbers(store: Store) -> list[int]:
    with store.engine.connect() as connection:
        return [number for (number,) in connection.execute(text("SELECT number FROM audit ORDER BY number"))]


def test_an_untouched_chain_holds_and_names_its_head(chain: Store) -> None:
    found = verify(chain)

    assert found.broken is None
    assert (found.rows, found.first, found.head.number) == (ROWS, 1, ROWS)
    assert verify(chain, found.head.hash).broken is None


def test_an_empty_trail_holds(store: Store) -> None:
    assert verify(store).broken is None


def test_a_record_enters_once_however_often_it_is_handed_in(store: Store) -> None:
    once, other = an_entry(1), an_entry(2)

    keep(store, once, once)
    keep(store, other, once)

    assert numbers(store) == [1, 2]
    assert verify(store).broken is None


def test_an_older_head_is_still_found_when_the_chain_has_grown(chain: Store) -> None:
    exported = verify(chain).head.hash

    keep(chain, an_entry())

    assert verify(chain, exported).broken is None


def test_a_cut_end_is_found_with_a_head_that_was_kept_elsewhere(chain: Store) -> None:
    exported = verify(chain).head.hash
    with writing(chain.engine) as connection:
        connection.execute(text("DELETE FROM audit WHERE number > 9"))
        connection.execute(text("UPDATE audit_head SET number = 9, hash = (SELECT hash FROM audit WHERE number = 9)"))

    assert verify(chain).broken is None, "nothing inside the database shows this"
    found = verify(chain, exported).broken
    assert found is not None
    assert "rows at the end are missing" in found.why


def test_a_cut_end_is_found_without_it_where_the_head_row_was_forgotten(chain: Store) -> None:
    with writing(chain.engine) as connection:
        connection.execute(text("DELETE FROM audit WHERE number = 12"))

    found = verify(chain).broken
    assert found is not None
    assert found.number == ROWS


COLUMNS = ("id", "at", "client", "patient", "salt", "content", "commitment", "previous", "hash")


def edited(connection: Connection, random: Random) -> int:
    """Another value in one column of one row: a letter changed, or the value gone."""
    number, column = random.randint(1, ROWS), random.choice(COLUMNS)
    kept = connection.execute(text(f"SELECT {column} FROM audit WHERE number = {number}")).scalar_one()  # noqa: S608
    place = random.randrange(len(kept))
    other = "1" if kept[place] != "1" else "2"
    value = kept[:place] + other + kept[place + 1 :]
    connection.execute(text(f"UPDATE audit SET {column} = :v WHERE number = {number}"), {"v": value})  # noqa: S608
    return number


def emptied(connection: Connection, random: Random) -> int:
    """A row that looks erased, and no erasure names it."""
    number = random.randint(1, ROWS)
    connection.execute(
        text(f"UPDATE audit SET content = NULL, salt = NULL, patient = NULL, client = NULL WHERE number = {number}")  # noqa: S608
    )
    return number


def deleted(connection: Connection, random: Random) -> int:
    number = random.randint(1, ROWS)
    connection.execute(text(f"DELETE FROM audit WHERE number = {number}"))  # noqa: S608
    return number


def deleted_and_closed_up(connection: Connection, random: Random) -> int:
    """A row is taken out, and the ones after it move up."""
    number = random.randint(1, ROWS - 1)
    connection.execute(text(f"DELETE FROM audit WHERE number = {number}"))  # noqa: S608
    for later in range(number + 1, ROWS + 1):
        connection.execute(text(f"UPDATE audit SET number = {later - 1} WHERE number = {later}"))  # noqa: S608
    connection.execute(text(f"UPDATE audit_head SET number = {ROWS - 1}"))  # noqa: S608
    return number


def swapped(connection: Connection, random: Random) -> int:
    first, second = sorted(random.sample(range(1, ROWS + 1), 2))
    for old, new in ((first, -1), (second, first), (-1, second)):
        connection.execute(text(f"UPDATE audit SET number = {new} WHERE number = {old}"))  # noqa: S608
    return first


def doubled_at_the_end(connection: Connection, random: Random) -> int:
    """A copy of a genuine row under a number and an id of its own, linked as it should be."""
    number = random.randint(1, ROWS)
    connection.execute(
        text(
            "INSERT INTO audit (number, id, at, client, patient, salt, content, commitment, previous, hash) "  # noqa: S608
            "SELECT 13, 'forged', at, client, patient, salt, content, commitment, "
            f"(SELECT hash FROM audit WHERE number = {ROWS}), hash FROM audit WHERE number = {number}"
        )
    )
    connection.execute(text("UPDATE audit_head SET number = 13, hash = (SELECT hash FROM audit WHERE number = 13)"))
    return ROWS + 1


TAMPERING = (edited, emptied, deleted, deleted_and_closed_up, swapped, doubled_at_the_end)


@pytest.mark.parametrize("tamper", TAMPERING)
def test_any_tampering_is_found_at_the_row_where_it_begins(
    chain: Store, tamper: Callable[[Connection, Random], int]
) -> None:
    for seed in range(25):
        with chain.engine.connect() as connection, connection.begin() as transaction:
            number = tamper(connection, Random(seed))  # noqa: S311 - any row will do
            found = verify_inside(chain, connection)
            transaction.rollback()

        assert found == number, f"{tamper.__name__} {seed}: found at {found}, done at {number}"
    assert verify(chain).broken is None, "everything was undone"


def verify_inside(store: Store, connection: Connection) -> int | None:
    """The number of the first broken row as this uncommitted transaction sees the table."""
    from service.audit_verify import verdict  # noqa: PLC0415 - the inside of `verify`

    broken = verdict(connection, store.audit_key).broken
    return broken.number if broken else None


def test_who_does_not_hold_the_key_cannot_rebuild_the_chain(url: str) -> None:
    with closing(open_store(url, b"k" * 32)) as store:
        keep(store, an_entry(1), an_entry(2))
        with writing(store.engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM secret_keys WHERE name = 'audit'")).scalar() == 0

    with pytest.raises(StoreUnavailableError, match="another key"):
        open_store(url, b"x" * 32)
    with pytest.raises(StoreUnavailableError, match="another key"):
        open_store(url)


def test_many_writers_make_one_chain(store: Store, url: str) -> None:
    with closing(open_store(url)) as other, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: keep((store, other)[n % 2], an_entry(n)), range(60)))

    assert numbers(store) == list(range(1, 61))
    assert verify(store).broken is None

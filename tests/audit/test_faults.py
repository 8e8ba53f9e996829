"""Faults of a database: calls are answered, their records wait in the spool and enter the chain once, afterwards."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from audit import database_faults as faults
from audit.told import VIEW, contents, instance, opened, wire
from feedback.examples import body, item
from sqlalchemy import select

from service.audit import Auditor, AuditPolicy
from service.audit_verify import verify
from service.database import open_store, reading
from service.feedback_log import stored_reports
from service.tables import shown_cards

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feedback.cluster import Cluster

    from service.audit_spool import Spool
    from service.database import Store


def calls_during(auditor: Auditor, begin: Callable[[], Callable[[], object]]) -> int:
    """Call before, during and after a fault; how many records of the time between went to the spool."""
    to = wire(auditor)
    assert to.cards(VIEW, opened(1))
    assert auditor.drain()
    end = begin()
    before = auditor.state().spooled
    try:
        for number in (2, 3, 4):
            assert to.cards(VIEW, opened(number)), "guidance is given: its record is on disk"
        spooled = auditor.state().spooled - before
    finally:
        end()
    assert_each_call_is_on_record_once(auditor, 4)
    assert to.cards(VIEW, opened(5))
    assert_each_call_is_on_record_once(auditor, 5)
    return spooled


def assert_each_call_is_on_record_once(auditor: Auditor, calls: int) -> None:
    told = Counter(each["instance"] for each in contents(auditor))

    assert told == Counter(instance(number) for number in range(1, calls + 1))
    assert auditor.state().waiting_bytes == 0
    assert verify(auditor.store).broken is None


@pytest.mark.parametrize(
    ("fault", "least_spooled"),
    [(faults.locked, 3), (faults.full, 1), (faults.deleted, 3), (faults.read_only, 3), (faults.corrupted, 3)],
)
def test_a_fault_of_sqlite_costs_no_answer_and_no_record(
    tmp_path: Path, spool: Spool, fault: Callable[[Store], Callable[[], object]], least_spooled: int
) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/var/a.sqlite3")) as store:
        auditor = Auditor(store, spool, AuditPolicy("0.1.0"))

        assert calls_during(auditor, lambda: fault(store)) >= least_spooled


def test_cards_are_remembered_with_the_record_of_their_call_and_the_log_says_when_they_are_not(
    tmp_path: Path, spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/var/a.sqlite3")) as store:
        to = wire(Auditor(store, spool, AuditPolicy("0.1.0")))
        shown = {card["uuid"] for card in to.cards(VIEW, opened(1))}
        assert remembered(store) == shown
        end = faults.read_only(store)

        unnoted = {card["uuid"] for card in to.cards(VIEW, opened(2))}
        end()

        assert unnoted
        assert unnoted.isdisjoint(shown)
        assert remembered(store) == shown
        assert [record.getMessage() for record in caplog.records].count("cards-not-remembered") == 1


def remembered(store: Store) -> set[str]:
    with reading(store.engine) as connection:
        return set(connection.scalars(select(shown_cards.c.card)))


@pytest.mark.parametrize(
    ("fault", "least_spooled"), [(faults.stopped, 3), (faults.restarted, 0), (faults.terminated, 0)]
)
def test_a_fault_of_postgresql_costs_no_answer_and_no_record(
    postgresql: Cluster, spool: Spool, fault: Callable[[Cluster], Callable[[], object]], least_spooled: int
) -> None:
    with closing(open_store(postgresql.new_database())) as store:
        auditor = Auditor(store, spool, AuditPolicy("0.1.0"))

        assert calls_during(auditor, lambda: fault(postgresql)) >= least_spooled


def test_a_pool_without_a_free_connection_costs_no_answer_and_no_record(postgresql: Cluster, spool: Spool) -> None:
    with closing(open_store(postgresql.new_database())) as store:
        auditor = Auditor(store, spool, AuditPolicy("0.1.0"))

        assert calls_during(auditor, lambda: faults.pool_taken(store)) == 3


@pytest.mark.parametrize("fault", [faults.full, faults.deleted, faults.read_only, faults.corrupted])
def test_feedback_is_not_acknowledged_while_it_cannot_be_kept(
    tmp_path: Path, spool: Spool, fault: Callable[[Store], Callable[[], object]]
) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/var/a.sqlite3")) as store:
        auditor = Auditor(store, spool, AuditPolicy("0.1.0"))
        to = wire(auditor)
        said = json.dumps(body(*(item(card=f"{number}-{'x' * 200}") for number in range(90)))).encode()
        end = fault(store)

        during = to.post(f"/cds-services/{VIEW}/feedback", said)
        end()
        after = to.post(f"/cds-services/{VIEW}/feedback", said)

        assert (during.status_code, after.status_code) == (503, 200)
        assert during.headers["retry-after"]
        assert len(list(stored_reports(store))) == 90
        assert [told["status"] for told in contents(auditor)][-2:] in ([503, 200], [200, 503])


def test_what_an_ended_process_left_is_handed_on_by_the_next_one(url: str, spool: Spool) -> None:
    with closing(open_store(url)) as store:
        ended = Auditor(store, spool, AuditPolicy("0.1.0"))
        ended._rests_until = float("inf")
        assert wire(ended).cards(VIEW, opened(1))

        with closing(Auditor(store, spool, AuditPolicy("0.1.0"))) as following:
            following.start()
            assert verify(store).rows == 1

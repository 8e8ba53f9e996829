"""A token is used once, whichever worker or process it reaches, and after a restart (goal S2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from service.database import open_store
from service.token_ledger import DatabaseLedger

NOW = 1_800_000_000.0


def test_of_fifty_copies_over_two_workers_one_is_the_first(url):
    with closing(open_store(url)) as one, closing(open_store(url)) as two, ThreadPoolExecutor(16) as pool:
        ledgers = (DatabaseLedger(one), DatabaseLedger(two))

        uses = list(pool.map(lambda n: ledgers[n % 2].first_use("ehr", "a", expires=NOW + 300, now=NOW), range(50)))

    assert uses.count(True) == 1


def test_a_used_token_is_remembered_over_a_restart_and_apart_for_each_issuer(url):
    with closing(open_store(url)) as store:
        assert DatabaseLedger(store).first_use("ehr", "a", expires=NOW + 300, now=NOW)
    with closing(open_store(url)) as store:
        assert not DatabaseLedger(store).first_use("ehr", "a", expires=NOW + 300, now=NOW + 1)
        assert DatabaseLedger(store).first_use("other", "a", expires=NOW + 300, now=NOW + 1)


def test_an_expired_token_id_is_forgotten(store):
    ledger = DatabaseLedger(store)
    assert ledger.first_use("ehr", "a", expires=NOW + 300, now=NOW)

    assert ledger.first_use("ehr", "a", expires=NOW + 900, now=NOW + 301)

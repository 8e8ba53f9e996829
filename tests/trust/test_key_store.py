"""Key sets by URL (J8-J10): one fetch where one is needed, rotation picked up, and a host that is down forgiven."""

from __future__ import annotations

import threading

import pytest
from trust.tokens_made import EC_KEY, ISSUER, OTHER_KEY, public_set

from service.clients import Client
from service.health import Health
from service.jwks import FetchedKeys, KeyStore, KeysUnavailableError
from service.tokens import usable_keys

CLIENT = Client.model_validate({"issuer": ISSUER, "jwks_url": "https://ehr.example.org/jwks"})


class Host:
    """A JWKS host and a clock, both under the test's control."""

    def __init__(self):
        self.now = 1000.0
        self.fetches = 0
        self.answer = usable_keys(public_set(EC_KEY))

    def fetch(self, url):
        self.fetches += 1
        assert url == CLIENT.jwks_url
        if self.answer is None:
            raise KeysUnavailableError
        return FetchedKeys(self.answer, max_age_s=300)

    def store(self):
        return KeyStore(fetch=self.fetch, clock=lambda: self.now)


def test_the_first_need_fetches_and_the_next_ones_do_not():
    host = Host()
    store = host.store()

    assert all(store.key(CLIENT, "ec-1") for _ in range(100))
    assert host.fetches == 1


def test_a_new_key_id_is_found_by_the_next_call_with_one_more_fetch():
    host = Host()
    store = host.store()
    assert store.key(CLIENT, "ec-1")
    host.now += 5
    host.answer = {"new": EC_KEY}

    assert store.key(CLIENT, "new")
    assert host.fetches == 2


def test_a_removed_key_is_refused_once_the_set_has_aged():
    host = Host()
    store = host.store()
    assert store.key(CLIENT, "ec-1")
    host.answer = {"new": OTHER_KEY}
    host.now += 301

    assert store.key(CLIENT, "ec-1") is None


def test_a_thousand_unknown_key_ids_cost_one_fetch_a_minute():
    host = Host()
    store = host.store()
    assert store.key(CLIENT, "ec-1")

    assert not any(store.key(CLIENT, f"bad-{n}") for n in range(1000))
    assert host.fetches == 2
    host.now += 61
    assert store.key(CLIENT, "bad") is None
    assert host.fetches == 3


def test_a_host_that_is_down_leaves_the_known_keys_in_use_for_a_day():
    host = Host()
    store = host.store()
    assert store.key(CLIENT, "ec-1")
    host.answer = None
    host.now += 12 * 3600

    assert store.key(CLIENT, "ec-1")
    assert store.state(CLIENT) is Health.DEGRADED
    host.now += 13 * 3600
    assert store.key(CLIENT, "ec-1") is None
    assert store.state(CLIENT) is Health.FAILED


def test_a_host_that_was_never_up_is_asked_once_a_minute():
    host = Host()
    host.answer = None
    store = host.store()

    assert not any(store.key(CLIENT, "ec-1") for _ in range(50))
    assert host.fetches == 1


def test_many_callers_at_once_share_one_fetch():
    host = Host()
    store = host.store()
    threads = [threading.Thread(target=store.key, args=(CLIENT, "ec-1")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert host.fetches == 1


def test_a_key_file_that_cannot_be_read_is_an_error_of_the_operator(tmp_path):
    client = Client.model_validate({"issuer": ISSUER, "jwks_file": str(tmp_path / "absent.json")})

    with pytest.raises(KeysUnavailableError):
        KeyStore().key(client, "ec-1")

from __future__ import annotations

import pytest

from service.addresses import address_of, counted_as, is_this_machine, networks
from service.rates import BURST_S, MAX_CALLERS, Rate


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_may_use_five_seconds_worth_at_once_and_then_waits() -> None:
    clock = Clock()
    rate = Rate(10, clock)

    assert [rate.wait_s("a") for _ in range(10 * BURST_S)] == [0] * 50
    assert rate.wait_s("a") == 1
    clock.now += 0.1
    assert [rate.wait_s("a"), rate.wait_s("a")] == [0, 1]


def test_in_the_long_run_the_rate_holds_however_the_caller_tries() -> None:
    clock = Clock()
    rate = Rate(10, clock)

    passed = 0
    for _ in range(6000):  # a minute at 100 calls a second
        passed += rate.wait_s("a") == 0
        clock.now += 0.01

    assert 600 <= passed <= 650


def test_a_refused_call_costs_nothing_and_the_stated_wait_is_enough() -> None:
    clock = Clock()
    rate = Rate(1, clock)
    while not (wait := rate.wait_s("a")):
        pass
    for _ in range(100):
        rate.wait_s("a")

    clock.now += wait

    assert rate.wait_s("a") == 0


def test_callers_are_counted_apart() -> None:
    rate = Rate(1, Clock())
    while not rate.wait_s("a"):
        pass

    assert rate.wait_s("b") == 0


def test_a_flood_from_countless_addresses_does_not_fill_the_memory() -> None:
    rate = Rate(1, Clock())

    for number in range(3 * MAX_CALLERS):
        rate.wait_s(str(number))

    assert len(rate._due) <= MAX_CALLERS


def scope(peer: str, **headers: str) -> dict[str, object]:
    return {
        "type": "http",
        "client": (peer, 50000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "counted"),
    [
        ("192.0.2.7", "", "", "192.0.2.7"),
        ("192.0.2.7", "10.9.9.9", "", "192.0.2.7"),
        ("192.0.2.7", "10.9.9.9", "10.0.0.1", "192.0.2.7"),
        ("10.0.0.1", "192.0.2.7", "10.0.0.1", "192.0.2.7"),
        ("10.0.0.1", "1.2.3.4, 192.0.2.7", "10.0.0.1", "192.0.2.7"),
        ("10.0.0.1", "192.0.2.7, 10.0.0.2", "10.0.0.0/24", "192.0.2.7"),
        ("10.0.0.1", "nonsense", "10.0.0.0/24", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.0/24", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.0/24", "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_says_who_called(peer: str, forwarded: str, proxies: str, counted: str) -> None:
    assert address_of(scope(peer, x_forwarded_for=forwarded), networks(proxies)) == counted


@pytest.mark.parametrize(
    ("peer", "headers", "here"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        ("192.0.2.7", {}, False),
        ("192.0.2.7", {"x_forwarded_for": "127.0.0.1"}, False),
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}, False),
        ("127.0.0.1", {"via": "1.1 proxy"}, False),
        ("", {}, False),
    ],
)
def test_who_comes_through_a_proxy_on_this_machine_is_not_on_this_machine(peer, headers, here) -> None:
    assert is_this_machine(scope(peer, **headers), ()) is here


def test_an_ipv6_caller_is_counted_by_its_network() -> None:
    assert counted_as("2001:db8:1:2:3:4:5:6") == counted_as("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert counted_as("192.0.2.7") == "192.0.2.7"

"""Clocks of two machines differ: a minute is forgiven, five are not (R14)."""

from __future__ import annotations

import pytest
import time_machine
from contract.wire import Wire
from trust.test_over_http import SERVICE, call, registered
from trust.tokens_made import NOW, PUBLIC_URL, claims, token

from service.authentication import Authenticator, MemoryLedger
from service.callers import RegisteredCallers
from service.clients import Registry
from service.jwks import KeyStore
from service.settings import Settings

LIFETIME_S = 300


@pytest.mark.parametrize(
    ("ahead_s", "status"),
    [(0, 200), (50, 200), (-50, 200), (-300, 401), (LIFETIME_S + 100, 401)],
)
def test_our_clock_may_be_a_minute_off_and_not_five(ahead_s: int, status: int) -> None:
    client = registered()
    with time_machine.travel(NOW, tick=False) as clock:
        callers = RegisteredCallers(
            Authenticator(Registry({client.issuer: client}), KeyStore(), MemoryLedger(), public_url=PUBLIC_URL)
        )
        to = Wire(Settings(public_url=PUBLIC_URL), callers=callers)
        signed = token(body=claims(aud=PUBLIC_URL + SERVICE, iat=NOW, exp=NOW + LIFETIME_S))
        clock.shift(ahead_s)

        assert call(to, signed=signed).status_code == status

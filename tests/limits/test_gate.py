"""A flood is told to wait, quickly and by name; everybody else is answered as ever (attack W3)."""

from __future__ import annotations

import asyncio
import json
import uuid
from functools import partial
from typing import Any

import httpx
import pytest
from contract.requests import patient_view
from contract.wire import Wire, judge
from trust.tokens_made import EC_KEY, NOW, OTHER_KEY, PUBLIC_URL, claims, public_set, token

from service import gate
from service.app import create_app
from service.authentication import Authenticator, MemoryLedger
from service.callers import RegisteredCallers
from service.clients import Client, Registry
from service.gate import Gate, Limits
from service.jwks import KeyStore
from service.rates import BURST_S, Rate
from service.settings import Settings

PATH = "/cds-services/her2-patient-view"
NOISY, QUIET = "https://noisy.example.org", "https://quiet.example.org"
BODY = json.dumps(patient_view()).encode()


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rates are judged by a clock that stands, so that a slow machine changes nothing."""
    monkeypatch.setattr(gate, "Rate", partial(Rate, clock=lambda: 1000.0))


def application(**settings: Any) -> Any:
    keys = {NOISY: OTHER_KEY, QUIET: EC_KEY}
    registry = Registry({name: Client(issuer=name, jwks=public_set(key)) for name, key in keys.items()})
    authenticator = Authenticator(registry, KeyStore(), MemoryLedger(), public_url=PUBLIC_URL, clock=lambda: NOW)
    return create_app(Settings(public_url=PUBLIC_URL, **settings), callers=RegisteredCallers(authenticator))


def signed(client: str) -> dict[str, str]:
    key = OTHER_KEY if client == NOISY else EC_KEY
    by = token(body=claims(iss=client, jti=str(uuid.uuid4())), key=key)
    return {"authorization": f"Bearer {by}", "content-type": "application/json"}


def browser(app: Any, address: str = "192.0.2.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://cds.test")


async def flood(app: Any, client: str, count: int, address: str = "192.0.2.1") -> list[httpx.Response]:
    async with browser(app, address) as caller:
        return [await caller.post(PATH, content=BODY, headers=signed(client)) for _ in range(count)]


def refused(answer: httpx.Response, status: int, code: str) -> None:
    judge(PATH, answer)
    assert answer.status_code == status
    assert answer.json()["issue"][0]["code"] == code
    assert int(answer.headers["retry-after"]) >= 1


def test_a_client_that_floods_hears_429_and_another_is_answered() -> None:
    app = application(rate_per_client=1)

    flooding = asyncio.run(flood(app, NOISY, BURST_S + 3))
    (other,) = asyncio.run(flood(app, QUIET, 1))

    assert [answer.status_code for answer in flooding[:BURST_S]] == [200] * BURST_S
    for answer in flooding[BURST_S:]:
        refused(answer, 429, "throttled")
    assert other.status_code == 200


def test_an_address_that_floods_hears_429_before_its_token_is_looked_at() -> None:
    app = application(rate_per_address=1)

    async def without_token() -> list[httpx.Response]:
        async with browser(app) as caller:
            return [await caller.post(PATH, content=BODY) for _ in range(BURST_S + 2)]

    answers = asyncio.run(without_token())

    assert [answer.status_code for answer in answers[:BURST_S]] == [401] * BURST_S
    for answer in answers[BURST_S:]:
        refused(answer, 429, "throttled")
    assert asyncio.run(flood(app, QUIET, 1, address="192.0.2.2"))[0].status_code == 200


def test_liveness_and_readiness_are_never_limited() -> None:
    app = application(rate_per_address=1)

    async def ask() -> set[int]:
        async with browser(app) as caller:
            return {(await caller.get(path)).status_code for path in ("/livez", "/readyz") * 20}

    assert asyncio.run(ask()) == {200}


def test_demo_mode_does_not_limit_this_machine() -> None:
    wire = Wire(Settings(demo=True, rate_per_address=1, rate_per_client=1))

    assert {wire.post(PATH, BODY).status_code for _ in range(3 * BURST_S)} == {200}


class Held:
    """A body of which nothing comes until it is let go."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()

    async def __aiter__(self) -> Any:
        self.asked.set()
        await self.let_go.wait()
        yield BODY


async def held_calls(caller: httpx.AsyncClient, client: str, count: int) -> tuple[list[Any], list[Held]]:
    bodies = [Held() for _ in range(count)]
    calls = [asyncio.create_task(caller.post(PATH, content=body, headers=signed(client))) for body in bodies]
    await asyncio.gather(*(body.asked.wait() for body in bodies))
    return calls, bodies


def test_above_the_bound_of_calls_under_way_one_hears_503_at_once_and_is_answered_later() -> None:
    async def scene() -> None:
        app = application(max_concurrent=4)
        async with browser(app) as caller:
            noisy, held = await held_calls(caller, NOISY, 3)
            quiet, also_held = await held_calls(caller, QUIET, 1)

            refused(await caller.post(PATH, content=BODY, headers=signed(QUIET)), 503, "transient")
            assert (await caller.get("/livez")).status_code == 200
            for body in (*held, *also_held):
                body.let_go.set()
            assert {(await call).status_code for call in (*noisy, *quiet)} == {200}
            assert (await caller.post(PATH, content=BODY, headers=signed(QUIET))).status_code == 200

    asyncio.run(scene())


def test_one_client_cannot_take_every_place() -> None:
    async def scene() -> None:
        app = application(max_concurrent=4)
        async with browser(app) as caller:
            noisy, held = await held_calls(caller, NOISY, 3)

            refused(await caller.post(PATH, content=BODY, headers=signed(NOISY)), 503, "transient")
            assert (await caller.post(PATH, content=BODY, headers=signed(QUIET))).status_code == 200
            for body in held:
                body.let_go.set()
            await asyncio.gather(*noisy)

    asyncio.run(scene())


def test_a_body_that_does_not_come_ends_with_408_and_gives_its_place_back() -> None:
    async def scene() -> httpx.Response:
        limits = Limits(Settings(public_url=PUBLIC_URL))
        whole = application()
        gate = Gate(whole, limits, body_seconds=0.05)
        async with browser(gate) as caller:
            answer = await caller.post(PATH, content=Held(), headers=signed(NOISY))
        assert limits._under_way == 0
        return answer

    answer = asyncio.run(scene())

    assert answer.status_code == 408
    assert answer.json()["issue"][0]["code"] == "timeout"


@pytest.mark.parametrize("proxies", ["", "10.0.0.0/8"])
def test_an_address_that_a_caller_makes_up_helps_only_behind_a_trusted_proxy(proxies: str) -> None:
    app = application(
        rate_per_address=1, trusted_proxies=Settings.from_environ({"HER2CDS_TRUSTED_PROXIES": proxies}).trusted_proxies
    )

    async def ask() -> set[int]:
        async with browser(app, "10.0.0.1") as caller:
            headers = [{"x-forwarded-for": f"192.0.2.{number}"} for number in range(3 * BURST_S)]
            return {(await caller.get("/version", headers=each)).status_code for each in headers}

    assert asyncio.run(ask()) == ({200} if proxies else {200, 429})

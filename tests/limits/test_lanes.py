"""Calls are worked on one after the other; whose turn does not come in time is told so while its EHR still listens."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter
from contract.requests import patient_view
from contract.wire import TODAY
from starlette.concurrency import run_in_threadpool

from fhir_mappings.pauses import unhurried
from service import lanes
from service.app import create_app
from service.callers import DemoCallers
from service.errors import OverloadedError
from service.lanes import Lane
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


T = TypeVar("T")


def played(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 30))


def after(done: T) -> T:
    return done


def test_work_is_done_one_after_the_other_in_the_order_in_which_it_came() -> None:
    under_way, done = threading.Lock(), []

    def work(number: int) -> None:
        assert under_way.acquire(blocking=False)
        done.append(number)
        under_way.release()

    async def scene() -> None:
        lane = Lane()
        await asyncio.gather(*(lane.take(lambda number=number: work(number), after) for number in range(20)))  # type: ignore[misc]  # a lambda with a default

    played(scene)
    assert done == list(range(20))


def test_the_loop_stays_free_and_who_waits_too_long_is_refused() -> None:
    held, release = threading.Event(), threading.Event()
    told: list[str] = []

    def work() -> str:
        held.set()
        release.wait(20)
        return "answered"

    async def scene() -> None:
        lane = Lane(0.05, lambda: told.append("in vain"))
        first = asyncio.create_task(lane.take(work, after))
        await asyncio.to_thread(held.wait, 20)
        with pytest.raises(OverloadedError):
            await lane.take(lambda: "never", after)
        release.set()
        assert await first == "answered"
        assert await lane.take(lambda: "free again", after) == "free again"
        assert told == ["in vain"]

    played(scene)


def test_what_comes_after_the_work_keeps_nobody_waiting() -> None:
    async def scene() -> None:
        lane, follows = Lane(5), threading.Event()
        first = asyncio.create_task(lane.take(lambda: "first", lambda done: (follows.wait(20), done)))
        assert await lane.take(lambda: "second", after) == "second"
        follows.set()
        assert await first == (True, "first")

    played(scene)


def test_a_call_that_is_given_up_before_a_thread_is_free_leaves_the_lane() -> None:
    async def scene() -> None:
        threads = current_default_thread_limiter()
        lane, places = Lane(5), threads.total_tokens
        threads.total_tokens = 1
        busy, release = threading.Event(), threading.Event()
        other = asyncio.create_task(run_in_threadpool(lambda: (busy.set(), release.wait(20))))
        await asyncio.to_thread(busy.wait, 20)
        given_up = asyncio.create_task(lane.take(lambda: "never", after))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        release.set()
        await other
        threads.total_tokens = places
        assert await lane.take(lambda: "next", after) == "next"

    played(scene)


def test_big_work_pauses_while_small_calls_are_under_way_and_goes_on_after_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    naps: list[float] = []
    nap = time.sleep
    monkeypatch.setattr(lanes.time, "sleep", lambda seconds: (naps.append(seconds), nap(seconds)))
    done: list[str] = []

    def big_work() -> str:
        for _ in unhurried(range(3)):
            nap(0.002)
        done.append("big")
        return "big"

    def small_work() -> str:
        nap(0.02)
        done.append("small")
        return "small"

    async def scene() -> None:
        small = Lane()
        big = Lane(first=small)
        assert await big.take(big_work, after) == "big"
        assert naps == [], "nobody is there to give way to"
        assert await asyncio.gather(small.take(small_work, after), big.take(big_work, after)) == ["small", "big"]
        assert naps

    played(scene)
    assert done[0] == "big"


def test_big_work_ends_however_many_small_calls_come() -> None:
    async def scene() -> None:
        small = Lane()
        release = threading.Event()
        held = asyncio.create_task(small.take(lambda: release.wait(20), after))
        await asyncio.sleep(0)
        assert await Lane(first=small).take(lambda: list(unhurried(range(200))), after) == list(range(200))
        release.set()
        assert await held

    played(scene)


def test_work_that_fails_leaves_the_lane() -> None:
    async def scene() -> None:
        lane = Lane(5)
        with pytest.raises(ZeroDivisionError):
            await lane.take(lambda: 1 // 0, after)
        assert await lane.take(lambda: "next", after) == "next"

    played(scene)


def test_the_caller_hears_503_with_retry_after_and_an_operation_outcome() -> None:
    app = create_app(Settings(demo=True, max_wait_ms=1), today=lambda: TODAY, callers=DemoCallers())
    body = json.dumps(patient_view()).encode()
    headers = {"content-type": "application/json"}

    async def scene() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service.example") as client:
            calls = [client.post("/cds-services/her2-patient-view", content=body, headers=headers) for _ in range(20)]
            answers = await asyncio.gather(*calls)
        refused = [answer for answer in answers if answer.status_code != 200]
        assert len(refused) < len(answers)
        assert {(answer.status_code, answer.headers["retry-after"]) for answer in refused} == {(503, "1")}
        assert {answer.json()["resourceType"] for answer in refused} == {"OperationOutcome"}

    played(scene)

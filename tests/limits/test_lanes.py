"""Calls are worked on one after the other; whose turn does not come in time is told so while its EHR still listens."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import TYPE_CHECKING

import httpx
import pytest
from contract.requests import patient_view
from contract.wire import TODAY

from service.app import create_app
from service.callers import DemoCallers
from service.errors import OverloadedError
from service.lanes import Lane
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def played(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 30))


def test_work_is_done_one_after_the_other_in_the_order_in_which_it_came() -> None:
    under_way, done = threading.Lock(), []

    def work(number: int) -> None:
        assert under_way.acquire(blocking=False)
        done.append(number)
        under_way.release()

    async def scene() -> None:
        lane = Lane()
        await asyncio.gather(*(lane.take(lambda number=number: work(number)) for number in range(20)))  # type: ignore[misc]  # a lambda with a default

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
        first = asyncio.create_task(lane.take(work))
        await asyncio.to_thread(held.wait, 20)
        with pytest.raises(OverloadedError):
            await lane.take(lambda: "never")
        release.set()
        assert await first == "answered"
        assert await lane.take(lambda: "free again") == "free again"
        assert told == ["in vain"]

    played(scene)


def test_work_that_fails_leaves_the_lane() -> None:
    async def scene() -> None:
        lane = Lane(5)
        with pytest.raises(ZeroDivisionError):
            await lane.take(lambda: 1 // 0)
        assert await lane.take(lambda: "next") == "next"

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

"""The same request and edition give the same bytes: in every process, worker and thread, over every database."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from contract.wire import TODAY, Wire
from operations.running import running

from service.answering import answer_call, own_day
from service.card_memory import CardMemory
from service.database import open_store
from service.demo import demo_patients, demo_request
from service.errors import json_response
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings

if TYPE_CHECKING:
    from feedback.cluster import Cluster

PRINTED = Path(__file__).parent / "printed.py"
CALLS = [
    (f"her2-{hook.value}", json.dumps(demo_request(patient, hook, agents)).encode())
    for patient in list(demo_patients().values())[:4]
    for hook, agents in ((Hook.PATIENT_VIEW, ()), (Hook.ORDER_SIGN, ("lapatinib", "capecitabine")))
]


def test_every_process_gives_the_same_bytes_whatever_its_hash_seed() -> None:
    def digest(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "1" else "UTC"}
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, str(PRINTED)], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(digest, ("0", "1", "random")))) == 1


@pytest.mark.e2e
def test_every_worker_gives_the_same_bytes(tmp_path: Path) -> None:
    with running(tmp_path, "--demo", HER2CDS_WORKERS="2") as service:
        base = f"http://127.0.0.1:{service.port}"
        assert len(service.wait_for(r"Started server process \[(\d+)\]", times=2)) == 2

        for name, body in CALLS[:3]:
            answers = {
                httpx.post(  # a new connection each time, so that the kernel chooses a worker
                    f"{base}/cds-services/{name}",
                    content=body,
                    headers={"content-type": "application/json"},
                    trust_env=False,
                    timeout=30,
                ).content
                for _ in range(12)
            }
            assert len(answers) == 1


def test_every_database_gives_the_same_bytes(tmp_path: Path, postgresql: Cluster) -> None:
    def answers(url: str) -> list[bytes]:
        with closing(open_store(url)) as store:
            wire = Wire(memory=CardMemory(store))
            return [wire.post(f"/cds-services/{name}", body).content for name, body in CALLS]

    assert answers(f"sqlite:///{tmp_path}/db.sqlite3") == answers(postgresql.new_database())


def test_a_call_gives_the_same_bytes_whatever_came_before_and_beside_it() -> None:
    wire = Wire(Settings(demo=True, max_wait_ms=60_000))
    alone = [wire.post(f"/cds-services/{name}", body).content for name, body in CALLS]

    async def beside() -> list[bytes]:
        headers = {"content-type": "application/json"}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(wire.app), base_url="http://cds.test") as client:
            calls = [client.post(f"/cds-services/{name}", content=body, headers=headers) for name, body in CALLS[::-1]]
            return [answer.content for answer in await asyncio.gather(*calls)]

    assert asyncio.run(beside()) == alone[::-1]
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(answered, CALLS * 2)] == alone * 2


def answered(call: tuple[str, bytes]) -> bytes:
    """The answer of the pipeline without the server."""
    hook = Hook(call[0].removeprefix("her2-"))
    practice = practice_of(Settings(demo=True))
    return json_response(answer_call(call[1], hook, lambda asked: own_day(asked, TODAY), practice).response).body  # type: ignore[return-value]  # bytes

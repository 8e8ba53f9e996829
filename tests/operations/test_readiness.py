"""Whether calls can be answered, dependency by dependency, without a word about patients or clients."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from contract.requests import patient_view
from contract.wire import TODAY, Wire

from service import hook_route
from service.app import create_app
from service.card_memory import CardMemory
from service.clients import Client, Registry
from service.database import open_store, writing
from service.dependencies import keys_at_hand
from service.health import Health
from service.incidents import Incidents
from service.jwks import KeyStore, KeysUnavailableError
from service.readiness import Readiness
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path}/her2.sqlite3")) as opened:
        yield opened


def readyz(**brought: Any) -> httpx.Response:
    app = create_app(Settings(demo=True), today=lambda: TODAY, **brought)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cds.test") as caller:
            return await caller.get("/readyz")

    return asyncio.run(ask())


def test_every_dependency_is_told_apart(store: Store) -> None:
    answer = readyz(memory=CardMemory(store))

    body = answer.json()
    assert answer.status_code == 200, body
    assert body["status"] == "ok"
    assert {name: check["status"] for name, check in body["checks"].items()} == dict.fromkeys(
        ("database", "migrations", "knowledge", "incidents"), "ok"
    )
    assert body["checks"]["knowledge"]["fingerprint"]


def test_a_database_that_takes_no_write_is_named_and_the_answer_is_503(store: Store) -> None:
    with writing(store.engine):
        answer = readyz(memory=CardMemory(store))

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"status": "failed"}
    assert answer.json()["checks"]["migrations"] == {"status": "ok"}
    assert readyz(memory=CardMemory(store)).status_code == 200


def test_a_database_of_another_shape_is_named(store: Store) -> None:
    with writing(store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001_feedback'")

    answer = readyz(memory=CardMemory(store))

    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, {"status": "failed"})


def test_a_dependency_that_hangs_is_given_its_time_and_asked_once() -> None:
    let_go, asked = threading.Event(), []

    def hangs() -> Health:
        asked.append(1)
        let_go.wait(10)
        return Health.OK

    async def scene() -> None:
        readiness = Readiness({"slow": hangs}, Incidents(), timeout_s=0.01)
        readiness_later = [(await readiness.states())["slow"] for _ in range(3)]
        assert readiness_later == [Health.FAILED] * 3

    asyncio.run(scene())
    let_go.set()

    assert len(asked) == 1


def registered(*names: str) -> Registry:
    where = "https://ehr.example.org/"
    return Registry({name: Client(issuer=name, jwks_url=where + name) for name in names})


def test_aged_keys_are_degraded_and_only_no_keys_at_all_are_a_failure() -> None:
    def down(_: str) -> Any:
        raise KeysUnavailableError

    registry, keys = registered("a", "b"), KeyStore(fetch=down)
    a, b = registry.clients

    assert keys_at_hand(registry, keys) is Health.OK  # nobody has called yet
    assert keys.key(a, "kid") is None
    assert keys_at_hand(registry, keys) is Health.DEGRADED
    assert keys.key(b, "kid") is None
    assert keys_at_hand(registry, keys) is Health.FAILED
    assert readyz(checks={"keys": lambda: keys_at_hand(registry, keys)}).status_code == 503


def test_three_faults_within_a_minute_and_the_service_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    incidents = Incidents(clock=lambda: now[0])
    wire = Wire(incidents=incidents)

    def broken(*_: object, **__: object) -> None:
        raise KeyError

    monkeypatch.setattr(hook_route, "answer_call", broken)
    for expected in (200, 200, 503):
        assert wire.call("her2-patient-view", patient_view()).status_code == 500
        assert readyz(incidents=incidents).status_code == expected

    now[0] += 61
    assert readyz(incidents=incidents).status_code == 200


def test_the_version_names_program_and_knowledge() -> None:
    told = Wire().get("/version").json()

    assert told["edition"].startswith("es-2016")
    assert len(told["knowledge"]) == len(told["build"]) == 16
    assert told["knowledge"] != told["build"]

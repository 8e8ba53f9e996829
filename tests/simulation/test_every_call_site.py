"""Every call to database, network and file fails once, one after the other: an answer with its reason, nothing lost."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from audit.told import contents
from contract.wire import Wire
from faults.calling import OneCaller
from faults.proxy import Answer, Asked, Proxy
from simulation.clock import replaced
from simulation.disk import database_error, disk_full, watch_database, watched_files

from fhir_mappings.prefetch import TEMPLATES
from service import audit, audit_spool
from service.audit import Auditor, AuditPolicy
from service.audit_spool import Spool
from service.audit_verify import verify
from service.callers import Caller
from service.card_memory import CardMemory
from service.database import open_store
from service.demo import demo_patients, demo_request
from service.feedback_log import stored_reports
from service.fhir_access import FhirAccess
from service.hook_requests import Hook
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

WHOLE = demo_request(demo_patients()["demo-one"], Hook.ORDER_SIGN, ("lapatinib", "capecitabine"))
STAMP = "2026-03-02T10:00:00Z"


@dataclass
class Sites:
    """Counts the calls to a kind of thing; the one of that number fails, and so does every one where `number` is 0."""

    kind: str
    error: Callable[[], OSError | Exception]
    number: int | None = None
    seen: int = 0

    def told(self, _: str) -> None:
        self.seen += 1
        if self.number in (self.seen, 0):
            raise self.error()


@pytest.fixture(scope="module")
def ehr() -> Iterator[Proxy]:
    """A FHIR server at a real socket."""
    patient = WHOLE["context"]["patientId"]
    held = {
        f"/fhir/{template.replace('{{context.patientId}}', patient)}": WHOLE["prefetch"][key]
        for key, template in TEMPLATES.items()
    }

    async def origin(asked: Asked) -> Answer:
        value = held.get(asked.path)
        return Answer(200 if value else 404, json.dumps(value or {}).encode())

    with Proxy(origin) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "her2-cds.sqlite3"
    open_store(f"sqlite:///{file}").close()
    return file


@dataclass
class Seen:
    """What the EHR heard, and what was left behind."""

    cards: httpx.Response
    feedback: httpx.Response | None
    stored: int
    on_record: list[dict[str, Any]]


@dataclass
class Scene:
    """Where it happens: a folder for each time, the database that each begins with, the server that is read."""

    folder: Path
    empty: Path
    ehr: Proxy
    times: int = 0


def lived_through(scene: Scene, *, database: Sites, network: Sites, files: Sites) -> Seen:
    """One order is signed, its cards are overridden, the spool is handed on; the sites fail as they are told to."""
    scene.times += 1
    ehr, folder = scene.ehr, scene.folder / str(scene.times)
    folder.mkdir()
    shutil.copy(scene.empty, folder / "db.sqlite3")
    with closing(open_store(f"sqlite:///{folder}/db.sqlite3")) as store, closing(FhirAccess()) as fhir:
        auditor = Auditor(store, Spool(folder / "spool"), AuditPolicy("0.1.0"))
        watch_database(store.engine, database.told)
        caller = OneCaller(Caller("ehr", fhir_servers=(ehr.url,)))
        wire = Wire(Settings(deadline_ms=10_000), CardMemory(store), callers=caller, fhir=fhir, auditor=auditor)
        with replaced((audit_spool, "os", watched_files(files.told)), *_sockets(network)):
            request = WHOLE | {"prefetch": {}, "extension": {}, "fhirServer": ehr.url}
            cards = wire.call("her2-order-sign", request)
            feedback = _overridden(wire, cards)
            auditor.drain()
        for sites in (database, network, files):
            sites.number = None
        assert auditor.drain()
        auditor.close()
        assert verify(store).broken is None
        return Seen(cards, feedback, len(list(stored_reports(store))), contents(auditor))


def _overridden(wire: Wire, cards: httpx.Response) -> httpx.Response | None:
    shown = cards.json().get("cards", []) if cards.status_code == 200 else []
    items = [{"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": STAMP} for card in shown]
    if not items:
        return None
    return wire.post("/cds-services/her2-order-sign/feedback", json.dumps({"feedback": items}).encode())


def _sockets(network: Sites) -> list[tuple[Any, str, Any]]:
    """The threads that read from FHIR servers tell before they touch a socket."""

    def telling(name: str) -> Callable[..., Any]:
        real = getattr(socket.socket, name)

        def call(own: socket.socket, *arguments: Any, **named: Any) -> Any:
            if threading.current_thread().name.startswith("fhir"):
                network.told(name)
            return real(own, *arguments, **named)

        return call

    return [(socket.socket, name, telling(name)) for name in ("connect", "sendall", "recv_into", "setsockopt")]


def sites(**failing: Sites) -> dict[str, Sites]:
    """Nothing fails but what is named."""
    quiet = {
        "database": Sites("database", database_error),
        "network": Sites("network", ConnectionResetError),
        "files": Sites("files", disk_full),
    }
    return quiet | failing


def judge(seen: Seen) -> None:
    """What must hold wherever the fault was; `Wire` has judged every answer already."""
    assert seen.cards.status_code in (200, 412, 503)
    if seen.cards.status_code == 200:
        assert seen.cards.json()["cards"], "an empty answer after a fault"
        assert [told["status"] for told in seen.on_record if told["kind"] == "hook"] == [200]
    if seen.feedback is not None:
        assert seen.feedback.status_code in (200, 503)
        assert seen.stored == (len(seen.cards.json()["cards"]) if seen.feedback.status_code == 200 else 0)


@pytest.fixture
def scene(tmp_path: Path, empty: Path, ehr: Proxy) -> Scene:
    return Scene(tmp_path, empty, ehr)


def each_site_once(scene: Scene, kind: str, error: Callable[[], Exception], **others: Sites) -> int:
    """How many sites there are; each has failed once."""
    counting = Sites(kind, error)
    judge(lived_through(scene, **sites(**{kind: counting}, **others)))
    for number in range(1, counting.seen + 1):
        for other in others.values():
            other.number, other.seen = 0, 0
        failing = Sites(kind, error, number)
        judge(lived_through(scene, **sites(**{kind: failing}, **others)))
        assert failing.seen >= number or kind == "network"  # how often a socket is read depends on its speed
    return counting.seen


def test_every_call_to_the_database_fails_once(scene: Scene) -> None:
    assert each_site_once(scene, "database", database_error) >= 20


def test_every_call_to_the_network_fails_once(scene: Scene) -> None:
    assert each_site_once(scene, "network", ConnectionResetError) >= 20


def test_every_call_to_the_spool_fails_once_while_the_database_is_away(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PATIENCE_S", 5.0)  # the database fails at once; a slow machine shall not look like it
    away = Sites("database", database_error, 0)

    assert each_site_once(scene, "files", disk_full, database=away) >= 5

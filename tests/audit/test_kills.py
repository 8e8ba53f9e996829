"""Servers are killed (SIGKILL) while four writers call them: every answer that was heard is on record, once."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from audit import serving
from audit.told import VIEW, contents, instance, opened

from service.audit import Auditor, AuditPolicy
from service.audit_chain import locked_head
from service.audit_spool import Spool
from service.audit_verify import verify
from service.database import open_store, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.database import Store

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90
WRITERS = 4


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Servers:
    """One address, at which one server after another listens; and what was acknowledged there."""

    starter: subprocess.Popen[str]
    port: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    acknowledged: list[str] = field(default_factory=list)

    def start(self) -> int:
        assert self.starter.stdin
        assert self.starter.stdout
        self.starter.stdin.write("\n")
        self.starter.stdin.flush()
        process = int(self.starter.stdout.readline())
        until = time.monotonic() + PATIENCE_S
        while not self._alive():
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.02)
        return process

    def _alive(self) -> bool:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", "/livez")
                return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False

    def kill_in_the_middle(self, *, more: int, once_up: Callable[[], object] = lambda: None) -> None:
        """Four writers call until the server is killed, at some moment after `more` answers."""
        process, before = self.start(), len(self.acknowledged)
        once_up()
        writers = [threading.Thread(target=self._write_on) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        until = time.monotonic() + PATIENCE_S
        while len(self.acknowledged) < before + more and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.05))  # noqa: S311 - any moment will do
        os.kill(process, signal.SIGKILL)
        for writer in writers:
            writer.join(PATIENCE_S)
        assert len(self.acknowledged) >= before + more, "too few answers in time"

    def _write_on(self) -> None:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as connection:
                while True:
                    number = next(self.numbers)
                    head = {"content-type": "application/json"}
                    connection.request("POST", f"/cds-services/{VIEW}", json.dumps(opened(number)), head)
                    answer = connection.getresponse()
                    if answer.status == 200 and json.loads(answer.read())["cards"]:
                        self.acknowledged.append(instance(number))
        except (OSError, HTTPException):
            return


@contextmanager
def servers(url: str, data: Path) -> Iterator[Servers]:
    port = free_port()
    settings = {
        "HER2CDS_DEMO": "yes", "HER2CDS_AUDIT_REQUIRED": "yes", "HER2CDS_PORT": str(port),
        "HER2CDS_DATABASE_URL": url, "HER2CDS_DATA_DIR": str(data), "PYTHONPATH": str(ROOT),
        "HER2CDS_MAX_WAIT_MS": "60000",
    }  # fmt: skip
    starter = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, serving.__file__],
        env=os.environ | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield Servers(starter, port)
    finally:
        os.killpg(starter.pid, signal.SIGKILL)
        starter.communicate()


def assert_nothing_lost(url: str, data: Path, acknowledged: list[str]) -> None:
    with closing(open_store(url)) as store:
        stored = Counter(told["instance"] for told in contents(_auditor(store, data)) if told["kind"] == "hook")
        broken = verify(store).broken

    assert broken is None
    assert set(acknowledged) - set(stored) == set(), "an answer that was heard is not on record"
    assert max(stored.values()) == 1, "a record is there twice"


def _auditor(store: Store, data: Path) -> Auditor:
    return Auditor(store, Spool(data / "audit-spool"), AuditPolicy("0.1.0"))


@pytest.mark.e2e
def test_ten_kills_of_a_server_with_four_writers_lose_nothing(url: str, tmp_path: Path) -> None:
    with closing(open_store(url)), servers(url, tmp_path / "var") as calls:
        for _ in range(10):
            calls.kill_in_the_middle(more=12)

        assert_nothing_lost(url, tmp_path / "var", calls.acknowledged)


@pytest.mark.e2e
def test_a_kill_while_another_process_holds_the_database_loses_nothing(url: str, tmp_path: Path) -> None:
    """Records go to the spool, the server is killed, and the next one hands them on."""
    data = tmp_path / "var"
    with closing(open_store(url)) as store, servers(url, data) as calls:
        calls.kill_in_the_middle(more=4)
        with ExitStack() as held:
            calls.kill_in_the_middle(more=4, once_up=lambda: held.enter_context(_held(store)))
            assert Spool(data / "audit-spool").waiting_bytes() > 0
        calls.kill_in_the_middle(more=4)

        assert_nothing_lost(url, data, calls.acknowledged)


@contextmanager
def _held(store: Store) -> Iterator[None]:
    """The chain's head in the hand of somebody else."""
    with writing(store.engine) as connection:
        locked_head(connection)
        yield

"""Several workers: they share the load and the replay table, a fallen one is replaced, and all end in order."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import psutil
import pytest
import requests
from contract.requests import patient_view
from operations.running import Service, running
from trust.tokens_made import EC_KEY, claims, public_set, token

from service import workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.e2e

ISSUER = "https://ehr.example.org"
PATH = "/cds-services/her2-patient-view"
BODY = json.dumps(patient_view()).encode()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("workers")
    (folder / "clients.toml").write_text(f'[[clients]]\nissuer = "{ISSUER}"\njwks_file = "ehr.json"\n')
    (folder / "ehr.json").write_text(json.dumps(public_set(EC_KEY)))
    with running(folder, "--workers", "2", HER2CDS_CLIENTS=str(folder / "clients.toml")) as started:
        started.wait_for("startup complete", times=2)
        yield started


def signed(service: Service) -> dict[str, str]:
    now = time.time()
    body = claims(
        iss=ISSUER, aud=f"http://127.0.0.1:{service.port}{PATH}", iat=now, exp=now + 300, jti=str(uuid.uuid4())
    )
    return {"Authorization": f"Bearer {token(body=body)}", "Content-Type": "application/json"}


def call(service: Service, headers: dict[str, str]) -> int:
    """Each call on a connection of its own, so that the kernel may choose any worker."""
    url = f"http://127.0.0.1:{service.port}{PATH}"
    return requests.post(url, data=BODY, headers={**headers, "Connection": "close"}, timeout=60).status_code


def test_both_workers_answer_and_their_counts_are_added_up(service: Service) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: call(service, signed(service)), range(40)))

    assert answers == [200] * 40
    told = requests.get(f"http://127.0.0.1:{service.port}/metrics", timeout=30).text
    counted = re.search(r'her2cds_hook_calls_total{service="her2-patient-view",status="200"} (\d+)', told)
    assert counted
    assert int(counted[1]) >= 40


def test_of_fifty_copies_of_one_token_over_both_workers_one_is_accepted(service: Service) -> None:
    same = signed(service)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: call(service, same), range(50)))

    assert sorted(answers) == [200] + [401] * 49


def test_a_worker_that_is_killed_is_replaced_and_the_service_goes_on(service: Service) -> None:
    os.kill(service.pids[0], signal.SIGKILL)

    service.wait_for("startup complete", times=3)
    assert service.events("worker-fell")[0]["code"] == -signal.SIGKILL
    assert [call(service, signed(service)) for _ in range(6)] == [200] * 6


def test_renewed_workers_take_over_what_waits_and_no_call_is_lost(service: Service) -> None:
    before = set(workers_of(service))
    answers: list[int] = []
    stop = Event()

    def keep_calling() -> None:
        while not stop.is_set():
            answers.append(call(service, signed(service)))

    with ThreadPoolExecutor(4) as pool:
        callers = [pool.submit(keep_calling) for _ in range(4)]
        service.process.send_signal(signal.SIGHUP)
        service.wait_for("worker-renewed", times=2)
        stop.set()
    for caller in callers:
        caller.result()

    assert set(answers) == {200}
    assert len(workers_of(service)) == len(before)
    assert before.isdisjoint(workers_of(service))


def workers_of(service: Service) -> list[int]:
    """The processes that answer: the watching one has a helper of Python's own beside them."""
    children = psutil.Process(service.process.pid).children()
    return [child.pid for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_calls_under_way_are_answered_when_all_workers_stop(service: Service) -> None:
    halves = [socket.create_connection(("127.0.0.1", service.port), timeout=30) for _ in range(4)]
    for half in halves:
        headers = "".join(f"{name}: {value}\r\n" for name, value in signed(service).items())
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n"
        )
        half.sendall(head.encode())
    for half in halves:
        assert b"100 Continue" in half.recv(1000)  # the body is being waited for: the call is under way
    started = time.monotonic()

    service.process.send_signal(signal.SIGTERM)
    service.wait_for("Shutting down", times=2)
    for half in halves:
        half.sendall(BODY)
    answers = [half.recv(65536) for half in halves]
    code = service.process.wait(timeout=20)

    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)
    assert time.monotonic() - started < 10
    assert code == 0
    for half in halves:
        half.close()


def test_workers_that_never_stay_up_end_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PAUSES_S", (0.0,) * workers.MANY_FALLS)

    with pytest.raises(workers.WorkersKeepFallingError):
        workers.Workers(2, socket.socket, fall).run()


def fall(seat: socket.socket, _: object) -> None:
    """A worker that ends at once."""
    seat.close()
    sys.exit(3)

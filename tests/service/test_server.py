"""The real process: what `make serve` shows can be pasted, and a stop signal ends it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from contract.requests import patient_view
from contract.wire import conforms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.e2e


@dataclass
class Server:
    process: subprocess.Popen[str]
    greeting: str
    port: int

    def exchange(self, request: bytes) -> bytes:
        """The raw answer to raw bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
            return answer

    def stop(self) -> tuple[int, float]:
        """The exit code, and how many seconds the end took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15), time.monotonic() - started


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "service.cli", *arguments]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("server") / "var"
    environment = os.environ | {"HER2CDS_PORT": "0", "HER2CDS_DATA_DIR": str(data)}
    process = subprocess.Popen(  # noqa: S603 - our own program
        command("serve", "--demo"), env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr
    greeting = ""
    while "startup complete" not in greeting:
        line = process.stderr.readline()
        assert line, greeting
        greeting += line
    port = re.search(r"http://127\.0\.0\.1:(\d+)/demo", greeting)
    assert port
    yield Server(process, greeting, int(port[1]))
    process.kill()
    process.wait()
    process.stderr.close()


def pasted(greeting: str) -> list[str]:
    """The commands of the greeting, a command over two lines as one."""
    return re.findall(r"(curl .*?)$", greeting.replace("\\\n", " "), flags=re.MULTILINE)


def test_every_line_that_is_shown_works_when_pasted(server: Server) -> None:
    assert shutil.which("curl"), "install curl"
    commands = pasted(server.greeting)

    answers = [
        subprocess.run(line, shell=True, capture_output=True, text=True, check=True).stdout  # noqa: S602 - as pasted
        for line in commands
    ]

    assert len(answers) == 4
    conforms("discovery", json.loads(answers[0]))
    for answer in answers[1:]:
        conforms("response", json.loads(answer))
    assert [len(json.loads(answer)["cards"]) > 0 for answer in answers[1:]] == [True, True, True]


def test_a_body_over_the_limit_is_refused_before_it_has_arrived(server: Server) -> None:
    head = b"POST /cds-services/her2-patient-view HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    head += b"Content-Type: application/json\r\n"

    answer = server.exchange(head + b"Content-Length: 999999999999\r\n\r\n{")

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"OperationOutcome" in answer


@pytest.mark.parametrize(
    "request_bytes",
    [
        (
            b"POST /cds-services/her2-patient-view HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /demo HTTP/1.1\r\nHost: x\r\n\r\n"
        ),
        b"\x16\x03\x01\x02\x00\x01",
    ],
)
def test_a_broken_or_smuggled_request_is_400(server: Server, request_bytes: bytes) -> None:
    answer = server.exchange(request_bytes)

    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_port_in_use_is_one_clear_line_and_exit_code_1(server: Server, tmp_path: Path) -> None:
    environment = os.environ | {"HER2CDS_PORT": str(server.port), "HER2CDS_DATA_DIR": str(tmp_path / "other")}

    second = subprocess.run(  # noqa: S603 - our own program
        command("serve", "--demo"), env=environment, capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert len(second.stderr.strip().splitlines()) == 1
    assert "cannot listen" in second.stderr


def test_a_stop_signal_ends_the_service_within_ten_seconds_even_with_idle_clients(server: Server) -> None:
    body = json.dumps(patient_view()).encode()
    with (
        socket.create_connection(("127.0.0.1", server.port)) as kept,
        socket.create_connection(("127.0.0.1", server.port)) as unfinished,
    ):
        kept.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in kept.recv(1000)
        head = f"POST /cds-services/her2-patient-view HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body) + 1}\r\n"
        unfinished.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)

        code, seconds = server.stop()

    assert seconds < 10
    assert code == 0

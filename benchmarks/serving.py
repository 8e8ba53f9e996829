"""Servers for the benchmarks, each a process of this machine that is stopped at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from calling import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
HEALTHCHAIN = ROOT / ".peers" / "bin" / "python"
STARTS_WITHIN_S = 60.0
_ISSUER = "https://ehr.example.org"


def clean_environment() -> dict[str, str]:
    """The environment without our settings, and with byte code kept, as it is in an installed service."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HER2CDS_")}
    return own | {"PYTHONDONTWRITEBYTECODE": ""}


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(*command: str | Path, port: int, **environment: str) -> Iterator[psutil.Process]:
    """A program that listens on the port."""
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*map(str, command)],
            env=clean_environment() | environment,
            stdout=log,
            stderr=log,
            cwd=stack.enter_context(tempfile.TemporaryDirectory()),
        )
        try:
            if not listens(port, process):
                log.seek(0)
                raise RuntimeError(f"{command[-1]} did not start: {log.read()[-2000:].decode()}")
            yield psutil.Process(process.pid)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until somebody listens on the port; False if the process ends or the time is over."""
    ends = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.01)
    return False


@contextmanager
def service(*, port: int = 0, workers: int = 1, **environment: str) -> Iterator[tuple[int, psutil.Process]]:
    """Our service as `her2-cds serve --demo` runs it, with a database of its own."""
    port = port or free_port()
    with tempfile.TemporaryDirectory() as data:
        own = {"HER2CDS_PORT": str(port), "HER2CDS_DATA_DIR": data, "HER2CDS_WORKERS": str(workers)} | environment
        run = (sys.executable, "-m", "service.cli", "serve", "--demo")
        with server(*run, port=port, PYTHONPATH=str(ROOT), **own) as process:
            yield port, process


@contextmanager
def registered_caller() -> Iterator[tuple[dict[str, str], Callable[[str], str]]]:
    """Settings of a service that one EHR may call, and how this EHR signs a token for an address."""
    program = (sys.executable, "-m", "service.cli", "keys")
    environment = clean_environment() | {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        made = [*program, "new", "--out", folder, "--kid", "ehr"]
        subprocess.run(made, env=environment, check=True, capture_output=True)  # noqa: S603 - our own program
        (site / "clients.toml").write_text(f'[[clients]]\nissuer = "{_ISSUER}"\njwks_file = "ehr.jwks.json"\n')

        def token(address: str) -> str:
            key = ("--key", str(site / "ehr.private.json"))
            signing = [*program, "token", *key, "--issuer", _ISSUER, "--audience", address]
            ran = subprocess.run(signing, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - as above
            return ran.stdout.strip()

        yield {"HER2CDS_CLIENTS": str(site / "clients.toml")}, token


@contextmanager
def peer(script: str, python: str | Path = sys.executable) -> Iterator[tuple[int, psutil.Process]]:
    """One of the servers of `peers/`."""
    port = free_port()
    with server(python, PEERS / script, str(port), port=port) as process:
        yield port, process


def cpu_seconds(process: psutil.Process) -> float:
    """CPU seconds of a server and its workers until now."""
    used = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(times.user + times.system for times in used)

"""`make bench`: the service over HTTP against a bare server, a naive one and HealthChain; small calls beside big ones.

Servers take turns in one run on 127.0.0.1, one process each; CPU is that of the server alone. Prints the tables and
writes `docs/performance-http.md`. `--short` takes seconds and writes nothing.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import msgspec  # noqa: E402 - the path is set first: this script runs without installation
import psutil  # noqa: E402 - as above
from calling import HOST, PATH, Clients, Told, arrivals, patient_clients, request  # noqa: E402 - as above
from charts import request as chart  # noqa: E402 - as above
from http_written import Cold, Mixed, Row, document, plot  # noqa: E402 - as above
from measuring import fixed_loop  # noqa: E402 - as above
from serving import (  # noqa: E402 - as above
    HEALTHCHAIN,
    clean_environment,
    cpu_seconds,
    free_port,
    listens,
    peer,
    registered_caller,
    service,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HEALTHCHAIN_PATH = "/cds/cds-services/her2-patient-view"
DAY = "2016-05-16"
BIG = 20_000


def dated(body: bytes) -> bytes:
    """The call, asked as of the day for which the charts were invented."""
    return msgspec.json.encode(json.loads(body) | {"extension": {"org.her2-cds": {"asOf": DAY}}})


def plain(body: bytes) -> bytes:
    """The call without an extension: HealthChain takes none."""
    return msgspec.json.encode({name: value for name, value in json.loads(body).items() if name != "extension"})


def smallest() -> bytes:
    """The smallest call with a card: a patient with metastatic HER2-positive breast cancer, everything else empty."""
    whole = json.loads(chart(20))
    told = {"HER2", "neoplasm of breast", "metasta"}
    kept = {}
    for key, page in whole["prefetch"].items():
        entries = [each for each in page.get("entry", ()) if any(word in json.dumps(each) for word in told)]
        kept[key] = (
            page
            if key == "patient"
            else {"resourceType": "Bundle", "type": "searchset"} | ({"entry": entries} if entries else {})
        )
    return dated(msgspec.json.encode(whole | {"prefetch": kept}))


def compared(bodies: dict[str, bytes], rounds: int, seconds: float) -> list[Row]:
    """Every server with every body, in turn; the median of the rounds."""
    with ExitStack() as stack:
        running = {
            "bare": (*stack.enter_context(peer("floor.py")), PATH),
            # Four clients that wait for their answers are no overload, however slow the machine is.
            "her2-cds": (*stack.enter_context(service(HER2CDS_MAX_WAIT_MS="60000")), PATH),
            "naive": (*stack.enter_context(peer("naive.py")), PATH),
        }
        if HEALTHCHAIN.exists():
            running["HealthChain"] = (*stack.enter_context(peer("healthchain_hello.py", HEALTHCHAIN)), HEALTHCHAIN_PATH)
        rows = []
        for size, body in bodies.items():
            told: dict[str, list[tuple[float, float, float]]] = {name: [] for name in running}
            for turn in range(rounds + 1):
                for name, (port, process, path) in running.items():
                    sent = request(path, body if path == PATH else plain(body))
                    measured = _measured(port, process, sent, seconds if turn else seconds / 4)
                    if turn:  # the first turn only warms up
                        told[name].append(measured)
            for name, each in told.items():
                rate, cpu, p99 = (median(values) for values in zip(*each, strict=True))
                rows.append(Row(size, len(body), name, rate, cpu, p99))
        return rows


def _measured(port: int, process: psutil.Process, sent: bytes, seconds: float) -> tuple[float, float, float]:
    """Calls a second, milliseconds of the server's CPU for each, and the p99."""
    before = cpu_seconds(process)
    told, took = asyncio.run(patient_clients(port, sent, seconds))
    done = told.statuses()
    assert set(done) == {"200"}, done
    return done["200"] / took, 1000 * (cpu_seconds(process) - before) / done["200"], told.ms(0.99)


def beside_big_ones(seconds: float, big: bytes, small: bytes) -> list[Mixed]:
    """A hundred small calls a second, alone and beside one client that sends 30 MB after 30 MB."""
    rows = []
    for name, run in (("her2-cds", service), ("bare, parsing in the event loop", lambda: peer("floor.py"))):
        with run() as (port, _):
            for sent in (b"", request(PATH, big)):
                told, large = asyncio.run(_mixed(port, request(PATH, small), sent, seconds))
                ends = told.statuses()
                assert set(ends) <= {"200", "503"}, ends
                refused = ends.get("503", 0) / len(told.calls)
                quantiles = (told.ms(share) for share in (0.5, 0.95, 0.99))
                rows.append(Mixed(name, bool(sent), *quantiles, large.ms(0.5), refused))
    return rows


async def _mixed(port: int, small: bytes, big: bytes, seconds: float) -> tuple[Told, Told]:
    told, large, clients = Told(), Told(), Clients(port)
    await arrivals(clients, small, 20, 1, Told())
    beside = patient_clients(port, big, seconds, count=1) if big else _nothing(large)
    _, (large, _) = await asyncio.gather(arrivals(clients, small, 100, seconds, told), beside)
    await clients.close()
    return told, large


async def _nothing(told: Told) -> tuple[Told, float]:
    return told, 0.0


def refused_big() -> dict[str, float]:
    """Milliseconds until 413: with the length said, and in chunks, from the first byte beyond the limit."""
    with service() as (port, _):
        return {"length said": median(_413(port, chunked=False) for _ in range(5)), "chunked": _413(port, chunked=True)}


def _413(port: int, *, chunked: bool) -> float:
    head = f"POST {PATH} HTTP/1.1\r\nhost: {HOST}\r\ncontent-type: application/json\r\n"
    with socket.create_connection((HOST, port)) as connection:
        if chunked:
            connection.sendall(f"{head}transfer-encoding: chunked\r\n\r\n".encode())
            for _ in range(32):
                connection.sendall(b"100000\r\n" + b" " * 0x100000 + b"\r\n")
        began = time.perf_counter()
        last = b"1\r\n \r\n" if chunked else f"{head}content-length: {33 << 20}\r\n\r\n".encode()
        connection.sendall(last)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
        return (time.perf_counter() - began) * 1000


def cold(times: int, body: bytes) -> dict[str, Cold]:
    """From the start of the process to its first card, and its memory before and after: as a demo and as in a site."""
    with registered_caller() as (settings, token):
        return {
            "demo": _medians([_started(("--demo",), {}, lambda _: request(PATH, body)) for _ in range(times)]),
            "callers registered": _medians(
                [_started((), settings, lambda url: request(PATH, body, token(url + PATH))) for _ in range(times)]
            ),
        }


def _started(flags: tuple[str, ...], settings: dict[str, str], call: Callable[[str], bytes]) -> Cold:
    """One start; the call is made before the clock runs."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    sent = call(url)
    with tempfile.TemporaryDirectory() as data:
        own = {"HER2CDS_PORT": str(port), "HER2CDS_DATA_DIR": data, "HER2CDS_PUBLIC_URL": url, "PYTHONPATH": str(ROOT)}
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "service.cli", "serve", *flags],
            env=clean_environment() | own | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert listens(port, process)  # bound before it answers
            assert asyncio.run(_once(port, request("/livez"))) == "200"
            ready = time.perf_counter() - began
            seen = psutil.Process(process.pid)
            idle = seen.memory_info().rss / 1e6
            assert asyncio.run(_once(port, sent)) == "200"
            return Cold(ready, time.perf_counter() - began, idle, seen.memory_info().rss / 1e6)
        finally:
            process.terminate()
            process.wait(timeout=15)


def _medians(told: list[Cold]) -> Cold:
    return Cold(*(median(values) for values in zip(*map(astuple, told), strict=True)))


async def _once(port: int, sent: bytes) -> str:
    clients = Clients(port)
    status = await clients.call(sent)
    await clients.close()
    return status


def main() -> None:
    """Measure, print, write."""
    short = "--short" in sys.argv
    bodies = {"smallest": smallest(), "30 KB": dated(chart(20))}
    if not short:
        bodies |= {"300 KB": dated(chart(200)), "3 MB": dated(chart(2_000))}
    gc.freeze()
    rows = compared(bodies, 1 if short else 3, 0.5 if short else 1.5)
    mixed = beside_big_ones(1 if short else 6, dated(chart(200 if short else BIG)), bodies["30 KB"])
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    page = document(rows, mixed, refused_big(), cold(1 if short else 5, bodies["30 KB"]), machine, fixed_loop())
    if not short:
        plot(rows, ROOT / "docs" / "performance" / "http.svg")
        (ROOT / "docs" / "performance-http.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()

"""`make reliability`: the service under load from outside, open loop; `--short` takes about two minutes.

Calls leave at fixed times whether or not earlier ones were answered (`calling.py`). The service and its clients share
this machine's cores; a route that does nothing is called at the same rate for comparison. Prints the tables and writes
`docs/reliability/load.md` with its plots. The names R1 ... R9 are those of the goals on that page.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from answer import call  # noqa: E402 - as above
from calling import Clients, Told, arrivals, patient_clients, request  # noqa: E402 - as above
from load_written import Run, document, plot  # noqa: E402 - as above
from measuring import fixed_loop  # noqa: E402 - as above
from serving import service  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    import psutil

FOLDER = ROOT / "docs" / "reliability"
CHART = call(150)
"""A demo patient with 50 drugs and results, and 150 vital signs: 200 resources, 80 KB."""

WORKERS = 2
Figures: TypeAlias = tuple[dict[str, Any], Told]


def steady(seconds: float) -> Figures:
    """Fifty calls a second."""
    with service(workers=WORKERS) as (port, _):
        told, nothing = Told(), Told()

        async def run() -> None:
            clients = Clients(port)
            await arrivals(clients, request(body=CHART), 20, 3, Told())
            await arrivals(clients, request("/livez"), 50, min(seconds, 10), nothing)
            await arrivals(clients, request(body=CHART), 50, seconds, told)
            await clients.close()

        asyncio.run(run())
    return told.figures() | {"/livez, p99 ms": round(nothing.ms(0.99), 1)}, told


def big(_: float) -> Figures:
    """A chart of five thousand resources each second, ten times."""
    body, told = call(5_000), Told()
    with service() as (port, _process):

        async def run() -> None:
            clients = Clients(port)
            await clients.call(request(body=CHART))
            await arrivals(clients, request(body=body), 1, 10, told)
            await clients.close()

        asyncio.run(run())
    return {"body MB": round(len(body) / 1e6, 1)} | told.figures(), told


def overload(seconds: float) -> Figures:
    """Ten times as many calls as are answered to patient clients, over at most 200 connections; then 10 a second."""
    with service(workers=WORKERS) as (port, process):
        sent, told, after, alive = request(body=CHART), Told(), Told(), Told()

        async def run() -> float:
            done, took = await patient_clients(port, sent, 4, count=8)
            able = done.statuses()["200"] / took
            clients, watch = Clients(port, at_once=200), Clients(port)
            during = arrivals(clients, sent, able * 10, seconds, told)
            await asyncio.gather(during, arrivals(watch, request("/livez"), 2, seconds, alive))
            await clients.close()
            await arrivals(watch, sent, 10, 10, after)
            await watch.close()
            return able

        able = asyncio.run(run())
        memory = max(worker.memory_info().rss for worker in workers_of(process)) / 1e6
    late = [due for due, status, took in after.calls if status != "200" or took > 0.5]
    return {
        "able a second": round(able),
        "asked a second": round(able * 10),
        **told.figures(),
        "refusals, p99 ms": round(told.ms(0.99, good=False), 1),
        "/livez meanwhile": alive.statuses(),
        "/livez, p99 ms": round(alive.ms(0.99), 1),
        "ordinary again after s": round(max(late), 1) if late else 0.0,
        "largest worker MB": round(memory),
    }, told


def soak(seconds: float) -> Figures:
    """Ten calls a second; memory, open files and threads are looked at all the while."""
    every = max(1.0, seconds / 60)
    looks: list[tuple[float, int, int]] = []
    with service() as (port, process):
        told = Told()

        async def look() -> None:
            for _ in range(int(seconds / every)):
                await asyncio.sleep(every)
                with process.oneshot():
                    looks.append((process.memory_info().rss / 1e6, process.num_fds(), process.num_threads()))

        async def run() -> None:
            clients = Clients(port, most=8)
            await asyncio.gather(arrivals(clients, request(body=CHART), 10, seconds, told), look())
            await clients.close()

        asyncio.run(run())
    warm = looks[len(looks) // 2 :]
    minutes = (len(warm) - 1) * every / 60
    return {
        **told.figures(),
        "MB a minute, second half": round((warm[-1][0] - warm[0][0]) / minutes, 2),
        "MB at the end": round(warm[-1][0]),
        "open files": f"{min(each[1] for each in warm)} to {max(each[1] for each in warm)}",
        "threads": f"{min(each[2] for each in warm)} to {max(each[2] for each in warm)}",
    }, told


def rolling(seconds: float) -> Figures:
    """Twenty calls a second, half of them on connections of their own, while all workers are renewed three times."""
    told, fresh = Told(), Told()
    with service(workers=WORKERS) as (port, process):
        before = {worker.pid for worker in workers_of(process)}

        async def renew() -> None:
            for _ in range(3):
                await asyncio.sleep(seconds / 4)
                process.send_signal(signal.SIGHUP)

        async def run() -> None:
            kept, new = Clients(port), Clients(port, most=0)
            sent = request(body=CHART)
            halves = (arrivals(kept, sent, 10, seconds, told), arrivals(new, sent, 10, seconds, fresh))
            await asyncio.gather(*halves, renew())
            await kept.close()

        asyncio.run(run())
        renewed = before.isdisjoint(worker.pid for worker in workers_of(process))
    told.calls += fresh.calls
    return {"all workers are new": renewed} | told.figures(), told


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    """The processes that answer: the watching one has a helper of Python's own beside them."""
    return [child for child in process.children() if "spawn_main" in " ".join(child.cmdline())] or [process]


RUNS: dict[str, tuple[Callable[[float], Figures], float, float]] = {
    "R1": (steady, 10, 60),
    "R4": (big, 10, 10),
    "R5": (overload, 8, 30),
    "R8": (rolling, 24, 60),
    "R9": (soak, 30, 600),
}
"""Each run with its short and its long time in seconds."""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help=f"of {', '.join(RUNS)}; nothing is written then")
    parser.add_argument("--short", action="store_true", help="two minutes in all")
    parser.add_argument("--soak", type=int, help="seconds of R9, instead of its own time")
    given = parser.parse_args()
    short, only, runs = given.short, given.only, []
    for name, (work, brief, long) in RUNS.items():
        if only and name not in only:
            continue
        loop, load, seconds = fixed_loop(), os.getloadavg()[0], brief if short else long
        if name == "R9" and given.soak:
            seconds = given.soak
        began = time.monotonic()
        figures, told = work(seconds)
        runs.append(Run(name, work.__doc__ or "", seconds, figures, told, round(loop), round(load, 1)))
        print(f"{name} took {time.monotonic() - began:.0f} s: {figures}", flush=True)
    if only:
        return
    FOLDER.mkdir(exist_ok=True)
    for run in runs:
        if run.name in ("R1", "R5", "R9"):
            plot(run, FOLDER / f"{run.name.lower()}.svg")
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    command = " ".join(["python benchmarks/load.py", *sys.argv[1:]])
    (FOLDER / "load.md").write_text(document(runs, command, machine), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How the benchmarks measure: CPU time of this process, the candidates in turn, the median of the rounds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def in_turn(candidates: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Milliseconds of CPU of each candidate: A B C A B C ..., so that a busy moment meets all of them."""
    spent: dict[str, list[float]] = {name: [] for name in candidates}
    for work in candidates.values():
        work()
    for _ in range(rounds):
        for name, work in candidates.items():
            started = time.process_time()
            work()
            spent[name].append((time.process_time() - started) * 1000)
    return {name: median(times) for name, times in spent.items()}


def fixed_loop() -> float:
    """CPU milliseconds of a loop that is always the same: how fast a core is at this moment."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number & 7
    return (time.process_time() - began) * 1000


def python_calls(work: Callable[[], object]) -> int:
    """How many functions of Python code a warm run calls: the same on every machine."""
    work()
    called = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return called


def peak(work: Callable[[], object]) -> int:
    """The most bytes that Python held beside what was there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def fresh_process(code: str, body: bytes, times: int = 5) -> tuple[float, float]:
    """Seconds of CPU of a fresh interpreter that runs the code with the body as input, and its memory in MB then."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # compiled once, as in an installed service
    told = []
    for _ in range(times):
        run = [sys.executable, "-c", code + TELL]
        done = subprocess.run(run, input=body, capture_output=True, check=True, env=environment)  # noqa: S603 - our own code
        told.append(tuple(map(float, done.stdout.split())))
    return median(seconds for seconds, _ in told), median(memory for _, memory in told)


TELL = """
import time
from pathlib import Path
held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(time.process_time(), int(held.split()[1]) / 1024)
"""

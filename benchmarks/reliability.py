"""`make reliability`: the long versions of what the tests do in short, then the load runs; all on this machine alone.

Writes `docs/reliability/tried.md` with what was tried, how often, and what was found; ends with 1 if anything was.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "reliability" / "tried.md"
TARGETS = ("json_reader", "token", "facts", "words", "feedback", "hook_request")


@dataclass(frozen=True, slots=True)
class Tried:
    """One long run: what, how often, for how long, and what was found."""

    what: str
    how_often: str
    seconds: float
    found: str
    command: str

    @property
    def row(self) -> str:
        """The row of the table."""
        return f"| {self.what} | {self.how_often} | {self.seconds:.0f} | {self.found or 'nothing'} | `{self.command}` |"


def changed_records(seeds: int) -> Tried:
    """Records changed at random, judged by the laws of `tests/mutation`."""
    told, seconds = _told("mutation", "--seeds", str(seeds))
    statuses = ", ".join(f"{count:,} x {status}" for status, count in told["by status"].items())
    often = f"{told['records']:,} records, {told['changes']:,} changes of {told['kinds of change']} kinds: {statuses}"
    return Tried("Changed records", often, seconds, _list(told["failures"]), f"python -m mutation --seeds {seeds}")


def worlds(seeds: int) -> Tried:
    """Simulated worlds of EHR, FHIR server, clock and database."""
    told, seconds = _told("simulation", "--seeds", str(seeds))
    statuses = ", ".join(f"{count:,} x {status}" for status, count in told["by status"].items())
    faults = told["calls with a fault of the FHIR server"]
    often = (
        f"{told['worlds']:,} worlds, {told['calls']:,} calls ({faults:,} with a fault of the FHIR server): {statuses}"
    )
    return Tried(
        "Simulated worlds", often, seconds, _list(told["broken promises"]), f"python -m simulation --seeds {seeds}"
    )


def fuzzed(seconds_each: int) -> Tried:
    """Coverage-guided fuzzing of the readers of what comes from outside."""
    executed, found, began = 0, [], time.monotonic()
    for target in TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            run = [sys.executable, str(TESTS / "fuzz" / "run.py"), target, folder, str(seconds_each)]
            done = subprocess.run(run, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
        units = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        executed += int(units[1]) if units else 0
        if done.returncode or not units:
            found.append(f"{target}: {done.stderr[-300:]}")
    often = f"{executed:,} inputs for {len(TARGETS)} targets, {seconds_each} s each"
    command = f"python tests/fuzz/run.py TARGET FOLDER {seconds_each}"
    return Tried("Fuzzing", often, time.monotonic() - began, _list(found), command)


def asked(times: int) -> Tried:
    """Every described operation, as described and otherwise."""
    began = time.monotonic()
    run = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/contract/test_schemathesis.py"]
    environment = os.environ | {"HER2CDS_TEST_REQUESTS": str(times)}
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)  # noqa: S603 - ours
    found = "" if done.returncode == 0 else done.stdout[-500:]
    command = f"HER2CDS_TEST_REQUESTS={times} pytest tests/contract/test_schemathesis.py"
    often = f"at least {1000 * times:,} requests to the hooks and their feedback, and every other operation"
    return Tried("Described operations", often, time.monotonic() - began, found, command)


def _told(module: str, *arguments: str) -> tuple[dict[str, object], float]:
    began = time.monotonic()
    run = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=TESTS)  # noqa: S603 - our own program
    if not done.stdout.startswith("{"):
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout), time.monotonic() - began


def _list(found: list[str]) -> str:
    return "; ".join(" ".join(each.split())[:200] for each in found)


def main() -> int:
    """Run all, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--worlds", type=int, default=5_000)
    parser.add_argument("--fuzz-seconds", type=int, default=60)
    parser.add_argument("--requests", type=int, default=10, help="thousands")
    given = parser.parse_args()
    tried: list[Tried] = []
    for work, amount in (
        (changed_records, given.mutants),
        (worlds, given.worlds),
        (fuzzed, given.fuzz_seconds),
        (asked, given.requests),
    ):
        tried.append(work(amount))
        print(tried[-1].row, flush=True)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(_HEAD + "\n".join(each.row for each in tried) + "\n", encoding="utf-8")
    return 1 if any(each.found for each in tried) else 0


_HEAD = """# What was tried at length

Printed by `python benchmarks/reliability.py`, a part of `make reliability`; the module commands run in `tests/`.

| what | how often | seconds | found | command |
|---|---|---|---|---|
"""


if __name__ == "__main__":
    sys.exit(main())

"""The page that the HTTP part of `make bench` writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plots import Curve, draw

if TYPE_CHECKING:
    from pathlib import Path

_FLOOR, _NAIVE, _HEALTHCHAIN = 2.5, {"30 KB": 15, "300 KB": 40, "3 MB": 100}, 4

_PAGE = """# Speed over HTTP

Printed by `python benchmarks/over_http.py`, a part of `make bench` ({machine}).
One process each on 127.0.0.1, in turn in one run, medians of the rounds, four clients that call one after the other.
CPU is that of the server's process alone, so that it says something on a busy machine; calls a second say less. A
fixed Python loop took {loop:.0f} ms of CPU at the end of this run: about 35 ms is a quiet machine of this kind.

- **her2-cds**: `her2-cds serve --demo`, everything on: strict reading, fhir.resources on what was used (remembered by
  digest), all rules, cards, the audit record on disk before the answer leaves, metrics, one log line a call.
- **bare**: raw ASGI on the same server, `orjson.loads`, a constant card.
- **naive**: FastAPI, a body model, every resource through fhir.resources, a constant card, no rule.
- **HealthChain** 0.16.1: its hello card, in an environment of its own (`requirements/peers.txt`); nothing is read of
  the record.

| body | KB | server | calls a second | server CPU ms a call | p99 ms |
|---|---|---|---|---|---|
{rows}

![server CPU a call, by body and server](performance/http.svg)

`smallest`: the patient, her breast cancer, her HER2 result, her metastasis and empty pages; our card says what the
panel's answer depends on.

| goal | wanted | measured | reached |
|---|---|---|---|
{goals}

## Small calls beside big ones

A hundred calls of 30 KB a second at fixed times, each measured from the time it was due, one worker; beside them a
client that sends a body of 30 MB as soon as the one before was answered. The quantiles are those of the calls that were
answered; a call whose turn does not come in time is refused with 503, and where any was, the goal counts as missed.
The big chart gives way: it pauses between two resources while small calls are under way (`service/lanes.py`).

| server | beside 30 MB bodies | p50 ms | p95 ms | p99 ms | refused | a big one, p50 ms |
|---|---|---|---|---|---|---|
{mixed}

## Bodies above the limit

413 after {length:.1f} ms where the length is said, and {chunked:.1f} ms after the first byte too many of a chunked
body.

## Start

| mode | alive after s | first card after s | MB idle | MB after the first card |
|---|---|---|---|---|
{cold}

Wall time from the start of the process, medians. A demo (`--demo`) has no callers to authenticate and reads from no
server, so it loads neither cryptography nor what reads; with callers registered both are there before the first call. A
process answers an invented call before it listens, so models of fhir.resources are in all figures. Byte code is kept
from the run before, the database is made anew.

## What is not reached, and why

- **Against bare and naive**: the rules themselves cost milliseconds whatever the size (`performance.md`), and a call
  is put on record before it is answered: one transaction, on disk, with the audit record and what was shown. That,
  and the changes of thread between loop, rules and database, cost at least
  as much CPU as the rules. Naive and HealthChain do none of it.
- **Calls a second**: calls wait for the rules one after the other and for the disk; a hello card waits for neither.
- **A hundred calls a second**: where the CPU of a 30 KB call above is near 10 ms or more, one worker cannot keep up
  with them, with or without big bodies beside; it refuses some, and the others wait.
- **Start and memory**: imports are most of both, about equal parts SQLAlchemy, FastAPI, the models that fhir.resources
  builds, and this service, half of whose part is the making of its dataclasses; cryptography and requests where callers
  are registered (`python -X importtime`). Tried and kept: no search for garbage while they load; Alembic, pages, and
  what only registered callers need are loaded where they are needed, and an empty database is built without Alembic.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One server with one body: calls a second, ms of its CPU a call, ms of the p99."""

    name: str
    size: int
    server: str
    rate: float
    cpu: float
    p99: float


@dataclass(frozen=True, slots=True)
class Mixed:
    """Small calls at a constant rate: quantiles in ms, the share refused; `big`: the median of a large call beside."""

    server: str
    beside: bool
    p50: float
    p95: float
    p99: float
    big: float
    refused: float = 0.0


@dataclass(frozen=True, slots=True)
class Cold:
    """Seconds until the process answers and until the first card; MB before and after that card."""

    ready: float
    first: float
    idle: float
    used: float


def document(  # noqa: PLR0913, PLR0917 - the parts of the page
    rows: list[Row], mixed: list[Mixed], refused: dict[str, float], cold: dict[str, Cold], machine: str, loop: float
) -> str:
    """The page."""
    return _PAGE.format(
        machine=machine,
        loop=loop,
        rows="\n".join(
            f"| {row.name} | {row.size / 1000:,.1f} | {row.server} | {row.rate:,.0f} | {row.cpu:.2f} | {row.p99:.1f} |"
            for row in rows
        ),
        goals="\n".join(
            f"| {goal} | {wanted} | {measured} | {'yes' if reached else 'no'} |"
            for goal, wanted, measured, reached in _goals(rows, mixed, cold)
        ),
        mixed="\n".join(
            f"| {row.server} | {'yes' if row.beside else 'no'} | {row.p50:.1f} | {row.p95:.1f} | {row.p99:.1f} "
            f"| {row.refused:.0%} | {f'{row.big:.0f}' if row.beside else '-'} |"
            for row in mixed
        ),
        length=refused["length said"],
        chunked=refused["chunked"],
        cold="\n".join(
            f"| {mode} | {each.ready:.2f} | {each.first:.2f} | {each.idle:.0f} | {each.used:.0f} |"
            for mode, each in cold.items()
        ),
    )


def plot(rows: list[Row], path: Path) -> None:
    """The server's CPU for a call, by size of the body and server."""
    styles = {
        "bare": ("o--", "grey"),
        "her2-cds": ("o-", "tab:blue"),
        "naive": ("o:", "tab:red"),
        "HealthChain": ("o:", "tab:green"),
    }
    draw(
        (
            Curve(server, [(row.size / 1000, row.cpu) for row in rows if row.server == server], *style)
            for server, style in styles.items()
            if any(row.server == server for row in rows)
        ),
        path,
    )


def _goals(rows: list[Row], mixed: list[Mixed], cold: dict[str, Cold]) -> list[tuple[str, str, str, bool]]:
    at = {(row.name, row.server): row for row in rows}
    ours = at["30 KB", "her2-cds"]
    above = ours.cpu / at["30 KB", "bare"].cpu
    told = [("server CPU against bare, 30 KB", f"at most {_FLOOR}", f"{above:.1f}", above <= _FLOOR)]
    for size, wanted in _NAIVE.items():
        if (size, "naive") in at:
            times = at[size, "naive"].cpu / at[size, "her2-cds"].cpu
            told.append((f"naive CPU against ours, {size}", f"at least {wanted}", f"{times:.1f}", times >= wanted))
    if ("smallest", "HealthChain") in at:
        times = at["smallest", "her2-cds"].rate / at["smallest", "HealthChain"].rate
        goal = ("calls a second against HealthChain, smallest", f"at least {_HEALTHCHAIN}")
        told.append((*goal, f"{times:.2f}", times >= _HEALTHCHAIN))
    else:
        told.append(("calls a second against HealthChain", f"at least {_HEALTHCHAIN}", "not installed", False))
    ours_beside, bare_beside = (row for row in mixed if row.beside)
    own, bare = ours_beside.p99, bare_beside.p99
    fast = not ours_beside.refused and (own <= 50 or own <= bare / 10)
    refused = f", {ours_beside.refused:.0%} refused" if ours_beside.refused else ""
    told += [
        (
            "p99 of small calls beside 30 MB bodies",
            "50 ms, or a tenth of bare",
            f"{own:.0f} ms{refused}, bare {bare:.0f}",
            fast,
        ),
    ]
    for mode, each in cold.items():
        told += [
            (f"process start to first card, {mode}", "at most 0.8 s", f"{each.first:.2f} s", each.first <= 0.8),
            (f"idle memory of a worker, {mode}", "at most 90 MB", f"{each.idle:.0f} MB", each.idle <= 90),
        ]
    return told

"""One run over a population: plan, read once, choose, deal out, evaluate, put together. Goes on after a kill."""

from __future__ import annotations

import heapq
import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.choice import Choice, choose
from cohort.progress import Quiet
from cohort.pseudonyms import pseudonym
from cohort.rows import READ
from cohort.shares import write_shares
from cohort.skipped import Skipped
from cohort.sources import input_at
from cohort.steps import DEAL, EVALUATE, SCREEN, SHARES, Done, Task, result_of, written
from cohort.table import write_table
from consensus.edition import EDITION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cohort.engines import Engine
    from cohort.moment import Moment
    from cohort.progress import Progress
    from cohort.rows import Row
    from cohort.sources import Input

FORMAT = 1
"""Of the working directory: a run goes on only from what the same format left behind."""

SITE = (
    "HER2CDS_TDM1_AVAILABLE",
    "HER2CDS_ELDERLY_AGE",
    "HER2CDS_QUIET_WHEN_CONCORDANT",
    "HER2CDS_QUIET_WHEN_NOT_COVERED",
)
"""The settings on which rows depend; no other reaches the working directory."""


class AnotherRunError(ValueError):
    """The output directory holds the work of a run with another input or other options."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    source: Path
    out: Path
    moment: Moment
    site: Mapping[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)
    bytes_a_unit: int = 32 << 20
    bytes_a_part: int = 24 << 20
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: where the table is, and the counts that the report begins with."""

    table: Path
    counts: dict[str, int]
    skipped: Skipped
    left_aside: tuple[str, ...]


def run(wish: Wish, engine: Engine, progress: Progress | None = None) -> Result:
    """Carry out a run; what an earlier run of the same wish has finished is not done again.

    Raises:
        NoInputError: there is nothing to read.
        AnotherRunError: another run's work is in the way.
    """
    told = progress or Quiet()
    given = input_at(wish.source, wish.bytes_a_unit)
    folder = wish.out / ".work"
    _prepare(folder, _plan(wish, given), restart=wish.restart)
    total = Skipped()
    counts = {"files left aside": len(given.left_aside), "input bytes": given.size}
    units = [unit.as_json() for unit in given.units]
    every = Task("", 0, str(folder.resolve()))
    reading = [replace(every, step=SCREEN, number=n, unit=unit) for n, unit in enumerate(units)]
    _carry_out("reading", reading, engine, told, counts, total)
    choice = _choice(folder, len(units), wish.bytes_a_part)
    counts |= {"patients": choice.patients, "patients chosen": int(choice.owners.size)}
    dealing = [replace(task, step=DEAL) for task in reading]
    _carry_out("dealing out", dealing, engine, told, counts, total)
    _share_out(folder, len(units))
    asked = replace(every, step=EVALUATE, site=dict(wish.site), key=wish.key, **_moment(wish.moment))
    _carry_out("evaluating", [replace(asked, number=n) for n in range(choice.parts)], engine, told, counts, total)
    table = wish.out / "patients.parquet"
    rows = merged([result_of(folder, EVALUATE, n) for n in range(choice.parts)])
    written(table, lambda path: counts.__setitem__("rows", write_table(rows, path)))
    return Result(table, counts, total, given.left_aside)


def _moment(moment: Moment) -> dict[str, Any]:
    return {"day": moment.day.isoformat(), "decisions": moment.decisions, "past": moment.past}


def clear(out: Path) -> None:
    """Remove the working directory of a finished run."""
    shutil.rmtree(out / ".work")


def _plan(wish: Wish, given: Input) -> str:
    """Everything on which the steps depend: the same plan means that finished steps can be taken over."""
    files = [[unit.as_json(), _stamp(unit.path)] for unit in given.units]
    plan = {
        "format": FORMAT,
        "edition": EDITION.label,
        "moment": str(wish.moment),
        "past": wish.moment.past,
        "site": dict(wish.site),
        "pseudonymised": _fingerprint(wish.key),
        "bytes_a_part": wish.bytes_a_part,
        "files": files,
    }
    return json.dumps(plan, sort_keys=True)


def _stamp(path: str) -> list[int]:
    stat = Path(path).stat()
    return [stat.st_size, stat.st_mtime_ns]


def _fingerprint(key: bytes) -> str:
    """Tells two keys apart without telling either."""
    return pseudonym("fingerprint of the key", key) if key else ""


def _prepare(folder: Path, plan: str, *, restart: bool) -> None:
    if restart and folder.exists():
        shutil.rmtree(folder)
    at = folder / "plan.json"
    if at.exists():
        if at.read_text(encoding="utf-8") != plan:
            raise AnotherRunError(
                f"{folder} holds the work of a run with other files or options: finish that one, or give --restart"
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    written(at, lambda path: path.write_text(plan, encoding="utf-8"))


def _choice(folder: Path, units: int, bytes_a_part: int) -> Choice:
    at = folder / "choice"
    if not at.exists():
        choice = choose([result_of(folder, SCREEN, number) for number in range(units)], bytes_a_part)
        written(at, choice.write)
    return Choice.read(at)


def _share_out(folder: Path, units: int) -> None:
    at = folder / SHARES
    if not at.exists():
        dealt = [result_of(folder, DEAL, number) for number in range(units)]
        written(at, lambda path: write_shares(dealt, path))


def _carry_out(  # noqa: PLR0913, PLR0917 - what is done, by whom, and the three that hear of it
    name: str, tasks: Sequence[Task], engine: Engine, told: Progress, counts: dict[str, int], total: Skipped
) -> None:
    """All tasks of a step; those that an earlier run has done are only counted."""
    finished = [Done.read(task.done_at) for task in tasks if task.done_at.exists()]
    open_tasks = [task for task in tasks if not task.done_at.exists()]
    weights = {task.number: _weight(task) for task in tasks}
    told.begins(name, sum(weights.values()), in_bytes=bool(tasks and tasks[0].unit))
    for done in finished:
        told.went_on(done.weight)
    for done in engine(open_tasks):
        finished.append(done)
        told.went_on(done.weight)
    for done in sorted(finished, key=lambda each: each.number):
        total.add(Skipped.of(done.skipped))
        for key, count in done.counts.items():
            counts[key] = counts.get(key, 0) + count


def _weight(task: Task) -> int:
    return max(int(task.unit["end"]) - int(task.unit["start"]), 1) if task.unit else 1


def merged(files: Sequence[Path]) -> Iterator[Row]:
    """The rows of all parts in one order, with one row of each part in memory."""
    yield from heapq.merge(*map(_rows, files), key=lambda row: row.key)


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as stream:
        yield from map(READ, stream)

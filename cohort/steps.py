"""The three steps of a run, each a pure function of files: read the input once, deal out records, evaluate a part.

A step writes its result beside its final name and renames it: what is there is whole, and a run that was killed goes
on from there. Every engine (processes, Dask, Spark) runs these same steps.
"""

from __future__ import annotations

import gc
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.choice import Choice
from cohort.evaluate import evaluate
from cohort.index import IndexBeingWritten
from cohort.moment import Moment
from cohort.parts import deal_out, places_beside, records_of
from cohort.patients import patients_of
from cohort.pseudonyms import pseudonymised
from cohort.rows import WRITE
from cohort.screen import Screen
from cohort.shares import shares_of
from cohort.skipped import Skipped
from cohort.sources import Unit
from service.practice import practice_of
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cohort.parts import Package
    from fhir_mappings.raw import RawRecord

SCREEN, DEAL, EVALUATE = "screen", "deal", "evaluate"
SHARES = "shares"
"""The file that says which units hold records of which part."""


@dataclass(frozen=True, slots=True)
class Task:
    """One step on one unit or part. `folder` is the working directory that all workers share."""

    step: str
    number: int
    folder: str
    unit: dict[str, Any] = field(default_factory=dict)
    day: str = ""
    decisions: bool = False
    past: bool = False
    site: dict[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)

    @property
    def done_at(self) -> Path:
        """The small file that says that the step is done, and what it counted."""
        return Path(self.folder) / f"{self.step}-{self.number:06}.done"

    @property
    def result_at(self) -> Path:
        """Where the step keeps its result."""
        return result_of(Path(self.folder), self.step, self.number)


def result_of(folder: Path, step: str, number: int) -> Path:
    """Where the result of a step is kept."""
    return folder / f"{step}-{number:06}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a step counted: bytes of input (or 1 for a part), patients, and what was skipped."""

    step: str
    number: int
    weight: int
    counts: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, dict[str, object]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Done:
        """What an earlier run kept."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def do(task: Task) -> Done:
    """Carry out one step, unless an earlier run has done so."""
    if task.done_at.exists():
        return Done.read(task.done_at)
    done = _STEPS[task.step](task)
    written(task.done_at, lambda path: path.write_text(json.dumps(asdict(done)), encoding="utf-8"))
    return done


def written(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all."""
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    write(half)
    half.replace(path)


def _screen(task: Task) -> Done:
    unit, skipped = Unit.of(task.unit), Skipped()
    screen = Screen(skipped, IndexBeingWritten())
    screen.read(unit)
    written(task.result_at, screen.index.write)
    counts = {"resources": len(screen.index.length) - screen.index.length.count(0)}
    return Done(task.step, task.number, max(unit.end - unit.start, 1), counts, skipped.document())


def _deal(task: Task) -> Done:
    folder, unit = Path(task.folder), Unit.of(task.unit)
    choice = Choice.read(folder / "choice")
    half = task.result_at.with_name(f"{task.result_at.name}.{os.getpid()}.half")
    size = deal_out(unit, result_of(folder, SCREEN, unit.number), choice, half)
    places_beside(half).replace(places_beside(task.result_at))
    half.replace(task.result_at)
    return Done(task.step, task.number, max(unit.end - unit.start, 1), {"chosen bytes": size})


def _evaluate(task: Task) -> Done:
    skipped = Skipped()
    practice = practice_of(Settings.from_environ(task.site))
    moment = Moment(date.fromisoformat(task.day), task.decisions, task.past)
    rows, counts = [], {"evaluated": 0, "lines without a start": 0}
    for raw in _rarely_collected(patients_of(_dealt(Path(task.folder), task.number), skipped)):
        evaluated = evaluate(raw, moment, practice)
        counts["evaluated"] += 1
        counts["lines without a start"] += evaluated.lines_without_start
        if evaluated.why_none:
            counts[evaluated.why_none] = counts.get(evaluated.why_none, 0) + 1
        rows += [pseudonymised(row, task.key) if task.key else row for row in evaluated.rows]
    rows.sort(key=lambda row: row.key)
    written(task.result_at, lambda path: path.write_bytes(b"".join(WRITE.encode(row) + b"\n" for row in rows)))
    return Done(task.step, task.number, 1, counts, skipped.document())


def _dealt(folder: Path, part: int) -> Iterator[tuple[Package, bytes]]:
    """The records of one part, unit by unit."""
    for share in shares_of(folder / SHARES, part):
        yield from records_of(result_of(folder, DEAL, share.unit), share.first, share.last)


def _rarely_collected(patients: Iterable[RawRecord]) -> Iterator[RawRecord]:
    """Frozen values make no cycles: searching for some after every few hundred of them costs a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield from patients
    finally:
        gc.set_threshold(*usual)


_STEPS: dict[str, Callable[[Task], Done]] = {SCREEN: _screen, DEAL: _deal, EVALUATE: _evaluate}

"""How far a run is: a bar with rate and remaining time on a terminal, nothing elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import (
    Progress as Bars,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import TaskID


class Progress(Protocol):
    """Hears what a run does."""

    def begins(self, name: str, total: int, *, in_bytes: bool) -> None:
        """A step begins."""

    def went_on(self, by: int) -> None:
        """So much of it is done."""


class Quiet:
    """Says nothing."""

    def begins(self, name: str, total: int, *, in_bytes: bool) -> None:
        """A step begins."""

    def went_on(self, by: int) -> None:
        """So much of it is done."""


class Shown:
    """Shows a bar for each step."""

    def __init__(self, in_bytes: Bars, in_parts: Bars) -> None:
        self._bars = {True: in_bytes, False: in_parts}
        self._current: tuple[Bars, TaskID] | None = None

    def begins(self, name: str, total: int, *, in_bytes: bool) -> None:
        self.ends()
        bars = self._bars[in_bytes]
        bars.start()
        self._current = bars, bars.add_task(name, total=total)

    def went_on(self, by: int) -> None:
        if self._current:
            bars, task = self._current
            bars.advance(task, by)

    def ends(self) -> None:
        """Leave the last bar as it stands."""
        if self._current:
            bars, task = self._current
            bars.stop()
            bars.remove_task(task)
            self._current = None


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on standard error if that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Quiet()
        return
    times = (TimeElapsedColumn(), TextColumn("remaining"), TimeRemainingColumn())
    name = TextColumn("{task.description:>12}")
    in_bytes = Bars(name, BarColumn(), DownloadColumn(), TransferSpeedColumn(), *times, console=console)
    in_parts = Bars(name, BarColumn(), MofNCompleteColumn(), TextColumn("parts"), *times, console=console)
    shown = Shown(in_bytes, in_parts)
    try:
        yield shown
    finally:
        shown.ends()

"""Time as the simulation has it: nothing waits, and what runs side by side takes as long as the slowest of it."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from service import audit, fhir_access, fhir_client, gather, outward

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass
class Clock:
    """Seconds since the start, and the time of day, which an administrator may set."""

    seconds: float = 0.0
    noon: datetime = datetime(2016, 5, 16, 12, tzinfo=UTC)
    alarms: list[Alarm] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def wall(self) -> datetime:
        return self.noon + timedelta(seconds=self.seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass; alarms that are due ring."""
        self.seconds += seconds
        for alarm in [one for one in self.alarms if one.due <= self.seconds]:
            alarm.cancel()
            alarm.rang = True
            alarm.ring()

    def alarm(self, interval: float, ring: Callable[[], None]) -> Alarm:
        return Alarm(self, interval, ring)


@dataclass(eq=False)
class Alarm:
    """Stands for `threading.Timer`."""

    clock: Clock
    interval: float
    ring: Callable[[], None]
    due: float = 0.0
    rang: bool = False

    def start(self) -> None:
        self.due = self.clock.seconds + self.interval
        self.clock.alarms.append(self)

    def cancel(self) -> None:
        if self in self.clock.alarms:
            self.clock.alarms.remove(self)


class Later(Future[Any]):
    """Something that was begun; it is done when the clock says so."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.ends = 0.0

    def done(self) -> bool:
        return self.ends <= self.clock.seconds


class SideBySide:
    """Stands for the pool of threads: each task begins now, and its end is known at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Later:
        later, begun = Later(self._clock), self._clock.seconds
        try:
            later.set_result(task(*arguments))
        except Exception as error:  # noqa: BLE001 - as a pool does, for whoever asks for the result
            later.set_exception(error)
        later.ends, self._clock.seconds = self._clock.seconds, begun
        return later

    def wait(self, tasks: Sequence[Later], timeout: float) -> None:
        last = max((task.ends for task in tasks), default=0.0)
        self._clock.advance(max(0.0, min(last - self._clock.seconds, timeout)))

    def shutdown(self, **_: bool) -> None:
        """Nothing is left to do."""


class AtOnce:
    """Stands for the one writer of the audit trail."""

    def submit(self, task: Callable[[], None]) -> None:
        task()

    def shutdown(self) -> None:
        """Nothing is left to do."""


@contextmanager
def keeping_time(clock: Clock, pool: SideBySide) -> Iterator[None]:
    """The parts of the service that wait look at this clock."""
    time = SimpleNamespace(monotonic=clock.now, sleep=clock.advance)
    threading = SimpleNamespace(**vars(outward.threading) | {"Timer": clock.alarm})
    places = [(module, "time", time) for module in (audit, fhir_access, fhir_client, gather, outward)]
    with replaced(*places, (gather, "wait", pool.wait), (outward, "threading", threading)):
        yield


@contextmanager
def replaced(*places: tuple[Any, str, Any]) -> Iterator[None]:
    """Other things under these names, until the block ends."""
    before = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, value in places:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)

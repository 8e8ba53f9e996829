"""Faults of the service itself: three within a minute, in whichever worker, and it calls itself not ready."""

from __future__ import annotations

import time
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = 3
WITHIN_S = 60.0
LONG_AGO = float("-inf")


class Incidents:
    """The times of the last three incidents. `times` and `lock` may be shared between processes."""

    def __init__(self, times: Any = None, lock: Any = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._times = [LONG_AGO] * MANY if times is None else times
        self._lock = lock or Lock()
        self._clock = clock

    def note(self) -> None:
        """One more incident, now."""
        with self._lock:
            oldest = min(range(MANY), key=self._times.__getitem__)
            self._times[oldest] = self._clock()

    @property
    def are_many(self) -> bool:
        """Whether so many happened within a minute that callers are better served elsewhere."""
        with self._lock:
            return self._clock() - min(self._times) < WITHIN_S


@dataclass(frozen=True, slots=True)
class SharedIncidents:
    """The times of the last incidents of all workers, in memory that they share."""

    times: Any

    @classmethod
    def made(cls) -> SharedIncidents:
        """Made once, by the process that starts the workers."""
        return cls(get_context("spawn").Array("d", [LONG_AGO] * MANY))

    def opened(self) -> Incidents:
        """The same, for one worker."""
        return Incidents(self.times, self.times.get_lock())

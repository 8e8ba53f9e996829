"""How often somebody may call: a steady rate, with bursts of five seconds' worth.

One number per caller (the generic cell rate algorithm), a monotonic clock and a bounded table, so that neither a clock
that jumps nor a flood from many addresses can shut out callers or fill the memory. Each worker counts for itself.
"""

from __future__ import annotations

import threading
import time
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BURST_S = 5
MAX_CALLERS = 10_000
_ROUNDING_S = 1e-6


class Rate:
    """Calls per second of each caller. `clock` is monotonic, in seconds."""

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / per_second
        self._ahead = BURST_S - self._interval
        self._clock = clock
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_s(self, caller: str) -> int:
        """0 if the caller may call now, which counts as a call; else the seconds after which it may."""
        with self._lock:
            now = self._clock()
            due = max(self._due.pop(caller, now), now)
            early = due - now - self._ahead
            refused = early > _ROUNDING_S
            self._due[caller] = due if refused else due + self._interval
            if len(self._due) > MAX_CALLERS:
                self._forget(now)
            return ceil(early) if refused else 0

    def _forget(self, now: float) -> None:
        """Drop who has been quiet; of too many busy ones the half that called longest ago."""
        busy = [(caller, due) for caller, due in self._due.items() if due > now]
        self._due = dict(busy if len(busy) <= MAX_CALLERS // 2 else busy[-(MAX_CALLERS // 2) :])

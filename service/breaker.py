"""A circuit breaker: a FHIR server that keeps failing is left alone for a while, so that no hook waits for it.

Opens when at least half of ten or more calls in thirty seconds failed; after fifteen seconds one call may try again.
A second try has to be earned by ten successes, so that a server in trouble is not asked more than its share.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_S = 30.0
MIN_CALLS = 10
FAILED_SHARE = 0.5
PAUSE_S = 15.0
RETRY_COSTS = 10
MOST_SAVED = 2 * RETRY_COSTS


class Breaker:
    """The breaker of one server. `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._calls: deque[tuple[float, bool]] = deque()
        self._opened: float | None = None
        self._saved = 0
        self._lock = threading.Lock()

    def permits(self) -> bool:
        """Whether a call may be made now; while open, one trial call is let through after each pause."""
        with self._lock:
            if self._opened is None:
                return True
            now = self._clock()
            if now - self._opened < PAUSE_S:
                return False
            self._opened = now
            return True

    def permits_retry(self) -> bool:
        """Whether a call that failed may be made once more; granting it uses up what successes have saved."""
        with self._lock:
            if self._opened is not None or self._saved < RETRY_COSTS:
                return False
            self._saved -= RETRY_COSTS
            return True

    @property
    def is_open(self) -> bool:
        """Whether the server is being left alone."""
        return self._opened is not None

    def record(self, *, succeeded: bool) -> None:
        """Note how a call ended; a success closes an open breaker."""
        with self._lock:
            now = self._clock()
            self._saved = min(MOST_SAVED, self._saved + 1) if succeeded else self._saved
            if succeeded and self._opened is not None:
                self._opened = None
                self._calls.clear()
            self._calls.append((now, succeeded))
            while self._calls and now - self._calls[0][0] > WINDOW_S:
                self._calls.popleft()
            failed = sum(not ended_well for _, ended_well in self._calls)
            if self._opened is None and len(self._calls) >= MIN_CALLS and failed >= FAILED_SHARE * len(self._calls):
                self._opened = now

"""Refusals before anybody is known, counted by the minute: a flood of them fills no disk.

A crash loses the counts of the minute that runs, nothing else.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from service.database import utc_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Refused = tuple[str, int, str, str]
"""Service (or another path of ours), status, reason, and the client if it is known."""


class Refusals:
    """The counts of one process; `now` is its clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._minutes: dict[datetime, Counter[Refused]] = {}

    def count(self, service: str, status: int, reason: str, client: str = "") -> None:
        """One more of these."""
        minute = self._minute()
        with self._lock:
            self._minutes.setdefault(minute, Counter())[service, status, reason, client] += 1

    def over(self, *, all_of_them: bool = False) -> list[dict[str, Any]]:
        """The content of one record for each kind of refusal of the minutes that are over; they are forgotten here."""
        running = self._minute()
        with self._lock:
            past = [minute for minute in sorted(self._minutes) if all_of_them or minute < running]
            taken = [(minute, self._minutes.pop(minute)) for minute in past]
        return [_content(minute, *each) for minute, counts in taken for each in sorted(counts.items())]

    def _minute(self) -> datetime:
        return self._now().replace(second=0, microsecond=0)


def _content(minute: datetime, refused: Refused, times: int) -> dict[str, Any]:
    service, status, reason, client = refused
    content = {
        "kind": "refusals",
        "service": service,
        "status": status,
        "reason": reason,
        "minute": utc_text(minute),
        "times": times,
    }
    return content | {"client": client} if client else content

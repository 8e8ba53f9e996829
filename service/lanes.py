"""Turns: the rules keep a core busy, so calls are worked on one after the other, beside the event loop.

The loop stays free for what must not wait: liveness, refusals, the other lane. A call whose turn does not come in time
is refused while its EHR still listens; under overload those that are answered are answered soon.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool

from fhir_mappings.pauses import pausing
from service.errors import OverloadedError

if TYPE_CHECKING:
    from collections.abc import Callable

NAP_S = 0.001
MOST_PAUSED = 0.75
"""Of the time since big work began: it ends, however many small calls come."""

T = TypeVar("T")
R = TypeVar("R")


class Lane:
    """One call at a time, in the order in which they came; `wait_s` is the longest wait for a turn (None: any).

    `note` hears of each that waited in vain. `first` is a lane whose calls go first: while it has any, work in this one
    pauses between two resources.
    """

    def __init__(
        self, wait_s: float | None = None, note: Callable[[], object] = bool, first: Lane | None = None
    ) -> None:
        self.under_way = 0
        self._turn = asyncio.Lock()
        self._wait_s = wait_s
        self._note = note
        self._first = first

    async def take(self, work: Callable[[], T], then: Callable[[T], R]) -> R:
        """What `then` makes of the work: in the same thread, after the turn, for it may wait for a disk.

        Raises:
            OverloadedError: its turn did not come in time.
        """
        self.under_way += 1
        try:
            return await self._taken(work, then)
        finally:
            self.under_way -= 1

    async def _taken(self, work: Callable[[], T], then: Callable[[T], R]) -> R:
        try:
            async with asyncio.timeout(self._wait_s):
                await self._turn.acquire()
        except TimeoutError as error:
            self._note()
            raise OverloadedError from error
        loop, began = asyncio.get_running_loop(), threading.Event()

        def in_turn() -> T:
            began.set()
            try:
                with pausing(GivingWay(self._first)) if self._first else nullcontext():
                    return work()
            finally:
                loop.call_soon_threadsafe(self._turn.release)

        try:
            return await run_in_threadpool(lambda: then(in_turn()))
        finally:
            if not began.is_set():  # the call was given up before a thread was free
                self._turn.release()


class GivingWay:
    """A pause for as long as another lane has calls, so that nobody waits for a big chart; a quarter of the time works.

    Threads share one core: without it, work that is always ready takes half of it from work that comes and goes.
    """

    def __init__(self, to: Lane) -> None:
        self._to = to
        self._began = time.monotonic()
        self._paused = 0.0

    def __call__(self) -> None:
        """Pause, if it is time for it."""
        while self._to.under_way and self._paused < MOST_PAUSED * ((now := time.monotonic()) - self._began):
            time.sleep(NAP_S)
            self._paused += time.monotonic() - now

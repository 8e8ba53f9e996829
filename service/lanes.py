"""Turns: the rules keep a core busy, so calls are worked on one after the other, beside the event loop.

The loop stays free for what must not wait: liveness, refusals, the other lane. A call whose turn does not come in time
is refused while its EHR still listens; under overload those that are answered are answered soon.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool

from service.errors import OverloadedError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
R = TypeVar("R")


class Lane:
    """One call at a time, in the order in which they came; `wait_s` is the longest wait for a turn (None: any).

    `note` hears of each that waited in vain.
    """

    def __init__(self, wait_s: float | None = None, note: Callable[[], object] = bool) -> None:
        self._turn = asyncio.Lock()
        self._wait_s = wait_s
        self._note = note

    async def take(self, work: Callable[[], T], then: Callable[[T], R]) -> R:
        """What `then` makes of the work: in the same thread, after the turn, for it may wait for a disk.

        Raises:
            OverloadedError: its turn did not come in time.
        """
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
                return work()
            finally:
                loop.call_soon_threadsafe(self._turn.release)

        try:
            return await run_in_threadpool(lambda: then(in_turn()))
        finally:
            if not began.is_set():  # the call was given up before a thread was free
                self._turn.release()

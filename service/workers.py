"""Several worker processes that share one address, watched over: one that falls is replaced, all end together.

Each worker listens on a socket of its own (SO_REUSEPORT), so that the kernel shares connections out among them. The
replay table and the memory are in the database; rates and concurrency are counted by each worker for itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from service.log import log, log_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import SpawnContext, SpawnProcess

STOPS_WITHIN_S = 9.0
MANY_FALLS = 5
FALLS_COUNT_S = 300.0
_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 4.0)


class WorkersKeepFallingError(RuntimeError):
    """Workers end again and again by themselves; the log says why."""


class Workers:
    """`count` processes that run `work`; this process only watches.

    `work` is a function of a module: each process imports it anew.
    """

    def __init__(self, count: int, work: Callable[..., None], *arguments: Any) -> None:
        self._spawn: SpawnContext = multiprocessing.get_context("spawn")
        self._count = count
        self._work = work
        self._arguments = arguments
        self._running: list[SpawnProcess] = []
        self._falls: deque[float] = deque()
        self._stopping = False

    @property
    def context(self) -> SpawnContext:
        """Where what the workers share is made."""
        return self._spawn

    def run(self) -> None:
        """Keep all workers running until a stop signal comes, then drain them.

        Raises:
            WorkersKeepFallingError: they do not stay up.
        """
        asleep, awake = os.pipe()
        signals = {number: signal.signal(number, lambda *_: self._stop(awake)) for number in _STOPS}
        try:
            for _ in range(self._count):
                self._start()
            while not self._stopping:
                wait([asleep, *(worker.sentinel for worker in self._running)])
                self._replace_the_fallen()
        finally:
            self._end_all()
            for number, handler in signals.items():
                signal.signal(number, handler)
            os.close(asleep)
            os.close(awake)

    def _stop(self, awake: int) -> None:
        self._stopping = True
        os.write(awake, b"x")

    def _start(self) -> None:
        worker = self._spawn.Process(target=_run, args=(self._work, self._arguments), daemon=True)
        worker.start()
        self._running.append(worker)

    def _replace_the_fallen(self) -> None:
        fallen = [worker for worker in self._running if not worker.is_alive()]
        for worker in fallen:
            if self._stopping:
                return
            self._running.remove(worker)
            log_error("worker-fell", pid=worker.pid, code=worker.exitcode)
            time.sleep(self._pause())
            self._start()

    def _pause(self) -> float:
        now = time.monotonic()
        self._falls.append(now)
        while now - self._falls[0] > FALLS_COUNT_S:
            self._falls.popleft()
        if len(self._falls) > MANY_FALLS:
            raise WorkersKeepFallingError("the workers keep falling; the log says why")
        return _PAUSES_S[len(self._falls) - 1]

    def _end_all(self) -> None:
        for worker in self._running:
            worker.terminate()
        ends = time.monotonic() + STOPS_WITHIN_S
        for worker in self._running:
            worker.join(max(0.0, ends - time.monotonic()))
            if worker.is_alive():
                log_error("worker-killed", pid=worker.pid)
                worker.kill()
        log("workers-ended", workers=len(self._running))


_STOPS = (signal.SIGTERM, signal.SIGINT)


def _run(work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """One worker, which ends with the process that watches it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

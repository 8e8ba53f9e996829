"""Several worker processes that share one address, watched over: one that falls is replaced, all end together.

Each worker listens on a socket of its own (SO_REUSEPORT), so that the kernel shares connections out among them. The
replay table and the memory are in the database; rates and concurrency are counted by each worker for itself.

SIGHUP renews them one after the other without losing a call: the new worker takes over the very socket of the old one,
with the connections that wait at it, and listens before the old one is told to end.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from service.log import log, log_error

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from multiprocessing.context import SpawnContext, SpawnProcess
    from multiprocessing.synchronize import Event

STOPS_WITHIN_S = 9.0
MANY_FALLS = 5
FALLS_COUNT_S = 300.0
_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 4.0)


class WorkersKeepFallingError(RuntimeError):
    """Workers end again and again by themselves; the log says why."""


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process, the socket at which it listens, and what it sets once it does."""

    process: SpawnProcess
    seat: socket.socket
    ready: Event


class Workers:
    """`count` processes that run `work(seat, ready, *arguments)`; this process only watches.

    `listener` makes a socket at the shared address. `work` is a function of a module: each process imports it anew.
    """

    def __init__(
        self, count: int, listener: Callable[[], socket.socket], work: Callable[..., None], *args: Any
    ) -> None:
        self._spawn: SpawnContext = multiprocessing.get_context("spawn")
        self._count = count
        self._listener = listener
        self._work = work
        self._arguments = args
        self._running: list[_Worker] = []
        self._falls: deque[float] = deque()
        self._stopping = self._renewing = False

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
        before = {number: signal.signal(number, lambda number, _: self._heard(number, awake)) for number in _HEARD}
        try:
            for _ in range(self._count):
                self._start(self._listener())
            while not self._stopping:
                woken = wait([asleep, *(worker.process.sentinel for worker in self._running)])
                if asleep in woken:
                    os.read(asleep, 1)
                self._replace_the_fallen()
                if self._renewing:
                    self._renewing = False
                    self._renew()
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(asleep)
            os.close(awake)

    def _heard(self, number: int, awake: int) -> None:
        if number == signal.SIGHUP:
            self._renewing = True
        else:
            self._stopping = True
        os.write(awake, b"x")

    def _start(self, seat: socket.socket) -> _Worker:
        ready = self._spawn.Event()
        process = self._spawn.Process(target=_run, args=(self._work, seat, ready, self._arguments), daemon=True)
        process.start()
        self._running.append(_Worker(process, seat, ready))
        return self._running[-1]

    def _replace_the_fallen(self) -> None:
        """A fallen worker's socket goes with it, so that new connections reach the others at once."""
        for worker in [worker for worker in self._running if not worker.process.is_alive()]:
            if self._stopping:
                return
            self._running.remove(worker)
            worker.seat.close()
            log_error("worker-fell", pid=worker.process.pid, code=worker.process.exitcode)
            time.sleep(self._pause())
            self._start(self._listener())

    def _pause(self) -> float:
        now = time.monotonic()
        self._falls.append(now)
        while now - self._falls[0] > FALLS_COUNT_S:
            self._falls.popleft()
        if len(self._falls) > MANY_FALLS:
            raise WorkersKeepFallingError("the workers keep falling; the log says why")
        return _PAUSES_S[len(self._falls) - 1]

    def _renew(self) -> None:
        """One worker after the other; if a new one does not come up, the old ones stay."""
        for old in tuple(self._running):
            new = self._start(old.seat)
            while not (new.ready.wait(_LOOKS_EVERY_S) or self._stopping or not new.process.is_alive()):
                pass
            if self._stopping:
                return
            if not new.ready.is_set():
                self._running.remove(new)
                log_error("worker-not-renewed", pid=old.process.pid, code=new.process.exitcode)
                return
            self._running.remove(old)
            _end([old])
            log("worker-renewed", pid=old.process.pid, by=new.process.pid)

    def _end_all(self) -> None:
        for worker in self._running:
            worker.seat.close()
        _end(self._running)
        log("workers-ended", workers=len(self._running))


def _end(workers: list[_Worker]) -> None:
    """Let workers finish what is under way; kill one that takes too long."""
    for worker in workers:
        worker.process.terminate()
    ends = time.monotonic() + STOPS_WITHIN_S
    for worker in workers:
        worker.process.join(max(0.0, ends - time.monotonic()))
        if worker.process.is_alive():
            log_error("worker-killed", pid=worker.process.pid)
            worker.process.kill()


_HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LOOKS_EVERY_S = 0.2


def _run(work: Callable[..., None], seat: socket.socket, ready: Event, arguments: tuple[Any, ...]) -> None:
    """One worker, which ends with the process that watches it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(seat, ready, *arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

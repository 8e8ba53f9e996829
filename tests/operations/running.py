"""A real service process for tests, started on a free port and asked over the network."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Service:
    """The process, and every line that it has logged so far."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, pattern: str, times: int = 1, seconds: float = 60) -> list[re.Match[str]]:
        """The matches of a pattern in the log, as soon as there are so many."""
        ends = time.monotonic() + seconds
        with self.news:
            while len(found := [match for line in self.lines if (match := re.search(pattern, line))]) < times:
                assert self.news.wait(ends - time.monotonic()), "".join(self.lines)
        return found

    @property
    def port(self) -> int:
        return int(self.wait_for(r'"event": "listening", "url": "http://127\.0\.0\.1:(\d+)"')[0][1])

    @property
    def pids(self) -> list[int]:
        """The processes that have begun to serve."""
        return [int(match[1]) for match in self.wait_for(r"Started server process \[(\d+)\]")]

    def events(self, name: str) -> list[dict[str, object]]:
        return [event for line in self.lines if line.startswith("{") and (event := json.loads(line))["event"] == name]

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """The exit code, and how many seconds the end took."""
        started = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=20), time.monotonic() - started

    def read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self.news:
                self.lines.append(line)
                self.news.notify_all()
        with self.news:
            self.news.notify_all()


@contextmanager
def running(folder: Path, *flags: str, **settings: str) -> Iterator[Service]:
    """The service with these flags and settings, until the block ends."""
    environment = os.environ | {"HER2CDS_PORT": "0", "HER2CDS_DATA_DIR": str(folder / "var")}
    environment |= {"HER2CDS_MAX_WAIT_MS": "60000", **settings}  # tests share their cores with others
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "service.cli", "serve", *flags],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    service = Service(process)
    reader = threading.Thread(target=service.read)
    reader.start()
    try:
        yield service
    finally:
        if process.poll() is None:
            service.stop()
        reader.join()
        assert process.stderr
        process.stderr.close()

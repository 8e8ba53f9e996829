"""Calls over HTTP from this process: closed loop (patient clients, one call after the other) and open loop.

Open loop: calls leave at fixed times whether or not earlier ones were answered, and each is measured from the time it
was due, so that a slow answer counts against all that had to wait for it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

HOST = "127.0.0.1"
PATH = "/cds-services/her2-patient-view"
NO_ANSWER = "no answer"
PATIENCE_S = 30.0
Connection: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def request(path: str = PATH, body: bytes = b"", token: str = "") -> bytes:
    """The bytes of one request; the token is that of a registered caller."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"host: {HOST}", f"content-length: {len(body)}"]
    lines += [f"authorization: Bearer {token}"] if token else []
    return "\r\n".join([*lines, "content-type: application/json", "", ""]).encode() + body


@dataclass
class Clients:
    """Connections of which `most` are kept; a call takes a free one, or opens another, up to `at_once`."""

    port: int
    most: int = 200
    at_once: int = 10_000
    free: list[Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    async def call(self, sent: bytes) -> str:
        """The status of the answer, or that there was none."""
        try:
            async with self._places, asyncio.timeout(PATIENCE_S):
                return await self._called(sent)
        except (OSError, EOFError, TimeoutError):
            return NO_ANSWER

    async def _called(self, sent: bytes) -> str:
        kept = bool(self.free)
        connection = self.free.pop() if kept else await asyncio.open_connection(HOST, self.port)
        try:
            status, stays = await answered(connection, sent)
        except (OSError, EOFError):
            connection[1].close()
            if not kept:
                raise
            connection = await asyncio.open_connection(HOST, self.port)  # a kept connection that was closed while idle
            status, stays = await answered(connection, sent)
        if stays and len(self.free) < self.most:
            self.free.append(connection)
        else:
            connection[1].close()
        return status

    async def close(self) -> None:
        """Give all connections back."""
        while self.free:
            _, writer = self.free.pop()
            writer.close()
            with suppress(OSError):  # the server may have closed it before
                await writer.wait_closed()


async def answered(connection: Connection, sent: bytes) -> tuple[str, bool]:
    """The status of the answer, and whether the connection stays open."""
    reader, writer = connection
    writer.write(sent)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length: ")[1].split("\r\n")[0])
    await reader.readexactly(length)
    return head.split(" ")[1], "connection: close" not in head


@dataclass
class Told:
    """What came back: for every call when it was due, its status, and the seconds until its answer."""

    calls: list[tuple[float, str, float]] = field(default_factory=list)

    def statuses(self) -> dict[str, int]:
        """How many calls ended how."""
        return dict(sorted(Counter(status for _, status, _ in self.calls).items()))

    def ms(self, share: float, *, good: bool = True) -> float:
        """A quantile of the answers with 200 (else: of the refusals) in milliseconds; 0 without any."""
        took = sorted(s for _, status, s in self.calls if status != NO_ANSWER and (status == "200") is good)
        return 1000 * took[min(len(took) - 1, int(share * len(took)))] if took else 0.0

    def figures(self) -> dict[str, Any]:
        """Counts and quantiles."""
        quantiles = {f"p{int(100 * share)} ms": round(self.ms(share), 1) for share in (0.5, 0.95, 0.99)}
        return {"calls": len(self.calls), "by status": self.statuses(), **quantiles}


async def arrivals(clients: Clients, sent: bytes, per_second: float, seconds: float, told: Told) -> None:
    """Calls at a constant rate, whatever becomes of them."""
    begun = time.perf_counter()
    under_way: set[asyncio.Task[None]] = set()

    async def one(due: float) -> None:
        status = await clients.call(sent)
        told.calls.append((due - begun, status, time.perf_counter() - due))

    for number in range(int(per_second * seconds)):
        due = begun + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(one(due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)


async def patient_clients(port: int, sent: bytes, seconds: float, count: int = 4) -> tuple[Told, float]:
    """What `count` clients hear that call one after the other, and the seconds until the last one heard."""
    clients, told, begun = Clients(port), Told(), time.perf_counter()

    async def keep_calling() -> None:
        while time.perf_counter() - begun < seconds:
            at = time.perf_counter()
            status = await clients.call(sent)
            told.calls.append((at - begun, status, time.perf_counter() - at))

    await asyncio.gather(*(keep_calling() for _ in range(count)))
    await clients.close()
    return told, time.perf_counter() - begun

"""A FHIR server that misbehaves on demand: an HTTP proxy in a thread of its own, with one fault at a time.

`Proxy(forwarding(url))` passes everything on and remembers who asked for what; `proxy.fault = drip(1, 0.3)` makes it
misbehave, `only("Procedure", ...)` for one kind of resource. A fault is a coroutine over an `Exchange`; whatever is
random comes from the proxy's seed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import struct
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping

FHIR_JSON = "application/fhir+json"
_NOT_PASSED_ON = {"host", "connection", "accept-encoding", "content-length", "transfer-encoding", "content-encoding"}
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


@dataclass(frozen=True)
class Asked:
    """One request as the proxy saw it; names of headers in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def kind(self) -> str:
        """The resource type of a read or a search."""
        return self.path.split("?")[0].removeprefix("/fhir/").split("/")[0]


@dataclass(frozen=True)
class Answer:
    """What an origin answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": FHIR_JSON})

    def encoded(self, length: int | None = None) -> bytes:
        """The bytes on the wire; `length` is what Content-Length claims, if that is not the truth."""
        claimed = len(self.body) if length is None else length
        lines = [f"HTTP/1.1 {self.status} .", *(f"{name}: {text}" for name, text in self.headers.items())]
        return "\r\n".join([*lines, f"content-length: {claimed}", "", ""]).encode() + self.body


if TYPE_CHECKING:
    Origin = Callable[[Asked], Awaitable[Answer]]
    Fault = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Exchange:
    """One request, and the ways to treat it."""

    asked: Asked
    origin: Origin
    writer: asyncio.StreamWriter
    random: random.Random
    base_url: str

    async def answer(self) -> Answer:
        """What the origin answers."""
        return await self.origin(self.asked)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Close the connection with a reset."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.writer.transport.abort()


async def passing(exchange: Exchange) -> None:
    """No fault: the origin's own answer."""
    await exchange.send((await exchange.answer()).encoded())


class Proxy:
    """The proxy; a context manager. `seen` holds every request, `fault` is what happens to the next ones."""

    def __init__(self, origin: Origin, *, seed: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.fault: Fault = passing
        self.seen: list[Asked] = []
        self._origin, self._tls, self._random = origin, tls, random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/fhir"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="fault-proxy", daemon=True)
        self._ended = asyncio.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(timeout=10)
        self._loop.close()

    def tokens(self) -> set[str | None]:
        """The Authorization headers that arrived."""
        return {asked.headers.get("authorization") for asked in self.seen}

    def heal(self) -> None:
        """Forget what was seen and misbehave no more."""
        self.fault = passing
        self.seen.clear()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connection, sock=self._listener)
        await self._ended.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # for what was aborted last

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw = writer.transport
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if self._tls is not None:
                await writer.start_tls(self._tls)
            while not writer.is_closing():
                asked = await _read(reader)
                self.seen.append(asked)
                await self.fault(Exchange(asked, self._origin, writer, self._random, self.url))
        writer.close()
        if self._tls is not None:
            raw.abort()  # TLS would wait for the other side's goodbye


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


def forwarding(url: str) -> Origin:
    """The server at this address (without a path), each request as it came."""

    async def origin(asked: Asked) -> Answer:
        headers = {name: text for name, text in asked.headers.items() if name not in _NOT_PASSED_ON}
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as client:  # noqa: S501 - plain http; spares reading the authorities each time
            reply = await client.request(asked.method, url + asked.path, headers=headers, content=asked.body)
        kept = {name: text for name, text in reply.headers.items() if name.lower() not in _NOT_PASSED_ON}
        return Answer(reply.status_code, reply.content, kept)

    return origin


def remembered(origin: Origin) -> Origin:
    """An origin whose answers to reads are kept, so that a slow server answers once; each token has its own."""
    kept: dict[tuple[str, str | None], Answer] = {}

    async def quick(asked: Asked) -> Answer:
        if asked.method != "GET":
            return await origin(asked)
        key = (asked.path, asked.headers.get("authorization"))
        if key not in kept:
            kept[key] = await origin(asked)
        return kept[key]

    return quick


def only(kind: str, fault: Fault) -> Fault:
    """The fault for reads and searches of one resource type alone."""

    async def apply(exchange: Exchange) -> None:
        await (fault if exchange.asked.kind == kind else passing)(exchange)

    return apply


def changed(change: Callable[[Any], Any], kinds: tuple[str, ...] = ()) -> Fault:
    """The origin's resource, changed (`change` gets and gives JSON), of these resource types or of all."""

    async def apply(exchange: Exchange) -> None:
        answer = await exchange.answer()
        if answer.status == httpx.codes.OK and (not kinds or exchange.asked.kind in kinds):
            answer = replace(answer, body=json.dumps(change(json.loads(answer.body))).encode())
        await exchange.send(answer.encoded())

    return apply

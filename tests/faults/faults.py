"""The faults: what servers and networks do to an answer, each by a name."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from faults.proxy import FHIR_JSON, Answer, passing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults.proxy import Exchange, Fault

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
_FOREVER = 3600.0
_BLANKS = b" " * 2**18


def delay(seconds: float, then: Fault = passing) -> Fault:
    """The answer comes late."""

    async def apply(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await then(exchange)

    return apply


async def hang(_: Exchange) -> None:
    """The request is read and never answered."""
    await asyncio.sleep(_FOREVER)


async def reset(exchange: Exchange) -> None:
    """The connection is reset instead of an answer."""
    exchange.reset()


async def reset_mid_body(exchange: Exchange) -> None:
    """The connection is reset after half of the answer."""
    await exchange.send(await _half(exchange))
    exchange.reset()


async def half_close(exchange: Exchange) -> None:
    """Half of the answer, then the end of the stream; the connection stays half open."""
    await exchange.send(await _half(exchange))
    exchange.writer.write_eof()
    await asyncio.sleep(_FOREVER)


async def _half(exchange: Exchange) -> bytes:
    answer = (await exchange.answer()).encoded()
    return answer[: max(len(answer) // 2, answer.index(b"\r\n\r\n") + 10)]


def drip(size: int, every: float) -> Fault:
    """The answer comes in small pieces, so that no single read ever times out."""

    async def apply(exchange: Exchange) -> None:
        answer = (await exchange.answer()).encoded()
        for start in range(0, len(answer), size):
            await exchange.send(answer[start : start + size])
            await asyncio.sleep(every)

    return apply


async def truncate(exchange: Exchange) -> None:
    """Half of the JSON, with the length of that half."""
    answer = await exchange.answer()
    await exchange.send(replace(answer, body=answer.body[: len(answer.body) // 2]).encoded())


async def wrong_length(exchange: Exchange) -> None:
    """More is announced than comes."""
    await exchange.send((await exchange.answer()).encoded(length=10_000_000))
    exchange.writer.close()


def corrupt(share: float = 0.01) -> Fault:
    """Some bytes of the body are others."""

    async def apply(exchange: Exchange) -> None:
        answer = await exchange.answer()
        body = bytearray(answer.body)
        for _ in range(max(1, int(len(body) * share))):
            body[exchange.random.randrange(len(body))] = exchange.random.randrange(256)
        await exchange.send(replace(answer, body=bytes(body)).encoded())

    return apply


def says(status: int, body: Any = OUTCOME, content_type: str = FHIR_JSON, **headers: str) -> Fault:
    """Always this status and body (JSON, or text as it is)."""
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def apply(exchange: Exchange) -> None:
        await exchange.send(Answer(status, text.encode(), {"content-type": content_type, **named}).encoded())

    return apply


HTML = says(200, "<!doctype html><html><body>Sign in</body></html>", "text/html")
XML = says(200, '<Bundle xmlns="http://hl7.org/fhir"><type value="searchset"/></Bundle>', "application/fhir+xml")


def redirect(to: str, status: int = 302) -> Fault:
    """The same path at another place."""

    async def apply(exchange: Exchange) -> None:
        where = to + exchange.asked.path.removeprefix("/fhir")
        await exchange.send(Answer(status, b"", {"location": where}).encoded())

    return apply


def gzip_bomb(megabytes: int = 200) -> Fault:
    """A small answer that unpacks to a very large one: one megabyte again and again, as gzip allows."""
    packed = gzip.compress(bytes(2**20), mtime=0) * megabytes

    async def apply(exchange: Exchange) -> None:
        await exchange.send(Answer(200, packed, {"content-type": FHIR_JSON, "content-encoding": "gzip"}).encoded())

    return apply


def padded(size: int) -> Fault:
    """A correct Bundle with so many bytes of blanks behind it."""

    async def apply(exchange: Exchange) -> None:
        answer = await exchange.answer()
        await exchange.send(answer.encoded(length=len(answer.body) + size))
        for _ in range(0, size, len(_BLANKS)):
            await exchange.send(_BLANKS)

    return apply


def paged(size: int, *, last: Fault = passing, announce: int | None = None, loops: bool = False) -> Fault:
    """Search sets in pages of `size` entries.

    `last` is what happens at the last page; `announce` makes up so many pages; with `loops` the last names the first.
    """

    async def apply(exchange: Exchange) -> None:
        path, number = _page_of(exchange.asked.path)
        everything = path if "_count=" in path or "?" not in path else f"{path}&_count=1000"
        answer = await exchange.origin(replace(exchange.asked, path=everything))
        bundle = json.loads(answer.body) if answer.status == Answer().status else {}
        if bundle.get("resourceType") != "Bundle":
            await passing(exchange)
            return
        entries = bundle.get("entry", [])
        count = announce or max(1, -(-len(entries) // size))
        if number == count and last is not passing:
            await last(exchange)
            return
        page = {**bundle, "entry": entries[(number - 1) * size : number * size], "link": []}
        if number < count or loops:
            following = f"page={number + 1}" if number < count else "page=1"
            url = exchange.base_url.removesuffix("/fhir") + f"{path}{'&' if '?' in path else '?'}{following}"
            page["link"] = [{"relation": "next", "url": url}]
        await exchange.send(replace(answer, body=json.dumps(page).encode()).encoded())

    return apply


def _page_of(path: str) -> tuple[str, int]:
    number = parse_qs(urlsplit(path).query).get("page", ["1"])[0]
    return path.removesuffix(f"&page={number}").removesuffix(f"?page={number}"), int(number)


@contextlib.contextmanager
def black_hole() -> Iterator[str]:
    """A FHIR base whose connections are never accepted: the queue of its socket is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as filling:
        address = listener.getsockname()
        for _ in range(4):
            client = filling.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(address)
        yield f"http://127.0.0.1:{address[1]}/fhir"

"""Heads that two programs could read differently are refused, in the form of every other error (RFC 9112)."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from operations.at_a_server import answers, at_a_server, exchange

from service.request_heads import MAX_HEAD_BYTES

if TYPE_CHECKING:
    from service.http_server import Server

HOST, END = b"Host: x\r\n", b"Connection: close\r\n\r\n"
GET, POST = b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
NO_CHUNKS = b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("request_sent", "status"),
    [
        pytest.param(GET + END, 400, id="no Host"),
        pytest.param(GET + HOST + b"host: y\r\n" + END, 400, id="two Hosts"),
        pytest.param(b"BREW / HTTP/1.1\r\n" + HOST + END, 400, id="a method that HTTP does not know"),
        pytest.param(b"\x16\x03\x01\x02\r\n\r\n", 400, id="TLS spoken to a plain port"),
        pytest.param(POST + HOST + CHUNKED + b"Content-Length: 5\r\n" + END + NO_CHUNKS, 400, id="two lengths"),
        pytest.param(
            POST + HOST + CHUNKED.replace(b"chunked", b"gzip, chunked") + END + NO_CHUNKS, 501, id="a coding not undone"
        ),
        pytest.param(POST.replace(b"1.1", b"1.0") + CHUNKED + END + NO_CHUNKS, 400, id="chunks in HTTP/1.0"),
        pytest.param(GET + HOST + b"X-A: %b\r\n" % (b"y" * MAX_HEAD_BYTES) + END, 431, id="a long header"),
        pytest.param(b"GET /%b HTTP/1.1\r\n" % (b"y" * MAX_HEAD_BYTES) + HOST + END, 431, id="a long target"),
    ],
)
def test_an_unfit_head_is_refused_with_an_operation_outcome(request_sent: bytes, status: int) -> None:
    async def scene(port: int) -> None:
        head, _, body = (await exchange(port, request_sent)).partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        assert lines[0].startswith(b"http/1.1 %d " % status)
        assert {b"content-type: application/json", b"connection: close", b"cache-control: no-store"} <= set(lines)
        assert b"content-length: %d" % len(body) in lines
        assert json.loads(body)["resourceType"] == "OperationOutcome"

    at_a_server(scene)


@pytest.mark.parametrize(
    "request_sent",
    [
        pytest.param(b"GET / HTTP/1.0\r\n\r\n", id="HTTP/1.0 needs no Host"),
        pytest.param(b"GET http://other.example/ HTTP/1.1\r\n" + HOST + END, id="an absolute target"),
        pytest.param(POST + HOST + CHUNKED + END + b"2\r\n{}\r\n" + NO_CHUNKS, id="chunks"),
        pytest.param(GET + HOST + b"X-A: %b\r\n" % (b"y" * (MAX_HEAD_BYTES - 1000)) + END, id="a head just in bounds"),
    ],
)
def test_what_http_allows_is_answered(request_sent: bytes) -> None:
    async def scene(port: int) -> None:
        assert (await exchange(port, request_sent)).endswith(b"ok")

    at_a_server(scene)


def test_who_closes_her_own_direction_still_hears_the_answer() -> None:
    may_answer = asyncio.Event()

    async def answers_late(scope: Any, receive: Any, send: Any) -> None:
        await may_answer.wait()
        await answers(scope, receive, send)

    async def scene(port: int, server: Server) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET + HOST + b"\r\n")
        writer.write_eof()
        while not any(one._nothing_follows for one in server.server_state.connections):  # type: ignore[union-attr]  # noqa: ASYNC110 - no event for it
            await asyncio.sleep(0)
        may_answer.set()
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()

    at_a_server(scene, tell=True, app=answers_late)


def test_half_a_request_and_no_more_ends_the_connection_at_once() -> None:
    async def scene(port: int, server: Server) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(POST + HOST + b"Content-Length: 9\r\n\r\n{")
        writer.write_eof()
        await reader.read()
        writer.close()
        while server.server_state.connections:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0)

    at_a_server(scene, tell=True)

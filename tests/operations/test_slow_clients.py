"""Clients that dawdle (attack W3): their connection ends, everybody else goes on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from operations.at_a_server import at_a_server, exchange

from service import http_server
from service.http_server import PatientProtocol
from service.request_heads import MAX_HEAD_BYTES

if TYPE_CHECKING:
    from service.http_server import Server


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n"])
def test_a_head_that_does_not_come_ends_the_connection(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(http_server, "HEAD_SECONDS", 0.05)

    async def scene(port: int) -> None:
        assert await exchange(port, begun) == b""
        assert (await exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).endswith(b"ok")

    at_a_server(scene)


def test_a_head_without_end_is_431() -> None:
    lines = [b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(MAX_HEAD_BYTES // 1000 + 200)]

    async def scene(port: int) -> None:
        answer = await exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n", *lines)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431")

    at_a_server(scene)


def test_above_the_bound_of_connections_the_one_that_idled_longest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "MAX_CONNECTIONS", 3)

    async def scene(port: int) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]

        assert (await exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).endswith(b"ok")
        assert await idle[0][0].read() == b""
        for _, writer in idle:
            writer.close()

    at_a_server(scene)


def test_a_request_that_is_on_its_way_when_the_stop_comes_is_answered() -> None:
    async def scene(port: int, server: Server) -> None:
        fresh, used = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        used[1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await used[0].readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        connected = [each for each in server.server_state.connections if isinstance(each, PatientProtocol)]
        assert len(connected) == 2

        server.should_exit = True
        while not all(each._ends_after_this for each in connected):  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0)
        for reader, writer in (fresh, used):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 200")
            assert b"connection: close" in answer.lower()
            writer.close()

    at_a_server(scene, tell=True)

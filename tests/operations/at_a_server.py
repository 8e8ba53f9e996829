"""A scene at the server of ours with a trivial application, seen as bytes on a connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any

from service.http_server import server_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def answers(scope: Any, _receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


def at_a_server(scene: Callable[..., Awaitable[None]], *, tell: bool = False, app: Any = answers) -> None:
    """Run a scene against the server of ours with an application, by default a trivial one; `tell` it the server."""

    async def play() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = server_of(app)
            server.config.lifespan = "off"
            serving = asyncio.create_task(server._serve([listener]))
            try:
                port = listener.getsockname()[1]
                await (scene(port, server) if tell else scene(port))
            finally:
                server.should_exit = True
                await serving

    asyncio.run(asyncio.wait_for(play(), 30))


async def exchange(port: int, *parts: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
    with contextlib.suppress(ConnectionError):
        answer = await reader.read()
        writer.close()
        return answer
    return b""

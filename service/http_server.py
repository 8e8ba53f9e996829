"""uvicorn, hardened: heads come soon, are small and unambiguous; idle connections give way; a stop is no failure."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.request_heads import MAX_HEAD_BYTES, NOT_HTTP, TOO_LARGE, refusal, unfit

if TYPE_CHECKING:
    import socket
    from asyncio import TimerHandle, Transport
    from collections.abc import Callable
    from types import FrameType

    from starlette.types import ASGIApp

DRAIN_SECONDS = 6
"""A stop signal waits so long for calls under way; with the rest of the shutdown it ends within ten seconds."""

LAST_CALL_SECONDS = 0.5
"""An idle connection stays open so long after a stop signal: a request may be on its way, and would be lost."""

HEAD_SECONDS = 10.0
MAX_CONNECTIONS = 800
"""Below the usual bound of 1024 open files of a process; above it the connection that idled longest is closed."""


class Server(uvicorn.Server):
    """A server for which a stop signal is the ordinary end: the process goes on to exit with code 0."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once calls are taken."""
        await run_in_threadpool(bool)  # a thread, and what threads need, are there before the first call
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Begin to drain; a second interrupt from the keyboard ends at once."""
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 on one connection. Patience with a head that does not come, or does not end, is bounded."""

    cycle: Any  # None before the first request

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_due: TimerHandle | None = None
        self._head_bytes = 0
        self._idle_since = self.loop.time()
        self._ends_after_this = False
        self._nothing_follows = False
        self._unfit = NOT_HTTP

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._expect_head()
        if len(self.connections) > MAX_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing() or not self.is_idle:
            return
        self._expect_head()
        if self._head_bytes > MAX_HEAD_BYTES:
            self._unfit = TOO_LARGE
            self.send_400_response("")

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn's own always closes
        """The caller sends no more: what it has asked whole is still answered, half a request is not waited for."""
        self._nothing_follows = not self.is_idle and not self.cycle.more_body
        return self._nothing_follows

    def on_headers_complete(self) -> None:
        self._head_is_here()
        reason = unfit(self.parser.get_http_version(), self.url, self.headers)
        if reason is not None:
            self._unfit = reason
            raise ValueError("unfit head")  # the parser gives up, and `send_400_response` is called
        super().on_headers_complete()
        if self._ends_after_this:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words, which are no OperationOutcome
        """Refuse what cannot be told apart from other requests, in the form of every other error."""
        self.transport.write(refusal(self._unfit, self.server_state.default_headers))
        self.transport.close()

    def shutdown(self) -> None:
        """A stop signal: what is under way, or comes at once, is answered, and the connection ends after it."""
        self._ends_after_this = True
        if self.is_idle:
            self.loop.call_later(LAST_CALL_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def on_response_complete(self) -> None:
        self._idle_since = self.loop.time()
        super().on_response_complete()
        if self._nothing_follows and self.is_idle:
            self.transport.close()

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered on this connection."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def _expect_head(self) -> None:
        if self._head_due is None:
            self._head_due = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _head_is_here(self) -> None:
        self._head_bytes = 0
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _make_room(self) -> None:
        others = [one for one in self.connections if isinstance(one, PatientProtocol) and one is not self]
        idle = [one for one in others if one.is_idle and not one.transport.is_closing()]
        min(idle, key=lambda one: one._idle_since, default=self).transport.close()  # noqa: SLF001 - our own kind


def server_of(app: ASGIApp, ready: Callable[[], object] = bool) -> Server:
    """The server of one process; `ready` is called once it takes calls."""
    return Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            http=PatientProtocol,  # httptools refuses a request with both Content-Length and Transfer-Encoding
            timeout_keep_alive=5,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        ),
        ready,
    )

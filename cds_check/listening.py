"""Local listeners: a FHIR server that notes who asks for what, and a trap that nobody should ever knock at."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Asked"], tuple[int, Mapping[str, str], bytes]]
FHIR_JSON = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that came in: its path and query below the base, and its Authorization header."""

    path: str
    authorization: str


class Listener:
    """An HTTP server of our own on loopback; `answer` may be changed while it runs."""

    def __init__(self, port: int, host: str = "127.0.0.1", path: str = "/fhir") -> None:
        self.asked: list[Asked] = []
        self.knocks = 0
        self.answer: Answer = refused
        outer = self

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def verify_request(self, *_: Any) -> bool:
                outer.knocks += 1  # counted at the socket: no request need follow
                return True

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                outer.serve(self)

            do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: Any) -> None:
                return

        self._server = Server((host, port), Handler)
        self.port = int(self._server.server_address[1])
        self.path = path
        self.url = f"http://{host}:{self.port}{path}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Note a request and answer it."""
        asked = Asked(handler.path.removeprefix(self.path), handler.headers.get("authorization", ""))
        self.asked.append(asked)
        status, headers, body = self.answer(asked)
        handler.send_response(status)
        for name, value in {**headers, "content-length": str(len(body)), "connection": "close"}.items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def forget(self) -> None:
        """Start counting anew."""
        self.asked.clear()
        self.knocks = 0

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def refused(_: Asked) -> tuple[int, Mapping[str, str], bytes]:
    """Nothing to be had here."""
    return 404, {"content-type": FHIR_JSON}, outcome_bytes("not-found")


def outcome(code: str = "processing", severity: str = "error") -> dict[str, Any]:
    """A FHIR OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


def outcome_bytes(code: str) -> bytes:
    """An OperationOutcome as a server writes it."""
    return json.dumps(outcome(code)).encode()


@contextmanager
def listening(port: int | None, path: str = "/fhir") -> Iterator[Listener | None]:
    """A listener while the block lasts; none if there is no port.

    Raises:
        OSError: the port is taken.
    """
    listener = None if port is None else Listener(port, path=path)
    try:
        yield listener
    finally:
        if listener is not None:
            listener.close()

"""The conversation with one service: polite, bounded, recorded, and never with anybody else."""

from __future__ import annotations

import json
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

MAX_ANSWER = 8 * 1024 * 1024
EXCERPT = 600
_TOKEN = re.compile(r"eyJ[\w-]*(\.[\w-]*){1,4}")
"""What looks like a signed token: a service may repeat what it was sent, a report must not."""

TOO_MANY = 429
ATTEMPTS = 4
LONGEST_HOLD_S = 60


class NoAnswerError(Exception):
    """No answer came: refused, cut off, or too late."""


class TimeIsUpError(Exception):
    """The whole run has reached its time limit."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `private`: made from a request that somebody supplied, so no body is ever shown."""

    method: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    seconds: float = 0.0
    private: bool = False

    def header(self, name: str) -> str:
        """The value of a header, empty if it is not there."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def redirects(self) -> bool:
        """Whether the answer sends the caller elsewhere."""
        return self.status // 100 == 3  # noqa: PLR2004 - HTTP status

    @property
    def refuses(self) -> bool:
        """Whether the answer says that the caller did wrong (4xx)."""
        return self.status // 100 == 4  # noqa: PLR2004 - HTTP status

    @property
    def fails(self) -> bool:
        """Whether the answer says that the service failed (5xx)."""
        return self.status // 100 == 5  # noqa: PLR2004 - HTTP status

    @property
    def is_error(self) -> bool:
        """Whether the answer is 4xx or 5xx."""
        return self.refuses or self.fails

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as strict JSON.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.body.decode("utf-8"), parse_constant=_no_constant)

    @property
    def document(self) -> Any:
        """The body as JSON, None if it is none."""
        try:
            return self.json()
        except ValueError:
            return None

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def excerpt(self) -> str:
        """What a report may show: the answer, never what was sent."""
        lines = [f"{self.method} {self.path}", f"{self.status} {self.header('content-type')}".strip()]
        if self.private:
            lines.append("(body not shown: the request was supplied by the user)")
        elif self.body:
            lines.append(self.text[:EXCERPT] + ("..." if len(self.text) > EXCERPT else ""))
        return _TOKEN.sub("(a token)", "\n".join(lines))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


@dataclass(slots=True)
class Pace:
    """At most so many requests a second, and an end to the whole run."""

    rate: float
    time_limit: float
    started: float = field(default_factory=time.monotonic)
    requests: int = 0
    _next: float = 0.0

    def wait(self) -> None:
        """Wait for one's turn.

        Raises:
            TimeIsUpError: the run has lasted too long.
        """
        now = time.monotonic()
        if now - self.started > self.time_limit:
            raise TimeIsUpError
        if self._next > now:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.rate
        self.requests += 1

    def hold(self, seconds: str) -> None:
        """Wait as long as a service asks, at least a second and at most a minute."""
        self._next = time.monotonic() + min(max(int(seconds) if seconds.isdecimal() else 1, 1), LONGEST_HOLD_S)


class Http:
    """Sends requests to one base URL. Redirects are not followed; proxies and .netrc are not used."""

    def __init__(self, base: str, *, timeout: float, pace: Pace) -> None:
        self.base = base.rstrip("/")
        self.timeout = timeout
        self.pace = pace
        parts = urlsplit(self.base)
        self.host = parts.hostname or ""
        self.secure = parts.scheme == "https"
        self.port = parts.port or (443 if self.secure else 80)
        self.prefix = parts.path
        self._session = requests.Session()
        self._session.trust_env = False

    def close(self) -> None:
        """Close what is open."""
        self._session.close()

    def send(
        self, method: str, path: str, body: Any = b"", headers: dict[str, str] | None = None, *, private: bool = False
    ) -> Exchange:
        """One request below the base URL; `body` is bytes, or an iterator of bytes that is sent in chunks.

        A service that asks to wait (429) is waited for: being too fast says nothing about what was sent.

        Raises:
            NoAnswerError: none came, or none but to wait.
        """
        for _ in range(ATTEMPTS):
            answer = self._sent(method, path, body, headers or {}, private=private)
            if answer.status != TOO_MANY:
                return answer
            if not isinstance(body, bytes):
                break  # an iterator is used up
            self.pace.hold(answer.header("retry-after"))
        raise NoAnswerError(f"{method} {path.partition('?')[0]}: answered with 429 again and again: use a lower --rate")

    def _sent(self, method: str, path: str, body: Any, headers: dict[str, str], *, private: bool) -> Exchange:
        self.pace.wait()
        started = time.monotonic()
        request = requests.Request(method, self.base + "/", data=body, headers=headers)
        prepared = self._session.prepare_request(request)
        prepared.url = self.base + path  # as it stands: nothing normalises hostile paths
        try:
            with self._session.send(
                prepared, timeout=self.timeout, allow_redirects=False, stream=True, proxies={"http": "", "https": ""}
            ) as answer:
                received = answer.raw.read(MAX_ANSWER, decode_content=True)
                pairs = tuple((str(key), str(value)) for key, value in answer.raw.headers.items())
                status = answer.status_code
        except (requests.RequestException, OSError) as error:
            raise NoAnswerError(f"{method} {path.partition('?')[0]}: no answer ({type(error).__name__})") from error
        return Exchange(method, path, status, pairs, received, time.monotonic() - started, private)

    def raw(self, message: bytes, path: str, *, patience: float | None = None) -> Exchange:
        """The first answer to raw bytes, over a connection of its own.

        Raises:
            NoAnswerError: the connection was closed, or stayed silent.
        """
        answers = self.raw_answers(message, path, patience=patience)
        if not answers or answers[0].status == TOO_MANY:
            raise NoAnswerError(f"{path}: no answer to raw bytes")
        return answers[0]

    def raw_answers(self, message: bytes, path: str, *, patience: float | None = None) -> list[Exchange]:
        """Every answer that comes over one connection until it is closed or silent."""
        self.pace.wait()
        received = b""
        try:
            with self._connected() as connection:
                connection.settimeout(patience or self.timeout)
                _push(connection, message)
                while len(received) < MAX_ANSWER and (part := connection.recv(65536)):
                    received += part
                    connection.settimeout(min(0.3, self.timeout))
        except TimeoutError:
            pass
        except OSError as error:
            if not received:
                raise NoAnswerError(f"{path}: connection lost ({type(error).__name__})") from error
        return _answers(received, path)

    def _connected(self) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), timeout=self.timeout)
        if self.secure:
            return ssl.create_default_context().wrap_socket(connection, server_hostname=self.host)
        return connection


def _push(connection: socket.socket, message: bytes) -> None:
    """Send as far as the other side takes it: it may well answer and close before the end."""
    try:
        connection.sendall(message)
    except (BrokenPipeError, ConnectionResetError):
        return


def _answers(received: bytes, path: str) -> list[Exchange]:
    found: list[Exchange] = []
    for part in received.split(b"HTTP/1.")[1:]:
        head, _, body = part.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) > 1 and words[1].isdecimal():
            pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
            found.append(Exchange("RAW", path, int(words[1]), pairs, body))
    return found

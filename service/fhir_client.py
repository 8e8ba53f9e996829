"""The EHR's FHIR server, read with the caller's token: one server, one hook call, one deadline.

Only origins of the caller's registration are reached, only below their registered base, never by a redirect; pages are
followed within a cap; what could not be read comes back as a cause, never as an empty answer.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from fhir_mappings.not_read import NotRead
from service.replies import Failure, FetchFailedError, Reply
from service.strict_json import InvalidJsonError, parse
from service.tracing import requests_below_here

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from service.breaker import Breaker

MAX_PAGES = 10
MAX_REPLY_BYTES = 8 * 1024 * 1024
MAX_CALL_BYTES = 16 * 1024 * 1024
RETRIED = frozenset({502, 503, 504, 429})
_FAILED = RETRIED | {500}
LONGEST_TYPE = 40
_OK = 200
_TOO_MANY = 429
_ACCEPT = "application/fhir+json, application/json;q=0.9"
_BY_STATUS = {
    401: NotRead.REFUSED,
    403: NotRead.REFUSED,
    404: NotRead.NOT_FOUND,
    410: NotRead.NOT_FOUND,
    429: NotRead.SERVER_FAILED,
}
_BY_FAILURE = {
    Failure.NOT_ALLOWED: NotRead.UNREACHABLE,
    Failure.CONNECT: NotRead.UNREACHABLE,
    Failure.TLS: NotRead.UNREACHABLE,
    Failure.TIMEOUT: NotRead.TIMED_OUT,
    Failure.TOO_LARGE: NotRead.TOO_LARGE,
    Failure.BROKEN: NotRead.SERVER_FAILED,
}


class NotReadError(Exception):
    """A query of the FHIR server gave nothing that can be used."""

    def __init__(self, cause: NotRead) -> None:
        super().__init__(cause.value)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Access:
    """What a hook call may reach: the registered base URL, and the token that the EHR sent with it (never kept)."""

    base_url: str
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to one query; `cut_short` tells why a search set was not read to its end."""

    resource: dict[str, Any]
    cut_short: NotRead | None = None


def permitted_base(fhir_server: str | None, registered: tuple[str, ...]) -> str | None:
    """The registered base URL that equals the request's `fhirServer`; a trailing slash makes no difference."""
    if fhir_server is None:
        return None
    return next((base for base in registered if base.rstrip("/") == fhir_server.rstrip("/")), None)


def nobody_listens(_: str) -> None:
    """How a request ended is of no interest."""


class FhirClient:
    """Reads from one FHIR server within one deadline (seconds of `time.monotonic`); at most one second try a call."""

    def __init__(  # noqa: PLR0913 - whom it asks, how long, and who hears how it went
        self,
        session: requests.Session,
        access: Access,
        breaker: Breaker,
        *,
        started: float,
        deadline: float,
        heard: Callable[[str], None] = nobody_listens,
    ) -> None:
        self._session = session
        self._base = access.base_url.rstrip("/")
        self._headers = {"Accept": _ACCEPT}
        if access.token is not None:
            self._headers["Authorization"] = f"Bearer {access.token}"
        self._breaker = breaker
        self._heard = heard
        self._span = requests_below_here()
        self._retry_until = started + (deadline - started) / 2
        self._deadline = deadline
        self._bytes_left = MAX_CALL_BYTES
        self._retried = False
        self._lock = threading.Lock()

    def fetch(self, query: str) -> Fetched:
        """The answer to a read or search below the base; of a search all pages as one Bundle.

        A search set that was not read to its end keeps a `next` link, so that it counts as incomplete.

        Raises:
            NotReadError: nothing usable came.
        """
        url = f"{self._base}/{query}"
        first = self._resource(url)
        return self._whole(first, url) if first.get("resourceType") == "Bundle" else Fetched(first)

    def path_below(self, reference: str) -> str | None:
        """The path of a resource that a reference names, if it stands at this server, else None."""
        url = self._below_base(f"{self._base}/", reference)
        return None if url is None else url.removeprefix(self._base).lstrip("/")

    def _whole(self, first: dict[str, Any], url: str) -> Fetched:
        entries, page, seen = list(_entries(first)), first, {url}
        while _next_link(page) is not None:
            following = self._next(page, url)
            if following is None or following in seen or len(seen) >= MAX_PAGES:
                return Fetched({**first, "entry": entries}, NotRead.MORE_PAGES)
            seen.add(following)
            try:
                page, url = self._resource(following), following
            except NotReadError as error:
                return Fetched({**first, "entry": entries}, error.cause)
            entries.extend(_entries(page))
        return Fetched({**first, "entry": entries, "link": []})

    def _next(self, page: dict[str, Any], url: str) -> str | None:
        link = _next_link(page)
        return None if link is None else self._below_base(url, link)

    def _below_base(self, seen_at: str, link: str) -> str | None:
        """The URL of a link if it stays at the registered origin and below its path, else None."""
        try:
            url = urljoin(seen_at, link)
            there, here = urlsplit(url), urlsplit(self._base)
        except ValueError:
            return None
        path = unquote(there.path)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc) or ".." in path or "\\" in unquote(url):
            return None
        return url if there.path == here.path or there.path.startswith(here.path + "/") else None

    def _resource(self, url: str) -> dict[str, Any]:
        reply = self._reply(url)
        if reply.status != _OK:
            raise NotReadError(_by_status(reply.status))
        if time.monotonic() > self._deadline:
            raise NotReadError(NotRead.TIMED_OUT)
        try:
            value = parse(reply.body)
        except InvalidJsonError as error:
            raise NotReadError(NotRead.NO_FHIR) from error
        if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
            raise NotReadError(NotRead.NO_FHIR)
        return value

    def _reply(self, url: str) -> Reply:
        try:
            reply = self._get(url)
        except FetchFailedError as error:
            if error.failure is not Failure.CONNECT or not self._may_retry(0):
                raise NotReadError(_BY_FAILURE[error.failure]) from error
        else:
            if reply.status not in RETRIED or not self._may_retry(_asked_to_wait(reply)):
                return reply
        try:
            return self._get(url)
        except FetchFailedError as error:
            raise NotReadError(_BY_FAILURE[error.failure]) from error

    def _get(self, url: str) -> Reply:
        if not self._breaker.permits():
            raise NotReadError(NotRead.LEFT_ALONE)
        from service.outward import get  # noqa: PLC0415 - loaded with the session; demo mode reads from no server

        most = min(MAX_REPLY_BYTES, self._bytes_left)
        try:
            with self._span(_kind_asked_for(url, self._base)):
                reply = get(self._session, url, headers=self._headers, deadline=self._deadline, max_bytes=most)
        except FetchFailedError as error:
            self._breaker.record(succeeded=error.failure is Failure.TOO_LARGE)
            self._heard(error.failure.value)
            raise
        self._heard(f"{reply.status // 100}xx")
        with self._lock:
            self._bytes_left -= len(reply.body)
        self._breaker.record(succeeded=reply.status not in _FAILED)
        return reply

    def _may_retry(self, wait_s: int | None) -> bool:
        """Whether a second try fits: once a call, in the first half of the time, after the wait that was asked for."""
        if wait_s is None or time.monotonic() + wait_s > self._retry_until:
            return False
        with self._lock:
            if self._retried or not self._breaker.permits_retry():
                return False
            self._retried = True
        time.sleep(wait_s)
        return True


def _kind_asked_for(url: str, base: str) -> str:
    """The type of resource that a query is about: all that a trace may say of it."""
    kind = urlsplit(url[len(base) + 1 :]).path.partition("/")[0]
    return kind if kind.isalpha() and len(kind) <= LONGEST_TYPE else "next page"


def _asked_to_wait(reply: Reply) -> int | None:
    """Seconds before a second try; None if the server does not want one."""
    asked = reply.headers.get("retry-after", "0" if reply.status != _TOO_MANY else "")
    return int(asked) if asked.isdecimal() and len(asked) < len("1000") else None


def _by_status(status: int) -> NotRead:
    """What a status says about the data: a redirect is not followed, so it is a query that is not supported."""
    return _BY_STATUS.get(status, NotRead.SERVER_FAILED if status >= 500 else NotRead.NOT_SUPPORTED)  # noqa: PLR2004 - HTTP status


def _entries(bundle: dict[str, Any]) -> list[Any]:
    entries = bundle.get("entry")
    return entries if isinstance(entries, list) else []


def _next_link(bundle: dict[str, Any]) -> str | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next" and isinstance(link.get("url"), str):
            return str(link["url"])
    return None

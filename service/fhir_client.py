"""The EHR's FHIR server, read with the caller's token: one server, one hook call, one deadline.

Only origins of the caller's registration are reached, only below their registered base, never by a redirect; pages are
followed within a cap; what could not be read comes back as a reason, never as an empty answer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from service.outward import Failure, FetchFailedError, Reply, get
from service.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    import requests

    from service.breaker import Breaker

MAX_PAGES = 10
MAX_REPLY_BYTES = 16 * 1024 * 1024
RETRIED = frozenset({502, 503, 504, 429})
_OK = 200
_TOO_MANY = 429
_ACCEPT = "application/fhir+json, application/json;q=0.9"


class NotReadError(Exception):
    """A query of the FHIR server gave nothing that can be used; `reason` is a short code for card, log and metric."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Access:
    """What a hook call may reach: the registered base URL, and the token that the EHR sent with it (never kept)."""

    base_url: str
    token: str | None = None

    def __repr__(self) -> str:
        return f"Access({self.base_url!r})"


def permitted_base(fhir_server: str | None, registered: tuple[str, ...]) -> str | None:
    """The registered base URL that equals the request's `fhirServer`; a trailing slash makes no difference."""
    if fhir_server is None:
        return None
    return next((base for base in registered if base.rstrip("/") == fhir_server.rstrip("/")), None)


class FhirClient:
    """Reads from one FHIR server within one deadline (seconds of `time.monotonic`)."""

    def __init__(
        self, session: requests.Session, access: Access, breaker: Breaker, *, started: float, deadline: float
    ) -> None:
        self._session = session
        self._base = access.base_url.rstrip("/")
        self._headers = {"Accept": _ACCEPT}
        if access.token is not None:
            self._headers["Authorization"] = f"Bearer {access.token}"
        self._breaker = breaker
        self._retry_until = started + (deadline - started) / 2
        self._deadline = deadline

    def fetch(self, query: str) -> dict[str, Any]:
        """The answer to a read or search below the base; of a search all pages as one Bundle.

        A search set that was not read to its end keeps a `next` link, so that it counts as incomplete.

        Raises:
            NotReadError: nothing usable came.
        """
        url = f"{self._base}/{query}"
        first = self._resource(url)
        return self._whole(first, url) if first.get("resourceType") == "Bundle" else first

    def _whole(self, first: dict[str, Any], url: str) -> dict[str, Any]:
        entries, page, seen = list(_entries(first)), first, {url}
        while _next_link(page) is not None:
            following = self._next(page, url)
            if following is None or following in seen or len(seen) >= MAX_PAGES:
                return {**first, "entry": entries}
            seen.add(following)
            try:
                page, url = self._resource(following), following
            except NotReadError:
                return {**first, "entry": entries}
            entries.extend(_entries(page))
        return {**first, "entry": entries, "link": []}

    def _next(self, page: dict[str, Any], url: str) -> str | None:
        link = _next_link(page)
        return None if link is None else self._below_base(urljoin(url, link))

    def _below_base(self, url: str) -> str | None:
        """The URL itself if it stays at the registered origin and below its path, else None."""
        there, here = urlsplit(url), urlsplit(self._base)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc) or ".." in there.path or "\\" in url:
            return None
        return url if there.path == here.path or there.path.startswith(here.path + "/") else None

    def _resource(self, url: str) -> dict[str, Any]:
        reply = self._reply(url)
        if reply.status != _OK:
            raise NotReadError(f"status {reply.status}")
        try:
            value = parse(reply.body)
        except InvalidJsonError as error:
            raise NotReadError("not JSON") from error
        if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
            raise NotReadError("not FHIR")
        return value

    def _reply(self, url: str) -> Reply:
        for last in (False, True):
            if not self._breaker.permits():
                raise NotReadError("server left alone after failures")
            try:
                reply = self._get(url)
            except FetchFailedError as error:
                if last or error.failure is not Failure.CONNECT or time.monotonic() > self._retry_until:
                    raise NotReadError(error.failure.value) from error
                continue
            if last or reply.status not in RETRIED or not self._may_retry(reply):
                return reply
        raise NotReadError("unreachable")

    def _get(self, url: str) -> Reply:
        try:
            reply = get(self._session, url, headers=self._headers, deadline=self._deadline, max_bytes=MAX_REPLY_BYTES)
        except FetchFailedError:
            self._breaker.record(succeeded=False)
            raise
        self._breaker.record(succeeded=reply.status not in RETRIED and reply.status != 500)  # noqa: PLR2004 - HTTP status
        return reply

    def _may_retry(self, reply: Reply) -> bool:
        """Whether a second try fits: before half of the time is over, after the wait that the server asks for."""
        asked = reply.headers.get("retry-after", "0" if reply.status != _TOO_MANY else "")
        if not asked.isdigit():
            return False
        if time.monotonic() + int(asked) > self._retry_until:
            return False
        time.sleep(int(asked))
        return True


def _entries(bundle: dict[str, Any]) -> list[Any]:
    entries = bundle.get("entry")
    return entries if isinstance(entries, list) else []


def _next_link(bundle: dict[str, Any]) -> str | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next" and isinstance(link.get("url"), str):
            return str(link["url"])
    return None

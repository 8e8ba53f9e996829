"""A clinician's browser without a screen: keeps cookies, follows redirects by hand, and remembers what it saw."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx

if TYPE_CHECKING:
    from smart.mock_ehr import MockEhr

PUBLIC = "https://cds.example.org"


class Clinician:
    """One browser. `https` is the public address of the service; the EHR is really called."""

    def __init__(self, app: Any, ehr: MockEhr) -> None:
        self.app, self.ehr = app, ehr
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        """One request to the service."""
        sent = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if method == "POST":
            sent |= {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        answer = asyncio.run(self._exchange(method, path, body, sent | headers))
        for line in answer.headers.get_list("set-cookie"):
            self.set_cookies.append(line)
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    async def _exchange(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
            return await client.request(method, path, content=body, headers=headers)

    def begin(self, query: str | None = None, path: str = "/smart/launch") -> str:
        """Start a launch and sign in at the EHR: the path and query with which it sends the browser back."""
        started = self.ask("GET", f"{path}?{self.ehr.launch_query() if query is None else query}")
        assert started.status_code == 303, started.text
        asked = urlsplit(started.headers["location"])
        assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{self.ehr.origin}/authorize"
        sent_back = httpx.get(started.headers["location"])
        there = urlsplit(sent_back.headers["location"])
        assert f"{there.scheme}://{there.netloc}" == PUBLIC
        return f"{there.path}?{there.query}"

    def launch(self, query: str | None = None, path: str = "/smart/launch") -> httpx.Response:
        """The whole way: the page, or the notice that stands in its place."""
        answer = self.ask("GET", self.begin(query, path))
        if answer.status_code == 303:
            self.page = answer.headers["location"]
            answer = self.ask("GET", self.page)
        return answer


def query_of(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}

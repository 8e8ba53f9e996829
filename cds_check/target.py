"""The service under test as the checks see it: what it offers, how to call it, and what it answered already."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cds_check.http import Exchange, Http, NoAnswerError
from cds_check.neutral import neutral_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_check.listening import Listener
    from cds_check.signing import Signer

DISCOVERY = "/cds-services"
OK, PRECONDITION_FAILED = 200, 412
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the discovery document that can be called."""

    id: str
    hook: str
    prefetch: dict[str, str]

    @property
    def path(self) -> str:
        """Where it is called."""
        return f"{DISCOVERY}/{self.id}"


@dataclass(frozen=True, slots=True)
class Call:
    """One hook call; `supplied`: its body came from the user."""

    name: str
    service: Service
    body: dict[str, Any] = field(repr=False)
    supplied: bool = False

    def changed(self, **members: Any) -> dict[str, Any]:
        """The body with other members; a member that is `...` is left out."""
        return {key: value for key, value in (self.body | members).items() if value is not ...}

    def with_context(self, **members: Any) -> dict[str, Any]:
        """The body with other members of the context; a member that is `...` is left out."""
        context = {key: value for key, value in (self.body["context"] | members).items() if value is not ...}
        return self.body | {"context": context}


@dataclass(frozen=True, slots=True)
class Supplied:
    """A request of the user's, and the service that it is meant for (any of its hook if None)."""

    name: str
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What the user gave to a run: a key, requests of her own, which services, a browser origin; and the listeners."""

    signer: Signer | None = None
    only: tuple[str, ...] = ()
    supplied: tuple[Supplied, ...] = ()
    origin: str = ""
    stub: Listener | None = None
    trap: Listener | None = None


class Target:
    """Everything that a check may use. It answers from memory what was asked before."""

    def __init__(self, http: Http, equipment: Equipment) -> None:
        self.http = http
        self.signer = equipment.signer
        self.origin = equipment.origin
        self.stub = equipment.stub
        self.trap = equipment.trap
        self._only = equipment.only
        self._supplied = equipment.supplied
        self._remembered: dict[tuple[str, str], Exchange] = {}

    def get(self, path: str, **headers: str) -> Exchange:
        """A GET, with a token if there is a key."""
        return self.http.send("GET", path, b"", self._headers(path, headers))

    def post(self, path: str, document: Any, *, private: bool = False, **headers: str) -> Exchange:
        """A POST of a document, with a token if there is a key."""
        return self.post_bytes(path, json.dumps(document).encode(), private=private, **headers)

    def post_bytes(self, path: str, body: Any, *, private: bool = False, **headers: str) -> Exchange:
        """A POST of bytes as they are (or of an iterator, in chunks), with a token if there is a key."""
        sent = self._headers(path, {"content-type": JSON} | headers)
        return self.http.send("POST", path, body, sent, private=private)

    def head_lines(self, path: str, *, length: str) -> bytes:
        """The head of a POST that is written by hand; `length` are the lines that tell where its body ends."""
        host = f"{self.http.host}:{self.http.port}"
        lines = [f"POST {self.http.prefix}{path} HTTP/1.1", f"Host: {host}", f"Content-Type: {JSON}"]
        lines += [f"{name}: {value}" for name, value in self._headers(path, {}).items()]
        return ("\r\n".join([*lines, length]) + "\r\n\r\n").encode()

    def _headers(self, path: str, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.signer is not None and "authorization" not in named:
            named["authorization"] = f"Bearer {self.signer.token(path)}"
        return {name: value for name, value in named.items() if value}

    @cached_property
    def discovery(self) -> Exchange:
        """The answer to `GET /cds-services`."""
        return self.get(DISCOVERY)

    @cached_property
    def entries(self) -> tuple[dict[str, Any], ...]:
        """The entries of the discovery document that are objects."""
        document = self.discovery.document
        listed = document.get("services") if isinstance(document, dict) else None
        return tuple(entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, dict))

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services that can be called, of these the ones that the user wants."""
        named = [entry for entry in self.entries if _word(entry.get("id")) and _word(entry.get("hook"))]
        found = [Service(entry["id"], entry["hook"], _templates(entry.get("prefetch"))) for entry in named]
        return tuple(service for service in found if not self._only or service.id in self._only)

    @cached_property
    def neutral(self) -> tuple[Call, ...]:
        """A call of every service about the kit's own neutral patient, for the hooks whose context is published."""
        made = ((service, neutral_request(service.hook, service.prefetch)) for service in self.services)
        return tuple(Call(f"{service.id} (neutral patient)", service, body) for service, body in made if body)

    @cached_property
    def supplied(self) -> tuple[Call, ...]:
        """The user's calls, each to the services of its hook."""
        return tuple(
            Call(f"{service.id} ({request.name})", service, request.body, supplied=True)
            for request in self._supplied
            for service in self.services
            if request.body.get("hook") == service.hook
        )

    @property
    def first_call(self) -> Call | None:
        """A call to try things with."""
        return next(iter((*self.neutral, *self.supplied)), None)

    @cached_property
    def answered(self) -> tuple[tuple[Call, Exchange], ...]:
        """Every call with its answer; what got no answer at all is left out."""
        return tuple(self._answered())

    def _answered(self) -> Iterator[tuple[Call, Exchange]]:
        for call in (*self.neutral, *self.supplied):
            try:
                yield call, self.ask(call)
            except NoAnswerError:
                continue

    def ask(self, call: Call, body: dict[str, Any] | None = None) -> Exchange:
        """Send the call, or the call with another body."""
        return self.post(call.service.path, call.body if body is None else body, private=call.supplied)

    def remembered(self, call: Call, body: dict[str, Any], name: str) -> Exchange:
        """The answer to the call with a body of that name, asked once."""
        if (call.name, name) not in self._remembered:
            self._remembered[call.name, name] = self.ask(call, body)
        return self._remembered[call.name, name]

    @property
    def with_cards(self) -> tuple[tuple[Call, Exchange], ...]:
        """The calls that were answered with at least one card."""
        return tuple((call, exchange) for call, exchange in self.answered if cards_of(exchange))


def _word(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _templates(value: object) -> dict[str, str]:
    return {key: text for key, text in value.items() if isinstance(text, str)} if isinstance(value, dict) else {}


def cards_of(exchange: Exchange) -> list[dict[str, Any]]:
    """The cards of an answer that are objects; none if it is no answer with cards."""
    document = exchange.document if exchange.status == OK else None
    cards = document.get("cards") if isinstance(document, dict) else None
    return [card for card in cards if isinstance(card, dict)] if isinstance(cards, list) else []

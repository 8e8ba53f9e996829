"""A FHIR server without a network: answers from one patient's record, and misbehaves as the seed says."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from fhir_mappings.prefetch import TEMPLATES
from service.breaker import Breaker
from service.fhir_access import FhirAccess

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from simulation.clock import Clock, SideBySide

    from service.callers import Caller
    from service.hook_requests import HookRequest
    from service.metrics import Metrics

BASE = "https://fhir.example.org/fhir"
PAGE = 5
FAULTS = (
    "refused", "slow", "never", "dripping", "reset", "500", "503", "429", "401", "404", "html", "cut", "outcome",
    "page lost",
)  # fmt: skip


@dataclass
class Server:
    """What the server holds, how it is today, and which faults it has shown since `shown` was cleared."""

    clock: Clock
    random: Random
    faulty: float = 0.0
    pages: bool = False
    held: dict[str, Any] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    def holds(self, patient: str, prefetch: dict[str, Any]) -> None:
        """The record of this patient stands here now."""
        for key, template in TEMPLATES.items():
            self.held[template.replace("{{context.patientId}}", patient)] = prefetch[key]

    def fault(self) -> str | None:
        """What goes wrong with the next answer."""
        if self.random.random() >= self.faulty:
            return None
        self.shown.append(self.random.choice(FAULTS))
        return self.shown[-1]


class Dripping(io.BytesIO):
    """A body that comes in small pieces, until the watchdog cuts the connection."""

    def __init__(self, body: bytes, clock: Clock) -> None:
        super().__init__(body)
        self._clock = clock
        self._watchdog = clock.alarms[-1]

    def read1(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002 - as the base class
        self._clock.advance(0.05)
        if self._watchdog.rang:
            raise OSError("the connection was shut down")
        return super().read(64)


class Network(HTTPAdapter):
    """The way to the server."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    def send(self, request: Any, timeout: Any = None, **_: Any) -> requests.Response:  # type: ignore[override]  # requests' own arguments, by name
        server, clock = self._server, self._server.clock
        fault = server.fault()
        takes = server.random.uniform(0.005, 0.08)
        takes = {"slow": takes * 20, "never": 3600.0, "refused": 0.001}.get(fault or "", takes)
        clock.advance(min(takes, timeout))
        if takes >= timeout:
            raise requests.exceptions.ReadTimeout
        if fault in ("refused", "reset"):
            raise requests.exceptions.ConnectionError
        status, body = self._answer(request.url, fault)
        raw = Dripping(body, clock) if fault == "dripping" else io.BytesIO(body)
        headers = {"content-type": "application/fhir+json"} | ({"retry-after": "0"} if fault == "429" else {})
        return self.build_response(request, HTTPResponse(raw, headers, status, preload_content=False))

    def _answer(self, url: str, fault: str | None) -> tuple[int, bytes]:
        page = int(parse_qs(urlsplit(url).query).get("page", ["1"])[0])
        query = url.removeprefix(f"{BASE}/").removesuffix(f"&page={page}")
        value = self._server.held.get(query)
        if fault in ("500", "503", "429", "401", "404") or (fault == "page lost" and page > 1):
            return int(fault) if fault and fault.isdigit() else 410, b"{}"
        if fault == "html":
            return 200, b"<html>Sign in</html>"
        if fault == "outcome":
            return 200, json.dumps({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}).encode()
        if value is None:
            return 404, b"{}"
        written = json.dumps(self._page(value, query, page) if self._server.pages else value)
        if fault == "cut":
            return 200, written[: len(written) // 2].encode()
        return 200, written.encode()

    def _page(self, value: dict[str, Any], query: str, number: int) -> dict[str, Any]:
        entries = value.get("entry")
        if not entries:
            return value
        page = value | {"entry": entries[(number - 1) * PAGE : number * PAGE]}
        if number * PAGE < len(entries):
            page |= {"link": [{"relation": "next", "url": f"{BASE}/{query}&page={number + 1}"}]}
        return page


class SimulatedAccess(FhirAccess):
    """Access to the simulated server, on the simulated clock."""

    def __init__(self, server: Server, pool: SideBySide) -> None:
        super().__init__(clock=server.clock.now)
        super().close()
        self._pool = pool  # type: ignore[assignment]  # stands for the threads
        self._session = requests.Session()
        self._session.mount("https://", Network(server))
        self._breaker = Breaker(server.clock.now)

    @property
    def is_left_alone(self) -> bool:
        return self._breaker.is_open

    def completing(
        self, caller: Caller, deadline_ms: int, metrics: Metrics, *, arrived: float | None = None
    ) -> Callable[[HookRequest], HookRequest]:
        del arrived  # it comes from the real clock
        return super().completing(caller, deadline_ms, metrics)

    def _lasting(self, *_: Any) -> tuple[requests.Session, Breaker]:
        return self._session, self._breaker

"""The FHIR servers of the registered callers: sessions and breakers that outlive a call, tokens that do not."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fhir_mappings.medications_referred import medications_referred
from fhir_mappings.not_read import NotRead
from service.breaker import Breaker
from service.fhir_client import Access, FhirClient, permitted_base
from service.gather import MAX_WORKERS, Reading, gather, open_pool, wanting
from service.log import log, log_error
from service.origins import names_address

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from service.callers import Caller
    from service.hook_requests import HookRequest
    from service.metrics import Metrics

MOST_KEPT_S = 0.15
KEPT_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Times:
    """When a call came and when reading has to end (`time.monotonic`), so that judging and writing still fit."""

    arrived: float
    read_until: float

    @classmethod
    def of(cls, arrived: float, deadline_ms: int) -> Times:
        """A third of the time, at most 150 ms, is kept for what comes after reading."""
        allowed = deadline_ms / 1000
        return cls(arrived, arrived + allowed - min(MOST_KEPT_S, allowed * KEPT_SHARE))


class FhirAccess:
    """Completes hook requests from the server that they name, where the caller is registered for it.

    `clock` is the clock of the breakers, monotonic, in seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pool = open_pool()
        self._sessions: dict[tuple[str, str | None, bool], requests.Session] = {}
        self._breakers: dict[str, Breaker] = {}
        self._lock = threading.Lock()

    def completing(
        self, caller: Caller, deadline_ms: int, metrics: Metrics, *, arrived: float | None = None
    ) -> Callable[[HookRequest], HookRequest]:
        """How a request of this caller is completed; the time counts from its arrival (`time.monotonic`), else now."""
        times = Times.of(time.monotonic() if arrived is None else arrived, deadline_ms)

        def complete(request: HookRequest) -> HookRequest:
            completed = self._completed(request, caller, times, metrics)
            metrics.breakers.set(sum(breaker.is_open for breaker in tuple(self._breakers.values())))
            for cause in completed.not_read.values():
                metrics.not_read.labels(cause.name.lower()).inc()
            return completed

        return complete

    def close(self) -> None:
        """Give threads and connections back."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for session in self._sessions.values():
            session.close()

    def _completed(self, request: HookRequest, caller: Caller, times: Times, metrics: Metrics) -> HookRequest:
        wanted = wanting(request.prefetch)
        if request.fhir_server is None:
            return request
        base = permitted_base(request.fhir_server, caller.fhir_servers)
        granted = request.fhir_authorization
        if base is None or (granted is not None and not granted.usable_by(caller.fhir_client_id)):
            cause = NotRead.NOT_REGISTERED if base is None else NotRead.NOT_PERMITTED
            log_error("nothing-fetched", reason=cause.name.lower())
            return replace(request, not_read=dict.fromkeys(wanted, cause))
        if not wanted and not medications_referred(request.prefetch, request.draft_orders):
            return request
        gathered = gather(request, self._reading(base, request, caller, times, metrics))
        log("fetched", keys=len(gathered.fetched), products=gathered.products, not_read=len(gathered.not_read))
        return replace(request, prefetch=gathered.prefetch, not_read=gathered.not_read)

    def _reading(self, base: str, request: HookRequest, caller: Caller, times: Times, metrics: Metrics) -> Reading:
        granted = request.fhir_authorization
        access = Access(base, granted.token if granted else None)
        session, breaker = self._lasting(base, caller)

        def heard(how: str) -> None:
            metrics.fhir.labels(how).inc()

        until = times.read_until
        client = FhirClient(session, access, breaker, started=times.arrived, deadline=until, heard=heard)

        def covers(query: str) -> bool:
            kind, _, search = query.partition("?")
            return granted is None or granted.covers(kind.partition("/")[0], search=bool(search))

        return Reading(client, self._pool, times.read_until, covers)

    def _lasting(self, base: str, caller: Caller) -> tuple[requests.Session, Breaker]:
        """The session and the breaker of a server; callers that trust it differently do not share connections."""
        from service.outward import open_session  # noqa: PLC0415 - demo mode reads from no server; others load it at start

        permitted = caller.private_fhir or names_address(base)
        key = (base, caller.ca_bundle, permitted)
        with self._lock:
            if key not in self._sessions:
                self._sessions[key] = open_session(
                    private_permitted=permitted, connections=MAX_WORKERS, ca_bundle=caller.ca_bundle
                )
            return self._sessions[key], self._breakers.setdefault(base, Breaker(self._clock))

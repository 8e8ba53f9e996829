"""The FHIR servers of the registered callers: sessions and breakers that outlive a call, tokens that do not."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from service.breaker import Breaker
from service.fhir_client import Access, FhirClient, permitted_base
from service.gather import gather, open_pool, wanting
from service.log import log, log_error
from service.outward import names_address, open_session

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from service.callers import Caller
    from service.hook_requests import HookRequest


class FhirAccess:
    """Completes hook requests from the server that they name, where the caller is registered for it."""

    def __init__(self) -> None:
        self._pool = open_pool()
        self._sessions: dict[str, requests.Session] = {}
        self._breakers: dict[str, Breaker] = {}
        self._lock = threading.Lock()

    def completing(self, caller: Caller, deadline_ms: int) -> Callable[[HookRequest], HookRequest]:
        """How a request of this caller is completed; the time counts from now."""
        started = time.monotonic()
        deadline = started + deadline_ms / 1000

        def complete(request: HookRequest) -> HookRequest:
            if not wanting(request.prefetch) or request.fhir_server is None:
                return request
            base = permitted_base(request.fhir_server, caller.fhir_servers)
            if base is None:
                log_error("fhir-server-not-registered")
                return request
            client = self._client(base, request.access_token, caller, started, deadline)
            gathered = gather(request.prefetch, client, self._pool, patient_id=request.patient_id, deadline=deadline)
            log("fetched", keys=len(gathered.fetched), not_read=len(gathered.not_read))
            return replace(request, prefetch=gathered.prefetch)

        return complete

    def close(self) -> None:
        """Give threads and connections back."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for session in self._sessions.values():
            session.close()

    def _client(self, base: str, token: str | None, caller: Caller, started: float, deadline: float) -> FhirClient:
        with self._lock:
            permitted = caller.private_fhir or names_address(base)
            session = self._sessions.setdefault(base, open_session(private_permitted=permitted, connections=16))
            breaker = self._breakers.setdefault(base, Breaker())
        return FhirClient(session, Access(base, token), breaker, started=started, deadline=deadline)

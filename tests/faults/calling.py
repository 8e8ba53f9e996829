"""Calls the service as an EHR whose FHIR server stands behind the proxy, and looks at what the clinician gets."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract.wire import Wire
from faults.fhir_server import TOKEN

from service.callers import Caller
from service.demo import demo_patients, demo_request
from service.hook_requests import Hook
from service.settings import Settings

if TYPE_CHECKING:
    import httpx
    from starlette.requests import Request

    from service.fhir_access import FhirAccess

OURS = "org.her2-cds"
PATIENT = "demo-one"


@dataclass(frozen=True)
class OneCaller:
    """Callers of which there is one, already known; who calls is tested elsewhere."""

    caller: Caller

    async def of(self, request: Request, path: str) -> Caller:  # noqa: ARG002 - the protocol names them
        return self.caller


def service(fhir: FhirAccess, *servers: str, deadline_ms: int = 1000, **registration: Any) -> Wire:
    """The service, whose one caller is registered for these FHIR servers."""
    caller = Caller("ehr", fhir_servers=servers, **registration)
    return Wire(Settings(deadline_ms=deadline_ms), callers=OneCaller(caller), fhir=fhir)


def opened(server: str | None, who: str = PATIENT, prefetch: Any = None, **granted: Any) -> dict[str, Any]:
    """The chart of a demo patient is opened; nothing is sent along unless `prefetch` says so."""
    request = demo_request(demo_patients()[who], Hook.PATIENT_VIEW)
    sent = {"prefetch": prefetch or {}, "extension": {}}
    if server is None:
        return request | sent
    access = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "", "subject": "cds"}
    return request | sent | {"fhirServer": server, "fhirAuthorization": access | granted}


def call(to: Wire, request: dict[str, Any]) -> httpx.Response:
    return to.post("/cds-services/her2-patient-view", json.dumps(request).encode())


def timed(to: Wire, request: dict[str, Any]) -> tuple[httpx.Response, float]:
    """The answer and the seconds until the client has it."""
    started = time.perf_counter()
    answer = call(to, request)
    return answer, time.perf_counter() - started


def ours(answer: httpx.Response) -> dict[str, Any]:
    """Our own part of the first card."""
    extension: dict[str, Any] = answer.json()["cards"][0]["extension"][OURS]
    return extension


def slack_s() -> float:
    """100 ms beyond the deadline; on a machine that has more to run than cores, as much more as each has to wait."""
    return 0.1 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def problems(answer: httpx.Response) -> dict[str, str]:
    """The issue codes of a refusal by the prefetch key that they are about."""
    return {issue["expression"][0].removeprefix("prefetch."): issue["code"] for issue in answer.json()["issue"]}

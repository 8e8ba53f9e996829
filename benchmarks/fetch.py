"""`make bench`: six missing prefetch keys, read side by side from a FHIR server that takes 20 ms, against one of them.

Both times are wall-clock, through HTTP on this machine, medians over many calls; their ratio says what six cost.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent))

from faults.faults import delay
from faults.proxy import Answer, Asked, Proxy

from fhir_mappings.prefetch import TEMPLATES
from service.callers import Caller
from service.fhir_access import FhirAccess
from service.hook_requests import Hook, HookRequest
from service.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVER_S = 0.02
CALLS = 100
MISSING = 6
EMPTY: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
WHOLE: Mapping[str, Any] = dict.fromkeys(TEMPLATES, EMPTY) | {"patient": {"resourceType": "Patient", "id": "p1"}}


async def empty(_: Asked) -> Answer:
    return Answer(200, json.dumps(EMPTY).encode())


def milliseconds(fhir: FhirAccess, server: str, missing: tuple[str, ...]) -> float:
    """The median time in which a request without these keys is completed."""
    caller = Caller("bench", fhir_servers=(server,))
    sent = {key: value for key, value in WHOLE.items() if key not in missing}
    request = HookRequest(Hook.PATIENT_VIEW, "bench", "p1", "Practitioner/p", prefetch=sent, fhir_server=server)

    def once() -> float:
        complete = fhir.completing(caller, 5000, Metrics())
        started = time.perf_counter()
        completed = complete(request)
        seconds = time.perf_counter() - started
        assert not completed.not_read
        return seconds * 1000

    once()
    return statistics.median(once() for _ in range(CALLS))


def main() -> None:
    """Print the two times and their ratio."""
    searches = tuple(key for key in TEMPLATES if key != "patient")
    with Proxy(empty) as proxy, closing(FhirAccess()) as fhir:
        proxy.fault = delay(SERVER_S)
        one, six = (milliseconds(fhir, proxy.url, searches[:count]) for count in (1, MISSING))
    print(f"one key {one:.1f} ms, {MISSING} keys {six:.1f} ms: ratio {six / one:.2f} (goal: at most 1.5)")


if __name__ == "__main__":
    main()

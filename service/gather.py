"""What the EHR did not send along is read from its FHIR server: all queries side by side, one deadline for the call.

The result is a prefetch again, so that a record reads the same whether it was sent or fetched.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fhir_mappings.prefetch import TEMPLATES, understood
from service.fhir_client import FhirClient, NotReadError
from treatment_history.record import Completeness

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_WORKERS = 32
ABOUT_TO_END_S = 0.02


@dataclass(frozen=True, slots=True)
class Gathered:
    """The prefetch, completed as far as possible. `not_read` tells per key why not; `fetched` which keys were read."""

    prefetch: Mapping[str, Any]
    fetched: tuple[str, ...] = ()
    not_read: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def wanting(prefetch: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys whose answer is absent, null, an error, or only a first page (truth table of the conformance notes)."""
    return tuple(
        key for key in TEMPLATES if understood(prefetch.get(key), read=key == "patient")[0] is not Completeness.COMPLETE
    )


def open_pool() -> ThreadPoolExecutor:
    """The threads in which FHIR servers are waited for, shared by all calls of a process."""
    return ThreadPoolExecutor(MAX_WORKERS, thread_name_prefix="fhir")


def gather(
    prefetch: Mapping[str, Any], client: FhirClient, pool: ThreadPoolExecutor, *, patient_id: str, deadline: float
) -> Gathered:
    """Read what is wanting; a query that fails or is late leaves its key as it was sent."""
    asked = {
        key: pool.submit(client.fetch, TEMPLATES[key].replace("{{context.patientId}}", patient_id))
        for key in wanting(prefetch)
    }
    wait(asked.values(), timeout=max(0.0, deadline - time.monotonic() - ABOUT_TO_END_S))
    completed, reasons = dict(prefetch), {}
    for key, answer in asked.items():
        value, reason = _result(answer)
        if reason is None:
            completed[key] = value
        else:
            reasons[key] = reason
    return Gathered(completed, tuple(key for key in asked if key not in reasons), reasons)


def _result(answer: Future[dict[str, Any]]) -> tuple[dict[str, Any] | None, str | None]:
    if not answer.done():
        answer.cancel()
        return None, "timeout"
    try:
        return answer.result(), None
    except NotReadError as error:
        return None, error.reason

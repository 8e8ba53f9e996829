"""What the EHR did not send along is read from its FHIR server: all queries side by side, one deadline for the call.

The result is a prefetch again, so that a record reads the same whether it was sent or fetched.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fhir_mappings.medications_referred import KEY, medications_referred
from fhir_mappings.not_read import NotRead
from fhir_mappings.prefetch import TEMPLATES, understood
from service.fhir_client import Fetched, FhirClient, NotReadError
from treatment_history.record import Completeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from service.hook_requests import HookRequest

MAX_WORKERS = 32
MAX_PRODUCTS = 20
ABOUT_TO_END_S = 0.02
_PRODUCT = re.compile(r"Medication/[A-Za-z0-9.\-]{1,255}")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The prefetch, completed as far as possible. `not_read` tells per key why not; `products` counts drugs read."""

    prefetch: Mapping[str, Any]
    fetched: tuple[str, ...] = ()
    not_read: Mapping[str, NotRead] = field(default_factory=lambda: MappingProxyType({}))
    products: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How one call reads: by which client, in whose threads, until when (`time.monotonic`), and what it may ask for."""

    client: FhirClient
    pool: ThreadPoolExecutor
    deadline: float
    covers: Callable[[str], bool]

    def side_by_side(self, queries: Iterable[str]) -> dict[str, Fetched | NotRead]:
        """Every query with its answer, or with the cause why there is none."""
        asked = {
            query: self.pool.submit(self.client.fetch, query) if self.covers(query) else None
            for query in dict.fromkeys(queries)
        }
        begun = [answer for answer in asked.values() if answer is not None]
        wait(begun, timeout=max(0.0, self.deadline - time.monotonic() - ABOUT_TO_END_S))
        return {query: NotRead.NOT_PERMITTED if answer is None else _result(answer) for query, answer in asked.items()}


def wanting(prefetch: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys whose answer is absent, null, an error, or only a first page (truth table of the conformance notes)."""
    return tuple(key for key in TEMPLATES if understood(key, prefetch.get(key))[0] is not Completeness.COMPLETE)


def open_pool() -> ThreadPoolExecutor:
    """The threads in which FHIR servers are waited for, shared by all calls of a process."""
    return ThreadPoolExecutor(MAX_WORKERS, thread_name_prefix="fhir")


def gather(request: HookRequest, reading: Reading) -> Gathered:
    """Read what is wanting, then the drug products that the record refers to; what fails stays as it was sent."""
    queries = {
        key: TEMPLATES[key].replace("{{context.patientId}}", request.patient_id) for key in wanting(request.prefetch)
    }
    answers = reading.side_by_side(queries.values())
    completed, not_read = dict(request.prefetch), {}
    for key, query in queries.items():
        value, cause = _usable(key, answers[query])
        if value is not None:
            completed[key] = value
        if cause is not None:
            not_read[key] = cause
    products = _products(medications_referred(completed, request.draft_orders), reading)
    if products:
        completed[KEY] = [completed[KEY], *products] if KEY in completed else products
    fetched = tuple(key for key in queries if completed.get(key) is not request.prefetch.get(key))
    return Gathered(completed, fetched, not_read, len(products))


def _usable(key: str, answer: Fetched | NotRead) -> tuple[dict[str, Any] | None, NotRead | None]:
    """The value for a key, if there is one, and why it is not there or not whole."""
    if isinstance(answer, NotRead):
        return None, answer
    if understood(key, answer.resource)[0] is Completeness.FAILED:
        return None, NotRead.NO_FHIR
    return answer.resource, answer.cut_short


def _products(references: tuple[str, ...], reading: Reading) -> list[dict[str, Any]]:
    """The Medication resources that were asked for and came; only such that stand at the call's own server."""
    paths = [path for path in map(reading.client.path_below, references) if path and _PRODUCT.fullmatch(path)]
    answers = reading.side_by_side(paths[:MAX_PRODUCTS])
    return [
        answer.resource
        for path, answer in answers.items()
        if isinstance(answer, Fetched) and _is_named(answer.resource, path)
    ]


def _is_named(resource: dict[str, Any], path: str) -> bool:
    return path == f"{resource.get('resourceType')}/{resource.get('id')}"


def _result(answer: Future[Fetched]) -> Fetched | NotRead:
    if not answer.done():
        answer.cancel()
        return NotRead.TIMED_OUT
    try:
        return answer.result()
    except NotReadError as error:
        return error.cause

"""A server in trouble is not asked more than its share, then left alone, and used again when it has recovered (R13)."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from faults import faults
from faults.calling import call, opened, problems, service, timed
from faults.proxy import Proxy
from faults.test_where_the_token_goes import fhir_of_nobody

from fhir_mappings.prefetch import TEMPLATES
from service.breaker import PAUSE_S
from service.fhir_access import FhirAccess

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG_MS = 3000
QUERIES = len(TEMPLATES)


@pytest.fixture
def server() -> Iterator[Proxy]:
    with Proxy(fhir_of_nobody) as proxy:
        yield proxy


@pytest.mark.parametrize("fault", [faults.says(503), faults.says(500), faults.reset], ids=["503", "500", "reset"])
def test_a_server_that_always_fails_hears_no_query_twice(fhir: FhirAccess, server: Proxy, fault: faults.Fault) -> None:
    server.fault = fault
    to = service(fhir, server.url, deadline_ms=LONG_MS)

    answers = [call(to, opened(server.url)) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {412}
    assert len(server.seen) <= 2 * QUERIES, "two calls open the breaker; the others ask nothing"
    first = [asked.path for asked in server.seen[:QUERIES]]
    assert len(set(first)) == QUERIES


def test_under_failure_after_good_days_a_tenth_more_is_asked_at_most(fhir: FhirAccess, server: Proxy) -> None:
    to = service(fhir, server.url, deadline_ms=LONG_MS)
    for _ in range(5):
        assert call(to, opened(server.url)).status_code == 200
    server.seen.clear()
    server.fault = faults.says(503)

    for _ in range(20):
        call(to, opened(server.url))

    tried_first = len(server.seen) - _repeated(server)
    assert len(server.seen) <= 1.1 * tried_first


def _repeated(server: Proxy) -> int:
    """Queries that came a second time within the nine of their call."""
    again, current = 0, set()
    for asked in server.seen:
        if asked.path in current and len(current) < QUERIES:
            again += 1
        elif len(current) == QUERIES:
            current = {asked.path}
        current.add(asked.path)
    return again


def test_one_query_that_failed_once_is_asked_again(fhir: FhirAccess, server: Proxy) -> None:
    to = service(fhir, server.url, deadline_ms=LONG_MS)
    for _ in range(2):
        assert call(to, opened(server.url)).status_code == 200
    failed: list[str] = []

    async def once(exchange: Any) -> None:
        if exchange.asked.kind == "Procedure" and not failed:
            failed.append(exchange.asked.path)
            await faults.says(503)(exchange)
        else:
            await exchange.send((await exchange.answer()).encoded())

    server.seen.clear()
    server.fault = once
    answer = call(to, opened(server.url))

    assert answer.status_code == 200
    assert "procedures" not in json.dumps(answer.json())
    assert sum(asked.kind == "Procedure" for asked in server.seen) == 2


def test_while_it_is_left_alone_calls_are_answered_at_once(fhir: FhirAccess, server: Proxy) -> None:
    to = service(fhir, server.url, deadline_ms=LONG_MS)
    server.fault = faults.says(503)
    for _ in range(2):
        call(to, opened(server.url))
    asked = len(server.seen)

    quick = [timed(to, opened(server.url)) for _ in range(10)]

    assert min(seconds for _, seconds in quick) < 0.02
    assert {code for answer, _ in quick for code in problems(answer).values()} == {"transient"}
    assert "is not asking it now" in quick[0][0].text
    assert len(server.seen) == asked


def test_a_server_that_has_recovered_is_used_again(server: Proxy) -> None:
    passed = [0.0]
    with closing(FhirAccess(clock=lambda: passed[0])) as fhir:
        to = service(fhir, server.url, deadline_ms=LONG_MS)
        server.fault = faults.says(503)
        for _ in range(2):
            call(to, opened(server.url))
        server.heal()
        passed[0] += PAUSE_S
        trial = call(to, opened(server.url))

        assert len(server.seen) == 1, "one query is the trial"
        assert trial.status_code == 412
        assert call(to, opened(server.url)).status_code == 200

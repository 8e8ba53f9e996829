"""schemathesis asks every described operation, as described and otherwise: each answer is described, none is a fault.

At least a thousand requests in CI; `make reliability` asks ten times as many (`HER2CDS_TEST_REQUESTS`).
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import schemathesis
from contract.wire import Wire
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.card_memory import CardMemory
from service.kept import store_of
from service.openapi import OPERATIONS
from service.settings import Settings as ServiceSettings
from service.worker import started_auditor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import APIOperation, Case

TIMES = int(os.environ.get("HER2CDS_TEST_REQUESTS", "1"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LABELS = {f"{each.method.upper()} {each.path}" for each in OPERATIONS}
CALL, FEEDBACK = "POST /cds-services/{id}", "POST /cds-services/{id}/feedback"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, APIOperation]]:
    """The operations of a service that keeps feedback and an audit trail."""
    chosen = ServiceSettings(demo=True, data_dir=tmp_path_factory.mktemp("schemathesis"))
    with closing(store_of(chosen)) as store, closing(started_auditor(chosen, store)) as auditor:
        app = Wire(chosen, CardMemory(store, repeat_overridden=True), auditor=auditor).app
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        yield {operation.label: operation for operation in (found.ok() for found in schema.get_all_operations())}


def asked(operation: APIOperation, mode: GenerationMode, requests: int) -> Counter[int]:
    """Ask one operation so many times; how often it answered with which status."""
    answers: Counter[int] = Counter()

    @settings(
        max_examples=requests * TIMES,
        deadline=None,
        database=None,
        derandomize=TIMES == 1,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        answer = case.call()
        answers[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    ask()
    return answers


@pytest.mark.parametrize(("label", "requests"), [(CALL, 450), (FEEDBACK, 100)])
def test_what_is_sent_as_described_is_answered_as_described(
    described: dict[str, APIOperation], label: str, requests: int
) -> None:
    answers = asked(described[label], GenerationMode.POSITIVE, requests)

    assert answers.total() >= requests * TIMES
    assert set(answers) <= {200, 400, 412}, answers


@pytest.mark.parametrize(("label", "requests"), [(CALL, 400), (FEEDBACK, 60)])
def test_what_is_sent_otherwise_is_refused_as_described(
    described: dict[str, APIOperation], label: str, requests: int
) -> None:
    answers = asked(described[label], GenerationMode.NEGATIVE, requests)

    assert answers.total() >= requests * TIMES
    assert max(answers) < 500, answers


@pytest.mark.parametrize("label", sorted(LABELS - {CALL, FEEDBACK, "GET /openapi.json"}))
def test_every_other_operation_answers_as_described(described: dict[str, APIOperation], label: str) -> None:
    assert asked(described[label], GenerationMode.POSITIVE, 20).total()

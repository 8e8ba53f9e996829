"""One id holds answer and log lines of a call together."""

from __future__ import annotations

import io
import json
import logging

import pytest
from contract.requests import patient_view
from contract.wire import Wire

from service.call_context import begin_call, stage
from service.log import JsonLines, OfTheCall

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


@pytest.mark.parametrize("given", ["a", "7f3c-1.2_B", "x" * 64])
def test_a_sane_id_is_kept(wire: Wire, given: str) -> None:
    assert wire.get("/livez", **{"x-request-id": given}).headers["x-request-id"] == given
    assert wire.get("/absent", **{"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "Jane Doe", "é", '{"a":1}', "a;b"])
def test_any_other_is_replaced_by_one_of_ours(wire: Wire, given: str) -> None:
    own = wire.send("GET", "/livez", headers={"x-request-id": given.encode("latin-1")}).headers["x-request-id"]  # type: ignore[dict-item]

    assert len(own) == 32
    assert own.isalnum()
    assert own != wire.get("/livez").headers["x-request-id"]


def test_every_log_line_of_a_call_carries_its_id_and_trace(wire: Wire) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    handler.addFilter(OfTheCall())
    logger = logging.getLogger("her2-cds")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        headers = {"x-request-id": "call-7", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        wire.post("/cds-services/her2-patient-view", json.dumps(patient_view()).encode(), **headers)
    finally:
        logger.removeHandler(handler)

    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert lines
    assert {(line["request"], line["trace"]) for line in lines} == {("call-7", TRACE)}


@pytest.mark.parametrize(
    "given", [b"", b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01", b"ff-" + TRACE.encode() + b"-00f067aa0ba902b7-01"]
)
def test_a_trace_that_is_none_is_left_out(given: bytes) -> None:
    assert begin_call({b"traceparent": given}).trace is None


def test_the_time_of_a_stage_is_kept_with_its_call() -> None:
    call = begin_call({})

    with stage("read"), stage("inner"):
        pass
    with stage("read"):
        pass

    assert set(call.seconds) == {"read", "inner"}

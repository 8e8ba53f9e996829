"""A trace leads from the EHR's call to each request to its FHIR server, and says nothing of the patient."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from trust.test_over_http import PARTS, SERVICE, Ehr, call, registered, request, wire
from trust.tokens_made import token

from service import answering
from service.fhir_access import FhirAccess
from service.tracing import TracingNotInstalledError, exporting_provider, tracing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.sdk.trace import ReadableSpan

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with tracing(provider):
        yield exporter


def traced(exporter: InMemorySpanExporter, access_token: str = "CANARY-token") -> tuple[ReadableSpan, ...]:  # noqa: S107 - made up
    with Ehr(PARTS) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=5000)
        document = request({}, ehr.url, access_token)
        assert call(to, document, traceparent=f"00-{TRACE}-{PARENT}-01").status_code == 200
    return exporter.get_finished_spans()


def test_hook_stages_and_fhir_requests_hang_together_below_the_callers_trace(spans: InMemorySpanExporter) -> None:
    made = traced(spans)

    by_id = {span.context.span_id: span for span in made if span.context}
    (hook,) = [span for span in made if span.name == "hook"]
    assert hook.parent
    assert (f"{hook.parent.trace_id:032x}", f"{hook.parent.span_id:016x}") == (TRACE, PARENT)
    assert {f"{span.context.trace_id:032x}" for span in made if span.context} == {TRACE}
    above = {span.name: by_id[span.parent.span_id].name for span in made if span.parent and span is not hook}
    assert above | {"GET Observation": "fetch", "read": "hook", "understand": "hook", "render": "hook"} == above


def test_no_span_holds_anything_of_the_patient_or_the_token(spans: InMemorySpanExporter) -> None:
    written = " ".join(span.to_json() for span in traced(spans))

    assert "GET Observation" in written
    assert [secret for secret in ("p1", "CANARY-token", "127.0.0.1", "patient=") if f'"{secret}' in written] == []
    assert "CANARY" not in written


def test_a_refused_call_has_a_span_without_the_reason(spans: InMemorySpanExporter) -> None:
    to = wire()
    call(to, signed="a.b.c")
    call(to, path="/cds-services/CANARY", signed=token())

    written = [json.loads(span.to_json()) for span in spans.get_finished_spans()]

    assert [span["attributes"] for span in written if span["name"] == "hook"] == [
        {"service": SERVICE.rpartition("/")[2]},
        {"service": "unknown"},
    ]
    assert "CANARY" not in json.dumps(written)
    assert [span["events"] for span in written] == [[]] * len(written)


def test_a_fault_leaves_nothing_of_its_text_in_the_trace(
    spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("CANARY-NAME")

    monkeypatch.setattr(answering, "answer_hook", broken)
    assert call(wire()).status_code == 500

    made = spans.get_finished_spans()
    assert made
    assert "CANARY" not in " ".join(span.to_json() for span in made)


def test_without_tracing_no_span_is_made_and_all_is_the_same() -> None:
    with Ehr(PARTS) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=5000)

        assert call(to, request({}, ehr.url)).json()["cards"]


def test_a_site_that_wants_traces_without_the_extra_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(TracingNotInstalledError, match="otel"):
        exporting_provider()

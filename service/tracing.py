"""Traces (OpenTelemetry), off unless the site turns them on: hook, its stages, each request to a FHIR server.

Attributes are codes, counts and types of resources: never an id, a query, a name or a token. Without the extra `otel`
the service works as ever; what is imported here is imported when tracing begins.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.build_info import SOFTWARE_VERSION
from service.call_context import current_call, trace_stages_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer


class TracingNotInstalledError(RuntimeError):
    """The site wants traces, and the extra that makes them is not installed."""


@dataclass(slots=True)
class _Tracing:
    tracer: Tracer | None = None


_TRACING = _Tracing()


def exporting_provider() -> TracerProvider:
    """Sends spans where the standard `OTEL_EXPORTER_OTLP_*` variables say, in batches, beside the calls.

    Raises:
        TracingNotInstalledError: the extra `otel` is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above
    except ImportError as error:
        raise TracingNotInstalledError("HER2CDS_OTEL needs the extra: pip install 'her2-cds[otel]'") from error
    provider = TracerProvider(
        resource=Resource.create({"service.name": "her2-cds", "service.version": SOFTWARE_VERSION})
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


@contextmanager
def tracing(provider: TracerProvider | None) -> Iterator[None]:
    """Make spans while this lasts; with None none are made."""
    if provider is None:
        yield
        return
    _TRACING.tracer = provider.get_tracer("her2-cds", SOFTWARE_VERSION)
    trace_stages_with(span)
    try:
        yield
    finally:
        _TRACING.tracer = None
        trace_stages_with(None)
        provider.shutdown()


def span(name: str, **attributes: str | int) -> AbstractContextManager[Any]:
    """A span below the one under way."""
    tracer = _TRACING.tracer
    if tracer is None:
        return nullcontext()
    return _quietly(tracer, name, attributes=attributes)


def span_of_call(name: str, **attributes: str | int) -> AbstractContextManager[Any]:
    """The outermost span of a call, below the caller's own trace where it named one."""
    tracer, call = _TRACING.tracer, current_call()
    if tracer is None:
        return nullcontext()
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415 - tracing is on

    parent = TraceContextTextMapPropagator().extract(
        {"traceparent": call.traceparent} if call and call.traceparent else {}
    )
    return _quietly(tracer, name, attributes, parent)


def requests_below_here() -> Callable[[str], AbstractContextManager[Any]]:
    """Spans for requests to a FHIR server that are made in other threads, below the span that is under way here."""
    tracer = _TRACING.tracer
    if tracer is None:
        return lambda _: nullcontext()
    from opentelemetry.context import get_current  # noqa: PLC0415 - tracing is on

    here: Context = get_current()

    def request_span(kind: str) -> AbstractContextManager[Span]:
        attributes = {"http.request.method": "GET", "url.template": kind}
        return _quietly(tracer, f"GET {kind}", attributes, here)

    return request_span


def _quietly(
    tracer: Tracer, name: str, attributes: Mapping[str, str | int], below: Context | None = None
) -> AbstractContextManager[Span]:
    """A span that keeps no exception: its text may hold what was sent."""
    return tracer.start_as_current_span(
        name, below, attributes=attributes, record_exception=False, set_status_on_exception=False
    )

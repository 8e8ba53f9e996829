"""What an operator watches (Prometheus), from calls to knowledge. Labels are few and fixed; none names a patient."""

from __future__ import annotations

import os
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response

from consensus.edition import EDITION
from fhir_mappings.prefetch import TEMPLATES
from service.build_info import KNOWLEDGE, fingerprint
from service.call_context import current_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.answering import Answered

_SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The counters of one application; nothing is global, so that two applications in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = self._counter("hook_calls", "Hook calls", "service", "status")
        self.seconds = self._histogram("hook_seconds", "Time to answer", "service")
        self.stages = self._histogram("stage_seconds", "Time by stage of the call", "service", "stage")
        self.rules = self._histogram("rule_seconds", "Time to answer by the rule that decided", "rule")
        self.outcomes = self._counter("outcomes", "Outcomes", "service", "rule", "silence")
        self.cards = self._counter("cards", "Cards shown", "service", "indicator")
        self.gaps = self._counter("gaps", "What could not be read, by part of the record", "service", "about")
        self.prefetch = self._counter("prefetch", "How each part of the record came", "key", "state")
        self.not_read = self._counter("not_read", "Parts of records that FHIR servers did not give", "cause")
        self.fhir = self._counter("fhir_requests", "Requests to FHIR servers", "status")
        self.breakers = self._gauge("fhir_breakers_open", "FHIR servers left alone after failures", "livesum")
        self.refused = self._counter("tokens_refused", "Tokens that were not believed", "reason")
        self.turned_away = self._counter("turned_away", "Calls above a limit", "reason")
        self.feedback = self._counter("feedback", "What became of cards", "service", "outcome")
        self.audit_waiting = self._gauge("audit_waiting_bytes", "Audit records that wait for the database", "max")
        self._info = self._gauge("knowledge_info", "The knowledge that speaks", "max", "edition", "fingerprint")
        self._info.labels(EDITION.label, fingerprint(*KNOWLEDGE)).set(1)

    def answered(self, service: str, answered: Answered, seconds: float) -> None:
        """Count one answer: its rule, its cards, what could not be read, and how each part of the record came."""
        self.rules.labels(answered.events["rule"]).observe(seconds)
        self.outcomes.labels(service, answered.events["rule"], answered.events.get("silence", "")).inc()
        for card in answered.cards:
            self.cards.labels(service, card["indicator"]).inc()
        for gap in answered.consult.history.gaps:
            self.gaps.labels(service, gap.about.value if gap.about else "other").inc()
        asked = answered.asked
        for key in TEMPLATES:
            sent = "sent" if asked.prefetch.get(key) is not None else "not-sent"
            state = "not-read" if key in asked.not_read else "fetched" if key in answered.fetched else sent
            self.prefetch.labels(key, state).inc()

    def ended(self, service: str, status: int, seconds: float) -> None:
        """Count one call, however it ended, and the time of its stages."""
        self.calls.labels(service, str(status)).inc()
        self.seconds.labels(service).observe(seconds)
        call = current_call()
        for name, spent in call.seconds.items() if call else ():
            self.stages.labels(service, name).observe(spent)

    def exposition(self) -> Response:
        """The metrics in Prometheus' text format."""
        registry = of_all_workers() if _SHARED_FOLDER in os.environ else self.registry
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8")

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"her2cds_{name}", says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, *labels: str) -> Histogram:
        return Histogram(f"her2cds_{name}", says, labels, registry=self.registry, buckets=_BUCKETS)

    def _gauge(self, name: str, says: str, mode: Literal["livesum", "max"], *labels: str) -> Gauge:
        return Gauge(f"her2cds_{name}", says, labels, registry=self.registry, multiprocess_mode=mode)


def of_all_workers() -> CollectorRegistry:
    """What the workers of this service have counted, added up."""
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return together


@contextmanager
def shared_metrics() -> Iterator[None]:
    """While this lasts, processes that are started count together: each in files of its own, added up when asked."""
    with TemporaryDirectory(prefix="her2-cds-metrics-") as folder:
        os.environ[_SHARED_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_SHARED_FOLDER]

"""What an operator watches (Prometheus): calls, seconds, rules, reasons for silence, gaps. No label names a patient."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counters of one application; nothing is global, so that two applications in one process do not mix."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    calls: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    outcomes: Counter = field(init=False)
    gaps: Counter = field(init=False)
    not_read: Counter = field(init=False)

    def __post_init__(self) -> None:
        for name, metric in {
            "calls": Counter("her2cds_hook_calls", "Hook calls", ("service", "status"), registry=self.registry),
            "seconds": Histogram(
                "her2cds_hook_seconds", "Time to answer", ("service",), registry=self.registry, buckets=_BUCKETS
            ),
            "outcomes": Counter("her2cds_outcomes", "Outcomes", ("service", "rule", "silence"), registry=self.registry),
            "gaps": Counter("her2cds_gaps", "Resources that could not be read", ("service",), registry=self.registry),
            "not_read": Counter(
                "her2cds_not_read",
                "Parts of records that FHIR servers did not give",
                ("cause",),
                registry=self.registry,
            ),
        }.items():
            object.__setattr__(self, name, metric)

    def exposition(self) -> Response:
        """The metrics in Prometheus' text format."""
        registry = of_all_workers() if _SHARED_FOLDER in os.environ else self.registry
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8")


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

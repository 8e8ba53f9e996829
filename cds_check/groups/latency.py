"""Speed: a few calls one after another."""

from __future__ import annotations

from statistics import median, quantiles
from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable

if TYPE_CHECKING:
    from cds_check.target import Target

GROUP = "latency"
SAMPLE = 20
AIM_MS = 500
SLOWEST_IN_TWENTY = 18


@check(GROUP, Level.SHOULD, "E16", title="95 of 100 calls are answered within 500 ms (20 calls, one after another)")
def calls_are_fast(target: Target) -> Finding:
    if not target.answered:
        return not_applicable("no call was answered")
    problems, measured = Problems(), []
    for call, _ in target.answered:
        times = [target.ask(call).seconds * 1000 for _ in range(SAMPLE)]
        p95 = quantiles(times, n=20)[SLOWEST_IN_TWENTY]
        measured.append(f"{call.name}: median {median(times):.0f} ms, 95th percentile {p95:.0f} ms")
        if p95 > AIM_MS:
            problems.add(f"{call.name}: more than {AIM_MS} ms")
    problems.measured = "; ".join(measured)
    return problems.finding()

"""A big chart costs less than parsing it; ratios of CPU time in one process, generous, because machines are busy."""

from __future__ import annotations

import sys
import time
import tracemalloc
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from fhir_mappings.resources import Validation
from service.answering import answer_call, read_request, record_of
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from charts import request
from measuring import python_calls

if TYPE_CHECKING:
    from collections.abc import Callable

PRACTICE = practice_of(Settings(validation=Validation.OFF.value))


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of CPU of the fastest round."""

    def once() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return min(once() for _ in range(rounds))


def cards(body: bytes) -> list[object]:
    return [*answer_call(body, Hook.PATIENT_VIEW, lambda _: date(2016, 5, 16), PRACTICE).cards]


def test_six_thousand_resources_cost_no_more_than_three_times_their_parsing() -> None:
    body = request(6_000)
    assert cards(body)

    assert cpu(lambda: cards(body)) < 3 * cpu(lambda: orjson.loads(body))


def test_a_chart_ten_times_as_large_costs_at_most_fifteen_times_as_much() -> None:
    small, large = request(600), request(6_000)

    assert cpu(lambda: cards(large)) < 15 * cpu(lambda: cards(small))


def test_a_call_takes_some_thousand_steps_and_few_for_each_further_resource() -> None:
    small, large = (python_calls(partial(cards, request(size))) for size in (20, 2_000))

    assert small < 5_000
    assert large - small < 12 * 1_980


def test_opening_a_chart_leaves_most_of_it_undecoded() -> None:
    raw = record_of(read_request(request(2_000), Hook.PATIENT_VIEW))

    seen = [each.sighting for each in raw.resources]
    assert sum(sighting is None or sighting.verdict is None for sighting in seen) < 0.07 * len(raw.resources)


def test_reading_a_chart_takes_no_more_than_a_third_of_its_bytes_beside_them() -> None:
    body = request(2_000)
    cards(body)

    tracemalloc.start()
    try:
        cards(body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < len(body) / 3

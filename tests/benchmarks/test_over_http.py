"""The benchmark over HTTP runs from its servers to its page, with calls so few that its figures say nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import over_http
import serving
from http_written import Cold, Mixed, Row, document, plot

from service.answering import answer_call
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings


def test_every_server_is_measured_and_every_goal_has_its_row(monkeypatch):
    monkeypatch.setattr(over_http, "HEALTHCHAIN", serving.ROOT / "no-such-python")

    rows = over_http.compared({"30 KB": over_http.dated(over_http.chart(20))}, 1, 0.1)
    mixed = [Mixed(server, beside, 1.0, 2.0, 3.0, 4.0) for server in ("her2-cds", "bare") for beside in (False, True)]
    page = document(rows, mixed, {"length said": 1.0, "chunked": 1.0}, over_http.cold(1, over_http.smallest()), "", 1.0)

    assert [row.server for row in rows] == ["bare", "her2-cds", "naive"]
    assert all(row.rate > 0 and row.cpu > 0 for row in rows)
    assert "| calls a second against HealthChain | at least 4 | not installed | no |" in page
    for mode in ("demo", "callers registered"):
        assert f"| process start to first card, {mode} | at most 0.8 s |" in page


def test_the_smallest_call_is_about_metastatic_breast_cancer_and_has_a_card_about_it():
    answered = answer_call(
        over_http.smallest(), Hook.PATIENT_VIEW, lambda _: date(2016, 5, 16), practice_of(Settings())
    )

    (card,) = answered.cards
    assert card["summary"].startswith("Hormone receptors: not known.")


def test_the_curve_of_every_server_that_was_measured_is_drawn(tmp_path):
    rows = [
        Row(size, kilobytes * 1000, server, 50.0, kilobytes / 10, 9.0)
        for size, kilobytes in (("30 KB", 28), ("3 MB", 2_768))
        for server in ("bare", "her2-cds", "naive")
    ]

    plot(rows, tmp_path / "plots" / "http.svg")

    drawn = (tmp_path / "plots" / "http.svg").read_text(encoding="utf-8")
    assert all(f"<!-- {server} -->" in drawn for server in ("bare", "her2-cds", "naive"))
    assert "<!-- HealthChain -->" not in drawn


def test_small_calls_are_measured_with_and_without_big_ones():
    small, big = (over_http.dated(over_http.chart(count)) for count in (20, 200))

    rows = over_http.beside_big_ones(0.3, big, small)

    assert [row.beside for row in rows] == [False, True, False, True]
    assert all(row.p50 > 0 and (row.big > 0) is row.beside for row in rows)


def test_a_goal_is_not_reached_by_refusing_calls():
    rows = [Row("30 KB", 28_000, server, 50.0, 1.0, 9.0) for server in ("bare", "her2-cds", "naive")]
    ours, bare = (Mixed(server, True, 1.0, 2.0, 3.0, 4.0) for server in ("her2-cds", "bare"))

    def goal(ours: Mixed) -> str:
        page = document(
            rows, [ours, bare], {"length said": 1.0, "chunked": 1.0}, {"demo": Cold(0.5, 0.6, 80, 85)}, "", 1.0
        )
        return next(line for line in page.splitlines() if line.startswith("| p99 of small calls"))

    assert goal(ours).endswith("| 3 ms, bare 3 | yes |")
    assert goal(replace(ours, refused=0.07)).endswith("| 3 ms, 7% refused, bare 3 | no |")

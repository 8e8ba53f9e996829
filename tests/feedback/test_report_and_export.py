from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from feedback.examples import CARD, EHR, NOON, SUGGESTION, accepted, because, body, card, item, showing

from service.feedback import parse_feedback
from service.feedback_cli import export, print_report
from service.feedback_export import COLUMNS, cell, export_lines
from service.feedback_log import record_feedback
from service.feedback_report import Share, report, share
from service.feedback_text import report_text
from service.settings import Settings
from service.shown_cards import noting

if TYPE_CHECKING:
    from pathlib import Path

    from service.database import Store


def send(store: Store, *items: dict[str, Any]) -> None:
    record_feedback(store, parse_feedback(body(*items)), client=EHR, service="her2-order-select", at=NOON)


def fill(store: Store) -> None:
    """Three cards of T4.12 (one accepted, two overridden), one of T3.1 without feedback, one unknown card."""
    noting(store, [card("a"), card("b"), card("c"), card("d", rule="T3.1")], showing()).alone()
    send(
        store,
        accepted(card="a"),
        item(card="b", overrideReason=because("toxicity")),
        item(card="c", overrideReason=because("clinical-trial", "free text")),
        item(card="unknown"),
    )


def test_cards_are_counted_by_rule_with_those_that_nobody_answered(store: Store) -> None:
    fill(store)

    counted = report(store)

    assert [(row.name, row.shown, row.accepted.part, row.overridden.part) for row in counted.by_rule] == [
        ("T4.12", 3, 1, 2),
        ("(unknown card)", None, 0, 1),
        ("T3.1", 1, 0, 0),
    ]
    assert (counted.reports, counted.unknown_cards, counted.total.shown) == (4, 1, 4)
    assert (counted.total.accepted.part, counted.total.overridden.part, counted.total.overridden.whole) == (1, 3, 4)


def test_reasons_are_shares_of_the_overridden_cards(store: Store) -> None:
    fill(store)

    assert [(name, part.part, part.whole) for name, part in report(store).by_reason] == [
        ("(no reason given)", 1, 3),
        ("clinical-trial", 1, 3),
        ("toxicity", 1, 3),
    ]


def test_a_card_counts_once_with_the_last_word_on_it(store: Store) -> None:
    noting(store, [card()], showing()).alone()

    send(store, accepted(outcomeTimestamp="2026-11-24T12:05:00Z"), item(outcomeTimestamp="2026-11-24T12:00:00Z"))

    counted = report(store)
    assert (counted.reports, counted.total.overridden.whole, counted.total.accepted.part) == (2, 1, 1)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_intervals_are_wilsons(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_no_card_says_nothing_about_the_rate() -> None:
    assert share(0, 0) == Share(0, 0, 0.0, 1.0)


def test_the_text_shows_every_table_and_no_control_character(store: Store) -> None:
    fill(store)
    send(store, item(card="a2", overrideReason=because("\x1b[31mred")))

    text = report_text(report(store))

    assert "By rule" in text
    assert "T4.12" in text
    assert "2 (67%, 21%-94%)" in text
    assert "\x1b" not in text


def test_an_empty_memory_gives_an_empty_report(store: Store) -> None:
    assert report_text(report(store)).startswith("0 reports about 0 cards; 0 cards shown.")
    assert list(export_lines(store, "ndjson")) == []
    assert list(export_lines(store, "csv")) == [",".join(COLUMNS)]


def test_ndjson_has_one_object_for_each_report_in_the_order_of_arrival(store: Store) -> None:
    fill(store)

    first, second, third, last = [json.loads(line) for line in export_lines(store, "ndjson")]

    assert (first["card"], first["outcome"], first["acceptedSuggestions"]) == ("a", "accepted", [SUGGESTION])
    assert first["outcomeTimestamp"] == "2026-11-24T12:00:00Z"
    assert (second["reason"], second["rule"], second["edition"]) == ("toxicity", "T4.12", "es-2016")
    assert (third["comment"], third["hook"], third["orderClass"]) == ("free text", "order-select", "DISCORDANT")
    assert (last["knownCard"], last["rule"], last["reason"]) == (False, None, None)


def test_no_text_can_break_a_line_in_two(store: Store) -> None:
    send(store, item(overrideReason=because("x", "one\ntwo\u2028three\x85four")))

    [line] = list(export_lines(store, "ndjson"))

    assert line.splitlines() == [line]
    assert json.loads(line)["comment"] == "one\ntwo\u2028three\x85four"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_spreadsheet_never_meets_a_formula(store: Store, start: str) -> None:
    text = f'{start}cmd|"/C calc"!A0'
    send(store, item(card=text, overrideReason=because(text, text)))

    [row] = csv.DictReader(io.StringIO("\n".join(export_lines(store, "csv")), newline=""))

    assert row["comment"] == row["card"] == row["reason"] == f"'{text}"


def test_cells_are_plain_words() -> None:
    assert [cell(value) for value in (None, True, False, ["a", "b"], ["=a"], "x")] == [
        "",
        "yes",
        "no",
        "a; b",
        "'=a",
        "x",
    ]


def test_the_commands_read_the_database_of_the_environment(tmp_path: Path) -> None:
    settings = replace(Settings(), data_dir=tmp_path / "var")
    lines, text = io.StringIO(), io.StringIO()

    export(settings, "csv", lines)
    print_report(settings, text)

    assert lines.getvalue() == ",".join(COLUMNS) + "\n"
    assert text.getvalue().startswith("0 reports")
    assert (tmp_path / "var" / "her2-cds.sqlite3").exists()


def test_a_reason_without_code_is_counted_under_its_words(store: Store) -> None:
    own = {"com.epic.cdshooks.feedback.overrideReason.reasonTitle": "Does not meet criteria"}
    send(store, item(card=CARD, overrideReasons={"extension": own}))

    assert [name for name, _ in report(store).by_reason] == ["Does not meet criteria"]
    [line] = export_lines(store, "ndjson")
    assert json.loads(line)["reason"] == "Does not meet criteria"

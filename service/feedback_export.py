"""Stored feedback as lines: one JSON object each (NDJSON), or CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Literal

from service.feedback_log import StoredReport, stored_reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.database import Store

Format = Literal["ndjson", "csv"]

COLUMNS = (
    "card", "outcome", "outcomeTimestamp", "receivedAt", "client", "service",
    "reason", "reasonSystem", "reasonDisplay", "reasonExtension", "comment", "acceptedSuggestions",
    "knownCard", "rule", "edition", "hook", "orderClass", "advice", "topic", "indicator", "shownAt",
)  # fmt: skip
"""Members of a record, in this order. What a card was (from `rule` on) is empty when the card is not known."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BETWEEN = "; "


def export_lines(store: Store, form: Format) -> Iterator[str]:
    """Every stored report, oldest first, one line each without its end; CSV begins with a line of column names."""
    records = (record(report) for report in stored_reports(store))
    return _csv_lines(records) if form == "csv" else (json.dumps(each) for each in records)


def record(report: StoredReport) -> dict[str, Any]:
    """One report, flat: several reasons stand in one member, parted by a semicolon."""
    shown = report.shown
    values = (
        report.card, report.outcome.value, report.outcome_timestamp, report.received_at, report.client, report.service,
        _joined(reason.code or reason.display for reason in report.reasons),
        _joined(reason.system for reason in report.reasons),
        _joined(reason.display for reason in report.reasons),
        _joined(reason.extension for reason in report.reasons),
        report.comment or None, list(report.accepted_suggestions), shown is not None,
        *((None,) * 8 if shown is None else (
            shown.rule, shown.edition, shown.hook, shown.order_classes, shown.advice, shown.topic, shown.indicator,
            shown.shown_at,
        )),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def cell(value: Any) -> str:
    """A value as the text of a CSV cell; text that a spreadsheet would run as a formula begins with an apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            text = _BETWEEN.join(value)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _joined(words: Iterable[str]) -> str | None:
    return _BETWEEN.join(word for word in words if word) or None


def _csv_lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield _csv_line(COLUMNS)
    for each in records:
        yield _csv_line([cell(value) for value in each.values()])


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()

"""The feedback report as plain text for a terminal or a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from service.feedback_report import FeedbackReport, Row, Share

_KINDS = ("shown", "with feedback", "accepted", "overridden")


def report_text(report: FeedbackReport) -> str:
    """The report, one table for each way of counting."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: FeedbackReport) -> Iterator[str]:
    yield f"{report.reports} reports about {report.total.overridden.whole} cards; {report.total.shown} cards shown."
    if report.unknown_cards:
        yield f"{report.unknown_cards} of these cards are not known here: rule, hook and class cannot be told."
    yield "Shares are of the cards with feedback, with 95 % intervals (Wilson); ignored cards are never reported."
    yield from _table("All", [report.total])
    yield from _table("By rule", report.by_rule)
    yield from _table("By hook", report.by_hook)
    yield from _table("By order class", report.by_order_class)
    yield from _reasons(report.by_reason)


def _table(title: str, rows: Iterable[Row]) -> Iterator[str]:
    cells = [
        (row.name, _shown(row), str(row.accepted.whole), _share(row.accepted), _share(row.overridden)) for row in rows
    ]
    yield from _grid((title, *_KINDS), cells)


def _reasons(reasons: Iterable[tuple[str, Share]]) -> Iterator[str]:
    yield from _grid(("By reason", "overridden cards"), [(_printable(name), _share(share)) for name, share in reasons])


def _grid(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A blank line, the header and the rows, columns aligned; nothing at all when there are no rows."""
    if not rows:
        return
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    yield ""
    for row in (header, *rows):
        first, *others = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join((first, *others)).rstrip()


def _shown(row: Row) -> str:
    return "?" if row.shown is None else str(row.shown)


def _share(share: Share) -> str:
    if share.whole == 0:
        return "-"
    return f"{share.part} ({share.part / share.whole:.0%}, {share.low:.0%}-{share.high:.0%})"


def _printable(name: str) -> str:
    """A reason's name without what could steer a terminal: it came from outside."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)

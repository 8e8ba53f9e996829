"""A run for the console: a table with rich where it is installed, plain lines where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from cds_check.checks import Verdict

try:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
except ImportError:  # pragma: no cover - only without the extra `check`
    Console = None  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from cds_check.running import Report, Result

COLOURS = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "bold red",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.NOT_TESTABLE: "yellow",
}


def print_report(report: Report, to: TextIO, *, everything: bool = False) -> None:
    """Print what failed or could not be tested, or every check; then the count."""
    quiet = () if everything else (Verdict.PASSED, Verdict.NOT_APPLICABLE)
    shown = [result for result in report.results if result.finding.verdict not in quiet]
    if Console is None:
        to.writelines(f"{result.finding.verdict.value:15} {result.check.id}: {_said(result)}\n" for result in shown)
    elif shown:
        _print_table(shown, to)
    to.write(f"{summary(report)}\n")


def summary(report: Report) -> str:
    """The counts in one line."""
    counts = ", ".join(f"{report.count(verdict)} {verdict.value}" for verdict in Verdict)
    stopped = "; stopped by the time limit" if report.stopped else ""
    return f"{counts} ({report.requests} requests in {report.seconds:.1f} s{stopped})"


def _print_table(shown: list[Result], to: TextIO) -> None:
    table = Table(show_edge=False)
    for column in ("verdict", "level", "check", "what was found"):
        table.add_column(column, overflow="fold", no_wrap=column in ("verdict", "level"))
    for result in shown:
        verdict = result.finding.verdict
        table.add_row(
            f"[{COLOURS[verdict]}]{verdict.value}[/]", result.check.level.value, result.check.id, escape(_said(result))
        )
    Console(file=to).print(table)


def _said(result: Result) -> str:
    reasons = "; ".join((*result.finding.reasons, *([result.finding.measured] if result.finding.measured else [])))
    return f"{result.check.title}. {reasons}" if reasons else result.check.title

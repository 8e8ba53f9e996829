"""`her2-cds cohort run | diff`: its arguments, and what it prints."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.moment import DECISION_POINTS, Moment, moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from cohort.run import Result

SOMEBODY_SEES_SOMETHING_ELSE = 3
"""Exit code of `cohort diff` where the two runs differ."""


class CohortFailedError(ValueError):
    """The input, the output directory or an option cannot be used; the message is the line that the caller reads."""


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add `cohort` to the command line."""
    cohort = commands.add_parser("cohort", help="the same rules over a whole population, before going live")
    kinds = cohort.add_subparsers(required=True, metavar="COMMAND", parser_class=parser_class)
    run = kinds.add_parser("run", help="a Bulk Data export (NDJSON, plain or gzip) or a folder of Bundles")
    run.add_argument("input", type=Path, metavar="INPUT", help="folder or file")
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="where table, summary and report go")
    run.add_argument("--at", default="today", metavar="WHEN", help=f"today (default), YYYY-MM-DD, or {DECISION_POINTS}")
    run.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day that counts as today")
    run.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (all cores)")
    run.add_argument("--engine", choices=["local", "dask", "spark"], default="local", help="default: local")
    run.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster (default: this machine)")
    run.add_argument("--master", default="", metavar="URL", help="of a Spark cluster (default: this machine)")
    run.add_argument("--pseudonymise", type=Path, metavar="KEYFILE", help="keyed hashes in place of ids")
    run.add_argument("--clinicians", type=int, metavar="N", help="for the alert burden: clinicians ...")
    run.add_argument("--days", type=int, metavar="N", help="... and days over which the cards come")
    run.add_argument("--restart", action="store_true", help="throw away what an unfinished run left in DIR")
    run.set_defaults(run=_run)
    diff = kinds.add_parser(
        "diff", help=f"who sees something else; exit code {SOMEBODY_SEES_SOMETHING_ELSE} if anybody"
    )
    diff.add_argument("before", type=Path, metavar="A", help="output directory of one run")
    diff.add_argument("after", type=Path, metavar="B", help="output directory of the other")
    diff.add_argument("--json", action="store_true", help="everything, for programs")
    diff.set_defaults(run=_diff)


@contextmanager
def _installed() -> Iterator[None]:
    """The packages of the extra are imported only when they are needed, so that the service runs without them."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in ("cohort", "service"):
            raise
        raise CohortFailedError(f"{error.name} is not installed: pip install 'her2-cds[cohort]'") from error


def _run(given: argparse.Namespace) -> None:
    with _installed():
        _carried_out(given)


def _carried_out(given: argparse.Namespace) -> None:
    from cohort.engines import EngineMissingError, engine  # noqa: PLC0415 - other commands need none of this
    from cohort.progress import progress  # noqa: PLC0415 - as above
    from cohort.run import SITE, AnotherRunError, Wish, run  # noqa: PLC0415 - as above
    from cohort.sources import NoInputError  # noqa: PLC0415 - as above

    site = {name: os.environ[name] for name in SITE if os.environ.get(name)}
    wish = Wish(given.input, given.out, _moment(given), site, _key(given.pseudonymise), restart=given.restart)
    address = given.scheduler or given.master
    _check(given)
    try:
        given.out.mkdir(parents=True, exist_ok=True)
        with engine(given.engine, workers=given.workers, address=address) as running, progress() as told:
            result = run(wish, running, told)
    except (NoInputError, AnotherRunError, EngineMissingError) as error:
        raise CohortFailedError(str(error)) from error
    except OSError as error:
        raise CohortFailedError(f"{error.filename or given.out}: {error.strerror}") from error
    _finish(given, wish.moment, result)


def _check(given: argparse.Namespace) -> None:
    if given.workers < 1:
        raise CohortFailedError("--workers: expected 1 or more")
    if (given.clinicians is None) != (given.days is None) or min(given.clinicians or 1, given.days or 1) < 1:
        raise CohortFailedError("--clinicians and --days go together, each 1 or more")


def _moment(given: argparse.Namespace) -> Moment:
    try:
        return moment(given.at, given.as_of or date.today())  # noqa: DTZ011 - the day where the command is run
    except ValueError as error:
        raise CohortFailedError(f"--at: expected today, YYYY-MM-DD or {DECISION_POINTS}") from error


def _key(path: Path | None) -> bytes:
    from cohort.pseudonyms import UnsafeKeyError, checked  # noqa: PLC0415 - as above

    try:
        return checked(path.read_bytes()) if path else b""
    except (OSError, UnsafeKeyError) as error:
        raise CohortFailedError(f"--pseudonymise: {getattr(error, 'strerror', None) or error}") from error


def _finish(given: argparse.Namespace, when: Moment, result: Result) -> None:
    """Summary and report from the table; then the working directory goes."""
    from cohort.report import report  # noqa: PLC0415 - as above
    from cohort.run import clear  # noqa: PLC0415 - as above
    from cohort.steps import written  # noqa: PLC0415 - as above
    from cohort.summary import summary, tallied  # noqa: PLC0415 - as above
    from cohort.table import read_table  # noqa: PLC0415 - as above

    tally = tallied(read_table(result.table))
    told = summary(
        tally,
        {
            "moment": str(when),
            "decisions": when.decisions,
            "pseudonymised": given.pseudonymise is not None,
            "counts": dict(sorted(result.counts.items())),
            "skipped": result.skipped.document(),
            "left_aside": list(result.left_aside),
            "burden": _burden(given, tally.cards),
        },
    )
    document = json.dumps(told, indent=2, ensure_ascii=False)
    written(given.out / "summary.json", lambda path: path.write_text(document + "\n", encoding="utf-8"))
    page = report(told)
    written(given.out / "report.html", lambda path: path.write_text(page, encoding="utf-8"))
    clear(given.out)
    _say(
        f"{told['counts']['patients']} patients, {tally.rows} rows, {tally.firing} with a card: {given.out}/report.html"
    )
    skipped = sum(result.skipped.counts.values())
    if skipped:
        _say(f"{skipped} things were skipped or settled; the report lists them by reason")


def _burden(given: argparse.Namespace, cards: int) -> dict[str, float] | None:
    if given.clinicians is None:
        return None
    each = cards / (given.clinicians * given.days)
    return {"clinicians": given.clinicians, "days": given.days, "cards_per_clinician_day": round(each, 4)}


def _diff(given: argparse.Namespace) -> int:
    with _installed():
        return _compared(given)


def _compared(given: argparse.Namespace) -> int:
    from cohort.diff import difference  # noqa: PLC0415 - as above
    from cohort.table import read_table  # noqa: PLC0415 - as above

    tables = [folder / "patients.parquet" for folder in (given.before, given.after)]
    for table in tables:
        if not table.is_file():
            raise CohortFailedError(f"{table}: no such table; expected the output directory of a finished run")
    found = difference(*map(read_table, tables))
    document = found.document()
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n" if given.json else _table(document))
    return 0 if found.is_empty else SOMEBODY_SEES_SOMETHING_ELSE


def _table(document: dict[str, Any]) -> str:
    lines = [f"{document['same']} rows the same, {len(document['changed'])} changed"]
    lines += [f"{len(document[name])} {name.replace('_', ' ')}" for name in ("only_before", "only_after")]
    lines += [f"{each['rows']:>8}  {each['before']}  ->  {each['after']}" for each in document["by_rule"]]
    lines += [f"{count:>8}  by {statement}" for statement, count in document["by_statement"].items()]
    return "\n".join(lines) + "\n"


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")

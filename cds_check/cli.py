"""`cds-check BASE_URL`: what holds of a CDS Hooks service, asked from outside.

Exit code 0: everything that is binding passed; 1: a SHALL failed (with --strict a SHOULD too, or a defensive check);
2: wrong usage, nothing reachable, or the time limit came before the end.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from cds_check.catalog import CHECKS, GROUPS
from cds_check.checks import Level
from cds_check.listing import check_lines, requirement_lines
from cds_check.reports.console import print_report
from cds_check.reports.documents import as_json, as_junit, as_markdown
from cds_check.reports.page import as_html
from cds_check.running import LOOPBACK, Report, Run, UnreachableError, run
from cds_check.signing import Signer, UnusableKeyError, read_key
from cds_check.target import Supplied

if TYPE_CHECKING:
    from collections.abc import Sequence

HOLDS, FAILS, WRONG_USAGE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """argparse, with one line on standard error instead of two."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks; the console script exits with the number that this returns."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.list:
        sys.stdout.writelines(f"{line}\n" for line in (*check_lines(), "", *requirement_lines()))
        return HOLDS
    try:
        report = run(_wanted(given, parser))
        _write(given, report)
    except UnreachableError as error:
        return _said(str(error))
    except OSError as error:
        return _said(f"{error.filename or 'the listener'}: {error.strerror}")
    print_report(report, sys.stdout, everything=given.verbose)
    if report.stopped:
        return WRONG_USAGE
    return FAILS if report.failed(*(() if given.strict else (Level.SHALL,))) else HOLDS


def _said(words: str) -> int:
    sys.stderr.write(f"cds-check: {words}\n")
    return WRONG_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="cds-check", description="Conformance and hostile-input checks for any CDS Hooks service.")
    parser.add_argument("base", nargs="?", metavar="BASE_URL", help="where the service is; /cds-services lies below it")
    parser.add_argument("--key", type=Path, metavar="FILE", help="private key (JWK) of a registered test client")
    parser.add_argument("--issuer", help="iss of that client's tokens")
    parser.add_argument("--jku", default="", help="jku of its tokens, if the service wants one")
    parser.add_argument(
        "--audience-base", metavar="URL", help="base of aud, if the service is known by another address"
    )
    parser.add_argument(
        "--service", action="append", default=[], metavar="ID", help="check this service alone (repeat)"
    )
    parser.add_argument(
        "--request",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a hook request that gives cards (repeat); never shown in a report",
    )
    parser.add_argument("--fhir-listen", type=int, metavar="PORT", help="offer a FHIR server at 127.0.0.1:PORT/fhir")
    parser.add_argument("--origin", default="", help="a browser origin that the service should let call")
    parser.add_argument("--groups", default=",".join(GROUPS), metavar="A,B", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write one HTML page")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write a Markdown table")
    parser.add_argument("--stable", action="store_true", help="JSON without times, addresses and evidence")
    parser.add_argument("--strict", action="store_true", help="exit 1 if any check failed, not only a SHALL")
    parser.add_argument("--verbose", action="store_true", help="print every check")
    parser.add_argument("--list", action="store_true", help="print every check and requirement, and end")
    parser.add_argument("--timeout", type=float, default=10.0, metavar="S", help="for one answer (default 10)")
    parser.add_argument("--time-limit", type=float, default=600.0, metavar="S", help="for the whole run (default 600)")
    parser.add_argument(
        "--rate", type=float, default=200.0, metavar="N", help="requests a second at most (default 200)"
    )
    parser.add_argument(
        "--i-may-test-this-service",
        action="store_true",
        help="you are allowed to send hostile requests to a service that is not on this machine",
    )
    return parser


def _wanted(given: argparse.Namespace, parser: argparse.ArgumentParser) -> Run:
    if not given.base:
        parser.error("BASE_URL is needed")
    parts = urlsplit(given.base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        parser.error("BASE_URL: expected an http(s) address")
    if parts.username or parts.password or parts.query or parts.fragment:
        parser.error("BASE_URL: expected no user, query or fragment: it stands in the report")
    if parts.hostname not in LOOPBACK and not given.i_may_test_this_service:
        parser.error("this sends hostile requests: for a service elsewhere say --i-may-test-this-service")
    if min(given.timeout, given.time_limit, given.rate) <= 0:
        parser.error("--timeout, --time-limit and --rate are positive")
    groups = given.groups.split(",")
    if unknown := [group for group in groups if group not in GROUPS]:
        parser.error(f"--groups: no group {unknown[0]!r}")
    return Run(
        base=given.base,
        signer=_signer(given, parser),
        services=tuple(given.service),
        supplied=tuple(_supplied(path, parser) for path in given.request),
        origin=given.origin,
        fhir_port=given.fhir_listen,
        checks=tuple(check for check in CHECKS if check.group in groups),
        timeout=given.timeout,
        rate=given.rate,
        time_limit=given.time_limit,
    )


def _signer(given: argparse.Namespace, parser: argparse.ArgumentParser) -> Signer | None:
    if given.key is None:
        return None
    if not given.issuer:
        parser.error("--key needs --issuer")
    audience = (given.audience_base or given.base).rstrip("/")
    try:
        return Signer(read_key(given.key.read_text(encoding="utf-8")), given.issuer, audience, given.jku)
    except (UnusableKeyError, UnicodeDecodeError) as error:
        parser.error(f"--key: {error}")


def _supplied(path: Path, parser: argparse.ArgumentParser) -> Supplied:
    try:
        body: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        parser.error(f"--request {path.name}: not JSON")
    if not isinstance(body, dict) or not isinstance(body.get("context"), dict) or not isinstance(body.get("hook"), str):
        parser.error(f"--request {path.name}: no hook request")
    return Supplied(path.name, body)


def _write(given: argparse.Namespace, report: Report) -> None:
    if given.junit:
        given.junit.write_bytes(as_junit(report))
    if given.json:
        given.json.write_text(json.dumps(as_json(report, stable=given.stable), indent=2) + "\n", encoding="utf-8")
    if given.html:
        given.html.write_text(as_html(report), encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(as_markdown(report, "CDS Hooks checks"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

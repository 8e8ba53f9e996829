"""One run: every wanted check against one service, each with its finding, whatever happens to the others."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_check.catalog import CHECKS
from cds_check.checks import Check, Finding, Level, Problems, Verdict, not_testable
from cds_check.http import Http, NoAnswerError, Pace, TimeIsUpError
from cds_check.listening import listening
from cds_check.target import Equipment, Supplied, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_check.signing import Signer

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class UnreachableError(RuntimeError):
    """Nothing answers at the base URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is to be run. `checks` None: all of them; `fhir_port` None: no FHIR server is offered to the service."""

    base: str
    signer: Signer | None = None
    services: tuple[str, ...] = ()
    supplied: tuple[Supplied, ...] = ()
    origin: str = ""
    fhir_port: int | None = None
    checks: tuple[Check, ...] = CHECKS
    timeout: float = 10.0
    rate: float = 200.0
    time_limit: float = 600.0


@dataclass(frozen=True, slots=True)
class Result:
    """One check with what it found."""

    check: Check
    finding: Finding
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. `stopped`: its time limit came before its end."""

    base: str
    results: tuple[Result, ...]
    requests: int
    seconds: float
    stopped: bool = False

    def count(self, verdict: Verdict) -> int:
        """How many checks came to that verdict."""
        return sum(result.finding.verdict is verdict for result in self.results)

    def failed(self, *levels: Level) -> tuple[Result, ...]:
        """The failed checks of these levels, or of all."""
        return tuple(
            result
            for result in self.results
            if result.finding.verdict is Verdict.FAILED and (not levels or result.check.level in levels)
        )


def run(wanted: Run) -> Report:
    """Ask every check in turn.

    Raises:
        UnreachableError: nothing answers at the base URL.
        OSError: the port of the FHIR server is taken.
    """
    pace = Pace(wanted.rate, wanted.time_limit)
    with ExitStack() as open_things:
        http = open_things.enter_context(closing(Http(wanted.base, timeout=wanted.timeout, pace=pace)))
        trap_port = 0 if http.host in LOOPBACK else None
        equipment = Equipment(
            signer=wanted.signer,
            only=wanted.services,
            supplied=wanted.supplied,
            origin=wanted.origin,
            stub=open_things.enter_context(listening(wanted.fhir_port)),
            trap=open_things.enter_context(listening(trap_port)),
        )
        target = Target(http, equipment)
        try:
            _ = target.discovery
        except (NoAnswerError, TimeIsUpError) as error:
            raise UnreachableError(f"{wanted.base} does not answer within the limits") from error
        results = tuple(_asked(target, wanted.checks))
    lasted = time.monotonic() - pace.started
    return Report(wanted.base, results, pace.requests, lasted, stopped=lasted > wanted.time_limit)


def _asked(target: Target, checks: tuple[Check, ...]) -> Iterator[Result]:
    up = False
    for check in checks:
        started = time.monotonic()
        try:
            finding = not_testable("the time limit of the run came first") if up else check.run(target)
        except NoAnswerError as error:
            finding = _unanswered(error)
        except TimeIsUpError:
            up, finding = True, not_testable("the time limit of the run came first")
        yield Result(check, finding, time.monotonic() - started)


def _unanswered(error: NoAnswerError) -> Finding:
    problems = Problems()
    problems.add(str(error))
    return problems.finding()

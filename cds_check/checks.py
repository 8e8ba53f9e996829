"""What a check is: one question to a CDS Hooks service, with its level, its requirements and a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cds_check.http import Exchange
    from cds_check.target import Target

SHOWN_REASONS = 6


class Level(Enum):
    """How binding what is checked is. Defensive: no sentence of the specification, but good sense at the bedside."""

    SHALL = "SHALL"
    SHOULD = "SHOULD"
    MAY = "MAY"
    DEFENSIVE = "defensive"


class Verdict(Enum):
    """What a check found."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"
    NOT_TESTABLE = "not testable"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its reasons. `measured` changes from run to run; `exchanges` are the evidence of a failure."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    measured: str = ""
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `requirements` are ids of `requirements.csv`, through which it has its sections and Inferno ids."""

    id: str
    group: str
    title: str
    level: Level
    requirements: tuple[str, ...]
    run: Callable[[Target], Finding]


def check(group: str, level: Level, *requirements: str, title: str) -> Callable[[Callable[[Target], Finding]], Check]:
    """Make a check of a function; its id is the group and the function's name."""

    def made(run: Callable[[Target], Finding]) -> Check:
        name = run.__name__.replace("_", "-")
        return Check(f"{group}.{name}", group, title, level, requirements, run)

    return made


def passed(*reasons: str, measured: str = "") -> Finding:
    """It holds."""
    return Finding(Verdict.PASSED, reasons, measured)


def not_applicable(why: str) -> Finding:
    """The service does not do what the check is about, or the run was not given what it needs."""
    return Finding(Verdict.NOT_APPLICABLE, (why,))


def not_testable(why: str) -> Finding:
    """It could not be found out from outside."""
    return Finding(Verdict.NOT_TESTABLE, (why,))


@dataclass(slots=True)
class Problems:
    """Collects what is wrong, with the exchange that shows it."""

    reasons: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    measured: str = ""

    def add(self, reason: str, exchange: Exchange | None = None) -> None:
        """Note one thing that is wrong."""
        self.reasons.append(reason)
        if exchange is not None and exchange not in self.exchanges:
            self.exchanges.append(exchange)

    def add_all(self, reasons: Iterable[str], exchange: Exchange) -> None:
        """Note everything that is wrong with one answer."""
        for reason in reasons:
            self.add(reason, exchange)

    def finding(self, said: str = "") -> Finding:
        """Failed if anything was noted, else passed."""
        if not self.reasons:
            return passed(*((said,) if said else ()), measured=self.measured)
        shown = list(dict.fromkeys(self.reasons))
        more = len(shown) - SHOWN_REASONS
        reasons = (*shown[:SHOWN_REASONS], *((f"and {more} more",) if more > 0 else ()))
        return Finding(Verdict.FAILED, reasons, self.measured, tuple(self.exchanges[:2]))

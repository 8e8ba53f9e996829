"""How a situation answers: with an outcome, or with the facts that it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consensus.currency import NOTES_OF_OUTCOME
from consensus.edition import EDITION
from consensus.outcome import Option, Outcome, Status, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class NeedsData:
    """A row of a table that cannot be decided: `facts` are those it asks for, whether or not they matter."""

    rule: str
    facts: tuple[str, ...]


def preferred(regimen: str, *statements: str) -> Option:
    """An option that the paper puts first."""
    return Option(Tier.PREFERRED, regimen, statements)


def option(regimen: str, *statements: str) -> Option:
    """An option that the paper lists without a rank, or second."""
    return Option(Tier.OPTION, regimen, statements)


def competing(regimen: str, *statements: str) -> Option:
    """An option that one statement supports and another speaks against."""
    return Option(Tier.COMPETING, regimen, statements)


def outcome(  # noqa: PLR0913 - the columns of A.6.2, one argument each
    code: str,
    rule: str,
    status: Status = Status.RECOMMENDATION,
    *,
    recommended: Iterable[Option] = (),
    against: Iterable[str] = (),
    statements: Iterable[str] = (),
    flags: Iterable[str] = (),
    more_notes: Iterable[str] = (),
) -> Outcome:
    """One line of A.6.2: statements and flags keep their order, duplicates are dropped."""
    return Outcome(
        edition=EDITION.id,
        code=code,
        rule=rule,
        status=status,
        recommended=tuple(recommended),
        not_recommended=tuple(against),
        flags=tuple(dict.fromkeys(flags)),
        statements=tuple(dict.fromkeys(statements)),
        currency_notes=tuple(dict.fromkeys((*NOTES_OF_OUTCOME.get(code, ()), *more_notes))),
    )


def when(condition: bool, *values: str) -> tuple[str, ...]:  # noqa: FBT001 - reads as a sentence: when(naive, "S4.3", "S4.4")
    """The values if the condition holds, else none."""
    return values if condition else ()

"""A clinician's answers for one view: they stand in for what the record leaves open, and are written nowhere.

Only a fact that the record leaves open can be answered, and only with a value that the record still allows; the day
of an answer (`brain_mets-on`) is shown beside it and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cards.grounds import is_unknown
from consensus.completion import DOMAINS, is_open
from consensus.explore import values_of
from consensus.facts_document import written_value
from treatment_history.dates import InvalidDateError, PartialDate
from treatment_history.history import Derived
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from consensus.establish import Established

DAY = "-on"
"""Ends the name under which the day of an answer is given."""

_CONDITIONS = (
    "prior_trastuzumab",
    "prior_taxane",
    "taxane_contraindicated",
    "unacceptable_toxicity",
    "patient_wishes_to_stop",
    "brain_progression",
    "brain_local_therapy",
    "tdm1_available",
)
"""Facts that no table blocks on; they still remove an option or change a condition."""

ANSWERABLE = (*DOMAINS, *_CONDITIONS)
"""Every fact that may be answered for a view."""

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: the fact, its value, and the day if one was named."""

    fact: str
    value: object
    day: PartialDate | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The facts with the answers in place, those answers, and the facts whose answers were not applied."""

    established: Established
    given: tuple[Given, ...]
    refused: tuple[str, ...]


def answerable(fact: str, established: Established) -> bool:
    """Whether the record leaves the fact open."""
    value = getattr(established.facts, fact)
    return fact in ANSWERABLE and (is_open(fact, value) if fact in DOMAINS else is_unknown(value))


def allowed(fact: str, established: Established) -> dict[str, object]:
    """The values that the record still allows for an open fact, by their written form."""
    narrowed = [value for value in established.possible.get(fact, ()) if not is_unknown(value)]
    values = narrowed or DOMAINS.get(fact) or [value for value in values_of(fact) if not is_unknown(value)]
    return {str(written_value(value)): value for value in values}


def take(answers: Mapping[str, str], established: Established, as_of: date) -> Taken:
    """Apply the answers over the established facts; what is no answer to an open fact is refused, never guessed."""
    given: list[Given] = []
    refused: list[str] = []
    for fact in ANSWERABLE:
        written = answers.get(fact, "")[:_LONGEST]
        if not written:
            continue
        values = allowed(fact, established) if answerable(fact, established) else {}
        if written in values:
            given.append(Given(fact, values[written], _day(answers.get(fact + DAY, ""), as_of)))
        else:
            refused.append(fact)
    return Taken(_with(established, tuple(given)), tuple(given), tuple(refused))


def _day(written: str, as_of: date) -> PartialDate | None:
    try:
        day = PartialDate.parse(written.strip()[:_LONGEST])
    except InvalidDateError:
        return None
    return day if day.earliest <= as_of else None


def _with(established: Established, given: tuple[Given, ...]) -> Established:
    if not given:
        return established
    values: dict[str, Any] = {answer.fact: answer.value for answer in given}
    bases = {answer.fact: _ground(answer) for answer in given}
    return replace(
        established,
        facts=replace(established.facts, **values),
        working=replace(established.working, **values),
        bases=MappingProxyType({**established.bases, **bases}),
        possible=MappingProxyType({fact: kept for fact, kept in established.possible.items() if fact not in values}),
    )


def _ground(answer: Given) -> Derived[Any]:
    return Derived(answer.value, answer.value, (say("Your answer for this view; it is not in the record."),), (), ())

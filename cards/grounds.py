"""On which facts an outcome rests: those that the paper's tables asked for on the way, with where each was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from consensus.derived import with_relapse_interval
from consensus.facts import FACT_NAMES, Facts
from consensus.situations.scope import gate
from treatment_history.history import Derived

if TYPE_CHECKING:
    from cards.consult import Consult

_UNKNOWN_WORD = "unknown"


class _Listening:
    """Stands in for Facts: answers from them, and remembers what was asked."""

    __slots__ = ("_facts", "asked")

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.asked: dict[str, None] = {}

    def __getattr__(self, name: str) -> object:
        if name in FACT_NAMES:
            self.asked[name] = None
        return getattr(self._facts, name)


def facts_used(facts: Facts) -> tuple[str, ...]:
    """The facts that the tables read for this patient, in the order in which they are first asked."""
    listening = _Listening(with_relapse_interval(facts))
    gate(cast("Facts", listening))
    return tuple(listening.asked)


def basis(consult: Consult, fact: str) -> Derived[Any]:
    """The ground of a fact; a fact that nobody derived stands without one."""
    value = getattr(consult.established.facts, fact)
    return consult.established.bases.get(fact) or Derived(value, getattr(consult.established.working, fact))


def is_unknown(value: object) -> bool:
    """Whether a fact's value says that the record does not say."""
    return value is None or getattr(value, "value", None) == _UNKNOWN_WORD


def split(consult: Consult) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts used that are known, and those that the record leaves open."""
    facts = consult.established.facts
    used = consult.facts_used
    known = tuple(name for name in used if not is_unknown(getattr(facts, name)))
    return known, tuple(name for name in used if name not in known)

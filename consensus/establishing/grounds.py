"""A fact with its ground: settled, or open with the one datum that would settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from treatment_history.history import Derived

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treatment_history.dates import PartialDate
    from treatment_history.sentences import Sentence

V = TypeVar("V")

NO_DATE = "?"
"""How a missing date stands inside a sentence, in every language."""


def written(date: PartialDate | None) -> str:
    """The date as the record has it, or a question mark."""
    return NO_DATE if date is None else date.text


def settled(
    value: V,
    *because: Sentence,
    evidence: Iterable[str] = (),
    date: PartialDate | None = None,
    missing: Iterable[Sentence] = (),
    possible: Iterable[V] = (),
) -> Derived[V]:
    """A fact that holds at every reading of the record."""
    return Derived(value, value, because, tuple(missing), _sorted(evidence), date, tuple(possible))


def unsettled(  # noqa: PLR0913  # named parameters, each a part of the ground
    unknown: V,
    *because: Sentence,
    missing: Sentence,
    likely: V | None = None,
    evidence: Iterable[str] = (),
    date: PartialDate | None = None,
    possible: Iterable[V] = (),
) -> Derived[V]:
    """A fact that the record leaves open. `likely` is the working reading, where the record speaks for one."""
    working = unknown if likely is None else likely
    return Derived(unknown, working, because, (missing,), _sorted(evidence), date, tuple(possible))


def _sorted(references: Iterable[str]) -> tuple[str, ...]:
    given = tuple(references)
    return given if len(given) <= 1 else tuple(sorted(set(given)))

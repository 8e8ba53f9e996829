"""Sentences about one record that a clinician will read.

The English pattern is the sentence's identity, so that other languages can stand beside it (cards.wording).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Sentence:
    """A pattern with named places and the values that fill them; `str()` gives the English sentence."""

    pattern: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.pattern.format(**dict(self.values))


def say(pattern: str, **values: object) -> Sentence:
    """Build a sentence. The pattern must be a literal: the completeness test of the translations reads it."""
    if not values:
        return _always_the_same(pattern)
    return Sentence(pattern, tuple([(name, str(values[name])) for name in sorted(values)]))


@cache
def _always_the_same(pattern: str) -> Sentence:
    return Sentence(pattern)

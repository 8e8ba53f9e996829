"""What readers say of a code with its label, worked out once: charts repeat the same few codes thousands of times.

Only plain codes with short labels are remembered, as they are the same in thousands of records. Longer text is a story
of one patient, and an element with members of its own may be: both are read each time, so that nothing of them stays.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    T = TypeVar("T")

LABEL = 80
"""The most characters of a text that names something rather than tells of somebody."""

_MOST = 2048
_MOST_CODINGS = 8
_OF_CONCEPT = frozenset({"coding", "text"})
_OF_CODING = frozenset({"system", "version", "code", "display", "userSelected"})
_as_written = msgspec.json.Encoder().encode
_missing = object()


def per_label(judge: Callable[[str], T]) -> Callable[[str], T]:
    """A judgement on a text that is remembered if the text is a label."""
    remembered = lru_cache(maxsize=2 * _MOST)(judge)

    def judged(text: str) -> T:
        return remembered(text) if len(text) <= LABEL else judge(text)

    return judged


def per_concept(judge: Callable[[Any], T]) -> Callable[[Any], T]:
    """A judgement on a CodeableConcept that is remembered if it is nothing but codes and their labels."""
    known: dict[bytes, Any] = {}

    def judged(concept: object) -> T:
        try:
            written = _as_written(concept)
        except (ValueError, TypeError, OverflowError, RecursionError):  # nothing that came over the wire
            return judge(concept)
        answer = known.get(written, _missing)
        if answer is not _missing:
            return answer  # type: ignore[no-any-return]  # what was remembered is what was judged
        judgement = judge(concept)
        if _is_label(concept):
            if len(known) >= _MOST:
                known.clear()
            known[written] = judgement
        return judgement

    return judged


def _is_label(concept: object) -> bool:
    """Whether an element is nothing but codes with labels."""
    if not isinstance(concept, dict) or not concept.keys() <= _OF_CONCEPT:
        return concept is None
    given = concept.get("coding", [])
    codings = given if isinstance(given, list) else [given]
    return len(codings) <= _MOST_CODINGS and _is_short(concept.get("text")) and all(map(_is_plain, codings))


def _is_plain(coding: object) -> bool:
    return isinstance(coding, dict) and coding.keys() <= _OF_CODING and all(map(_is_short, coding.values()))


def _is_short(value: object) -> bool:
    return len(value) <= LABEL if isinstance(value, str) else value is None or isinstance(value, bool)

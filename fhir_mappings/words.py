"""Text as words: case, accents and punctuation folded; names found word by word, the longest first.

Labels of codes are the same in thousands of records and are remembered; longer text is narrative about one patient and
is worked out each time, so that nothing of it is kept.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from fhir_mappings.remembered import per_label

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 600  # a label in a record is short; what is longer is narrative and is read no further
_SIGNS = str.maketrans(
    {**dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"), "\uff0b": "+", "≥": " >= ", "≤": " <= "}
)


@per_label
def folded(text: str) -> str:
    """Lower case without accents; Unicode signs become ASCII ones."""
    decomposed = unicodedata.normalize("NFKD", text[:_LONGEST].translate(_SIGNS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@per_label
def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple("".join(c if c.isalnum() else " " for c in folded(text)).split())


class Names:
    """Names of several words with what they stand for."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        by_first: dict[str, dict[tuple[str, ...], set[str]]] = {}
        for name, concept in pairs:
            key = words(name)
            if key:
                by_first.setdefault(key[0], {}).setdefault(key, set()).add(concept)
        self._by_first = {
            first: sorted(((key, frozenset(found)) for key, found in keys.items()), key=lambda pair: -len(pair[0]))
            for first, keys in by_first.items()
        }
        self.found_in = per_label(self._found_in)
        self.concepts = per_label(self._concepts)
        self.whole = per_label(self._whole)

    def _found_in(self, text: str) -> tuple[frozenset[str], ...]:
        """What each name in the text stands for; a word belongs to one name, the longest that fits."""
        said = words(text)
        found = []
        at = 0
        while at < len(said):
            match = next(
                (pair for pair in self._by_first.get(said[at], ()) if said[at : at + len(pair[0])] == pair[0]), None
            )
            if match is None:
                at += 1
                continue
            found.append(match[1])
            at += len(match[0])
        return tuple(found)

    def _concepts(self, text: str) -> frozenset[str]:
        """Every concept that the text names."""
        return frozenset().union(*self.found_in(text))

    def _whole(self, text: str) -> frozenset[str]:
        """The concept of a text that is nothing but one name."""
        said = words(text)
        return (
            next((found for key, found in self._by_first.get(said[0], ()) if key == said), frozenset())
            if said
            else frozenset()
        )

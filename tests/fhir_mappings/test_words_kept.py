"""What a process remembers of texts: labels, which repeat; never a longer text, which tells of one patient."""

from __future__ import annotations

import pytest

from fhir_mappings import words as module
from fhir_mappings.words import Names, folded, words

NAMES = Names([("trastuzumab", "drug.trastuzumab")])
CACHES = (module._folded_label, module._words_of_label, NAMES._remembered)


def sizes() -> list[int]:
    return [cache.cache_info().currsize for cache in CACHES]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Trastuzumab 440 mg vial of nobody else's test", 1),
        ("Trastuzumab was given to Maria in spring " + "and well tolerated " * 5, 0),
    ],
)
def test_a_label_is_remembered_and_a_longer_text_is_not(text: str, kept: int) -> None:
    before = sizes()

    assert folded(text).startswith("trastuzumab")
    assert words(text)[0] == "trastuzumab"
    assert NAMES.concepts(text) == {"drug.trastuzumab"}

    assert [after - old for after, old in zip(sizes(), before, strict=True)] == [kept] * 3

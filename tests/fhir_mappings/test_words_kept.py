"""What a process remembers of texts: labels, which repeat; never a longer text, which tells of one patient."""

from __future__ import annotations

import gc

from fhir_mappings.words import Names, folded, words


def test_a_label_is_remembered_and_a_longer_text_is_not() -> None:
    names = Names([("trastuzumab", "drug.trastuzumab")])
    label = "Trastuzumab 440 mg Vial"
    narrative = "Trastuzumab was given to Maria in spring " + "and well tolerated " * 5

    for text in (label, narrative):
        assert "trastuzumab" in folded(text)
        assert words(text)[0] == "trastuzumab"
        assert names.concepts(text) == {"drug.trastuzumab"}

    kept = {held for held in gc.get_objects() if isinstance(held, tuple) and held and held[0] == "trastuzumab"}
    assert any(held[-1] == "vial" for held in kept)
    assert not any("maria" in held for held in kept)

"""What a process remembers of texts and codes: labels, which repeat; never what may tell of one patient."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from fhir_mappings.asserted import denies, leaves_open, of_a_relative
from fhir_mappings.cancer_names import cancer_named, says_breast, says_metastatic
from fhir_mappings.drugs import _named_by
from fhir_mappings.elements import coded, texts
from fhir_mappings.marker_values import of_concept, of_text
from fhir_mappings.sites import by_words
from fhir_mappings.tumor_markers import tests_of as receptor_tests_of
from fhir_mappings.words import Names, folded, words

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = Names([("trastuzumab", "drug.trastuzumab")])
OF_TEXT = (folded, words, NAMES.concepts, NAMES.whole, NAMES.found_in, denies, leaves_open, of_a_relative, says_breast)
OF_CONCEPT = (cancer_named, coded, texts, of_concept, receptor_tests_of, _named_by)
NUMBERS = count(440)
NARRATIVE = "Trastuzumab was given to Maria in spring " + "and well tolerated " * 5


def kept_by(judged: Callable[[Any], object]) -> int:
    held: list[Any] = [cell.cell_contents for cell in judged.__closure__ or ()]
    sizes = [len(each) if isinstance(each, dict) else each.cache_info().currsize for each in held if _remembers(each)]
    return sum(sizes)


def _remembers(held: object) -> bool:
    return isinstance(held, dict) or hasattr(held, "cache_info")


@pytest.mark.parametrize("judged", [*OF_TEXT, says_metastatic, by_words, of_text])
def test_a_label_is_remembered_and_a_longer_text_is_not(judged: Callable[[str], object]) -> None:
    before = kept_by(judged)

    assert judged(NARRATIVE) == judged(NARRATIVE)
    assert kept_by(judged) == before

    label = f"Trastuzumab {next(NUMBERS)} mg vial"
    assert judged(label) == judged(label)
    assert kept_by(judged) == before + 1


@pytest.mark.parametrize("judged", OF_CONCEPT)
@pytest.mark.parametrize(
    "concept",
    [
        {"text": NARRATIVE},
        {"coding": [{"code": "1", "display": NARRATIVE}]},
        {"text": "Label", "extension": [{"url": "http://example.org/nurse", "valueString": "Maria"}]},
        {"coding": [{"code": "1", "extension": [{"valueString": "Maria"}]}]},
        {"text": {"Maria": "is no text"}},
        {"text": "\ud800 has no form in UTF-8"},
    ],
)
def test_what_may_tell_of_a_patient_is_not_remembered(
    judged: Callable[[object], object], concept: dict[str, object]
) -> None:
    before = kept_by(judged)

    assert judged(concept) == judged(concept)

    assert kept_by(judged) == before


@pytest.mark.parametrize("judged", OF_CONCEPT)
def test_a_code_with_its_label_is_remembered(judged: Callable[[object], object]) -> None:
    before = kept_by(judged)
    code = {"system": "http://loinc.org", "code": f"of-nobody-{next(NUMBERS)}", "display": "Label"}

    assert judged({"coding": [code], "text": "Label"}) == judged({"coding": [code], "text": "Label"})

    assert kept_by(judged) == before + 1


def test_what_is_remembered_is_bounded() -> None:
    for number in range(5000):
        coded({"coding": [{"code": f"bounded-{number}"}]})
        words(f"bounded {number}")

    assert kept_by(coded) <= 2048
    assert kept_by(words) <= 4096


def test_a_remembered_judgement_is_the_same_one() -> None:
    assert NAMES.concepts("Trastuzumab 440 mg vial") == {"drug.trastuzumab"}
    assert words("Trastuzumab 440 mg vial")[-1] == "vial"
    assert words(NARRATIVE)[0] == "trastuzumab"

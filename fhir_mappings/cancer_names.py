"""Which cancer a code or a text names: breast cancer, a metastasis, or another cancer."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, codings, string, texts
from fhir_mappings.systems import ICD_10, ICD_10_CM, normalised
from fhir_mappings.words import words

if TYPE_CHECKING:
    from fhir_mappings.words import Names


class Named(Enum):
    """What a diagnosis is, as far as the scope of the paper asks."""

    BREAST = auto()
    BREAST_IN_SITU = auto()
    BREAST_HISTORY = auto()
    METASTASIS = auto()
    OTHER_METASTASIS = auto()
    OTHER_CANCER = auto()
    NO_CANCER = auto()


_MALIGNANT = (
    "carcinoma", "cancer", "lymphoma", "linfoma", "leukemia", "leukaemia", "leucemia", "melanoma", "sarcoma", "myeloma",
    "mieloma", "karzinom", "adenocarcinoma", "glioblastoma", "mesothelioma", "malignant", "maligna", "maligno",
)  # fmt: skip
_BREAST = ("breast", "mama", "mamario", "mamaria", "brust", "mammary", "mamma", "mammakarzinom", "brustkrebs")
_METASTATIC = ("metasti", "secondary", "secundari", "mets", "disseminated", "carcinomatosis", "leptomening")
_NOT_HERS = frozenset(
    {"family", "familiar", "familiares", "screening", "cribado", "suspected", "sospecha", "fear", "risk", "riesgo"}
)
_DENIED = frozenset({"no", "not", "without", "sin", "ohne", "denies", "absence", "ausencia", "excluded"})
_ICD_LAST_PRIMARY = 97
_BREAST_CATEGORY = 50
_SECONDARY = range(77, 81)


@cache
def _names() -> Names:
    return names("condition.breast_cancer.", "condition.history.breast_cancer")


def cancer_named(concept: Json) -> Named:
    """What the concept names, its codes before its words."""
    found = coded(concept)
    by_code = _by_concepts(found)
    if by_code is not Named.NO_CANCER:
        return by_code
    if any(_other_icd(coding) for coding in codings(concept)):
        return Named.OTHER_CANCER
    return _by_words(concept)


def _by_concepts(found: frozenset[str]) -> Named:
    if any(
        name.startswith(("condition.metastasis.other_primary", "condition.metastasis.unknown_primary"))
        for name in found
    ):
        return Named.OTHER_METASTASIS
    if any(name.startswith(("condition.metastasis.", "morphology.metastatic")) for name in found):
        return Named.METASTASIS
    if "condition.breast_cancer.in_situ" in found:
        return Named.BREAST_IN_SITU
    if "condition.history.breast_cancer" in found:
        return Named.BREAST_HISTORY
    if any(name.startswith("condition.breast_cancer.") for name in found):
        return Named.BREAST
    return Named.NO_CANCER


def _other_icd(coding: Json) -> bool:
    """An ICD-10 code C00-C97 that is neither the breast nor a secondary neoplasm."""
    if normalised(string(coding.get("system"))) not in (ICD_10, ICD_10_CM):
        return False
    code = string(coding.get("code")).upper()
    if code[:1] != "C" or not code[1:3].isdigit():
        return False
    category = int(code[1:3])
    return category <= _ICD_LAST_PRIMARY and category != _BREAST_CATEGORY and category not in _SECONDARY


def _by_words(concept: Json) -> Named:
    for text in texts(concept):
        said = words(text)
        if _NOT_HERS & set(said) or _DENIED & set(said[:3]):
            continue
        metastatic = any(map(_is_metastatic, said))
        breast = any(word in _BREAST for word in said)
        malignant = any(word.startswith(_MALIGNANT) for word in said)
        by_name = _by_concepts(_names().concepts(text))
        if metastatic and not (breast and malignant and "metastatic" not in said and "metastasico" not in said):
            return Named.METASTASIS
        if by_name is not Named.NO_CANCER:
            return by_name
        if malignant:
            return Named.BREAST if breast else Named.OTHER_CANCER
    return Named.NO_CANCER


def _is_metastatic(word: str) -> bool:
    return "metasta" in word or word.startswith(_METASTATIC)  # German writes Hirnmetastasen


def says_metastatic(text: str) -> bool:
    """Whether a text speaks of metastatic or secondary disease."""
    return any(map(_is_metastatic, words(text)))


def denies(text: str) -> bool:
    """Whether a text denies what it names."""
    return bool(_DENIED & set(words(text)))


def says_breast(text: str) -> bool:
    """Whether a text names the breast."""
    return any(word in _BREAST for word in words(text))

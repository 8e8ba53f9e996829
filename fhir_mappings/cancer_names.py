"""Which cancer a code or a text names: breast cancer, a metastasis, or another cancer."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.asserted import denies, of_a_relative
from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, codings, string, texts
from fhir_mappings.remembered import per_concept, per_label
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


_KINDS = ("metastatic", "metastasico", "metastasica", "metastatico", "metastatica")
_MALIGNANT = (
    "carcinoma", "cancer", "lymphoma", "linfoma", "leukemia", "leukaemia", "leucemia", "melanoma", "sarcoma", "myeloma",
    "mieloma", "karzinom", "adenocarcinoma", "glioblastoma", "mesothelioma", "malignant", "maligna", "maligno",
)  # fmt: skip
_BREAST = ("breast", "mama", "mamario", "mamaria", "brust", "mammary", "mamma", "mammakarzinom", "brustkrebs")
_METASTATIC = ("metasti", "secondary", "secundari", "mets", "disseminated", "carcinomatosis", "leptomening")
_NOT_DIAGNOSED = frozenset({"screening", "cribado", "fear", "risk", "riesgo"})
_ONLY_SUSPECTED = frozenset({"suspected", "sospecha"})
_NOT_THIS = frozenset({"no", "non", "not", "nicht"})
_ELSEWHERE = (
    "lung", "pulmon", "colon", "colorectal", "rectal", "recto", "renal", "kidney", "rinon", "ovar", "gastric",
    "stomach", "estomago", "pancrea", "prostat", "thyroid", "tiroid", "bladder", "vejiga", "esophag", "oesophag",
    "esofag", "cervi", "endometri",
)  # fmt: skip
_OWN_NAMES = ("melanoma", "sarcoma", "lymphoma", "linfoma", "mesothelioma", "glioblastoma")
_CANCERS = ("cancer", "carcinoma", "adenocarcinoma", "karzinom")
_ICD_LAST_PRIMARY = 97
_BREAST_CATEGORY = 50
_SECONDARY = range(77, 81)


@cache
def _names() -> Names:
    return names("condition.breast_cancer.", "condition.history.breast_cancer")


@per_concept
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
        if of_a_relative(text) or _NOT_DIAGNOSED & set(said) or denies(" ".join(said[:3])):
            continue
        metastatic = says_metastatic(text)
        breast = any(word in _BREAST for word in said)
        malignant = any(word.startswith(_MALIGNANT) for word in said) or (breast and _is_ca(said))
        by_name = _by_concepts(_names().concepts(text))
        if metastatic and not breast and _of_another_organ(said):
            return Named.OTHER_METASTASIS
        if metastatic and not (breast and malignant and "metastatic" not in said and "metastasico" not in said):
            return Named.METASTASIS
        if _ONLY_SUSPECTED & set(said):
            continue
        if by_name is not Named.NO_CANCER:
            return by_name
        if malignant:
            return Named.BREAST if breast else Named.OTHER_CANCER
    return Named.NO_CANCER


def _is_metastatic(word: str) -> bool:
    return "metasta" in word or word.startswith(_METASTATIC)  # German writes Hirnmetastasen


@per_label
def says_metastatic(text: str) -> bool:
    """Whether a text speaks of metastatic or secondary disease; `non-metastatic` does not."""
    said = words(text)
    return any(
        _is_metastatic(word)
        and not word.startswith("non")
        and not (at and said[at - 1] in _NOT_THIS and word in _KINDS)
        for at, word in enumerate(said)
    )


def _is_ca(said: tuple[str, ...]) -> bool:
    """Whether `Ca` stands for cancer, as in `Ca de mama`; `CA 15-3` is a marker."""
    return any(word == "ca" and not "".join(said[at + 1 : at + 2]).isdigit() for at, word in enumerate(said))


def _of_another_organ(said: tuple[str, ...]) -> bool:
    """Whether words name the cancer of another organ: `lung cancer`, `cancer de pulmon`, `from colon`, melanoma."""
    if any(word.startswith(_OWN_NAMES) for word in said):
        return True
    places = [at for at, word in enumerate(said) if word.startswith(_ELSEWHERE)]
    return any(
        "".join(said[at + 1 : at + 2]).startswith(_CANCERS)
        or (said[at - 1 : at] in (("de",), ("from",), ("of",)) and (_cancer_before(said, at) or said[at - 1] == "from"))
        for at in places
    )


def _cancer_before(said: tuple[str, ...], at: int) -> bool:
    return "".join(said[at - 2 : at - 1]).startswith(_CANCERS)


@per_label
def says_breast(text: str) -> bool:
    """Whether a text names the breast."""
    return any(word in _BREAST for word in words(text))

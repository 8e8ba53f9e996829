"""From the codes and words of a medication to ingredients. An antibody-drug conjugate never reads as its antibody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.codes import names
from fhir_mappings.elements import Json, codings, label, of_coding, string, texts
from fhir_mappings.remembered import per_concept
from fhir_mappings.systems import ATC, normalised
from fhir_mappings.words import words
from treatment_history.agents import AGENTS, ANTI_HER2_NOT_NAMED

if TYPE_CHECKING:
    from fhir_mappings.words import Names

_SPECIAL = {
    "paclitaxel_albumin": "nab-paclitaxel",
    "doxorubicin_liposomal": "liposomal doxorubicin",
    "trastuzumab.ambiguous_group": "trastuzumab",
}
_FIXED = frozenset({"pertuzumab_trastuzumab_fixed", "pertuzumab_trastuzumab_fixed.component"})
_HER2_CLASSES = frozenset({"drugclass.her2_inhibitor", "drugclass.her2_inhibitor_mab", "drugclass.her2_tki"})
_OUTRANKED = {  # the first says less than any of the others about the same product
    "trastuzumab": ("trastuzumab emtansine", "trastuzumab deruxtecan", "trastuzumab duocarmazine"),
    "doxorubicin": ("liposomal doxorubicin",),
    "paclitaxel": ("nab-paclitaxel",),
}
_STEMS = (  # INN stems of antineoplastics; -citinib are inhibitors of inflammation
    "tinib", "ciclib", "taxel", "rubicin", "rubicina", "platin", "platino", "parib", "lisib", "tecan", "mustine",
    "mustina", "sertib", "rafenib", "metinib", "zomib", "dotin", "tansine", "tansina", "tansin", "trexed",
)  # fmt: skip
_NOT_STEMS = ("citinib",)
_PAYLOADS = ("tansine", "tansin", "tansina", "tecan", "tecano", "dotin", "vedotin", "mazine", "mazina")
_ANTINEOPLASTIC = frozenset(
    {"antineoplastic", "antineoplasico", "antineoplastico", "chemotherapy", "quimioterapia", "chemotherapie", "chemo",
     "cytostatic", "citostatico", "cytotoxic", "citotoxico", "zytostatikum", "antiher2", "temsirolimus", "tch",
     "tchp", "folfox", "folfiri", "thp", "fec", "cmf"}
)  # fmt: skip
_HER2_WORDS = (("anti", "her2"), ("her2", "inhibitor"), ("antiher2",), ("anti", "her", "2"))
_DENIALS = frozenset({"no", "not", "never", "none", "without", "sin", "nunca", "kein", "keine"})
_BLINDED = frozenset({"placebo", "blinded", "ciego", "verblindet"})
_STUDY_DRUGS = (
    ("investigational",), ("study", "drug"), ("study", "medication"), ("study", "treatment"), ("research", "drug"),
    ("ensayo", "clinico"), ("en", "investigacion"), ("prufmedikation",), ("prufpraparat",),
)  # fmt: skip
_NO_INFORMATION = ("no-medication-info", "no-known-medications", "not-recorded")


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What a medication contains. `agents` may hold a text of its own where an antineoplastic could not be mapped.

    `why_not` tells why it is left out of the history; `gap` why it could not be understood.
    """

    agents: tuple[str, ...] = ()
    as_written: str = ""
    name_only: bool = False
    conflict: bool = False
    rolled_up: bool = False
    why_not: str = ""
    gap: str = ""


@cache
def _names() -> Names:
    return names("drug.", "supportive.", "not_systemic", "drugclass.")


def ingredients(medications: tuple[Json, ...]) -> Ingredients:
    """The anticancer ingredients that these CodeableConcepts name together (a mixture has several)."""
    if len(medications) == 1:
        return _named_by(medications[0])
    read = [_named_by(concept) for concept in medications]
    agents = tuple(sorted({agent for each in read for agent in each.agents}))
    written = " / ".join(dict.fromkeys(each.as_written for each in read if each.as_written))
    if not agents:
        told = next((each for each in read if each.gap), None) or next(
            (each for each in read if each.why_not == "supportive"), None
        )
        return told or (read[0] if read else Ingredients(gap="names no medication"))
    return Ingredients(
        agents,
        written,
        name_only=all(each.name_only for each in read if each.agents),
        conflict=any(each.conflict for each in read),
        rolled_up=any(each.rolled_up for each in read),
    )


@per_concept
def _named_by(concept: Json) -> Ingredients:
    written = label(concept)
    denied = any(words(text)[:1] and words(text)[0] in _DENIALS for text in texts(concept))
    if denied and not _no_information(concept):
        return Ingredients(as_written=written, gap="its text denies the drug")
    by_code = [_agents_of(of_coding(coding)) for coding in codings(concept)]
    coded = frozenset().union(*by_code)
    said = frozenset().union(*(_said(text) for text in texts(concept)))
    if "not-systemic" in coded | said:
        return Ingredients(as_written=written, why_not="not-systemic")
    if "transplant-brand" in coded and not said - {"everolimus"}:
        return Ingredients(as_written=written, why_not="not-an-anticancer-agent")
    coded -= {"transplant-brand"}
    agents = _settled(coded | said)
    if _contradict(coded, said):
        return Ingredients((f"{written} (code and text differ)",), written, conflict=True)
    if not agents:
        return _unmapped(concept, written)
    if all(agent in AGENTS and AGENTS[agent].family.name == "SUPPORTIVE" for agent in agents):
        return Ingredients(as_written=written, why_not="supportive")
    if _BLINDED & {word for text in texts(concept) for word in words(text)}:
        return Ingredients((written,), written, name_only=not coded)  # nobody knows whether it is given
    kept = tuple(sorted(agent for agent in agents if agent not in AGENTS or AGENTS[agent].family.name != "SUPPORTIVE"))
    return Ingredients(kept, written, name_only=not coded, rolled_up=_rolled_up(kept, concept))


def _agents_of(concepts: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for concept in concepts:
        kind, _, rest = concept.partition(".")
        if concept in _HER2_CLASSES:
            found.add(ANTI_HER2_NOT_NAMED.name)
        elif rest in _FIXED:
            found |= {"pertuzumab", "trastuzumab"}
        elif rest.startswith("fluorouracil.topical") or kind == "not_systemic":
            found.add("not-systemic")
        elif rest == "everolimus.transplant_brand":
            found.add("transplant-brand")
        elif kind in ("drug", "supportive"):
            found.add(_SPECIAL.get(rest) or rest.replace("_", " "))
    return frozenset(found)


def _said(text: str) -> frozenset[str]:
    found = _agents_of(frozenset().union(*_names().found_in(text)))
    said = words(text)
    if "trastuzumab" in found and _unknown_payload(said, found):
        found = (found - {"trastuzumab"}) | {text}
    if any(word.startswith(("emtansin", "kadcyla")) for word in said):
        found |= {"trastuzumab emtansine"}
    if any(word.startswith(("deruxtecan", "enhertu")) for word in said):
        found |= {"trastuzumab deruxtecan"}
    if not found and any(phrase == said[i : i + len(phrase)] for phrase in _HER2_WORDS for i in range(len(said))):
        found = frozenset({ANTI_HER2_NOT_NAMED.name})
    return found


def _unknown_payload(said: tuple[str, ...], found: frozenset[str]) -> bool:
    known = any(agent.startswith("trastuzumab ") for agent in found)
    return not known and any(word.endswith(_PAYLOADS) for word in said)


def _settled(found: frozenset[str]) -> frozenset[str]:
    """The most specific reading: a conjugate outranks its antibody, a named agent the class it belongs to."""
    kept = {agent for agent in found if not set(_OUTRANKED.get(agent, ())) & found}
    if ANTI_HER2_NOT_NAMED.name in kept and any(
        agent in AGENTS and AGENTS[agent].her2_code for agent in kept - {ANTI_HER2_NOT_NAMED.name}
    ):
        kept.discard(ANTI_HER2_NOT_NAMED.name)
    return frozenset(kept)


def _contradict(coded: frozenset[str], said: frozenset[str]) -> bool:
    """Whether codes and words name different products; antibody and conjugate are settled, not in conflict."""
    one, other = coded - {ANTI_HER2_NOT_NAMED.name}, said - {ANTI_HER2_NOT_NAMED.name}
    if not one or not other or one & other:
        return False
    return not _settled(one | other) < one | other


def _rolled_up(agents: tuple[str, ...], concept: Json) -> bool:
    """A bare ingredient or group code of trastuzumab without words may hide a conjugate."""
    bare = any(string(coding.get("code")) in ("224905", "1162762", "1922508") for coding in codings(concept))
    return agents == ("trastuzumab",) and bare and not texts(concept)


def _unmapped(concept: Json, written: str) -> Ingredients:
    said = tuple(word for text in texts(concept) for word in words(text))
    if _no_information(concept):
        return Ingredients(as_written=written, why_not="no-medication-information")
    if _antineoplastic(concept, said) or _of_a_study(said):
        return Ingredients((written,), written, name_only=not codings(concept))
    if said or _other_atc(concept):
        return Ingredients(as_written=written, why_not="not-an-anticancer-agent")
    return Ingredients(
        as_written=written, gap="medication code not known and no name given" if written else "names no medication"
    )


def _no_information(concept: Json) -> bool:
    return any(string(coding.get("code")) in _NO_INFORMATION for coding in codings(concept))


def _antineoplastic(concept: Json, said: tuple[str, ...]) -> bool:
    classes = any(name.startswith("drugclass.") for coding in codings(concept) for name in of_coding(coding))
    stems = any(word.endswith(_STEMS) and not word.endswith(_NOT_STEMS) for word in said)
    return classes or stems or bool(_ANTINEOPLASTIC & set(said)) or any(_is_l01(coding) for coding in codings(concept))


def _of_a_study(said: tuple[str, ...]) -> bool:
    """Whether a text names nothing but a drug under study: in a cancer record it may treat the cancer."""
    return any(phrase == said[at : at + len(phrase)] for phrase in _STUDY_DRUGS for at in range(len(said)))


def _is_l01(coding: Json) -> bool:
    return normalised(string(coding.get("system"))) == ATC and string(coding.get("code")).upper().startswith(
        ("L01", "L02")
    )


def _other_atc(concept: Json) -> bool:
    return any(normalised(string(coding.get("system"))) == ATC for coding in codings(concept))

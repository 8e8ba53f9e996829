"""Sites of metastasis by code and by word (mapping specification 3.4: what does not mean brain or distant disease)."""

from __future__ import annotations

from fhir_mappings.elements import Json, coded, codings, of_coding, string, texts
from fhir_mappings.remembered import per_label
from fhir_mappings.words import words
from treatment_history.record import Site

BY_CONCEPT = {
    "brain": Site.BRAIN,
    "brain_or_meninges": Site.BRAIN_OR_MENINGES,
    "meninges": Site.MENINGES,
    "cns_other": Site.CNS_OTHER,
    "cns_midline_gland": Site.CNS_OTHER,
    "nerve": Site.OTHER,
    "bone": Site.BONE,
    "bone_marrow": Site.BONE,
    "liver": Site.LIVER,
    "lung": Site.LUNG,
    "pleura": Site.PLEURA,
    "skin": Site.SKIN,
    "lymph_node.regional_axillary_mammary": Site.REGIONAL_NODES,
    "lymph_node.clavicular": Site.REGIONAL_NODES,  # infra- and supraclavicular nodes are N3, stage III
    "lymph_node.from_breast": Site.REGIONAL_NODES,
    "lymph_node.other": Site.OTHER_NODES,
    "breast": Site.BREAST,
    "other": Site.OTHER,
    "adrenal": Site.OTHER,
    "peritoneum": Site.OTHER,
    "category": Site.UNSPECIFIED,
    "unspecified_site": Site.UNSPECIFIED,
    "from_breast_unspecified_site": Site.UNSPECIFIED,
    "from_breast_her2_positive": Site.UNSPECIFIED,
    "from_breast_her2_negative": Site.UNSPECIFIED,
    "unknown_primary.brain": Site.BRAIN,
    "unknown_primary": Site.UNSPECIFIED,
    "other_primary_or_lineage": Site.UNSPECIFIED,
}
_STEMS: tuple[tuple[Site, tuple[str, ...]], ...] = (
    (Site.MENINGES, ("mening", "leptomening")),
    (Site.BRAIN, ("brain", "cerebr", "cerebel", "encefal", "hirn", "intracran", "holocran", "wbrt")),
    (Site.CNS_OTHER, ("cns", "snc", "spinal", "medular")),
    (Site.LIVER, ("liver", "hepat", "higado", "leber")),
    (Site.PLEURA, ("pleura", "pleural")),
    (Site.LUNG, ("lung", "pulmon", "lunge")),
    (Site.BONE, ("bone", "osse", "oseo", "osea", "knochen", "skelet", "vertebra", "hueso", "medula")),
    (Site.SKIN, ("skin", "cutan", "piel", "haut")),
    (Site.REGIONAL_NODES, ("axilla", "axilar", "mammary", "supraclav", "infraclav", "sentinel", "centinela")),
    (Site.OTHER_NODES, ("node", "nodal", "gangli", "lymph", "linfa", "adenop")),
    (Site.BREAST, ("breast", "mama", "brust")),
    (Site.OTHER, ("adrenal", "suprarr", "periton", "ovar", "kidney", "renal", "spleen", "pancrea", "eye", "orbit")),
)
_ANY_NODES = frozenset(
    {"C77", "C770", "C771", "C778", "C779", "94392001", "1681000119102", "303201005", "94396003", "303194003",
     "94397007", "94351005"}
)  # fmt: skip
"""Nodes of the neck, of the thorax, of several or of unsaid places: those beside the breast are among them."""
_FAR_NODES = (
    "mediastin", "hili", "hilar", "tracheobr", "abdom", "retroperit", "mesent", "aort", "inguin", "iliac", "iliaco",
    "pelvi", "cervical", "contralat", "distan", "lymphang", "linfang",
)  # fmt: skip
CENTRAL = frozenset({Site.BRAIN, Site.BRAIN_OR_MENINGES})
"""Sites that may be the brain itself."""


def by_concepts(found: frozenset[str]) -> Site | None:
    """The site that a code names; the most telling of several."""
    named = [BY_CONCEPT[rest] for name in sorted(found) for rest in _site_part(name) if rest in BY_CONCEPT]
    told = [site for site in named if site is not Site.UNSPECIFIED]
    return (told or named or [None])[0]


def _site_part(name: str) -> tuple[str, ...]:
    for prefix in ("condition.metastasis.", "value.metastasis_site.", "obs.history_of_metastatic."):
        if name.startswith(prefix):
            return (name.removeprefix(prefix),)
    return ()


@per_label
def by_words(text: str) -> Site | None:
    """The site that a text names."""
    said = words(text)
    sites = [site for site, stems in _STEMS if any(word.startswith(stems) for word in said)]
    if Site.BRAIN in sites and Site.MENINGES in sites and not any(word.startswith("leptomening") for word in said):
        return Site.BRAIN_OR_MENINGES
    return sites[0] if sites else None


def beyond_the_region(concept: Json) -> bool:
    """Whether a code or a text names lymph nodes that are certainly none of the region of the breast."""
    if any(word.startswith(_FAR_NODES) for text in texts(concept) for word in words(text)):
        return True
    placed = [coding for coding in codings(concept) if by_concepts(of_coding(coding)) is Site.OTHER_NODES]
    return any(string(coding.get("code")).upper().replace(".", "") not in _ANY_NODES for coding in placed)


def of_place(place: Json) -> Site | None:
    """The site that a body site names by code or word."""
    return by_concepts(coded(place)) or next(filter(None, map(by_words, texts(place))), None)

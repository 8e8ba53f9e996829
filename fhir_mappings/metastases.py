"""Distant disease stated as a Condition: where, how certain, and of which cancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.asserted import denies, leaves_open
from fhir_mappings.cancer_names import Named, cancer_named, says_breast, says_metastatic
from fhir_mappings.distant_sites import written_answer
from fhir_mappings.elements import Json, coded, extensions, label, record, records, texts
from fhir_mappings.origins import other_origin
from fhir_mappings.sites import CENTRAL, beyond_the_region, by_concepts, by_words
from fhir_mappings.standing import Standing, verified
from fhir_mappings.when import began, read_date
from fhir_mappings.words import words
from treatment_history.answer import Answer
from treatment_history.record import Excluded, Metastasis, Site
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading


def read_secondary(entry: Entry, chart: Chart) -> list[Reading]:
    """A Condition that states secondary disease; refuted ones state its absence, doubtful ones carry their doubt."""
    concept = record(entry.body.get("code"))
    site = _site(entry.body, concept)
    standing = verified(entry.body)
    if standing is Standing.ERROR:
        return [Excluded(entry.reference, "entered-in-error")]
    if standing is Standing.REFUTED:
        refuted_on = read_date(entry.body.get("recordedDate")) or began(entry.body)
        absent = [Metastasis(entry.reference, refuted_on, site, Answer.NO)] if site in CENTRAL else []
        return [Excluded(entry.reference, "refuted"), *absent]
    origins = _origins(entry.body, chart)
    elsewhere = cancer_named(concept) is Named.OTHER_METASTASIS or _all_elsewhere(origins)
    doubt = _doubt(concept, site, standing) or (
        None if elsewhere or origins else other_origin(concept, began(entry.body), chart)
    )
    present = Answer.YES if doubt is None else Answer.UNKNOWN
    return [Metastasis(entry.reference, began(entry.body), site, present, doubt, elsewhere)]


def _site(body: Json, concept: Json) -> Site:
    """The site by code; an unspecific code takes the site of its words, then of the body site."""
    site = by_concepts(coded(concept))
    if site is not None and site is not Site.UNSPECIFIED:
        return site
    told = [by_words(text) for text in texts(concept)]
    told += [by_words(text) for place in records(body.get("bodySite")) for text in texts(place)]
    # "metastatic breast cancer" names the origin, not a metastasis in the breast
    return next((each for each in told if each is not None and each is not Site.BREAST), Site.UNSPECIFIED)


def _origins(body: Json, chart: Chart) -> list[Named]:
    """The primary cancers to which the record ties a metastasis."""
    ties = extensions(body, "condition-related", "related-condition", "condition-dueTo")
    found = [chart.references.resolved(record(tie.get("valueReference")), body) for tie in ties]
    kinds = [cancer_named(record(origin.get("code"))) for origin in found if origin]
    return [kind for kind in kinds if kind is not Named.NO_CANCER]


def _all_elsewhere(origins: list[Named]) -> bool:
    return bool(origins) and all(kind in (Named.OTHER_CANCER, Named.OTHER_METASTASIS) for kind in origins)


def _doubt(concept: Json, site: Site, standing: Standing) -> Sentence | None:
    written = label(concept)
    if standing is Standing.DOUBTFUL:
        return say("“{text}” is recorded as not yet confirmed.", text=written)
    by_code = by_concepts(coded(concept))
    if site is Site.BREAST:
        return say("“{text}” may mean a second tumour of the breast, not a metastasis.", text=written)
    if site is Site.OTHER_NODES and not beyond_the_region(concept):
        return say("“{text}” may mean regional lymph nodes, not distant ones.", text=written)
    for text in texts(concept):
        told = by_words(text)
        if denies(text):
            return say("The text “{text}” denies what the code of the diagnosis states.", text=text)
        if leaves_open(text) and says_metastatic(text):
            return say("The text “{text}” leaves open whether there is a metastasis.", text=text)
        if by_code is None:
            continue
        if not says_metastatic(text) and (says_breast(text) or "primary" in words(text)):
            return say("The code states a metastasis, the text says “{text}”.", text=text)
        if told is not None and _other_place(told, site):
            return say("Code and text of the diagnosis name different sites: “{text}”.", text=text)
    return None


def _other_place(told: Site, site: Site) -> bool:
    plain = {Site.BRAIN, Site.LIVER, Site.LUNG, Site.BONE}
    return told in plain and site in plain and told is not site


def denied_spread(entry: Entry) -> list[Reading]:
    """A Condition in words that denies metastases, such as `No brain metastases`."""
    denied = denials(record(entry.body.get("code")))
    if not denied or verified(entry.body) is not Standing.HOLDS:
        return []
    answer, site = written_answer(denied[0])
    if answer is not Answer.NO or site not in CENTRAL:
        return [Excluded(entry.reference, "denied")]
    return [Metastasis(entry.reference, began(entry.body), site, Answer.NO)]


def denials(concept: Json) -> list[str]:
    """The texts of a concept without a known code that deny metastases."""
    return [] if coded(concept) else [text for text in texts(concept) if denies(text) and says_metastatic(text)]

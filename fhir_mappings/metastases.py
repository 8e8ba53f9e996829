"""Distant disease: secondary Conditions, sites of metastasis, history of metastatic cancer, and its stated absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import Named, cancer_named, denies, says_breast, says_metastatic
from fhir_mappings.elements import Json, coded, extensions, label, record, records, string, texts, values_of
from fhir_mappings.sites import CENTRAL, by_concepts, by_words
from fhir_mappings.standing import Standing, is_final, is_void, verified
from fhir_mappings.tumor_markers import of_another_tumour
from fhir_mappings.when import began, observed, read_date
from fhir_mappings.words import words
from treatment_history.answer import Answer
from treatment_history.record import Excluded, Gap, Metastasis, Query, Site
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from treatment_history.dates import PartialDate

_ABSENT = frozenset({"value.none", "value.negative", "value.not_detected", "value.m_category.m0"})
_PRESENT = frozenset({"value.present", "value.positive", "value.detected", "value.m_category.m1"})
_NO_WORDS = frozenset(
    {"no", "none", "ninguna", "ninguno", "negative", "negativo", "negativa", "absent", "ausente", "ausencia", "keine",
     "kein", "without", "sin", "false", "not", "negativ"}
)  # fmt: skip
_YES_WORDS = frozenset(
    {"yes", "si", "ja", "present", "presente", "presentes", "positive", "positivo", "true", "detected"}
)
_UNKNOWN_WORDS = frozenset(
    {
        "unknown",
        "desconocido",
        "unbekannt",
        "pending",
        "pendiente",
        "indeterminate",
        "equivocal",
        "possible",
        "posible",
        "evaluated",
        "assessed",
    }
)


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
        None if elsewhere or origins else _other_origin(concept, began(entry.body), chart)
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
    pointers = [record(extension.get("valueReference")) for extension in extensions(body, "condition-related")]
    pointers += [record(extension.get("valueReference")) for extension in extensions(body, "related-condition")]
    pointers += [record(extension.get("valueReference")) for extension in extensions(body, "condition-dueTo")]
    found = [chart.references.resolved(pointer, body) for pointer in pointers]
    kinds = [cancer_named(record(origin.get("code"))) for origin in found if origin]
    return [kind for kind in kinds if kind is not Named.NO_CANCER]


def _all_elsewhere(origins: list[Named]) -> bool:
    return bool(origins) and all(kind in (Named.OTHER_CANCER, Named.OTHER_METASTASIS) for kind in origins)


def _other_origin(concept: Json, date: PartialDate | None, chart: Chart) -> Sentence | None:
    """Another cancer on record from which an untied metastasis may come just as well."""
    named_origin = any(name.startswith("condition.metastasis.from_breast") for name in coded(concept))
    if named_origin or any(says_breast(text) for text in texts(concept)):
        return None
    for other in chart.other_cancers:
        since = began(other.body)
        if date is None or since is None or since.earliest <= date.latest:
            return say(
                "The record also holds another cancer from which the metastasis may come: {cancer}",
                cancer=label(other.body.get("code")),
            )
    return None


def _doubt(concept: Json, site: Site, standing: Standing) -> Sentence | None:
    written = label(concept)
    if standing is Standing.DOUBTFUL:
        return say("“{text}” is recorded as not yet confirmed.", text=written)
    by_code = by_concepts(coded(concept))
    if site is Site.BREAST:
        return say("“{text}” may mean a second tumour of the breast, not a metastasis.", text=written)
    for text in texts(concept):
        told = by_words(text)
        if denies(text):
            return say("The text “{text}” denies what the code of the diagnosis states.", text=text)
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


def read_distant_site(entry: Entry, chart: Chart) -> list[Reading]:
    """An Observation about distant metastases or their site; `None` states that there is none, so none in the brain."""
    if is_void(entry.body):
        return [Excluded(entry.reference, string(entry.body.get("status")))]
    if not is_final(entry.body):
        return [Excluded(entry.reference, "status-not-final")]
    asked = _asked_site(entry.body)
    elsewhere = of_another_tumour(entry.body, chart)
    tied = elsewhere or bool(records(entry.body.get("focus")))
    doubt = None if tied else _other_origin(record(entry.body.get("code")), observed(entry.body), chart)
    return _answered(entry, asked, doubt, elsewhere=elsewhere)


def _asked_site(body: Json) -> Site | None:
    """The site that the question itself names, such as `Brain metastases`."""
    concept = record(body.get("code"))
    found = coded(concept)
    if any(name.startswith("obs.site_of_distant") for name in found):
        return None
    told = (by_words(text) for text in texts(concept))
    return by_concepts(found) or next((site for site in told if site not in (None, Site.BREAST)), None)


def _answered(entry: Entry, asked: Site | None, doubt: Sentence | None, *, elsewhere: bool) -> list[Reading]:
    date = observed(entry.body)
    values = values_of(entry.body)
    answers = [_of_value(value) for value in values]
    answer = _agreed([each for each, _ in answers])
    named = next((site for _, site in answers if site is not None), None)
    site = named or asked or Site.UNSPECIFIED
    if site is Site.UNSPECIFIED:
        site = next(
            filter(None, (by_words(text) for place in records(entry.body.get("bodySite")) for text in texts(place))),
            site,
        )
    if answer is Answer.UNKNOWN or (not values and not _is_history(entry.body)):
        return [Gap(entry.reference, "statement about metastases without a clear answer", Query.OBSERVATIONS)]
    if answer is Answer.YES and doubt is not None:
        return [Metastasis(entry.reference, date, site, Answer.UNKNOWN, doubt, elsewhere)]
    found = [Metastasis(entry.reference, date, site, answer, None, elsewhere)]
    if answer is Answer.NO and site is Site.UNSPECIFIED:
        found.append(Metastasis(entry.reference, date, Site.BRAIN, answer, None, elsewhere))
    return list(found)


def _is_history(body: Json) -> bool:
    """mCODE: a history of metastatic cancer without a value states that it was there."""
    return any(name.startswith("obs.history_of_metastatic") for name in coded(body.get("code")))


def _agreed(answers: list[Answer]) -> Answer:
    if not answers:
        return Answer.YES
    return answers[0] if len(set(answers)) == 1 else Answer.UNKNOWN


def _of_value(value: tuple[str, object]) -> tuple[Answer, Site | None]:
    key, given = value
    if key == "valueBoolean":
        return (Answer.YES if given is True else Answer.NO), None
    if key == "valueString":
        return _of_text(string(given))
    if key == "valueInteger" and isinstance(given, int):
        return (Answer.NO if given == 0 else Answer.YES), None
    concept = record(given)
    found = coded(concept)
    site = by_concepts(found)
    if found & _ABSENT:
        return Answer.NO, None
    if site is not None or found & _PRESENT:
        return Answer.YES, site
    read = [_of_text(text) for text in texts(concept)]
    return next((each for each in read if each[0] is not Answer.UNKNOWN), (Answer.UNKNOWN, None))


def _of_text(text: str) -> tuple[Answer, Site | None]:
    said = set(words(text))
    site = by_words(text)
    if said & _UNKNOWN_WORDS:
        return Answer.UNKNOWN, None
    if said & _NO_WORDS:
        return Answer.NO, site
    return (Answer.YES, site) if said & _YES_WORDS or site is not None else (Answer.UNKNOWN, None)


def asks_about_metastases(body: Json) -> bool:
    """Whether an Observation asks about distant metastases."""
    concept = body.get("code")
    found = coded(concept)
    if any(
        name.startswith(("obs.site_of_distant", "obs.history_of_metastatic", "condition.metastasis.")) for name in found
    ):
        return True
    measured = isinstance(body.get("valueQuantity"), dict)
    return not found and not measured and any(_speaks_of_spread(text) for text in texts(concept))


def _speaks_of_spread(text: str) -> bool:
    said = words(text)
    counted = any(
        word.startswith(("sentinel", "node", "lymph", "gangli", "number", "examined", "tnm", "pathologic"))
        for word in said
    )
    return (
        any("metasta" in word or word.startswith(("metasti", "mets")) for word in said)
        and not counted
        and "category" not in said
    )

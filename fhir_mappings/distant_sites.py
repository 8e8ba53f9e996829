"""Observations about distant disease: its site, its history, imaging results, and its stated absence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fhir_mappings.asserted import leaves_open
from fhir_mappings.cancer_names import says_metastatic
from fhir_mappings.elements import Json, coded, record, records, string, texts, values_of
from fhir_mappings.origins import other_origin
from fhir_mappings.sites import by_concepts, by_words
from fhir_mappings.standing import is_final, is_void
from fhir_mappings.tumor_markers import of_another_tumour
from fhir_mappings.when import observed
from fhir_mappings.words import words
from treatment_history.answer import Answer
from treatment_history.record import Excluded, Gap, Metastasis, Query, Site

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from treatment_history.sentences import Sentence

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
    {"unknown", "desconocido", "unbekannt", "pending", "pendiente", "indeterminate", "equivocal", "possible", "posible",
     "evaluated", "assessed", "new", "nueva", "nuevas", "further", "additional", "other", "otras", "suspected",
     "history", "cannot"}
)  # fmt: skip
_SEEN = frozenset({"detected", "present", "found", "seen", "known", "identified", "visible", "presentes", "detectadas"})
_IMAGING = frozenset(
    {"mri", "ct", "tac", "rm", "rmn", "pet", "resonancia", "scan", "imaging", "tomography", "tomografia", "mrt"}
)


def read_distant_site(entry: Entry, chart: Chart) -> list[Reading]:
    """An Observation about distant metastases or their site; `None` states that there is none, so none in the brain."""
    if is_void(entry.body):
        return [Excluded(entry.reference, string(entry.body.get("status")))]
    if not is_final(entry.body):
        return [Excluded(entry.reference, "status-not-final")]
    asked = _asked_site(entry.body)
    elsewhere = of_another_tumour(entry.body, chart)
    tied = elsewhere or bool(records(entry.body.get("focus")))
    doubt = None if tied else other_origin(record(entry.body.get("code")), observed(entry.body), chart)
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
    named = next((site for _, site in answers if site not in (None, Site.UNSPECIFIED)), None)
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


_QUESTIONS = ("obs.site_of_distant", "obs.history_of_metastatic", "condition.metastasis.")
_CLAUSE = re.compile(r"[,;.]|\bbut\b|\bpero\b|\baber\b")


def _agreed(answers: list[Answer]) -> Answer:
    if not answers:
        return Answer.YES
    return answers[0] if len(set(answers)) == 1 else Answer.UNKNOWN


def _of_value(value: tuple[str, object]) -> tuple[Answer, Site | None]:
    key, given = value
    if key == "valueBoolean":
        return (Answer.YES if given is True else Answer.NO), None
    if key == "valueString":
        return written_answer(string(given))
    if key == "valueInteger" and isinstance(given, int):
        return (Answer.NO if given == 0 else Answer.YES), None
    concept = record(given)
    found = coded(concept)
    site = by_concepts(found)
    if found & _ABSENT:
        return Answer.NO, None
    if site is not None or found & _PRESENT:
        return Answer.YES, site
    read = [written_answer(text) for text in texts(concept)]
    return next((each for each in read if each[0] is not Answer.UNKNOWN), (Answer.UNKNOWN, None))


def written_answer(text: str) -> tuple[Answer, Site | None]:
    """A written answer, clause by clause: only clauses that speak of spread or of a site count, and they must agree."""
    if _UNKNOWN_WORDS & set(words(text)) or leaves_open(text):
        return Answer.UNKNOWN, None
    read = [_of_clause(clause) for clause in _CLAUSE.split(text) if clause.strip()]
    told = [each for each in read if each[1] is not None] or [each for each in read if each[0] is not Answer.UNKNOWN]
    answers = {answer for answer, _ in told}
    if len(answers) != 1:
        return Answer.UNKNOWN, None
    return told[0] if len({site for _, site in told}) == 1 else (told[0][0], None)


def _of_clause(clause: str) -> tuple[Answer, Site | None]:
    said = words(clause)
    site = by_words(clause) or (Site.UNSPECIFIED if says_metastatic(clause) else None)
    if _NO_WORDS & set(said):
        return (Answer.NO if _denies_spread(said) else Answer.UNKNOWN), site
    return (Answer.YES, site) if _YES_WORDS & set(said) or site is not None else (Answer.UNKNOWN, None)


def _denies_spread(said: tuple[str, ...]) -> bool:
    """Whether the negation reaches the metastases: `no metastases`, `metastases: none`; not `metastases no oedema`."""
    at = next(place for place, word in enumerate(said) if word in _NO_WORDS)
    before, after = " ".join(said[:at]), said[at + 1 :]
    rest = " ".join(after)
    if not after or set(after) <= _SEEN or says_metastatic(rest):
        return True
    return by_words(rest) is not None and not says_metastatic(before)


def asks_about_metastases(body: Json) -> bool:
    """Whether an Observation asks about distant metastases."""
    concept = body.get("code")
    found = coded(concept)
    if found and any(name.startswith(_QUESTIONS) for name in found):
        return True
    if found or isinstance(body.get("valueQuantity"), dict):
        return False
    return any(_speaks_of_spread(text) for text in texts(concept)) or _imaging_that_speaks_of_spread(body)


def _imaging_that_speaks_of_spread(body: Json) -> bool:
    """An imaging result whose written answer is about metastases."""
    written = string(body.get("valueString"))
    if not written or not _speaks_of_spread(written):
        return False
    asked = texts(body.get("code"))
    return any(by_words(text) is not None or _IMAGING & set(words(text)) for text in asked)


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

"""How the disease goes: mCODE disease status, RECIST categories, the German overall assessment, and written words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.asserted import denies, leaves_open
from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, codings, extensions, record, records, string, texts, values_of
from fhir_mappings.remembered import per_concept
from fhir_mappings.sites import by_concepts, of_place
from fhir_mappings.standing import is_final, is_void
from fhir_mappings.tumor_markers import of_another_tumour
from fhir_mappings.when import observed
from fhir_mappings.words import folded, words
from treatment_history.record import Excluded, Gap, Metastasis, Query, Response, Site, StatusObservation

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from fhir_mappings.words import Names

RESPONSES = {
    "disease_status.complete_remission": Response.COMPLETE,
    "disease_status.complete_remission.deprecated": Response.COMPLETE,
    "disease_status.complete_remission_with_residuals": Response.COMPLETE,
    "disease_status.no_abnormality.old": Response.COMPLETE,
    "disease_status.not_detected.old": Response.COMPLETE,
    "disease_status.partial_remission": Response.PARTIAL,
    "disease_status.partial_remission.deprecated": Response.PARTIAL,
    "disease_status.improved": Response.IMPROVED,
    "disease_status.minimal_response": Response.IMPROVED,
    "disease_status.stable": Response.STABLE,
    "disease_status.progression": Response.PROGRESSION,
    "disease_status.relapse": Response.PROGRESSION,
    "disease_status.undetermined": Response.UNDETERMINED,
    "disease_status.mixed": Response.UNDETERMINED,
    "recist.complete_response": Response.COMPLETE,
    "recist.partial_response": Response.PARTIAL,
    "recist.stable_disease": Response.STABLE,
    "recist.progressive_disease": Response.PROGRESSION,
    "response.complete.text.es": Response.COMPLETE,
    "response.partial.text.es": Response.PARTIAL,
    "response.stable.text.es": Response.STABLE,
    "response.progression.text.es": Response.PROGRESSION,
    "response.relapse.text.es": Response.PROGRESSION,
}
_NOT_ASSESSED = frozenset({"recist.not_assessed", "disease_status.missing", "value.unknown"})
_NEW_SPREAD = "disease_status.distant_metastasis_present"
_UNDECIDED = "disease_status.undetermined"
_NOT_REACHED = frozenset(
    {"near", "nearly", "almost", "casi", "free", "libre", "time", "tiempo", "pathologic", "pathological", "patologica"}
)
_CLAUSE = re.compile(r"[,;.()/]|\bbut\b|\bpero\b|\baber\b")
_OF_NO_DISEASE = ("no evidence of disease", "sin evidencia de enfermedad")
_QUESTIONS = ("obs.disease_status", "obs.regression_status")
_NOT_PATHOLOGICAL = frozenset(
    {"pathologic", "pathological", "patologica", "pcr", "immune", "serologic", "virologic", "hematologic", "vaccine"}
)


@cache
def _questions() -> Names:
    return names("obs.disease_status")


@cache
def _answers() -> Names:
    return names("recist.", "disease_status.", "response.")


def asks_about_status(body: Json) -> bool:
    """Whether an Observation is a disease-status assessment, by its question or by a RECIST answer."""
    return _asks(body.get("code")) or any(
        name.startswith("recist.") for _, value in values_of(body) for name in coded(value)
    )


@per_concept
def _asks(concept: Json) -> bool:
    found = coded(concept)
    if any(name.startswith(_QUESTIONS) for name in found):
        return True
    said = {word for text in texts(concept) for word in words(text)}
    return not found and not said & _NOT_PATHOLOGICAL and any(_questions().whole(text) for text in texts(concept))


def read_status(entry: Entry, chart: Chart) -> list[Reading]:
    """The assessment that an Observation states. Several answers in one value: the graded one is taken."""
    body = entry.body
    withdrawn: list[Reading] = [Excluded(entry.reference, string(body.get("status")))] if is_void(body) else []
    if of_another_tumour(body, chart):
        return [Excluded(entry.reference, "other-cancer")]
    found, not_assessed, spread = _answer(body)
    read: list[Reading] = []
    if spread and is_final(body):
        read.append(Metastasis(entry.reference, observed(body), Site.UNSPECIFIED))
    if found is None:
        return withdrawn or read or ([Excluded(entry.reference, "not-assessed")] if not_assessed else [_gap(entry)])
    status = StatusObservation(
        entry.reference, observed(body), found, _marker_only(body), is_final(body), _site(body, chart)
    )
    return [*withdrawn, *read, status]  # a withdrawn one is not final: it is passed over, and said to be


def _gap(entry: Entry) -> Gap:
    return Gap(entry.reference, "disease status without a readable value", Query.OBSERVATIONS)


def _answer(body: Json) -> tuple[Response | None, bool, bool]:
    """The response, whether it was left unassessed, and whether new distant disease is stated."""
    names_found: set[str] = set()
    for key, value in values_of(body):
        concept = record(value) if key == "valueCodeableConcept" else {"text": string(value)}
        by_code = coded(concept)
        names_found |= by_code or _by_words(concept)
    responses = {RESPONSES[name] for name in names_found if name in RESPONSES}
    graded = responses - {Response.IMPROVED, Response.UNDETERMINED}
    spread = _NEW_SPREAD in names_found
    not_assessed = spread or bool(names_found & _NOT_ASSESSED)
    if len(graded) == 1:
        return graded.pop(), not_assessed, spread
    if len(graded) > 1:
        return Response.UNDETERMINED, not_assessed, spread
    left = responses & {Response.IMPROVED} or responses
    return (left.pop() if left else None), not_assessed, spread


def _by_words(concept: Json) -> set[str]:
    """The answer in words; one that asks or suspects decides nothing, a clause that denies says nothing graded."""
    said = [*texts(concept), *(string(coding.get("code")) for coding in codings(concept))]
    if any(leaves_open(text) and _answers().concepts(text) for text in said):
        return {_UNDECIDED}
    return {name for text in said for name in _answers().whole(text) or _by_clauses(text)}


def _by_clauses(text: str) -> set[str]:
    found: set[str] = set()
    for clause in _CLAUSE.split(text):
        graded = _answers().whole(clause)
        plain = not denies(clause) and not _NOT_REACHED & set(words(clause))
        if graded or plain or any(denial in folded(clause) for denial in _OF_NO_DISEASE):
            found |= graded or _answers().concepts(clause)
    return found


def _marker_only(body: Json) -> bool:
    """Whether the assessment rests on tumour markers in blood alone."""
    kinds = [record(extension.get("valueCodeableConcept")) for extension in extensions(body, "evidence-type")]
    return bool(kinds) and all(_is_marker(kind) for kind in kinds)


def _is_marker(concept: Json) -> bool:
    if "evidence_type.tumor_marker" in coded(concept):
        return True
    said = {word for text in texts(concept) for word in words(text)}
    return bool(said & {"marker", "markers", "marcador", "marcadores", "tumormarker"})


def _site(body: Json, chart: Chart) -> Site | None:
    """The lesion that was assessed, if the record names one."""
    for pointer in records(body.get("focus")):
        found = chart.references.resolved(pointer, body)
        site = by_concepts(coded(record(found).get("code"))) if found else None
        if site is not None and site is not Site.UNSPECIFIED:
            return site
    return next(filter(None, map(of_place, records(body.get("bodySite")))), None)

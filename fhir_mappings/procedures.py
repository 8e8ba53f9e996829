"""Operations on the breast, and local treatment of metastases: radiotherapy, radiosurgery, resection, ablation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, codings, record, records, string, texts
from fhir_mappings.indication import other_indication, reasons
from fhir_mappings.sites import by_concepts, by_words, of_place
from fhir_mappings.systems import ICD_10_PCS, normalised
from fhir_mappings.when import performed
from treatment_history.answer import Answer
from treatment_history.record import Excluded, Gap, LocalTherapy, Purpose, Query, Site, Surgery

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from fhir_mappings.words import Names

_DONE = {
    "completed": Answer.YES,
    "in-progress": Answer.YES,
    "stopped": Answer.UNKNOWN,
    "on-hold": Answer.UNKNOWN,
    "unknown": Answer.UNKNOWN,
    "not-done": Answer.NO,
}
_BRAIN = ("procedure.brain.", "procedure.craniotomy")
_LOCAL = ("procedure.radiotherapy", "procedure.radiosurgery", "procedure.resection", *_BRAIN, "procedure.liver")


@cache
def _names() -> Names:
    return names("procedure.")


def read_procedure(entry: Entry, chart: Chart) -> list[Reading]:
    """What a Procedure did, if it is an operation or a local treatment."""
    found = _named(record(entry.body.get("code")))
    if not _treats(found):
        return []
    status = string(entry.body.get("status"))
    if status == "entered-in-error":
        return [Excluded(entry.reference, "entered-in-error")]
    if status == "preparation":
        return [Excluded(entry.reference, "planned")]
    if status not in _DONE:
        return [Gap(entry.reference, "procedure without a known status", Query.PROCEDURES)]
    other = other_indication(entry.body, chart.references)
    if other:
        return [Excluded(entry.reference, other)]
    return _done(entry, found, _DONE[status], chart)


def names_treatment(concept: Json) -> bool:
    """Whether a code or its text names an operation on the breast or a local treatment."""
    return _treats(_named(concept))


def _treats(found: frozenset[str]) -> bool:
    return any(name.startswith((*_LOCAL, "procedure.breast_surgery")) for name in found)


def _named(concept: Json) -> frozenset[str]:
    """The kinds of procedure by code, else by words; a biopsy or a reconstruction treats nothing."""
    by_code = frozenset(
        name
        for coding in codings(concept)
        if not _diagnostic(coding)
        for name in coded({"coding": [coding]})
        if name.startswith("procedure.")
    )
    if by_code:
        return by_code
    by_text = frozenset().union(*(_names().concepts(text) for text in texts(concept)))
    return frozenset() if "procedure.not_therapeutic.text" in by_text else by_text


def _diagnostic(coding: Json) -> bool:
    """ICD-10-PCS marks a diagnostic excision by an X in the seventh place."""
    return normalised(string(coding.get("system"))) == ICD_10_PCS and string(coding.get("code")).upper().endswith("X")


def _done(entry: Entry, found: frozenset[str], done: Answer, chart: Chart) -> list[Reading]:
    date = performed(entry.body)
    if any(name.startswith("procedure.breast_surgery") for name in found):
        if done is Answer.YES:
            return [Surgery(entry.reference, date, Purpose.PRIMARY)]
        return [Excluded(entry.reference, "not-done" if done is Answer.NO else "not-completed")]
    return [LocalTherapy(entry.reference, date, _site(entry.body, found, chart), done)]


def _site(body: Json, found: frozenset[str], chart: Chart) -> Site:
    """Where: by the code itself, the body site, the words, then the reason for which it was done."""
    if any(name.startswith(_BRAIN) for name in found):
        return Site.BRAIN
    if any(name.startswith("procedure.liver") for name in found):
        return Site.LIVER
    concept = record(body.get("code"))
    told = [of_place(place) for place in records(body.get("bodySite"))]
    told += [by_words(text) for text in texts(concept)]
    told += [
        by_concepts(coded(reason)) or next(filter(None, map(by_words, texts(reason))), None)
        for reason in reasons(body, chart.references)
    ]
    return next((site for site in told if site is not None), Site.UNSPECIFIED)

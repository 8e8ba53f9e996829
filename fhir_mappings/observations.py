"""Observations: which of the readers each one concerns. An Observation that no rule asks about is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.comorbidities import asks_about_pregnancy, read_pregnancy
from fhir_mappings.disease_status import asks_about_status, read_status
from fhir_mappings.distant_sites import asks_about_metastases, read_distant_site
from fhir_mappings.elements import Json, coded, listed, string
from fhir_mappings.measurements import measured_in, measures, read_measurement
from fhir_mappings.remembered import per_concept
from fhir_mappings.stages import asks_about_stage, read_stage
from fhir_mappings.tumor_markers import read_marker, tests_of

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading

_TELLING_ANSWERS = ("recist.", "value.pregnant", "value.not_pregnant")


def read_observation(entry: Entry, chart: Chart) -> list[Reading]:
    """What an Observation states, by the first reader that understands its question."""
    body = entry.body
    if not _may_matter(body):
        return []
    if tests_of(body.get("code")) or any(tests_of(part.get("code")) for part in listed(body, "component")):
        return read_marker(entry, chart)
    if asks_about_status(body):
        return read_status(entry, chart)
    if asks_about_stage(body):
        return read_stage(entry, chart)
    if asks_about_metastases(body):
        return read_distant_site(entry, chart)
    quantity = measured_in(body)
    if quantity is not None:
        return read_measurement(entry, quantity, chart)
    return read_pregnancy(entry, chart) if asks_about_pregnancy(body) else []


def _may_matter(body: Json) -> bool:
    """The sieve over the bulk of a chart: a question or an answer that some reader knows, judged once per code."""
    if is_question(body.get("code")) or body.get("component"):
        return True
    return is_telling_text(body.get("valueString")) or is_telling_answer(body.get("valueCodeableConcept"))


@per_concept
def is_question(concept: object) -> bool:
    """Whether some reader knows the question that a code or its text asks."""
    readers = (asks_about_status, asks_about_stage, asks_about_metastases, measures, asks_about_pregnancy)
    asked: Json = {"code": concept}
    return bool(tests_of(concept)) or any(reader(asked) not in (None, False) for reader in readers)


def is_telling_text(text: object) -> bool:
    """Whether an answer in words may speak of metastases, whatever was asked."""
    return "etast" in string(text) or "etást" in string(text)


def is_telling_answer(concept: object) -> bool:
    """Whether a coded answer tells its question by itself."""
    return any(name.startswith(_TELLING_ANSWERS) for name in coded(concept))

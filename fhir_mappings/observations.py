"""Observations: which of the readers each one concerns. An Observation that no rule asks about is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.comorbidities import asks_about_pregnancy, read_pregnancy
from fhir_mappings.disease_status import asks_about_status, read_status
from fhir_mappings.elements import records
from fhir_mappings.measurements import measures, read_measurement
from fhir_mappings.metastases import asks_about_metastases, read_distant_site
from fhir_mappings.stages import asks_about_stage, read_stage
from fhir_mappings.tumor_markers import read_marker, tests_of

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading


def read_observation(entry: Entry, chart: Chart) -> list[Reading]:
    """What an Observation states, by the first reader that understands its question."""
    body = entry.body
    if tests_of(body.get("code")) or any(tests_of(part.get("code")) for part in records(body.get("component"))):
        return read_marker(entry, chart)
    if asks_about_status(body):
        return read_status(entry, chart)
    if asks_about_stage(body):
        return read_stage(entry, chart)
    if asks_about_metastases(body):
        return read_distant_site(entry, chart)
    quantity = measures(body)
    if quantity is not None:
        return read_measurement(entry, quantity, chart)
    return read_pregnancy(entry, chart) if asks_about_pregnancy(body) else []

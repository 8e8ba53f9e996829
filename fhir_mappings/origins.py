"""Another cancer on record as the possible origin of a metastasis that the record ties to none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import says_breast
from fhir_mappings.elements import Json, coded, label, texts
from fhir_mappings.when import began
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart
    from treatment_history.dates import PartialDate


def other_origin(concept: Json, date: PartialDate | None, chart: Chart) -> Sentence | None:
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

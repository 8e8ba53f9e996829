"""A record reads the same whether it comes as a Bundle, as paged search sets or as the prefetch of a hook request."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from rendering.demo_patients import stories
from rendering.dialects import DIALECTS
from rendering.render import render, render_prefetch

from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from fhir_mappings.prefetch import TEMPLATES, raw_from_prefetch

if TYPE_CHECKING:
    from treatment_history.record import PatientRecord

DEMO = [story | {"medications": [m for m in story["medications"] if "every" not in m]} for story in stories()]
by_story = pytest.mark.parametrize("story", DEMO, ids=[story["patient"]["id"] for story in DEMO])


def content(record: PatientRecord) -> PatientRecord:
    """What was read, without how completely it was asked for."""
    return replace(record, completeness=MappingProxyType({}))


@by_story
def test_prefetch_reads_like_the_bundle(story: dict[str, Any]) -> None:
    dialect, patient = DIALECTS["rxnorm-medication-entries"], story["patient"]["id"]

    from_bundle = read_record(raw_from_bundle(render(story, dialect)))
    from_prefetch = read_record(raw_from_prefetch(render_prefetch(story, dialect), patient))

    assert from_prefetch.medications_complete
    assert from_prefetch.gaps == ()
    assert content(from_prefetch) == content(from_bundle)


@by_story
def test_search_sets_with_absolute_references_read_like_the_bundle(story: dict[str, Any]) -> None:
    plain = read_record(raw_from_bundle(render(story, DIALECTS["rxnorm-medication-entries"])))

    packed = read_record(raw_from_bundle(render(story, DIALECTS["rxnorm-search-sets"])))

    assert content(packed) == content(plain)


def test_the_renderer_sends_every_key_that_the_service_asks_for() -> None:
    prefetch = render_prefetch(DEMO[0], DIALECTS["rxnorm"])

    assert set(TEMPLATES) <= set(prefetch)

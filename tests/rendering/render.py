"""A worked case of the line-of-therapy specification, or a story of the same schema, as a FHIR record.

Written as a careful third party would write it: mCODE-like structure, the dialect's codes, no word from the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rendering.bundles import collection, prefetch, search_sets
from rendering.dialects import Packaging
from rendering.events import WRITERS, breast_cancer
from rendering.lines import care_plan, episode_of_care, needs_care_plan, with_context
from rendering.medications import render_medication

if TYPE_CHECKING:
    from rendering.dialects import Dialect
    from rendering.vocabulary import Json

PATIENT_ID = "demo-patient"
BASE = "https://ehr.example.org/fhir"


def render_resources(case: Json, dialect: Dialect) -> list[Json]:
    """Every resource of the case, Patient first."""
    patient_id = case.get("patient", {}).get("id", PATIENT_ID)
    reference = f"Patient/{patient_id}"
    subject = {"reference": f"{BASE}/{reference}" if dialect.absolute_references else reference}
    events, medications = case.get("events", []), case.get("medications", [])
    if not dialect.r5:  # the context of an R5 statement is an Encounter: lines then cover by their period
        medications = with_context(medications, events)
    written = [_patient(case), breast_cancer(subject, case.get("diagnosed"))]
    for event in events:
        if event["type"] == "explicit_line":
            if needs_care_plan(event, events):
                written.append(care_plan(event, subject, medications, r5=dialect.r5))
            else:
                written.append(episode_of_care(event, subject, medications))
        else:
            written.append(WRITERS[event["type"]](event, subject, dialect, events))
    for item in medications:
        written += render_medication(item, subject, dialect)
    return written


def render(case: Json, dialect: Dialect) -> Json:
    """The record as one Bundle: a collection, or a collection of paged search sets."""
    resources = render_resources(case, dialect)
    if dialect.packaging is Packaging.COLLECTION:
        return collection(resources, base=BASE)
    return collection(list(search_sets(resources, base=BASE).values()), base=BASE)


def render_prefetch(case: Json, dialect: Dialect) -> Json:
    """The record as the `prefetch` of a CDS Hooks request, one search set per key."""
    return prefetch(render_resources(case, dialect), base=BASE)


def _patient(case: Json) -> Json:
    given = case.get("patient", {})
    patient: Json = {"resourceType": "Patient", "id": given.get("id", PATIENT_ID)}
    if name := given.get("name"):
        first, _, family = name.rpartition(" ")
        patient["name"] = [{"text": name, "family": family, "given": [first]}]
    patient["gender"] = given.get("gender", "female")
    if birth := given.get("birth_date"):
        patient["birthDate"] = str(birth)
    return patient

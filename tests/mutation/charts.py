"""The charts that are changed: rendered vignettes, the patients of the demo, and other people's published records.

A chart is a list of Bundle entries of one patient, whom they name; `called` makes of it what an EHR would send.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from real_records import files
from rendering.dialects import DIALECTS, Packaging
from rendering.render import PATIENT_ID, render
from rendering.stories import AS_OF, story
from rendering.test_vignettes_through_fhir import ALL

from fhir_mappings.bundle import raw_from_bundle, unpacked
from fhir_mappings.prefetch import TEMPLATES, kind_of
from fhir_mappings.raw import UnreadableRecordError
from service.answering import Answered, answer_call
from service.demo import as_stored, demo_patients
from service.errors import CannotAnswerError
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

INSTANCE = "5b2b4d4e-8f5a-4b9f-9d0a-1d6f6a3c2b10"
PRACTICE = practice_of(Settings(tdm1_available=Answer.YES))
MOST_ENTRIES = 120
_KEY_OF = {kind_of(key): key for key in TEMPLATES}


@dataclass(frozen=True, eq=False)
class Chart:
    """One record, and the day on which it is looked at."""

    name: str
    patient: str
    day: str
    entries: list[Any]

    def fresh(self) -> list[Any]:
        """The entries, to be changed."""
        return copy.deepcopy(self.entries)


@cache
def charts() -> tuple[Chart, ...]:
    """All charts; real ones that are very long or of several patients are left out."""
    names = sorted(name for name in DIALECTS if DIALECTS[name].packaging is Packaging.COLLECTION)
    told = [
        Chart(vignette.id, PATIENT_ID, str(AS_OF), _entries(render(story(vignette.written), DIALECTS[dialect])))
        for number, vignette in enumerate(ALL)
        for dialect in (names[number % len(names)], names[(number + 7) % len(names)])
    ]
    demo = [
        Chart(patient.id, raw_from_bundle(record).patient_id, patient.as_of or str(AS_OF), _entries(record))
        for patient in demo_patients().values()
        for record in [as_stored(patient.record())]
    ]
    return tuple(chart for chart in (*told, *demo, *_published()) if 1 < len(chart.entries) <= MOST_ENTRIES)


def _published() -> Iterable[Chart]:
    for path in files():
        document = as_stored(json.loads(path.read_text(encoding="utf-8")))
        try:
            patient = raw_from_bundle(document).patient_id
        except UnreadableRecordError:
            continue
        entries = _entries(document)
        if not any(entry["resource"]["resourceType"] == "Patient" for entry in entries):
            entries.append({"resource": {"resourceType": "Patient", "id": patient}})
        yield Chart(path.stem, patient, str(AS_OF), entries)


def _entries(document: Any) -> list[Any]:
    return [
        {"resource": raw.resource} | ({"fullUrl": raw.full_url} if raw.full_url else {})
        for raw in unpacked(document)[0]
    ]


def prefetch_of(entries: list[Any]) -> dict[str, Any]:
    """The entries under the keys that ask for their types; what has no type of ours is among the observations.

    Further Patients stand under a key of their own: a page that holds only what other keys ask for counts as not sent.
    """
    pages: dict[str, list[Any]] = {key: [] for key in TEMPLATES if key != "patient"}
    sent: dict[str, Any] = {}
    for entry in entries:
        key = _key(entry)
        if key == "patient" and key not in sent:
            sent[key] = entry["resource"]
        else:
            pages.setdefault("furtherPatients" if key == "patient" else key, []).append(entry)
    return sent | {key: page(found) for key, found in pages.items()}


def page(entries: list[Any], **members: Any) -> dict[str, Any]:
    """A search set."""
    return {"resourceType": "Bundle", "type": "searchset"} | ({"entry": entries} if entries else {}) | members


def _key(entry: Any) -> str:
    """The key that asks for it; of a page in a page, for the first thing in it."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if kind == "Bundle" and isinstance(inner := resource.get("entry"), list) and inner:
        return _key(inner[0])
    return _KEY_OF.get(kind, "observations") if isinstance(kind, str) else "observations"


def called(chart: Chart, entries: list[Any] | None = None, **prefetch: Any) -> dict[str, Any]:
    """The chart is opened: the request that an EHR would send; `prefetch` replaces single keys."""
    return {
        "hook": "patient-view",
        "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/p1", "patientId": chart.patient},
        "prefetch": prefetch_of(chart.entries if entries is None else entries) | prefetch,
        "extension": {"org.her2-cds": {"asOf": chart.day}},
    }


def day_of(chart: Chart) -> date:
    """The day on which the chart is looked at."""
    return AS_OF.fromisoformat(chart.day)


def answered(chart: Chart, request: dict[str, Any]) -> Answered:
    """The answer of the pipeline, with how it was found."""
    return answer_call(msgspec.json.encode(request), Hook.PATIENT_VIEW, lambda _: day_of(chart), PRACTICE)


def answered_or_refused(chart: Chart, request: dict[str, Any]) -> Answered | CannotAnswerError:
    """The answer, or why there is none."""
    try:
        return answered(chart, request)
    except CannotAnswerError as refused:
        return refused


def answer(chart: Chart, request: dict[str, Any]) -> bytes:
    """The answer of the pipeline as bytes."""
    return msgspec.json.encode(answered(chart, request).response)

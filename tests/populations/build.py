"""A small population with known patients: vignettes told as FHIR in dialects, and people without breast cancer."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rendering.dialects import DIALECTS
from rendering.render import render_resources
from rendering.stories import AS_OF, story
from vignettes.load import vignettes

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
DAY = AS_OF
DIALECTS_SPOKEN = ("rxnorm-medication-entries", "text")


def patient(written: Json, patient_id: str, dialect: str) -> list[Json]:
    """The resources of one story under ids of their own."""
    case = dict(story(written))
    case["patient"] = {**case.get("patient", {}), "id": patient_id}
    resources = json.loads(json.dumps(render_resources(case, DIALECTS[dialect])))
    return [_renamed(resource, patient_id) for resource in resources]


def _renamed(value: Any, prefix: str) -> Any:
    if isinstance(value, list):
        return [_renamed(item, prefix) for item in value]
    if not isinstance(value, dict):
        return value
    named = {key: _renamed(item, prefix) for key, item in value.items()}
    if "resourceType" in named and named["resourceType"] != "Patient":
        named["id"] = f"{prefix}-{named['id']}"
    pointer = named.get("reference")
    if isinstance(pointer, str) and "/" in pointer and not pointer.startswith("Patient/"):
        kind, _, own = pointer.partition("/")
        named["reference"] = f"{kind}/{prefix}-{own}"
    return named


def somebody(patient_id: str) -> list[Json]:
    """A person with diabetes and no word of breast cancer."""
    subject = {"reference": f"Patient/{patient_id}"}
    diabetes = {"coding": [{"system": "http://snomed.info/sct", "code": "44054006", "display": "Type 2 diabetes"}]}
    temperature = {"coding": [{"system": "http://loinc.org", "code": "8310-5", "display": "Body temperature"}]}
    return [
        {"resourceType": "Patient", "id": patient_id, "gender": "male"},
        {"resourceType": "Condition", "id": f"{patient_id}-c", "subject": subject, "code": diabetes},
        {
            "resourceType": "Observation",
            "id": f"{patient_id}-o",
            "status": "final",
            "subject": subject,
            "code": temperature,
            "valueQuantity": {"value": 36.8, "unit": "Cel"},
        },
    ]


def everybody() -> dict[str, list[Json]]:
    """Every fourth vignette in two dialects, and as many people without breast cancer."""
    people: dict[str, list[Json]] = {}
    for vignette in vignettes()[::4]:
        for dialect in DIALECTS_SPOKEN:
            name = f"{vignette.id.lower()}-{dialect}"
            people[name] = patient(vignette.written, name, dialect)
            people[f"other-{name}"] = somebody(f"other-{name}")
    return people


def export(people: dict[str, list[Json]], folder: Path, *, files_a_type: int = 2, pack: bool = False) -> Path:
    """A Bulk Data export: several files for each type."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[str]] = defaultdict(list)
    for number, resources in enumerate(people.values()):
        for resource in resources:
            files[f"{resource['resourceType']}.{number % files_a_type}"].append(json.dumps(resource))
    for name, lines in files.items():
        content = ("\n".join(lines) + "\n").encode()
        path = folder / f"{name}.ndjson{'.gz' if pack else ''}"
        path.write_bytes(gzip.compress(content) if pack else content)
    return folder


def bundles(people: dict[str, list[Json]], folder: Path) -> Path:
    """One Bundle a patient."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, resources in people.items():
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
        (folder / f"{name}.json").write_text(json.dumps(bundle, indent=1), encoding="utf-8")
    return folder

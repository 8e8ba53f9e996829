"""Writes the demo patients of the service from their stories: `python -m rendering.demo_patients` in tests/."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rendering.dialects import DIALECTS
from rendering.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rendering.vocabulary import Json

STORIES = Path(__file__).parent / "demo_patients.yaml"
FOLDER = Path(__file__).parents[2] / "service" / "demo_patients"
_INVENTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}


def stories() -> list[Json]:
    """The stories as written."""
    loaded: list[Json] = yaml.load(STORIES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def bundle_of(story: Json) -> Json:
    """The FHIR record of a story, marked as test data."""
    doses = [dose for item in story["medications"] for dose in _doses(item)]
    bundle = _with_own_ids(render(story | {"medications": doses}, DIALECTS[story["dialect"]]), story["patient"]["id"])
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "Patient":
            entry["resource"]["meta"] = {"security": [_INVENTED]}
    return {"resourceType": "Bundle", "meta": {"security": [_INVENTED]}} | bundle


def _with_own_ids(bundle: Json, patient_id: str) -> Json:
    """The ids carry the patient's, so that all demo patients can live on one FHIR server."""
    text = json.dumps(bundle)
    for entry in bundle["entry"]:
        kind, own = entry["resource"]["resourceType"], entry["resource"]["id"]
        if kind != "Patient":
            text = text.replace(f'"id": "{own}"', f'"id": "{patient_id}-{own}"')
            text = re.sub(rf"\b{kind}/{re.escape(own)}\"", f'{kind}/{patient_id}-{own}"', text)
    renamed: Json = json.loads(text)
    return renamed


def _doses(item: Json) -> Iterator[Json]:
    if "every" not in item:
        yield item
        return
    first = item["start"] if isinstance(item["start"], date) else date.fromisoformat(item["start"])
    plain = {name: value for name, value in item.items() if name not in ("every", "doses")}
    for dose in range(item["doses"]):
        yield plain | {"id": f"{item['id']}-{dose + 1}", "start": first + timedelta(days=dose * item["every"])}


def index() -> list[Json]:
    """One entry per demo patient, for the demo page."""
    return [
        {
            "id": story["patient"]["id"],
            "file": story["file"],
            "title": story["title"],
            "as_of": str(story["as_of"]),
            "expect": story["expect"],
            "outcome": story["outcome"],
            "orders": story["orders"],
            "stops": story.get("stops", []),
            "invented": True,
        }
        for story in stories()
    ]


def written() -> dict[str, str]:
    """The text of every file of the folder."""
    files = {"index.json": _pretty(index())}
    return files | {story["file"]: _pretty(bundle_of(story)) for story in stories()}


def _pretty(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

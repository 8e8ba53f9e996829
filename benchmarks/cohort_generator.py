"""Writes an invented population as a Bulk Data export: `python benchmarks/cohort_generator.py DIR PATIENTS [SHARE]`.

SHARE per mille of the patients (default 20) are worked patients of the vignettes with known outcome, told in one of the
coding styles; the others have a hundred everyday resources each. Everything follows from the numbers: no randomness.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from populations.build import patient  # noqa: E402 - the path is set first: this script runs without installation
from rendering.dialects import DIALECTS  # noqa: E402 - as above
from vignettes.load import vignettes  # noqa: E402 - as above

RESOURCES = 100
_SLOT = "PATIENT-ID"
_STYLES = [name for name, dialect in DIALECTS.items() if not dialect.absolute_references]
_LABS = (("8310-5", "Body temperature"), ("718-7", "Hemoglobin"), ("2160-0", "Creatinine"), ("8867-4", "Heart rate"))
_DRUGS = (("A10BA02", "metformin"), ("C09AA05", "ramipril"), ("N02BE01", "paracetamol"), ("B01AC06", "aspirin"))
_NOTE = "Recorded during an ordinary visit; nothing of this concerns any rule. " * 8


def everyday() -> list[tuple[str, str]]:
    """The resources of somebody without cancer, with a slot for the id: 70 % Observations, 17 % drugs."""
    subject = {"reference": f"Patient/{_SLOT}"}
    made: list[tuple[str, dict[str, Any]]] = [("Patient", {"id": _SLOT, "gender": "female", "birthDate": "1960-04-02"})]
    for n in range(RESOURCES - 1):
        day = f"20{10 + n % 14}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        common = {"id": f"{_SLOT}-{n}", "subject": subject, "note": [{"text": _NOTE}]}
        if n % 100 < 70:
            code, name = _LABS[n % len(_LABS)]
            coding = {"system": "http://loinc.org", "code": code, "display": name}
            value = {"value": 30 + n % 20 / 10, "unit": "1", "system": "http://unitsofmeasure.org", "code": "1"}
            told = {"status": "final", "code": {"coding": [coding]}, "effectiveDateTime": day, "valueQuantity": value}
            made.append(("Observation", common | told))
        elif n % 100 < 87:
            code, name = _DRUGS[n % len(_DRUGS)]
            concept = {"coding": [{"system": "http://www.whocc.no/atc", "code": code}], "text": name}
            told = {"status": "active", "medicationCodeableConcept": concept, "effectivePeriod": {"start": day}}
            made.append(("MedicationStatement", common | told))
        else:
            concept = {"coding": [{"system": "http://snomed.info/sct", "code": "38341003", "display": "Hypertension"}]}
            made.append(("Condition", common | {"code": concept, "onsetDateTime": day}))
    return [(kind, json.dumps({"resourceType": kind, **body}) + "\n") for kind, body in made]


def write(folder: Path, patients: int, per_mille: int = 20) -> int:
    """Write the export; how many bytes it has."""
    folder.mkdir(parents=True, exist_ok=True)
    templates, told = everyday(), vignettes()
    with ExitStack() as stack:
        files: dict[str, Any] = {}

        def put(kind: str, line: str) -> None:
            if kind not in files:
                files[kind] = stack.enter_context((folder / f"{kind}.ndjson").open("w", encoding="utf-8"))
            files[kind].write(line)

        for n in range(patients):
            name = f"p{n:09}"
            if n * per_mille // 1000 != (n + 1) * per_mille // 1000:
                number = n * per_mille // 1000
                vignette, style = told[number % len(told)], _STYLES[number // len(told) % len(_STYLES)]
                for resource in patient(vignette.written, name, style):
                    put(resource["resourceType"], json.dumps(resource) + "\n")
                extra = templates[1 : RESOURCES - 25]
            else:
                extra = templates
            for kind, line in extra:
                put(kind, line.replace(_SLOT, name))
    return sum(path.stat().st_size for path in folder.iterdir())


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:4])), "bytes")

"""Prints docs/real-records.md: what the reader sees in each third-party record, and what it could not read.

Run `python tests/real_records.py > docs/real-records.md` from the project's folder.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treatment_history.record import PatientRecord

HERE = Path(__file__).parent
FOLDER = HERE / "fhir"
DOCUMENT = HERE.parent / "docs" / "real-records.md"


def read_file(path: Path) -> PatientRecord:
    """The record in a file, read without validation."""
    from fhir_mappings.bundle import raw_from_bundle  # noqa: PLC0415  # the script sets the import path first
    from fhir_mappings.history import read_record  # noqa: PLC0415  # as above

    return read_record(raw_from_bundle(json.loads(path.read_text(encoding="utf-8"))))


def files() -> list[Path]:
    """Every third-party record, by folder and name."""
    return sorted(FOLDER.glob("*/*.json"))


def row(path: Path) -> str:
    """One line of the table."""
    record = read_file(path)
    cells = (
        f"{path.parent.name}/{path.stem}",
        _listed(
            f"{'+'.join(each.agents)} ({each.source.value.removeprefix('Medication')})" for each in record.medications
        ),
        _listed(
            f"{each.marker.value} {each.result.value}{' (other tumour)' if each.other_tumour else ''}"
            for each in record.markers
        ),
        _listed(f"{each.cancer.value}{', not active' if each.active.value == 'no' else ''}" for each in record.cancers),
        _listed(_spread(record)),
        _listed(each.value.value for each in record.statuses),
        _listed(
            [*(each.kind.value for each in record.findings), *(each.quantity.value for each in record.measurements)]
        ),
        _listed([*(each.why for each in record.excluded), *(f"GAP: {each.reason}" for each in record.gaps)]),
    )
    return f"| {' | '.join(cells)} |"


def _spread(record: PatientRecord) -> Iterable[str]:
    for found in record.metastases:
        doubt = " (in doubt)" if found.doubt else " (other cancer)" if found.other_primary else ""
        yield f"{'no ' if found.present.value == 'no' else ''}metastasis: {found.site.value}{doubt}"
    for stage in record.stages:
        yield f"stage: {stage.as_written.removesuffix(' (qualifier value)')}"


def _listed(items: Iterable[str]) -> str:
    counted = Counter(items)
    return "; ".join(f"{item} x{times}" if times > 1 else item for item, times in sorted(counted.items())) or "-"


def document() -> str:
    """The whole page."""
    head = [
        "# What the reader sees in other people's records",
        "",
        "Printed by `python tests/real_records.py`; a test compares. Records and licences are in `tests/fhir/`.",
        "",
        "| record | anticancer drugs | receptors | cancers | spread, stage | response | other | left out, gaps |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(row, files()), ""])


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    sys.stdout.write(document())

"""`make bench`: CPU of the reasoning page on the server, by the size of the record; the reading is in it."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.answer import SIZES, milliseconds, observation
from benchmarks.charts import request
from fhir_mappings.bundle import raw_from_bundle
from service.answering import read_request, record_of
from service.demo import as_stored, demo_patients
from service.hook_requests import Hook
from service.practice import practice_of
from service.reasoning.page import reasoning_page
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2016, 5, 16)


def main() -> None:
    """Print one row a size."""
    record = as_stored(demo_patients()["demo-one"].record())
    practice = practice_of(Settings())
    print(f"{'resources more':>14} {'page ms':>9} {'page KB':>8} {'largest svg KB':>15}")
    for more in SIZES:
        raw = raw_from_bundle(
            {**record, "entry": [*record["entry"], *({"resource": observation(n)} for n in range(more))]}
        )
        page = reasoning_page(raw, DAY, practice, {}, answer_url="/", resource_url="/resources")
        drawings = [len(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
        took = milliseconds(
            lambda raw=raw: reasoning_page(raw, DAY, practice, {}, answer_url="/", resource_url="/resources"),
            10 if more < 2_000 else 3,
        )
        print(f"{more:>14} {took:>9.1f} {len(page) / 1024:>8.0f} {max(drawings) / 1024:>15.1f}")
    print(
        f"a chart of 20,000 resources as an EHR sends it, from bytes to page: {milliseconds(whole_chart(), 3):.0f} ms"
    )


def whole_chart() -> Callable[[], object]:
    """The page about a chart of 20,000 resources, every sixteenth of which matters."""
    body, practice = request(20_000), practice_of(Settings())

    def page() -> str:
        raw = record_of(read_request(body, Hook.PATIENT_VIEW))
        return reasoning_page(raw, date(2026, 5, 1), practice, {}, answer_url="/")

    return page


if __name__ == "__main__":
    main()

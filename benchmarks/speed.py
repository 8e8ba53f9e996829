"""`make bench`: CPU from the bytes of a call to the bytes of its cards, against merely parsing the same body.

In-process, one thread; ratios of one run. Prints the table and writes `docs/performance.md` and its plot.
"""

from __future__ import annotations

import gc
import json
import platform
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import msgspec  # noqa: E402 - the path is set first: this script runs without installation
import orjson  # noqa: E402 - as above
from charts import SIZES, request  # noqa: E402 - as above
from measuring import fresh_process, in_turn, peak, python_calls  # noqa: E402 - as above
from written import document, plot  # noqa: E402 - as above

from fhir_mappings.history import read_record  # noqa: E402 - as above
from fhir_mappings.resources import Validation, objections  # noqa: E402 - as above
from service.answering import answer_call, read_request, record_of  # noqa: E402 - as above
from service.hook_requests import Hook  # noqa: E402 - as above
from service.practice import practice_of  # noqa: E402 - as above
from service.settings import Settings  # noqa: E402 - as above
from treatment_history.derive import derive  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2016, 5, 16)
PRACTICE = practice_of(Settings())
HALF_THE_WAY = 3_000
ROUNDS = 2_000
"""Rounds times resources: a small call needs some dozens until the interpreter has adapted its code to it."""
FIRST_CARD = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from datetime import date
from service.app import create_app
from service.answering import answer_call
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings
create_app(Settings(demo=True))
day, practice = date(2016, 5, 16), practice_of(Settings())
assert answer_call(sys.stdin.buffer.read(), Hook.PATIENT_VIEW, lambda _: day, practice).cards
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One size: bytes, milliseconds of CPU by candidate, Python calls by stage, and the most memory beside the body."""

    resources: int
    size: int
    ms: dict[str, float]
    calls: dict[str, int]
    memory: float

    def ratio(self, name: str) -> float:
        return self.ms[name] / self.ms["orjson.loads"]


def answered(body: bytes, validation: Validation) -> bytes:
    practice = replace(PRACTICE, validation=validation)
    return msgspec.json.encode(answer_call(body, Hook.PATIENT_VIEW, lambda _: DAY, practice).response)


def validated_whole(body: bytes) -> None:
    """What the naive design does before it has read anything: every resource through fhir.resources."""
    for page in json.loads(body)["prefetch"].values():
        entries: list[dict[str, Any]] = page.get("entry", [{"resource": page}])
        for entry in entries:
            objections(entry["resource"])


def stages(body: bytes) -> dict[str, Callable[[], object]]:
    """The way of a call, one stage further each time."""
    return {
        "open": lambda: read_request(body, Hook.PATIENT_VIEW),
        "read": lambda: _record(body),
        "derive": lambda: derive(_record(body), DAY),
    }


def _record(body: bytes) -> Any:
    return read_record(record_of(read_request(body, Hook.PATIENT_VIEW)), validation=Validation.OFF)


def measured(resources: int) -> Row:
    body = request(resources)
    candidates: dict[str, Callable[[], object]] = {
        "orjson.loads": lambda: orjson.loads(body),
        "cards": lambda: answered(body, Validation.HITS),
        "cards, not validated": lambda: answered(body, Validation.OFF),
        **stages(body),
    }
    if resources < HALF_THE_WAY:
        candidates["fhir.resources on everything"] = lambda: validated_whole(body)
    ms = in_turn(candidates, max(3, ROUNDS // resources))
    calls = {stage: python_calls(work) for stage, work in (*stages(body).items(), ("cards", candidates["cards"]))}
    return Row(resources, len(body), ms, calls, peak(lambda: answered(body, Validation.OFF)) / len(body))


def main() -> None:
    """Measure, print, write."""
    gc.freeze()
    rows = [measured(resources) for resources in SIZES]
    started, memory = fresh_process(FIRST_CARD, request(20))
    page = document(rows, started, memory, f"Python {platform.python_version()}, {platform.machine()}")
    folder = ROOT / "docs" / "performance"
    folder.mkdir(exist_ok=True)
    plot(rows, folder / "ratio.svg")
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()

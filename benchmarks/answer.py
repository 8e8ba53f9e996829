"""`make bench`: CPU from the bytes of a call to the bytes of its cards, against merely parsing the same body.

In-process and single-threaded, so that the ratio says something on a busy machine; best of several rounds.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))

from service.demo import demo_patients, demo_request
from service.documents import cards
from service.hook_requests import Hook
from service.settings import Settings
from service.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2016, 5, 16)
SIZES = (0, 200, 2_000, 20_000)
VITAL_SIGN = {"coding": [{"system": "http://loinc.org", "code": "8310-5", "display": "Body temperature"}]}


def call(more: int) -> bytes:
    """The chart of a demo patient with so many further observations that no rule asks for."""
    request = demo_request(demo_patients()["demo-one"], Hook.PATIENT_VIEW)
    request["prefetch"]["observations"]["entry"] += [{"resource": observation(n)} for n in range(more)]
    return msgspec.json.encode(request)


def observation(n: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"temperature-{n}",
        "status": "final",
        "code": VITAL_SIGN,
        "subject": {"reference": "Patient/demo-one"},
        "effectiveDateTime": f"2015-{n % 12 + 1:02}-{n % 28 + 1:02}",
        "valueQuantity": {"value": 36.0 + n % 20 / 10, "unit": "Cel", "system": "http://unitsofmeasure.org"},
    }


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """CPU time of the fastest round."""

    def once() -> float:
        started = time.process_time()
        work()
        return (time.process_time() - started) * 1000

    return min(once() for _ in range(rounds))


def main() -> None:
    """Print one row a size."""
    settings = Settings()
    print(f"{'resources more':>14} {'KB':>8} {'json ms':>9} {'cards ms':>9} {'ratio':>6}")
    for more in SIZES:
        body = call(more)
        rounds = 20 if more < 2_000 else 3
        parsed = milliseconds(lambda body=body: json.loads(body), rounds)
        answered = milliseconds(lambda body=body: cards(parse(body), DAY, settings), rounds)
        print(f"{more:>14} {len(body) / 1024:>8.0f} {parsed:>9.2f} {answered:>9.2f} {answered / parsed:>6.1f}")


if __name__ == "__main__":
    main()

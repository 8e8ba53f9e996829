"""How long the rule engine takes: `python benchmarks/advise.py`. Microseconds, best of five, on one core.

"first" is a patient never seen before (nothing remembered), "again" the same facts once more. The last column compares
"first" with building the bare Facts of the patient, so that machines can be compared.
"""

from __future__ import annotations

import sys
from pathlib import Path
from timeit import repeat
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from vignettes.load import vignettes  # noqa: E402 - the path is set first: this script runs without installation

from consensus.algorithm import advise, judge  # noqa: E402 - as above
from consensus.completion import resolve  # noqa: E402 - as above
from consensus.facts import Facts  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = 20.0
ORDER = ("lapatinib", "capecitabine")


def microseconds(call: Callable[[], object], number: int = 500) -> float:
    return min(repeat(call, number=number, repeat=5)) / number * 1e6


def main() -> None:
    rows = []
    for vignette in vignettes():
        facts = vignette.facts
        fields = {name: getattr(facts, name) for name in Facts.__slots__}
        bare = microseconds(lambda fields=fields: Facts(**fields))
        first = microseconds(lambda facts=facts: resolve(facts), 100)
        again = microseconds(lambda facts=facts: advise(facts))
        order = microseconds(lambda facts=facts: judge(ORDER, facts), 100)
        rows.append((vignette.id, first, again, order, first / bare))
    print(f"{'':4} {'first':>8} {'again':>8} {'an order':>9} {'x bare':>7}")
    for id_, first, again, order, ratio in rows:
        print(f"{id_:4} {first:8.1f} {again:8.1f} {order:9.1f} {ratio:7.1f}")
    middle = sorted(row[1] for row in rows)[len(rows) // 2]
    print(f"\nmedian first answer {middle:.1f} microseconds (goal {GOAL:.0f})")
    print(f"nothing known at all, first answer: {microseconds(lambda: resolve(Facts()), 1) / 1000:.1f} ms")


if __name__ == "__main__":
    main()

"""Runs more seeds than the tests do: `python -m mutation --seeds 20000` in tests/; `--seed N` repeats one."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from mutation.record_changes import CHANGES
from mutation.trying import tried


def main() -> int:
    """Print one JSON object: how many were tried, with what result, and every failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    statuses: Counter[int] = Counter()
    changes: Counter[str] = Counter()
    failures: list[str] = []
    started = time.monotonic()
    for seed in range(asked.seeds) if asked.seed is None else (asked.seed,):
        try:
            done = tried(seed)
        except AssertionError as error:
            failures.append(str(error)[:2000])
            continue
        statuses[done.status] += 1
        changes.update(done.changes)
    told = {
        "records": sum(statuses.values()) + len(failures),
        "kinds of change": len(CHANGES),
        "changes": sum(changes.values()),
        "by status": {str(status): count for status, count in sorted(statuses.items())},
        "failures": failures,
        "seconds": round(time.monotonic() - started),
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

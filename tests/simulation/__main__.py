"""Runs worlds: `python -m simulation --seeds 5000` in tests/; `--seed N` repeats one and prints what happened."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from simulation.world import STEPS, BrokenPromiseError, lived


def main() -> int:
    """Print one JSON object: how many worlds, calls and faults there were, and every promise that was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if asked.seed is not None:
        sys.stdout.write("\n".join(lived(asked.seed, asked.steps)) + "\n")
        return 0
    traces: list[list[str]] = []
    broken: list[str] = []
    started = time.monotonic()
    for seed in range(asked.first, asked.first + asked.seeds):
        try:
            traces.append(lived(seed, asked.steps))
        except BrokenPromiseError as error:
            broken.append(str(error))
    events = [event for trace in traces for event in trace]
    told = {
        "worlds": asked.seeds,
        "calls": len(events),
        "by status": {
            status: sum(f" {status} " in event for event in events) for status in ("200", "400", "412", "503")
        },
        "calls with a fault of the FHIR server": sum(not event.endswith(" ") for event in events),
        "broken promises": broken,
        "seconds": round(time.monotonic() - started),
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

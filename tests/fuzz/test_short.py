"""A few seconds of fuzzing each target; `make reliability` does it for longer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.targets import SEEDS, TARGETS

RUN = Path(__file__).parent / "run.py"
SECONDS = 2


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_found_in_a_few_seconds(name: str, tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(RUN), name, str(tmp_path), str(SECONDS)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    tried = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert tried, done.stderr[-500:]
    assert int(tried[1]) > len(SEEDS[name])


def test_every_target_has_seeds_that_it_takes() -> None:
    for name, target in TARGETS.items():
        for seed in SEEDS[name]:
            target(seed)

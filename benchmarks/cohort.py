"""Cost of a population run: `python benchmarks/cohort.py FOLDER SIZE ...`; writes and removes its data below FOLDER.

CPU seconds of all processes (children included), so that a busy machine tells the same; patients a second and core is
patients per CPU second. Peak memory is that of the largest single process.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cohort_generator import write

GOAL = 2_500
COMMAND = [sys.executable, "-m", "service.cli", "cohort", "run"]


def measured(source: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds, peak MB of the largest process so far."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    arguments = [str(source), "--out", str(out), "--as-of", "2025-06-16", "--at", "decision-points"]
    subprocess.run([*COMMAND, *arguments, "--workers", str(workers)], check=True, capture_output=True)  # noqa: S603 - ours
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, after.ru_maxrss / 1024


def main() -> None:
    """Print one row a mix, size and number of processes."""
    folder, sizes = Path(sys.argv[1]), [int(size) for size in sys.argv[2:]]
    print("| mix | patients | input MB | processes | wall s | CPU s | patients per CPU second | peak MB, one process |")
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        for mix, per_mille, patients in (
            ("hospital, 2 % breast cancer", 20, size),
            ("oncology only", 1000, size // 20),
        ):
            source, out = folder / "in", folder / "out"
            megabytes = write(source, patients, per_mille) / 1e6
            for workers in (1, 2):
                wall, cpu, peak = measured(source, out, workers)
                row = (f"{patients:,}", f"{megabytes:,.0f}", workers, f"{wall:.1f}", f"{cpu:.1f}")
                print(
                    "|", mix, "|", *(f"{cell} |" for cell in row), f"{patients / cpu:,.0f} | {peak:.0f} |", flush=True
                )
                shutil.rmtree(out)
            shutil.rmtree(source)


if __name__ == "__main__":
    main()

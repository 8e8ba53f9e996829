"""Cost of a population run: `python benchmarks/cohort.py [--engines] [--write] [SIZE ...]`; its data is temporary.

Prints one row a run; `--write` makes docs/scale.md of them (`make scale`). CPU seconds of all processes (children
included), because wall time tells of the neighbours as well; even CPU time grows when a neighbour shares the core, so
the time of a fixed loop stands beside each row, and the load. Peak memory is that of the largest single process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cohort_generator import write
from cohort_written import HEAD, HOSPITAL, ONCOLOGY, START, Row, document
from measuring import fixed_loop

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
DECISION_POINTS_UP_TO = 20_000
_RUN = """
import resource, sys, time
from service.cli import main
began = time.perf_counter()
code = main(["cohort", "run", *sys.argv[1:]])
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(each.ru_utime + each.ru_stime for each in used)
print(code, time.perf_counter() - began, cpu, max(each.ru_maxrss for each in used) / 1024)
"""


def measured(source: Path, out: Path, workers: int, *more: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds, peak MB of the largest process."""
    arguments = [str(source), "--out", str(out), "--as-of", "2025-06-16", "--workers", str(workers), *more]
    ran = subprocess.run([sys.executable, "-c", _RUN, *arguments], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    code, wall, cpu, peak = map(float, ran.stdout.split()[-4:])
    assert code == 0, ran.stderr
    shutil.rmtree(out)
    return wall, cpu, peak


def main() -> None:
    """Print one row a mix, size, moment and engine; the start of the processes is measured apart and taken off."""
    flags = {each for each in sys.argv[1:] if each.startswith("--")}
    sizes = [int(each) for each in sys.argv[1:] if each not in flags] or [2_000]
    rows: list[Row] = []

    def ran(mix: str, given: tuple[int, int], how: str, figures: tuple[float, float, float], start: float) -> None:
        """One row; `start` is the CPU time that is no work on patients, 0 if that is not known."""
        rows.append(Row(mix, *given, how, *figures, start, fixed_loop(), os.getloadavg()[0]))
        print(rows[-1].line, flush=True)

    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="cohort-") as folder:
        source, out = Path(folder, "in"), Path(folder, "out")
        one = (1, write(source, 1))
        start = {n: measured(source, out, n) for n in (1, 2)}
        for n, figures in start.items():
            ran(START, one, f"{n} process{'es' * (n > 1)}", figures, 0)
        shutil.rmtree(source)
        for mix, per_mille, patients in ((HOSPITAL, 20, sizes), (ONCOLOGY, 1000, [sizes[0] // 20])):
            for number in patients:
                given = (number, write(source, number, per_mille))
                ran(mix, given, "today, 1 process", measured(source, out, 1), start[1][1])
                ran(mix, given, "today, 2 processes", measured(source, out, 2), start[2][1])
                if number <= DECISION_POINTS_UP_TO:
                    at = measured(source, out, 1, "--at", "decision-points")
                    ran(mix, given, "decision points, 1 process", at, start[1][1])
                for engine in ("dask", "spark") if "--engines" in flags and number == sizes[0] else ():
                    ran(mix, given, f"today, {engine}", measured(source, out, 2, "--engine", engine), 0)
                shutil.rmtree(source)
    if "--write" in flags:
        PAGE.write_text(document(rows), encoding="utf-8")


if __name__ == "__main__":
    main()

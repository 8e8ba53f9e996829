"""Fuzzes one target with coverage (atheris, libFuzzer): `python tests/fuzz/run.py TARGET FOLDER SECONDS`.

Ends with exit code 0 after that time; otherwise the folder holds the input (`crash-...`) and stderr the reason.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent.parent)]

ROOMS = ["service", "fhir_mappings", "cards", "treatment_history"]
SEED = 20260302


def main(name: str, folder: str, seconds: str) -> None:
    """Fuzz until the time is over or something is found."""
    with atheris.instrument_imports(include=ROOMS):
        from fuzz.targets import SEEDS, TARGETS  # noqa: PLC0415 - what is imported here is instrumented
    corpus = Path(folder) / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", f"-seed={SEED}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=2048"]
    atheris.Setup(
        [sys.argv[0], *limits, f"-artifact_prefix={corpus}/", "-print_final_stats=1", str(corpus)], TARGETS[name]
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from populations.build import DAY, everybody, export

from service.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def files_of_a_run(source: Path, out: Path, *more: str) -> dict[str, bytes]:
    asked = ["cohort", "run", str(source), "--out", str(out), "--at", "decision-points", "--as-of", DAY.isoformat()]
    assert main([*asked, "--workers", "2", *more]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = everybody()
    some = {name: people[name] for name in list(people)[:12]}
    return export(some, tmp_path_factory.mktemp("in"), files_a_type=1)


@pytest.fixture(scope="module")
def on_this_machine(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files_of_a_run(source, tmp_path_factory.mktemp("local"))


@pytest.mark.parametrize("name", ["dask", "spark"])
def test_a_cluster_gives_the_same_bytes_as_this_machine(
    name: str, source: Path, on_this_machine: dict[str, bytes], tmp_path: Path
) -> None:
    by_cluster = files_of_a_run(source, tmp_path, "--engine", name)

    assert by_cluster == on_this_machine
    assert sorted(by_cluster) == ["patients.parquet", "report.html", "summary.json"]

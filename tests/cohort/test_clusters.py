from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from populations.build import DAY, everybody, export

from cohort.engines import engine
from cohort.moment import Moment
from cohort.run import Wish, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(everybody(), tmp_path_factory.mktemp("in"), files_a_type=1)


@pytest.mark.parametrize("name", ["dask", "spark"])
def test_a_cluster_gives_the_same_bytes_as_this_machine(name: str, source: Path, tmp_path: Path) -> None:
    tables = []
    for each in ("local", name):
        with engine(each, workers=2) as running:
            wish = Wish(source, tmp_path / each, Moment(DAY, decisions=True), bytes_a_unit=60_000, bytes_a_part=30_000)
            tables.append(run(wish, running).table.read_bytes())

    assert tables[0] == tables[1]

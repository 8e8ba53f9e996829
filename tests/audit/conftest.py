from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from feedback.cluster import Cluster, running_cluster

from service.audit import Auditor, AuditPolicy
from service.audit_spool import Spool
from service.database import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/her2-cds.sqlite3"
    cluster: Cluster = request.getfixturevalue("postgresql")  # started for the tests that need it
    return cluster.new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(open_store(url)) as opened:
        yield opened


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def auditor(store: Store, spool: Spool) -> Iterator[Auditor]:
    with closing(Auditor(store, spool, AuditPolicy("0.1.0"))) as at_work:
        yield at_work

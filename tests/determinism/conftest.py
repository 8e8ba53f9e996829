from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from feedback.cluster import Cluster, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with running_cluster() as cluster:
        yield cluster

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from faults.fhir_server import free_address, loaded_patients, running_fhir_server
from faults.proxy import Proxy, forwarding, remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

from service.fhir_access import FhirAccess


@dataclass(frozen=True)
class Ehr:
    """The real FHIR server behind the fault proxy, and the ids of the patients in it by the names of the demo."""

    proxy: Proxy
    root: str
    patients: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def running_ehr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ehr]:
    root = free_address()
    with (
        Proxy(remembered(forwarding(root))) as proxy,
        running_fhir_server(tmp_path_factory.mktemp("fhir-server"), root, proxy.url),
    ):
        yield Ehr(proxy, root, loaded_patients(root))


@pytest.fixture
def ehr(running_ehr: Ehr) -> Iterator[Ehr]:
    """The server without a fault."""
    running_ehr.proxy.heal()
    yield running_ehr
    running_ehr.proxy.heal()


@pytest.fixture
def fhir() -> Iterator[FhirAccess]:
    """Access without memory of former failures."""
    with closing(FhirAccess()) as access:
        yield access

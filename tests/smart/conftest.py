from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from contract.requests import PREFETCH
from joserfc.jwk import ECKey
from smart.clinician import PUBLIC, Clinician
from smart.mock_ehr import MockEhr
from trust.tokens_made import EC_KEY, ISSUER, NOW, public_set

from service.app import create_app
from service.authentication import Authenticator, MemoryLedger
from service.callers import RegisteredCallers
from service.clients import Client, Registry
from service.database import open_store
from service.fhir_access import FhirAccess
from service.jwks import KeyStore
from service.settings import Settings
from service.smart.start import sign_in_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from service.database import Store

KINDS = {
    "patient": "Patient",
    "conditions": "Condition",
    "observations": "Observation",
    "procedures": "Procedure",
    "medicationStatements": "MedicationStatement",
    "medicationRequests": "MedicationRequest",
    "medicationAdministrations": "MedicationAdministration",
}


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


class Service:
    """The service with one EHR registered for SMART, and what a test wants to look at."""

    def __init__(self, ehr: MockEhr, store: Store, fhir: FhirAccess, **registration: Any) -> None:
        mine = {
            "issuer": ISSUER,
            "jwks": public_set(EC_KEY),
            "fhir_servers": [ehr.fhir],
            "smart_client_id": ehr.client_id,
            "frame_ancestors": ["https://ehr.example.org"],
        }
        other = {**mine, "issuer": "https://other.example.org", "fhir_servers": ["https://other.example.org/fhir"]}
        clients = [Client.model_validate(one) for one in ({**mine, **registration}, other)]
        registry = Registry({client.issuer: client for client in clients})
        settings = Settings(public_url=PUBLIC, suggest_superseded=True)
        self.clock, self.store, self.ehr = Clock(), store, ehr
        sign_in = sign_in_of(registry, store, settings)
        assert sign_in
        sign_in = replace(
            sign_in,
            sessions=replace(sign_in.sessions, clock=self.clock),
            cases=replace(sign_in.cases, clock=self.clock),
        )
        authenticator = Authenticator(registry, KeyStore(), MemoryLedger(), public_url=PUBLIC, clock=lambda: NOW)
        callers = RegisteredCallers(authenticator)
        self.sign_in = sign_in
        self.app = create_app(settings, today=lambda: date(2026, 3, 2), callers=callers, fhir=fhir, sign_in=sign_in)

    def clinician(self) -> Clinician:
        return Clinician(self.app, self.ehr)


@pytest.fixture(scope="module")
def one_ehr() -> Iterator[MockEhr]:
    ehr = MockEhr({KINDS[key]: value for key, value in PREFETCH.items() if key in KINDS})
    yield ehr
    ehr.close()


@pytest.fixture
def ehr(one_ehr: MockEhr) -> MockEhr:
    one_ehr.reset()
    one_ehr.app_key = one_ehr.secret = None
    return one_ehr


@pytest.fixture
def serve(ehr: MockEhr, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Makes a service; its arguments change the registration of the EHR."""
    with closing(open_store(f"sqlite:///{tmp_path}/smart.sqlite3")) as store, closing(FhirAccess()) as fhir:
        yield lambda **registration: Service(ehr, store, fhir, **registration)


@pytest.fixture
def service(serve: Callable[..., Service]) -> Service:
    return serve()


@pytest.fixture
def clinician(service: Service) -> Clinician:
    return service.clinician()


@pytest.fixture
def app_key() -> ECKey:
    return ECKey.generate_key("P-384", {"kid": "app-1"})


@pytest.fixture
def app_key_file(tmp_path: Path) -> Path:
    return tmp_path / "app-key.json"

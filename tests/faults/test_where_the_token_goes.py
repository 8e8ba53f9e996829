"""The token reaches the registered server and nobody else (attacks F1-F5, F9): by address, redirect, name or TLS."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from faults import faults
from faults.calling import call, opened, problems, service
from faults.certificates import Authority, authority
from faults.fhir_server import TOKEN
from faults.proxy import Answer, Asked, Proxy
from trust.test_over_http import wire as wire_of
from trust.tokens_made import EC_KEY, PUBLIC_URL, claims, header, public_set, sign_anyhow

from service.clients import Client
from service.demo import demo_patients, prefetch_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.fhir_access import FhirAccess

SERVICE = "/cds-services/her2-patient-view"
LONG_MS = 5000


async def fhir_of_nobody(asked: Asked) -> Answer:
    """A FHIR server that knows the patient and nothing about her."""
    resource: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    if asked.kind == "Patient":
        resource = {"resourceType": "Patient", "id": "demo-one"}
    return Answer(200, json.dumps(resource).encode())


@pytest.fixture
def server() -> Iterator[Proxy]:
    with Proxy(fhir_of_nobody) as proxy:
        yield proxy


class Connections:
    """Every attempt of the process to connect or to look a name up."""

    def __init__(self) -> None:
        self.tried: list[Any] = []


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Connections:
    """Every attempt to connect or to look a name up, whatever library makes it."""
    seen = Connections()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connecting(self: socket.socket, address: Any) -> None:
        seen.tried.append(address)
        connect(self, address)

    def looking_up(*arguments: Any, **named: Any) -> Any:
        seen.tried.append(arguments)
        return look_up(*arguments, **named)

    monkeypatch.setattr(socket.socket, "connect", connecting)
    monkeypatch.setattr(socket, "getaddrinfo", looking_up)
    return seen


REGISTERED = "https://ehr.example.org/fhir"
FORBIDDEN = [
    "https://evil.example.org/fhir",
    "https://ehr.example.org.evil.example/fhir",
    "https://evil.example/ehr.example.org/fhir",
    "https://ehr-example.org/fhir",
    "https://ehr.example.org./fhir",
    "https://EHR.example.org/fhir",
    "https://ehr.example.org:443/fhir",
    "https://ehr.example.org:8443/fhir",
    "https://ehr.example.org@evil.example/fhir",
    "https://user:secret@ehr.example.org/fhir",
    "https://ehr.example.org%40evil.example/fhir",
    "https://ehr.example.org\\@evil.example/fhir",
    "https://ehr.example.org#@evil.example/fhir",
    "https://ehr.example.org/fhir#x",
    "https://ehr.example.org/fhir?x=1",
    "https://ehr.example.org/fhir-evil",
    "https://ehr.example.org/fhir/../admin",
    "https://ehr.example.org/fhir/%2e%2e/admin",
    "https://ehr.example.org/FHIR",
    "https://ehr.example.org/fhir%2f",
    "https://ehr.example.org//fhir",
    "https://ehr.example.org/",
    "https://ehr.example.org",
    "https://ehr.example.org/fhir\r\nX: y",
    "https://ehr.example.org/fhir\t",
    " https://ehr.example.org/fhir",
    "http://ehr.example.org/fhir",
    "HTTPS://ehr.example.org/fhir",
    "ftp://ehr.example.org/fhir",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/_x",
    "//ehr.example.org/fhir",
    "https://\u0435hr.example.org/fhir",  # a Cyrillic letter
    "https://xn--hr-jlc.example.org/fhir",
    "https://ehr\u3002example.org/fhir",
    "http://127.0.0.1/fhir",
    "http://127.1/fhir",
    "http://2130706433/fhir",
    "http://0x7f000001/fhir",
    "http://0177.0.0.1/fhir",
    "http://0/fhir",
    "http://[::1]/fhir",
    "http://[::ffff:127.0.0.1]/fhir",
    "http://localhost/fhir",
    "http://169.254.169.254/latest/meta-data",
    "http://[fd00:ec2::254]/",
    "https://ehr.example.org/" + "f" * 10_000,
]


def test_there_are_at_least_forty_spellings() -> None:
    assert len(set(FORBIDDEN)) >= 40


@pytest.mark.parametrize("spelling", FORBIDDEN, ids=lambda spelling: ascii(spelling[:60]))
def test_a_server_that_is_not_registered_letter_by_letter_is_not_connected_to(
    fhir: FhirAccess, connections: Connections, spelling: str
) -> None:
    to = service(fhir, REGISTERED, deadline_ms=LONG_MS)

    answer = call(to, opened(spelling))

    assert connections.tried == []
    assert answer.status_code in (400, 412)
    if answer.status_code == 412:
        assert set(problems(answer).values()) == {"security"}
        assert 'her2cds_not_read_total{cause="not_registered"}' in to.get("/metrics").text
    assert "evil" not in answer.text


def test_with_everything_sent_along_an_unregistered_server_does_not_matter(
    fhir: FhirAccess, connections: Connections
) -> None:
    to = service(fhir, REGISTERED, deadline_ms=LONG_MS)
    sent = prefetch_of(demo_patients()["demo-one"].record())

    answer = call(to, opened("https://evil.example.org/fhir", prefetch=sent))

    assert answer.status_code == 200
    assert answer.json()["cards"]
    assert connections.tried == []


@pytest.mark.parametrize("spelling", FORBIDDEN, ids=lambda spelling: ascii(spelling[:60]))
def test_a_jku_that_is_not_registered_letter_by_letter_is_not_connected_to(
    connections: Connections, spelling: str
) -> None:
    client = Client.model_validate({"issuer": "https://ehr.example.org", "jwks": public_set(EC_KEY), "jku": REGISTERED})
    to = wire_of(client)
    signed = sign_anyhow(header(jku=spelling), claims(aud=PUBLIC_URL + SERVICE))

    answer = to.post(SERVICE, b"{}", authorization=f"Bearer {signed}")

    assert answer.status_code == 401
    assert connections.tried == []


def test_a_caller_that_nobody_knows_causes_no_connection(connections: Connections) -> None:
    client = Client.model_validate({"issuer": "https://ehr.example.org", "jwks_url": "https://ehr.example.org/jwks"})
    to = wire_of(client)
    signed = sign_anyhow(header(), claims(aud=PUBLIC_URL + SERVICE, iss="https://evil.example.org"))

    assert to.post(SERVICE, b"{}", authorization=f"Bearer {signed}").status_code == 401
    assert connections.tried == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_stays_where_it_was(
    fhir: FhirAccess, server: Proxy, status: int
) -> None:
    with Proxy(fhir_of_nobody) as first:
        first.fault = faults.redirect(server.url, status)

        answer = call(service(fhir, first.url, deadline_ms=LONG_MS), opened(first.url))

    assert set(problems(answer).values()) == {"not-supported"}
    assert first.tokens() == {f"Bearer {TOKEN}"}
    assert server.seen == []


def test_nothing_is_taken_from_the_environment(
    fhir: FhirAccess, server: Proxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Proxy(fhir_of_nobody) as trap:
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login thief password thief\n", encoding="utf-8")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))

        answer = call(service(fhir, server.url, deadline_ms=LONG_MS), opened(server.url))

    assert answer.status_code == 200
    assert server.tokens() == {f"Bearer {TOKEN}"}
    assert trap.seen == []


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "0.0.0.0", "100.64.0.1"]
)
def test_a_registered_name_that_leads_to_a_private_address_is_not_connected_to(
    fhir: FhirAccess, server: Proxy, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def rebound(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    name = f"https://ehr.example.org:{server.port}/fhir"

    answer = call(service(fhir, name, deadline_ms=LONG_MS), opened(name))

    assert set(problems(answer).values()) == {"transient"}
    assert server.seen == []


def test_a_private_address_behind_a_name_is_permitted_by_the_registry_alone(
    fhir: FhirAccess, server: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rebound(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    name = f"http://ehr.example.org:{server.port}/fhir"

    answer = call(service(fhir, name, deadline_ms=LONG_MS, private_fhir=True), opened(name))

    assert answer.status_code == 200
    assert server.tokens() == {f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("hospital"))


def test_a_hospital_may_have_an_authority_of_its_own(fhir: FhirAccess, hospital: Authority) -> None:
    with Proxy(fhir_of_nobody, tls=hospital.server()) as proxy:
        to = service(fhir, proxy.url, deadline_ms=LONG_MS, ca_bundle=str(hospital.file))

        assert call(to, opened(proxy.url)).status_code == 200
        assert proxy.tokens() == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("wrong", "shown", "trusted"),
    [
        ("an authority that nobody knows", {}, False),
        ("it has run out", {"expired": True}, True),
        ("it is another host's", {"address": "192.0.2.1"}, True),
        ("TLS 1.1", {"newest": False}, True),
    ],
)
def test_tls_that_proves_nothing_is_refused(
    fhir: FhirAccess, hospital: Authority, wrong: str, shown: dict[str, Any], *, trusted: bool
) -> None:
    with Proxy(fhir_of_nobody, tls=hospital.server(**shown)) as proxy:
        bundle = str(hospital.file) if trusted else None
        answer = call(service(fhir, proxy.url, deadline_ms=LONG_MS, ca_bundle=bundle), opened(proxy.url))

    assert answer.status_code == 412, wrong
    assert set(problems(answer).values()) == {"transient"}
    assert proxy.seen == []


@pytest.mark.parametrize(
    "granted",
    [
        {"access_token": "a\r\nX: y"},
        {"access_token": "a b"},
        {"access_token": "x" * 1_000_000},
        {"token_type": "mac"},
        {"expires_in": 0},
        {"expires_in": -5},
        {"patient": "somebody-else"},
        {"scope": "patient/Practitioner.read"},
    ],
    ids=lambda granted: next(iter(granted)),
)
def test_a_token_that_must_not_be_used_is_sent_nowhere(
    fhir: FhirAccess, server: Proxy, granted: dict[str, Any]
) -> None:
    answer = call(service(fhir, server.url, deadline_ms=LONG_MS), opened(server.url, **granted))

    assert set(problems(answer).values()) == {"security"}
    assert server.seen == []


def test_a_token_for_another_client_is_sent_nowhere(fhir: FhirAccess, server: Proxy) -> None:
    to = service(fhir, server.url, deadline_ms=LONG_MS, fhir_client_id="her2-cds-at-ehr")

    assert call(to, opened(server.url)).status_code == 412
    assert server.seen == []
    assert call(to, opened(server.url, subject="her2-cds-at-ehr")).status_code == 200


def test_scopes_that_cover_a_part_let_that_part_be_read(fhir: FhirAccess, server: Proxy) -> None:
    scope = "patient/Patient.read patient/Condition.rs user/Observation.rs patient/MedicationStatement.read"

    answer = call(service(fhir, server.url, deadline_ms=LONG_MS), opened(server.url, scope=scope))

    assert answer.status_code in (200, 412)
    assert {asked.kind for asked in server.seen} == {"Patient", "Condition", "Observation", "MedicationStatement"}

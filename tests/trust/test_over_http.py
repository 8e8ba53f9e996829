"""Registered callers over HTTP: who is let in, what each may see, and how every refusal looks the same."""

from __future__ import annotations

import json
import threading
import uuid
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from contract.requests import PREFETCH, bundle, patient_view
from contract.wire import Wire
from trust.tokens_made import EC_KEY, NOW, OTHER_KEY, PUBLIC_URL, claims, header, public_set, token

from service.authentication import Authenticator, MemoryLedger
from service.callers import RegisteredCallers
from service.card_memory import CardMemory
from service.clients import Client, Registry
from service.database import open_store
from service.demo import demo_patients, demo_request
from service.fhir_access import FhirAccess
from service.hook_requests import Hook
from service.jwks import KeyStore
from service.settings import Settings

EHR, OTHER = "https://ehr.example.org", "https://other.example.org"
SERVICE = "/cds-services/her2-patient-view"


def registered(issuer=EHR, key=EC_KEY, **changes):
    return Client.model_validate({"issuer": issuer, "jwks": public_set(key), **changes})


def wire(*clients, memory=None, fhir=None, auditor=None, **settings):
    known = {client.issuer: client for client in clients or (registered(),)}
    callers = RegisteredCallers(
        Authenticator(Registry(known), KeyStore(), MemoryLedger(), public_url=PUBLIC_URL, clock=lambda: NOW)
    )
    return Wire(Settings(public_url=PUBLIC_URL, **settings), memory, callers=callers, fhir=fhir, auditor=auditor)


def call(to, document=None, path=SERVICE, signed=None, **headers):
    signed = signed or token(body=claims(aud=PUBLIC_URL + path))
    body = json.dumps(document or patient_view()).encode()
    return to.post(path, body, authorization=f"Bearer {signed}", **headers)


def test_a_registered_caller_is_answered():
    assert call(wire()).json()["cards"]


def own_id(answer):
    """The id of the call, which differs from call to call and says nothing."""
    return {("x-request-id", answer.headers["x-request-id"])}


def test_every_refusal_is_the_same_answer_byte_for_byte():
    to = wire()
    used = token(body=claims(aud=PUBLIC_URL + SERVICE))
    assert call(to, signed=used).status_code == 200
    refused = [
        to.post(SERVICE, json.dumps(patient_view()).encode()),
        call(to, signed=used),
        call(to, signed=token(key=OTHER_KEY)),
        call(to, signed=token(body=claims(iss=OTHER))),
        call(to, signed=token(body=claims(aud=PUBLIC_URL + "/cds-services"))),
        call(to, signed=token(body=claims(exp=NOW - 100, iat=NOW - 300))),
        call(to, signed=token(header(kid="other"))),
        call(to, signed="a.b.c"),
        call(to, signed="x" * 9000),
    ]

    assert {answer.status_code for answer in refused} == {401}
    seen = {(answer.content, tuple(sorted(set(answer.headers.items()) - own_id(answer)))) for answer in refused}
    assert len(seen) == 1
    assert refused[0].headers["www-authenticate"] == "Bearer"


def test_a_token_is_asked_for_before_the_body_is_read():
    assert wire().post(SERVICE, b"{broken").status_code == 401


def test_discovery_is_open_unless_it_is_protected():
    assert wire().get("/cds-services").status_code == 200
    protected = wire(protect_discovery=True)

    assert protected.get("/cds-services").status_code == 401
    signed = token(body=claims(aud=PUBLIC_URL + "/cds-services"))
    assert protected.get("/cds-services", authorization=f"Bearer {signed}").status_code == 200


def test_a_service_that_is_not_registered_for_the_caller_is_forbidden():
    to = wire(registered(services=["her2-order-sign"]))

    assert call(to).status_code == 403


def test_the_profile_of_the_client_shapes_its_cards():
    chart = demo_request(next(iter(demo_patients().values())), Hook.PATIENT_VIEW)
    (plain,), (epic,) = (call(wire(registered(profile=name)), chart).json()["cards"] for name in ("default", "epic"))

    assert plain["selectionBehavior"] == "at-most-one"
    assert epic["selectionBehavior"] == "any"
    assert all(len(suggestion["actions"]) == 1 for suggestion in epic["suggestions"])
    assert plain["source"]["icon"] == PUBLIC_URL + "/assets/icon.png"


@pytest.mark.parametrize(
    ("registration", "header_sent", "spanish"),
    [
        ({}, "es-ES,es;q=0.9,en;q=0.8", True),
        ({}, "en;q=0.9, es;q=0.2", False),
        ({}, "de, fr;q=0.5", False),
        ({}, "es;q=0", False),
        ({}, "", False),
        ({"language": "es"}, "en", True),
    ],
)
def test_cards_come_in_the_registered_language_or_the_one_that_is_asked_for(registration, header_sent, spanish):
    (card,) = call(wire(registered(**registration)), **{"accept-language": header_sent}).json()["cards"]

    assert ("El médico y la paciente" in card["detail"] or "panel español" in card["detail"].lower()) is spanish


def test_feedback_of_another_client_changes_nothing_for_the_one_that_saw_the_card(tmp_path):
    with closing(open_store(f"sqlite:///{tmp_path}/her2.sqlite3")) as store:
        to = wire(registered(), registered(OTHER), memory=CardMemory(store))
        card = call(to).json()["cards"][0]["uuid"]
        path = SERVICE + "/feedback"
        said = {"feedback": [{"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-03-02T10:00:00Z"}]}
        foreign = token(body=claims(iss=OTHER, aud=PUBLIC_URL + path))

        assert call(to, said, path, foreign).status_code == 200
        assert call(to, said, path, token(body=claims(aud=PUBLIC_URL + SERVICE))).status_code == 401
        with store.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT client, card FROM feedback").all()

    assert rows == [(OTHER, card)]


class Ehr:
    """A FHIR server that serves the parts of the record, and remembers who asked for what."""

    def __init__(self, parts, status=200):
        self.asked, self.tokens = [], set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                outer.tokens.add(self.headers.get("authorization"))
                kind = self.path.removeprefix("/fhir/").split("?")[0].split("/")[0]
                body = json.dumps(parts.get(kind, {"resourceType": "Bundle", "type": "searchset"})).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/fhir"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


KINDS = {
    "patient": "Patient",
    "conditions": "Condition",
    "observations": "Observation",
    "procedures": "Procedure",
    "medicationStatements": "MedicationStatement",
    "medicationRequests": "MedicationRequest",
    "medicationAdministrations": "MedicationAdministration",
}
PARTS = {KINDS[key]: value for key, value in PREFETCH.items() if key in KINDS}


def request(prefetch, server=None, access_token="opaque-token"):  # noqa: S107 - a made-up token
    document = {**patient_view(), "prefetch": prefetch, "hookInstance": str(uuid.UUID(int=7))}
    if server is None:
        return document
    access = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300, "scope": "", "subject": "x"}
    return {**document, "fhirServer": server, "fhirAuthorization": access}


def test_the_same_record_sent_or_fetched_gives_the_same_cards():
    with Ehr(PARTS) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=5000)
        sent = call(to, request({**PREFETCH, "allergies": bundle(), "episodes": bundle()}))
        fetched = call(to, request({}, ehr.url))
        partly = call(to, request({key: PREFETCH[key] for key in ("patient", "conditions")}, ehr.url + "/"))

        assert fetched.json()["cards"] == sent.json()["cards"] == partly.json()["cards"]
        assert ehr.tokens == {"Bearer opaque-token"}


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_required_data_that_the_server_refuses_is_412(status):
    with Ehr(PARTS, status) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir)

        assert call(to, request({}, ehr.url)).status_code == 412


FORBIDDEN = [
    "{scheme}://127.0.0.1:{other}/fhir",
    "{scheme}://127.1:{port}/fhir",
    "{scheme}://2130706433:{port}/fhir",
    "{scheme}://0x7f000001:{port}/fhir",
    "{scheme}://0:{port}/fhir",
    "{scheme}://[::ffff:127.0.0.1]:{port}/fhir",
    "{scheme}://localhost:{port}/fhir",
    "{scheme}://user@127.0.0.1:{port}/fhir",
    "{scheme}://127.0.0.1:{port}/fhir-evil",
    "{scheme}://127.0.0.1:{port}/fhir/../admin",
    "{scheme}://127.0.0.1:{port}/fhir#x",
    "{scheme}://127.0.0.1:{port}/fhir?x=1",
    "{scheme}://127.0.0.1:{port}\\@evil.example/fhir",
    "{scheme}://127.0.0.1:{port}/FHIR",
    "{scheme}://127.0.0.1.:{port}/fhir",
    "{scheme}://127.0.0.1:{port}/fhir%2f",
    "{scheme}://127.0.0.1:{port}/",
    "{scheme}://127.0.0.1:{port}",
    "{scheme}://127.0.0.1:{port}/fhir\r\nX: y",
    "{scheme}://127.0.0.1:{port}/fhir" + "/" * 3,
]


@pytest.mark.parametrize("scheme", ["http", "https", "HTTP", "file", "gopher"])
@pytest.mark.parametrize("spelling", FORBIDDEN)
def test_a_server_that_is_not_registered_letter_by_letter_is_never_reached(scheme, spelling):
    with Ehr(PARTS) as ehr, closing(FhirAccess()) as fhir:
        port = ehr.server.server_address[1]
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=1000)
        server = spelling.format(scheme=scheme, port=port, other=port + 1)

        answer = call(to, request({}, server))

        if server.rstrip("/") != ehr.url:
            assert answer.status_code in {400, 412}
            assert ehr.asked == []


@pytest.mark.parametrize("odd", ["a b", "a\r\nX: y", "é", "x" * 9000, ""])
def test_a_token_that_cannot_stand_in_a_header_is_not_used(odd):
    with Ehr(PARTS) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=2000)

        call(to, request({}, ehr.url, odd))

        assert ehr.tokens <= {None}


def test_pages_are_followed_at_the_same_server_only():
    observations = PREFETCH["observations"]
    paged = {**observations, "link": [{"relation": "next", "url": "http://127.0.0.1:1/fhir/evil"}]}
    with Ehr({**PARTS, "Observation": paged}) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=2000)

        answer = call(to, request({}, ehr.url))

        assert answer.status_code == 200
        assert not any("evil" in path for path in ehr.asked)
        ours = answer.json()["cards"][0]["extension"]["org.her2-cds"]
        assert any("observations" in json.dumps(part) for part in (ours.get("gaps"), ours.get("completeness")))

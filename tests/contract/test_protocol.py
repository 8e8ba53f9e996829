from __future__ import annotations

import json
from typing import Any

import pytest
from contract.requests import draft, orders, patient_view
from contract.wire import Wire, chunks, conforms

from service.settings import Settings

VIEW = "/cds-services/her2-patient-view"
FEEDBACK = f"{VIEW}/feedback"


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


def issue(answer: Any) -> dict[str, Any]:
    first: dict[str, Any] = answer.json()["issue"][0]
    return first


def test_discovery_lists_one_service_a_hook(wire: Wire) -> None:
    answer = wire.get("/cds-services")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    conforms("discovery", answer.json())
    assert {service["id"]: service["hook"] for service in answer.json()["services"]} == {
        "her2-patient-view": "patient-view",
        "her2-order-select": "order-select",
        "her2-order-sign": "order-sign",
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/cds-services/unknown", 404),
        ("POST", "/cds-services/her2-patient-view/", 404),
        ("POST", "/cds-services/unknown/feedback", 404),
        ("POST", "/cds-services/her2-patient-view/other", 404),
        ("GET", "/cds-services/", 404),
        ("GET", "http://cds.test//cds-services", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("GET", "/nothing", 404),
        ("GET", "/assets/unknown.js", 404),
        ("GET", "/assets/..%2fsettings.py", 404),
        ("GET", VIEW, 405),
        ("PUT", VIEW, 405),
        ("DELETE", FEEDBACK, 405),
        ("POST", "/cds-services", 405),
        ("TRACE", "/cds-services", 405),
    ],
)
def test_a_wrong_path_or_method_is_refused_with_an_operation_outcome(
    wire: Wire, method: str, path: str, status: int
) -> None:
    answer = wire.send(method, path, b"{}" if method != "GET" else b"", {"content-type": "application/json"})

    assert answer.status_code == status


BAD_BODIES = {
    "empty": b"",
    "an empty object": b"{}",
    "an array": b"[]",
    "a string": b'"x"',
    "null": b"null",
    "broken JSON": b'{"hook": "patient-view"',
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "UTF-16": json.dumps(patient_view()).encode("utf-16"),
    "a FHIR Bundle": b'{"resourceType": "Bundle", "type": "transaction", "entry": []}',
    "NaN": json.dumps(patient_view()).replace('"p1"', "NaN", 1).encode(),
    "1e999": b'{"hook": "patient-view", "x": 1e999}',
    "a member twice": b'{"hook": "order-sign", "hook": "patient-view"}',
    "deep nesting": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep arrays": b"[" * 200_000,
    "a lone surrogate": b'{"hook": "\\ud800"}',
    "NUL": b'{"hook": "\\u0000"}',
    "bad UTF-8": b'{"hook": "\xff"}',
    "another hook": json.dumps(orders("order-sign", draft("d1", "lapatinib"))).encode(),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_is_no_request_is_400(wire: Wire, name: str) -> None:
    answer = wire.post(VIEW, BAD_BODIES[name])

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"hook": None}, "hook"),
        ({"hookInstance": "SECRET"}, "hookInstance"),
        ({"context": {}}, "context"),
        ({"context": {"userId": "Practitioner/1", "patientId": "SECRET/1"}}, "context.patientId"),
        ({"context": {"userId": "SECRET", "patientId": "p1"}}, "context.userId"),
        ({"prefetch": ["SECRET"]}, "prefetch"),
        ({"fhirServer": "SECRET"}, "fhirServer"),
        ({"fhirAuthorization": {"access_token": "SECRET"}}, "fhirServer"),
    ],
)
def test_the_path_of_what_is_wrong_is_named_and_the_value_is_not_repeated(
    wire: Wire, change: dict[str, Any], at: str
) -> None:
    answer = wire.call("her2-patient-view", patient_view() | change)

    assert answer.status_code == 400
    assert issue(answer)["expression"] == [at]
    assert "SECRET" not in answer.text


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/fhir+json", "application/json; charset=UTF-8"]
)
def test_json_media_types_are_accepted(wire: Wire, content_type: str) -> None:
    body = json.dumps(patient_view()).encode()

    assert wire.post(VIEW, body, **{"content-type": content_type}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": ""},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/xml"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-encoding": "gzip"},
        {"content-encoding": "br"},
    ],
)
def test_another_media_type_or_an_encoding_is_415(wire: Wire, headers: dict[str, str]) -> None:
    assert wire.post(VIEW, json.dumps(patient_view()).encode(), **headers).status_code == 415


def test_a_body_over_the_limit_is_413_by_its_length_and_while_it_arrives() -> None:
    wire = Wire(Settings(demo=True, max_body_bytes=300_000))

    assert wire.post(VIEW, b" " * 300_001).status_code == 413
    assert wire.post(VIEW, chunks(400_000)).status_code == 413
    assert wire.post(VIEW, b" " * 300_000).status_code == 400
    assert wire.post(FEEDBACK, chunks(400_000)).status_code == 413


def test_twenty_megabytes_of_a_valid_request_are_answered(wire: Wire) -> None:
    many = [
        {
            "resource": {
                "resourceType": "Observation",
                "id": f"o{n}",
                "status": "final",
                "subject": {"reference": "Patient/p1"},
                "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]},
                "note": [{"text": "x" * 900}],
            }
        }
        for n in range(18_000)
    ]
    small = patient_view()
    large = patient_view()
    large["prefetch"]["observations"]["entry"] += many
    assert len(json.dumps(large)) > 19_000_000

    assert wire.cards("her2-patient-view", large)[0]["summary"] == wire.cards("her2-patient-view", small)[0]["summary"]


def test_the_same_request_gives_the_same_bytes(wire: Wire) -> None:
    for service, request in {
        "her2-patient-view": patient_view(),
        "her2-order-select": orders("order-select", draft("d1", "lapatinib"), draft("d2", "capecitabine")),
        "her2-order-sign": orders("order-sign", draft("d1", "lapatinib"), draft("d2", "capecitabine")),
    }.items():
        assert wire.call(service, request).content == Wire().call(service, request).content


def test_no_value_of_a_header_decides_an_address(wire: Wire) -> None:
    answer = wire.get("/cds-services", host="evil.example", **{"x-forwarded-host": "evil.example"})

    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://sandbox.cds-hooks.org", True),
        ("http://localhost:3000", True),
        ("http://127.0.0.1:8080", True),
        ("https://evil.example", False),
        ("null", False),
        ("https://sandbox.cds-hooks.org.evil.example", False),
        ("http://localhost.evil.example", False),
        ("http://evil.example/localhost", False),
    ],
)
def test_only_loopback_pages_and_the_sandbox_may_call_from_a_browser(wire: Wire, origin: str, *, allowed: bool) -> None:
    preflight = {"origin": origin, "access-control-request-method": "POST"}
    preflight |= {"access-control-request-headers": "authorization,content-type"}

    asked = wire.send("OPTIONS", VIEW, headers=preflight)
    answered = wire.get("/cds-services", origin=origin)

    assert (asked.status_code == 200) is allowed
    assert (asked.headers.get("access-control-allow-origin") == origin) is allowed
    assert (answered.headers.get("access-control-allow-origin") == origin) is allowed


def test_without_demo_no_browser_of_another_site_may_call_and_no_demo_is_served() -> None:
    wire = Wire(Settings())

    assert "access-control-allow-origin" not in wire.get("/cds-services", origin="http://localhost:3000").headers
    assert wire.get("/demo").status_code == 404
    assert wire.get("/demo/patients").status_code == 404

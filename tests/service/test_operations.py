from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from contract.requests import draft, orders, patient_view
from contract.wire import Wire

from service import hook_route
from service.attributes import attributes_document
from service.log import JsonLines, log

if TYPE_CHECKING:
    from service.answering import Answered


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_the_operator_can_ask_how_the_service_is(wire: Wire) -> None:
    assert wire.get("/livez").json() == {"status": "ok"}
    assert wire.get("/readyz").json()["status"] == "ok"
    assert wire.get("/version").json()["edition"].startswith("es-2016")


def test_metrics_count_calls_rules_and_silence_and_name_no_patient(wire: Wire) -> None:
    wire.call("her2-patient-view", patient_view())
    wire.call("her2-patient-view", {})
    wire.call("her2-order-sign", orders("order-sign", draft("d1", "paracetamol")))

    told = wire.get("/metrics").text

    assert 'her2cds_hook_calls_total{service="her2-patient-view",status="200"} 1.0' in told
    assert 'her2cds_hook_calls_total{service="her2-patient-view",status="400"} 1.0' in told
    assert "her2cds_hook_seconds_bucket" in told
    assert "her2cds_outcomes_total{" in told
    assert "p1" not in told


def test_no_source_attribute_is_empty(wire: Wire) -> None:
    document = wire.get("/attributes").json()

    assert document == attributes_document(document["software"].removeprefix("her2-cds "))
    assert len(document["sourceAttributes"]) == 13
    assert all(document["sourceAttributes"].values())
    assert all(document["intendedUse"].values())
    assert "Not a certified medical device" in wire.get("/attributes", accept="text/html,*/*").text


CANARIES = ("CANARY-NAME", "CANARY-MRN", "CANARY-DRUG", "CANARY-TOKEN", "CANARY-USER")


def test_the_log_says_what_happened_and_holds_nothing_of_the_patient(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = orders("order-sign", draft("d1", "lapatinib"), draft("d2", "CANARY-DRUG mab"))
    request["prefetch"]["patient"] |= {"name": [{"family": "CANARY-NAME"}], "identifier": [{"value": "CANARY-MRN"}]}
    request["context"]["userId"] = "Practitioner/CANARY-USER"
    request |= {
        "fhirServer": "https://ehr.example.org/fhir",
        "fhirAuthorization": {"access_token": "CANARY-TOKEN", "token_type": "Bearer"},
    }

    answer = wire.call("her2-order-sign", request)
    refused = wire.call("her2-order-sign", request | {"context": {"patientId": "CANARY-MRN/1"}})

    lines = [JsonLines().format(record) for record in caplog.records]
    served = next(json.loads(line) for line in lines if '"status": 200' in line)
    assert (answer.status_code, refused.status_code) == (200, 400)
    assert {"event", "time", "level", "service", "ms", "outcome", "rule", "cards", "gaps"} <= set(served)
    assert [canary for canary in CANARIES if any(canary in line for line in lines)] == []
    assert [canary for canary in CANARIES if canary in refused.text] == []


def test_a_fault_of_ours_is_500_with_an_incident_and_tells_nobody_about_the_patient(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Answered:
        raise KeyError("CANARY-NAME")

    monkeypatch.setattr(hook_route, "answer_call", broken)

    answer = wire.call("her2-patient-view", patient_view())

    assert answer.status_code == 500
    problem = answer.json()["issue"][0]
    lines = [JsonLines().format(record) for record in caplog.records]
    incident = next(json.loads(line) for line in lines if '"incident"' in line)
    assert problem["code"] == "exception"
    assert incident["incident"] in problem["diagnostics"]
    assert "KeyError" in incident["error"]
    assert "CANARY" not in answer.text + "".join(lines)


def test_a_log_line_stays_one_line_whatever_is_in_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    log("hook", at='x"\r\n\x1b[31m\u2028{"event":"forged"}')

    (record,) = caplog.records
    line = JsonLines().format(record)
    assert line.isprintable()
    assert json.loads(line)["event"] == "hook"

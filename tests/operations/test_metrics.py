"""What an operator can watch, and that no label ever holds something of a patient or a caller."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from contract.requests import PREFETCH, bundle, draft, orders, patient_view
from contract.wire import Wire
from prometheus_client.parser import text_string_to_metric_families
from trust.test_over_http import PARTS, Ehr, call, registered, request, wire
from trust.tokens_made import OTHER_KEY, token

from service import hook_route
from service.card_memory import CardMemory
from service.database import open_store
from service.fhir_access import FhirAccess
from service.gate import Limits
from service.rates import BURST_S
from service.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

VIEW = "her2-patient-view"


def metrics(to: Wire) -> dict[str, dict[tuple[str, ...], float]]:
    """Every sample by name and label values."""
    told: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(to.get("/metrics").text):
        for sample in family.samples:
            told.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return told


def test_every_stage_of_a_call_is_timed() -> None:
    to = Wire()
    to.call(VIEW, patient_view())

    counted = metrics(to)["her2cds_stage_seconds_count"]

    stages = {"authenticate", "read", "fetch", "understand", "advise", "render", "audit"}
    assert {stage for _, stage in counted} == stages
    assert set(counted.values()) == {1.0}


def test_rules_cards_gaps_and_how_each_part_came_are_counted() -> None:
    to = Wire()
    broken = {"resourceType": "Condition", "id": "c9", "subject": {"reference": "Patient/p1"}, "code": "text"}
    document = patient_view()
    document["prefetch"]["conditions"]["entry"].append({"resource": broken})
    document["prefetch"].pop("procedures", None)
    to.call(VIEW, document)
    to.call("her2-order-sign", orders("order-sign", draft("d1", "paracetamol")))

    told = metrics(to)

    assert told["her2cds_cards_total"]["info", VIEW] >= 1
    assert told["her2cds_gaps_total"]
    assert sum(told["her2cds_rule_seconds_count"].values()) == 2
    assert set(told["her2cds_rule_seconds_count"]) == {(rule,) for rule, *_ in told["her2cds_outcomes_total"]}
    assert told["her2cds_prefetch_total"]["conditions", "sent"] == 2
    assert told["her2cds_prefetch_total"]["procedures", "not-sent"] >= 1
    assert len(told["her2cds_knowledge_info"]) == 1


def test_requests_to_fhir_servers_are_counted_by_status_and_what_they_gave_by_key() -> None:
    with Ehr(PARTS) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=5000)
        assert call(to, request({}, ehr.url)).status_code == 200

        told = metrics(to)

    assert told["her2cds_fhir_requests_total"][("2xx",)] >= 9
    assert told["her2cds_prefetch_total"]["observations", "fetched"] == 1
    assert told["her2cds_fhir_breakers_open"][()] == 0


def test_a_server_that_fails_is_seen_by_its_status() -> None:
    with Ehr(PARTS, 503) as ehr, closing(FhirAccess()) as fhir:
        to = wire(registered(fhir_servers=[ehr.url]), fhir=fhir, deadline_ms=2000)
        call(to, request({"patient": PREFETCH["patient"]}, ehr.url))

        assert metrics(to)["her2cds_fhir_requests_total"][("5xx",)] >= 1


def test_refused_tokens_are_counted_by_their_reason() -> None:
    to = wire()
    call(to, signed=token(key=OTHER_KEY))
    call(to, signed="a.b")

    assert metrics(to)["her2cds_tokens_refused_total"] == {("signature",): 1.0, ("malformed",): 1.0}


def test_what_becomes_of_cards_is_counted_once(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/her2.sqlite3")) as store:
        to = Wire(memory=CardMemory(store))
        card = to.cards(VIEW, patient_view())[0]["uuid"]
        said = {"feedback": [{"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-03-02T10:00:00Z"}]}
        for _ in range(2):
            assert to.call(f"{VIEW}/feedback", said).status_code == 200

        assert metrics(to)["her2cds_feedback_total"] == {("overridden", VIEW): 1.0}


def test_calls_above_a_limit_are_counted() -> None:
    reasons: list[str] = []
    limits = Limits(Settings(rate_per_address=1), reasons.append)
    place: Any = {"type": "http", "client": ("192.0.2.7", 1), "headers": []}

    with pytest.raises(Exception, match="429"):
        [limits.enter(place) for _ in range(2 * BURST_S)]

    assert reasons == ["rate-address"]


def test_a_fault_of_ours_is_counted_as_500(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError

    to = Wire()
    monkeypatch.setattr(hook_route, "answer_call", broken)
    to.call(VIEW, patient_view())

    assert metrics(to)["her2cds_hook_calls_total"] == {(VIEW, "500"): 1.0}


def test_labels_stay_few_and_hold_nothing_that_was_sent() -> None:
    to = Wire()
    for number in range(30):
        document = patient_view()
        document["context"] |= {"patientId": f"CANARY-{number}", "userId": f"Practitioner/CANARY-{number}"}
        document["prefetch"] = {
            f"CANARY-{number}": bundle(),
            "patient": {"resourceType": "Patient", "id": f"CANARY-{number}"},
        }
        to.call(VIEW, document)
        to.post(f"/cds-services/CANARY-{number}", json.dumps(document).encode())

    text = to.get("/metrics").text

    assert "CANARY" not in text
    assert len(text.splitlines()) < 400

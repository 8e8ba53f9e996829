"""Every call ends in a record before it is answered, and the record says what is in its table and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from audit.told import VIEW, contents, instance, opened, wire
from contract.requests import PREFETCH, draft, orders
from feedback.examples import body, item
from trust.test_over_http import EHR, call, registered
from trust.test_over_http import wire as trusted_wire

from service import hook_route
from service.audit import Auditor, AuditPolicy
from service.audit_detail import STORED, Detail
from service.audit_spool import Spool
from service.audit_verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from service.answering import Answered
    from service.database import Store

LEVELS = list(Detail)


def at(detail: Detail, store: Store, spool: Spool) -> Auditor:
    return Auditor(store, spool, AuditPolicy("0.1.0", detail))


def test_an_answered_call_is_on_record_with_rule_facts_and_cards(auditor: Auditor) -> None:
    cards = wire(auditor).cards(VIEW, opened(1))

    (told,) = contents(auditor)
    assert (told["kind"], told["status"], told["client"], told["service"]) == ("hook", 200, "demo", VIEW)
    assert (told["instance"], told["hook"], told["day"]) == (instance(1), "patient-view", "2026-03-02")
    assert [card["uuid"] for card in told["cards"]] == [card["uuid"] for card in cards]
    assert told["rule"] == cards[0]["extension"]["org.her2-cds"]["rule"]
    assert [fact["name"] for fact in told["facts"]] == ["her2_status", "disease_setting", "disease_status"]
    assert [fact["known"] for fact in told["facts"]] == [True, True, False]
    assert told["gaps"] == {"not sent": 2}
    assert verify(auditor.store).broken is None


def test_a_record_is_found_by_the_id_that_the_caller_gave_or_got(auditor: Auditor) -> None:
    to, request = wire(auditor), json.dumps(opened(1)).encode()
    given = to.post(f"/cds-services/{VIEW}", request, **{"x-request-id": "ehr-77"})
    made = to.post(f"/cds-services/{VIEW}", request)

    heard = [answer.headers["x-request-id"] for answer in (given, made)]
    assert [told["request"] for told in contents(auditor)] == heard
    assert heard[0] == "ehr-77"


def test_the_spool_holds_no_more_than_the_chain(auditor: Auditor, spool: Spool) -> None:
    auditor._rests_until = float("inf")

    wire(auditor).cards(VIEW, opened(1))

    (file,) = spool.files()
    waiting = file.read_text()
    assert instance(1) in waiting
    assert not [word for word in ("p1", "u1", "Observation/her2", "2023-01-10", "positive") if f'"{word}"' in waiting]


def test_silence_is_on_record_with_its_reason(auditor: Auditor) -> None:
    wire(auditor).cards("her2-order-sign", orders("order-sign", draft("d1", "paracetamol")))

    (told,) = contents(auditor)
    assert told["cards"] == []
    assert told["silence"]
    assert told["rule"]


def test_the_least_detail_names_nobody_and_refers_by_digest(store: Store, spool: Spool) -> None:
    auditor = at(Detail.MINIMAL, store, spool)
    wire(auditor).cards(VIEW, opened(1))

    (told,) = contents(auditor)
    text = json.dumps(told)
    assert not [word for word in ("p1", "u1", "Observation/her2", "2023-01-10", "positive") if f'"{word}"' in text]
    assert told["facts"][0]["references"] == [store.audit_key.reference("demo", "Observation/her2")]
    assert told["patient"] == store.audit_key.patient("demo", "p1")


def test_with_facts_values_dates_and_references_are_there_and_no_request(store: Store, spool: Spool) -> None:
    auditor = at(Detail.FACTS, store, spool)
    wire(auditor).cards(VIEW, opened(1))

    (told,) = contents(auditor)
    assert told["facts"][0] | {"working": "positive"} == {
        "name": "her2_status", "known": True, "value": "positive", "working": "positive",
        "date": "2023-01-10", "references": ["Observation/her2"],
    }  # fmt: skip
    assert "request_body" not in told


def test_the_full_request_is_kept_without_the_token_and_its_server(store: Store, spool: Spool) -> None:
    access = {"access_token": "CANARY", "token_type": "Bearer", "expires_in": 300, "scope": "", "subject": "x"}
    request = opened(1) | {"fhirServer": "https://secret.example.org/fhir", "fhirAuthorization": access}

    auditor = at(Detail.FULL, store, spool)
    wire(auditor).cards(VIEW, request)

    (told,) = contents(auditor)
    assert json.loads(told["request_body"])["prefetch"] == PREFETCH
    assert "CANARY" not in told["request_body"]
    assert "secret.example.org" not in told["request_body"]


@pytest.mark.parametrize("detail", LEVELS)
def test_every_member_of_every_record_is_explained_and_stands_at_its_level(
    store: Store, spool: Spool, detail: Detail
) -> None:
    auditor = at(detail, store, spool)
    to = wire(auditor)
    to.cards(VIEW, opened(1))
    to.cards("her2-order-sign", orders("order-sign", draft("d1", "lapatinib")))
    to.call(VIEW, {})
    to.post(f"/cds-services/{VIEW}/feedback", json.dumps(body(item())).encode())
    to.call("no-such-service", {})
    auditor.close()

    found = {name for told in contents(auditor) for name in told}
    assert found <= STORED.keys()
    order = list(Detail)
    assert {name for name in found if order.index(STORED[name].level) > order.index(detail)} == set()


@pytest.mark.parametrize(
    ("document", "status", "reason", "member"),
    [
        ({}, 400, "invalid", "hook"),
        (opened(1, patient={"resourceType": "Patient", "id": "other"}), 412, "conflict", "prefetch.patient"),
        (opened(1, conditions=None), 412, "not-found", "prefetch.conditions"),
    ],
)
def test_a_refusal_is_on_record_with_its_reason(
    auditor: Auditor, document: dict[str, Any], status: int, reason: str, member: str
) -> None:
    assert wire(auditor).call(VIEW, document).status_code == status

    (told,) = contents(auditor)
    assert (told["status"], told["reason"], told["at_member"]) == (status, reason, member)
    assert told.get("patient") == (auditor.store.audit_key.patient("demo", "p1") if document else None)


def test_a_body_that_is_too_big_or_of_another_kind_is_on_record(auditor: Auditor) -> None:
    to = wire(auditor)
    to.send("POST", f"/cds-services/{VIEW}", b"x", {"content-type": "text/plain"})
    to.post(f"/cds-services/{VIEW}", b"{", **{"content-length": "99999999999"})

    assert [told["status"] for told in contents(auditor)] == [415, 413]


def test_a_fault_of_ours_is_on_record_with_the_incident_that_the_caller_hears(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Answered:
        raise KeyError("CANARY-NAME")

    monkeypatch.setattr(hook_route, "answer_call", broken)

    answer = wire(auditor).call(VIEW, opened(1))

    (told,) = contents(auditor)
    assert told["status"] == answer.status_code == 500
    assert told["incident"] in answer.json()["issue"][0]["diagnostics"]


def test_feedback_is_on_record_and_a_foreign_card_id_only_by_its_digest(auditor: Auditor) -> None:
    to = wire(auditor)
    (card,) = to.cards(VIEW, opened(1))
    said = body(item(card=card["uuid"]), item(card="MRN-CANARY"))

    to.post(f"/cds-services/{VIEW}/feedback", json.dumps(said).encode())

    told = contents(auditor)[-1]
    assert told["reports"][0] == {"uuid": card["uuid"], "outcome": "overridden"}
    assert told["kept"] == {"new": 2, "repeated": 0, "unknown_cards": 1}
    assert "CANARY" not in json.dumps(told)


def test_a_flood_of_the_unknown_fills_no_disk(auditor: Auditor) -> None:
    to = trusted_wire(registered(), auditor=auditor)
    for _ in range(30):
        to.post(f"/cds-services/{VIEW}", b"{}")
    to.post("/cds-services/nowhere", b"{}")
    assert contents(auditor) == []

    auditor.close()

    told = [(each["service"], each["status"], each["times"]) for each in contents(auditor)]
    assert told in ([(VIEW, 401, 30), ("unknown", 404, 1)], [("unknown", 404, 1), (VIEW, 401, 30)])


def test_protected_discovery_is_on_record(auditor: Auditor) -> None:
    from trust.tokens_made import PUBLIC_URL, claims, token  # noqa: PLC0415 - beside its use

    to = trusted_wire(registered(), auditor=auditor, protect_discovery=True)
    signed = token(body=claims(aud=PUBLIC_URL + "/cds-services"))

    to.get("/cds-services", authorization=f"Bearer {signed}")

    assert [(told["kind"], told["client"]) for told in contents(auditor)] == [("discovery", EHR)]


def test_a_caller_without_the_service_is_on_record_by_name(auditor: Auditor) -> None:
    assert call(trusted_wire(registered(services=["her2-order-sign"]), auditor=auditor)).status_code == 403

    assert [(told["client"], told["status"]) for told in contents(auditor)] == [(EHR, 403)]


def nowhere(store: Store, tmp_path: Path, *, required: bool) -> Auditor:
    """An auditor whose database does not take records and whose spool cannot be written."""
    (tmp_path / "in-the-way").touch()
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO away")
    return Auditor(store, Spool(tmp_path / "in-the-way"), AuditPolicy("0.1.0", required=required))


def test_guidance_that_cannot_be_traced_is_not_given(store: Store, tmp_path: Path) -> None:
    auditor = nowhere(store, tmp_path, required=True)

    answer = wire(auditor).call(VIEW, opened(1))

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert auditor.state().lost == 1


def test_a_site_may_have_guidance_without_a_trace(store: Store, tmp_path: Path) -> None:
    assert wire(nowhere(store, tmp_path, required=False)).cards(VIEW, opened(1))


def test_silence_that_cannot_be_traced_stays_silence(store: Store, tmp_path: Path) -> None:
    order = orders("order-sign", draft("d1", "paracetamol"))

    assert wire(nowhere(store, tmp_path, required=True)).cards("her2-order-sign", order) == []


def test_calls_that_the_gate_turns_away_are_counted(auditor: Auditor) -> None:
    to = trusted_wire(registered(), auditor=auditor, rate_per_address=1)
    answers = {to.post(f"/cds-services/{VIEW}", b"{}").status_code for _ in range(40)}
    auditor.close()

    told = {(each["reason"], each["status"]) for each in contents(auditor)}
    assert answers == {401, 429}
    assert told == {("login", 401), ("rate-address", 429)}

"""The whole way: cards over HTTP, feedback about them, what is stored, and what is shown the next time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from contract.wire import Wire
from feedback.examples import NOON, accepted, because, body, item

from service.card_memory import CardMemory
from service.demo import demo_patients, demo_request
from service.feedback_export import export_lines
from service.hook_requests import Hook

if TYPE_CHECKING:
    from service.database import Store

SELECT, SIGN, VIEW = "her2-order-select", "her2-order-sign", "her2-patient-view"
DRUGS = ("trastuzumab", "lapatinib", "capecitabine")


@pytest.fixture
def wire(store: Store) -> Wire:
    return Wire(memory=CardMemory(store, now=lambda: NOON))


def request(hook: Hook = Hook.ORDER_SELECT, drugs: tuple[str, ...] = DRUGS) -> dict[str, Any]:
    """A call about the first demo patient; every call is an instance of its own."""
    patient = next(iter(demo_patients().values()))
    asked: dict[str, Any] = demo_request(patient, hook, () if hook is Hook.PATIENT_VIEW else drugs)
    return asked | {"hookInstance": str(uuid4())}


def send(wire: Wire, *items: dict[str, Any], service: str = SELECT) -> int:
    return wire.post(f"/cds-services/{service}/feedback", json.dumps(body(*items)).encode()).status_code


def exported(store: Store) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export_lines(store, "ndjson")]


def test_an_override_is_stored_with_what_the_card_was_and_the_card_stays_away(wire: Wire, store: Store) -> None:
    cards = wire.cards(SELECT, request())
    assert cards, "this test needs a demo order that is worth a card"

    told = send(wire, *(item(card=card["uuid"], overrideReason=because("patient-choice")) for card in cards))

    assert told == 200
    assert wire.cards(SELECT, request()) == []
    assert wire.cards(SIGN, request(Hook.ORDER_SIGN)) == []
    first = exported(store)[0]
    assert (first["reason"], first["hook"], first["knownCard"]) == ("patient-choice", "order-select", True)
    assert first["rule"] == cards[0]["extension"]["org.her2-cds"]["rule"]
    assert first["edition"] == cards[0]["extension"]["org.her2-cds"]["edition"]


def test_another_order_for_the_same_patient_still_speaks(wire: Wire) -> None:
    for card in wire.cards(SELECT, request()):
        send(wire, item(card=card["uuid"]))

    assert wire.cards(SELECT, request(drugs=("trastuzumab", "trastuzumab-emtansine")))


def test_an_accepted_card_may_come_again(wire: Wire) -> None:
    cards = wire.cards(SELECT, request())
    for card in cards:
        send(wire, accepted(card=card["uuid"]))

    assert len(wire.cards(SELECT, request())) == len(cards)


def test_opening_the_chart_speaks_after_an_override_too(wire: Wire) -> None:
    cards = wire.cards(VIEW, request(Hook.PATIENT_VIEW))
    for card in cards:
        send(wire, item(card=card["uuid"]), service=VIEW)

    assert len(wire.cards(VIEW, request(Hook.PATIENT_VIEW))) == len(cards) > 0


def test_a_site_may_have_every_card_repeated(store: Store) -> None:
    wire = Wire(memory=CardMemory(store, repeat_overridden=True, now=lambda: NOON))
    cards = wire.cards(SELECT, request())
    for card in cards:
        send(wire, item(card=card["uuid"]))

    assert len(wire.cards(SELECT, request())) == len(cards)


@pytest.mark.parametrize("timestamp", ["2026-11-24", "yesterday", "2026-11-24T12:00:00", 7, None])
def test_a_timestamp_that_is_not_rfc_3339_is_refused_and_nothing_is_stored(
    wire: Wire, store: Store, timestamp: object
) -> None:
    assert send(wire, item(), item(card="second", outcomeTimestamp=timestamp)) == 400
    assert exported(store) == []


def test_feedback_about_an_unknown_card_is_taken(wire: Wire, store: Store) -> None:
    assert send(wire, item(card="never-shown")) == 200
    assert exported(store)[0]["knownCard"] is False


def test_feedback_that_cannot_be_kept_is_not_acknowledged() -> None:
    wire = Wire()

    answer = wire.post(f"/cds-services/{SELECT}/feedback", json.dumps(body(item())).encode())

    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_a_broken_memory_hides_no_card(store: Store) -> None:
    wire = Wire(memory=CardMemory(store, now=lambda: NOON))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE shown_cards RENAME TO away")

    assert wire.cards(SELECT, request())

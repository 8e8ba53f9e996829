from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from feedback.examples import CARD, EHR, NOON, OTHER_EHR, accepted, because, body, card, item, showing

from service.feedback import parse_feedback
from service.feedback_log import Recorded, StoredReport, record_feedback, stored_reports
from service.shown_cards import noting

if TYPE_CHECKING:
    from service.database import Store


def send(store: Store, *items: dict[str, Any], client: str = EHR) -> Recorded:
    return record_feedback(store, parse_feedback(body(*items)), client=client, service="her2-order-select", at=NOON)


def stored(store: Store) -> list[StoredReport]:
    return list(stored_reports(store))


def test_feedback_is_joined_to_what_the_card_was(store: Store) -> None:
    noting(store, [card()], showing()).alone()

    told = send(store, item(overrideReason=because("toxicity", "neuropathy")))

    [report] = stored(store)
    assert told == Recorded(new=1, repeated=0, unknown_cards=0)
    assert report.shown is not None
    assert (report.shown.rule, report.shown.edition, report.shown.hook) == ("T4.12", "es-2016", "order-select")
    assert (report.shown.order_classes, report.shown.advice, report.shown.topic) == (
        "DISCORDANT",
        "D-TDM1N",
        "her2order",
    )
    assert (report.reasons[0].code, report.comment) == ("toxicity", "neuropathy")


def test_a_report_that_is_sent_again_is_stored_once(store: Store) -> None:
    same_instant = item(outcomeTimestamp="2026-11-24T13:00:00.000+01:00")

    assert send(store, item()).new == 1
    assert send(store, item(), same_instant) == Recorded(new=0, repeated=2, unknown_cards=1)

    assert len(stored(store)) == 1


def test_a_repeat_within_one_call_is_stored_once(store: Store) -> None:
    assert send(store, item(), item()) == Recorded(new=1, repeated=1, unknown_cards=1)


def test_another_outcome_time_or_suggestion_is_another_report(store: Store) -> None:
    later = item(outcomeTimestamp="2026-11-24T12:00:01Z")
    one, other = (accepted(acceptedSuggestions=[{"id": each}]) for each in ("drug-1", "drug-2"))

    assert send(store, item(), later, one, other).new == 4


def test_feedback_about_a_card_nobody_knows_is_kept_without_a_card(store: Store) -> None:
    told = send(store, item(card="unknown"))

    assert told == Recorded(new=1, repeated=0, unknown_cards=1)
    assert stored(store)[0].shown is None


def test_another_clients_card_answers_as_an_unknown_one(store: Store) -> None:
    noting(store, [card()], showing(client=OTHER_EHR)).alone()

    mine, unknown = send(store, item()), send(store, item(card="unknown"))

    assert mine == unknown
    assert [report.shown for report in stored(store)] == [None, None]


def test_a_card_stays_what_it_was_when_it_was_first_shown(store: Store) -> None:
    noting(store, [card()], showing()).alone()

    noting(store, [card(rule="T4.9")], replace(showing(), at=NOON + timedelta(hours=1))).alone()
    send(store, item())

    [report] = stored(store)
    assert report.shown is not None
    assert report.shown.rule == "T4.12"


def test_feedback_may_come_before_the_card_is_remembered(store: Store) -> None:
    send(store, item())

    noting(store, [card()], showing()).alone()

    assert stored(store)[0].shown is not None


def test_a_call_is_stored_whole_or_not_at_all(store: Store) -> None:
    good, broken = parse_feedback(body(item(), item(card="second")))

    with pytest.raises(AttributeError):
        record_feedback(store, [good, replace(broken, outcome=None)], client=EHR, service="s", at=NOON)  # type: ignore[arg-type]  # a fault of our own

    assert stored(store) == []


def test_a_card_without_uuid_gets_no_feedback_and_is_not_remembered(store: Store) -> None:
    nameless = {name: value for name, value in card().items() if name != "uuid"}

    noting(store, [nameless], showing()).alone()
    send(store, item(card=CARD))

    assert stored(store)[0].shown is None


@pytest.mark.parametrize("text", ["'; DROP TABLE feedback; --", "%_\\", "=cmd|' /C calc'!A0", "ñ 😀 \u202e <b>"])
def test_free_text_is_stored_as_it_was_sent(store: Store, text: str) -> None:
    send(store, item(card=text, overrideReason=because(text, text)))

    [report] = stored(store)
    assert (report.card, report.reasons[0].code, report.comment) == (text, text, text)


def test_no_table_holds_a_name_or_an_identifier_of_the_patient(store: Store) -> None:
    canary = "MRN-CANARY-77"
    shown = card(facts=[{"name": "her2_status", "value": "positive", "references": [f"Observation/{canary}"]}])

    noting(store, [shown | {"summary": canary, "detail": canary}], showing(patient=canary)).alone()
    send(store, item())

    from service.tables import metadata  # noqa: PLC0415 - beside the look at every table

    with store.engine.connect() as connection:
        rows = [tuple(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    assert len(rows) == 6, "three keys, the head of the audit trail, the card, the report"
    assert canary not in repr(rows)

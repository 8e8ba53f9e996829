from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from feedback.examples import CARD, EHR, NOON, OTHER_EHR, accepted, body, card, fact, item, showing

from service.feedback import CardOutcome, parse_feedback
from service.feedback_log import record_feedback
from service.repeats import PastReport, is_repeat, without_repeats
from service.shown_cards import facts_digest, noting

if TYPE_CHECKING:
    from service.database import Store

KEY = b"k" * 32
NEXT = "9a0ff6b8-7f0c-4c5b-9f1d-5d0f3c1b2a00"
ORDER = {"agents": ["lapatinib", "capecitabine"], "class": "DISCORDANT"}


def digest(shown: dict[str, Any], *, client: str = EHR, patient: str = "pat-1", key: bytes = KEY) -> str | None:
    return facts_digest(key, shown, client=client, patient=patient)


def overridden(store: Store, shown: dict[str, Any], **told: Any) -> None:
    """The card was shown and its user overrode it."""
    noting(store, [shown], showing()).alone()
    report = parse_feedback(body(item(card=shown["uuid"], **told)))
    record_feedback(store, report, client=EHR, service="her2-order-select", at=NOON)


def test_an_overridden_card_is_not_shown_again_in_either_order_hook(store: Store) -> None:
    overridden(store, card())

    for hook in ("order-select", "order-sign"):
        assert without_repeats(store, [card(NEXT)], showing(hook=hook)) == []


def test_opening_the_chart_always_shows_its_cards(store: Store) -> None:
    overridden(store, card())

    assert without_repeats(store, [card(NEXT)], showing(hook="patient-view")) == [card(NEXT)]


def test_the_other_cards_of_the_call_stay_in_their_order(store: Store) -> None:
    overridden(store, card())
    cards = [card("1", rule="T3.1"), card("2"), card("3", rule="T3.2")]

    assert [shown["uuid"] for shown in without_repeats(store, cards, showing())] == ["1", "3"]


def test_another_client_or_patient_still_sees_the_card(store: Store) -> None:
    overridden(store, card())

    for other in (showing(client=OTHER_EHR), showing(patient="pat-2")):
        assert without_repeats(store, [card(NEXT)], other) == [card(NEXT)]


@pytest.mark.parametrize(
    "changed",
    [
        {"facts": [fact("brain_mets", "present"), fact("tdm1_exposure", "none")]},
        {"facts": [fact("brain_mets", "none", working="present"), fact("tdm1_exposure", "none")]},
        {"facts": [fact("brain_mets", "none")]},
        {"rule": "T4.9"},
        {"edition": "es-2026"},
        {"outcome": "D-OUT"},
        {"flags": ["tdm1-if-available"]},
        {"orders": [{"agents": ["lapatinib"], "class": "DISCORDANT"}]},
        {"orders": [ORDER | {"class": "NOT_LISTED"}]},
        {"orders": [ORDER | {"safety_rules": ["J-S1"]}]},
    ],
)
def test_a_card_comes_back_when_something_it_rests_on_changes(store: Store, changed: dict[str, Any]) -> None:
    overridden(store, card())

    assert without_repeats(store, [card(NEXT, **changed)], showing()) == [card(NEXT, **changed)]


@pytest.mark.parametrize(
    "same",
    [
        {
            "facts": [
                fact("tdm1_exposure", "none"),
                fact("brain_mets", "none", date="2026-11-20", references=["Condition/9"]),
            ]
        },
        {"run": "another", "gaps": [{"reference": "Observation/9"}]},
        {
            "orders": [
                {"agents": ["capecitabine", "lapatinib"], "class": "DISCORDANT", "about": ["MedicationRequest/77"]}
            ]
        },
    ],
)
def test_a_new_date_reference_order_of_agents_or_draft_id_is_no_news(store: Store, same: dict[str, Any]) -> None:
    overridden(store, card())

    assert without_repeats(store, [card(NEXT, **same)], showing()) == []


def test_facts_that_only_the_calendar_moves_are_no_news() -> None:
    yesterday, today = (card(facts=[fact("lvef_percent", 60), fact("lvef_age_days", days)]) for days in (30, 31))

    assert digest(yesterday) == digest(today)


def test_an_accepted_card_is_shown_again(store: Store) -> None:
    noting(store, [card()], showing()).alone()
    record_feedback(store, parse_feedback(body(accepted())), client=EHR, service="s", at=NOON)

    assert without_repeats(store, [card(NEXT)], showing()) == [card(NEXT)]


def test_the_last_word_counts(store: Store) -> None:
    overridden(store, card())
    later = accepted(outcomeTimestamp="2026-11-25T12:00:00Z")
    record_feedback(store, parse_feedback(body(later)), client=EHR, service="s", at=NOON)

    assert without_repeats(store, [card(NEXT)], showing()) == [card(NEXT)]


def test_feedback_of_another_client_hides_nothing(store: Store) -> None:
    noting(store, [card()], showing()).alone()
    record_feedback(store, parse_feedback(body(item(card=CARD))), client=OTHER_EHR, service="s", at=NOON)

    assert without_repeats(store, [card(NEXT)], showing()) == [card(NEXT)]


def test_a_critical_card_stays_away_for_one_day_only(store: Store) -> None:
    danger = card(indicator="critical")
    overridden(store, danger)
    again = danger | {"uuid": NEXT}

    assert without_repeats(store, [again], showing(at=NOON + timedelta(hours=23))) == []
    assert without_repeats(store, [again], showing(at=NOON + timedelta(hours=24))) == [again]


def test_a_clients_clock_cannot_keep_a_critical_card_away(store: Store) -> None:
    danger = card(indicator="critical")
    overridden(store, danger, outcomeTimestamp="2099-01-01T00:00:00Z")

    assert without_repeats(store, [danger], showing(at=NOON + timedelta(days=2))) == [danger]


def test_a_card_that_does_not_say_what_it_rests_on_is_always_shown(store: Store) -> None:
    bare = {name: value for name, value in card().items() if name != "extension"}
    overridden(store, bare)

    assert without_repeats(store, [bare], showing()) == [bare]


def test_the_digest_says_nothing_without_its_key() -> None:
    assert digest(card()) == digest(card("another"))
    assert digest(card()) != digest(card(), key=b"x" * 32)
    assert len(str(digest(card()))) == 64


def test_only_an_override_makes_a_repeat() -> None:
    past = PastReport("d", CardOutcome.OVERRIDDEN, NOON)

    assert is_repeat(card(), past, now=NOON)
    assert not is_repeat(card(), replace(past, outcome=CardOutcome.ACCEPTED), now=NOON)
    assert not is_repeat(card(), None, now=NOON)

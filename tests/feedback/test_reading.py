from __future__ import annotations

from typing import Any

import pytest
from feedback.examples import CARD, REASONS, SUGGESTION, accepted, because, body, item

from service.feedback import CardOutcome, InvalidFeedbackError, Reason, parse_feedback
from service.rfc3339 import instant

EPIC = "com.epic.cdshooks.feedback.overrideReason."


def refusal(document: Any) -> str:
    with pytest.raises(InvalidFeedbackError) as refused:
        parse_feedback(document)
    return refused.value.at


def test_an_accepted_card_names_the_suggestions_that_were_taken() -> None:
    [report] = parse_feedback(body(accepted()))

    assert (report.card, report.outcome, report.accepted_suggestions) == (CARD, CardOutcome.ACCEPTED, (SUGGESTION,))


def test_an_override_carries_its_coded_reason_and_comment_without_a_display() -> None:
    [report] = parse_feedback(body(item(overrideReason=because("clinical-trial", "in DB-09"))))

    assert report.reasons == (Reason(system=REASONS, code="clinical-trial"),)
    assert report.comment == "in DB-09"


def test_epic_sends_one_object_under_the_plural_name() -> None:
    [report] = parse_feedback(body(item(overrideReasons=because("toxicity", "free text"))))

    assert [reason.code for reason in report.reasons] == ["toxicity"]
    assert report.comment == "free text"


def test_epic_puts_a_reason_of_its_own_into_an_extension() -> None:
    own = {EPIC + "reasonCategory": "45", EPIC + "reasonDisplay": "Does not meet criteria"}

    [report] = parse_feedback(body(item(overrideReasons={"extension": own, "userComment": "text"})))

    [reason] = report.reasons
    assert (reason.code, reason.display, reason.name) == ("", "Does not meet criteria", "Does not meet criteria")
    assert '"45"' in reason.extension, "nothing of the extension is lost"


def test_a_list_of_reasons_is_read_whole() -> None:
    [report] = parse_feedback(body(item(overrideReasons=[because("toxicity", "a"), because("comorbidity", "b")])))

    assert [reason.code for reason in report.reasons] == ["toxicity", "comorbidity"]
    assert report.comment == "a\nb"


def test_a_dismissal_without_any_reason_is_feedback_too() -> None:
    for bare in (item(), item(overrideReason={}), item(overrideReason=None), item(overrideReasons=[])):
        [report] = parse_feedback(body(bare))

        assert report.reasons == ()


def test_several_cards_come_in_one_call_and_none_in_an_empty_one() -> None:
    assert len(parse_feedback(body(item(card="a"), accepted(card="b")))) == 2
    assert parse_feedback(body()) == ()


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ([], "feedback"),
        ({}, "feedback"),
        ({"feedback": {}}, "feedback"),
        ({"feedback": [item()] * 101}, "feedback"),
        (body(*[item(), "text"]), "feedback[1]"),
        (body(item(card=...)), "feedback[0].card"),
        (body(item(card="")), "feedback[0].card"),
        (body(item(card=7)), "feedback[0].card"),
        (body(item(card="c" * 256)), "feedback[0].card"),
        (body(item(outcome="ignored")), "feedback[0].outcome"),
        (body(item(outcome=["accepted"])), "feedback[0].outcome"),
        (body(item(outcomeTimestamp=...)), "feedback[0].outcomeTimestamp"),
        (body(item(outcomeTimestamp=1732449600)), "feedback[0].outcomeTimestamp"),
        (body(item(outcome="accepted")), "feedback[0].acceptedSuggestions"),
        (body(accepted(acceptedSuggestions=[])), "feedback[0].acceptedSuggestions"),
        (body(accepted(acceptedSuggestions=[{}])), "feedback[0].acceptedSuggestions[0].id"),
        (body(accepted(acceptedSuggestions=["id"])), "feedback[0].acceptedSuggestions[0]"),
        (body(accepted(acceptedSuggestions=[{"id": "x"}] * 101)), "feedback[0].acceptedSuggestions"),
        (body(item(overrideReason="text")), "feedback[0].overrideReason"),
        (body(item(overrideReason={"reason": {"system": REASONS}})), "feedback[0].overrideReason.reason.code"),
        (body(item(overrideReason={"userComment": 1})), "feedback[0].overrideReason.userComment"),
        (body(item(overrideReason=because("x", "c" * 4097))), "feedback[0].overrideReason.userComment"),
        (body(item(overrideReason=because("x", "ñ" * 2049))), "feedback[0].overrideReason.userComment"),
        (body(item(overrideReasons={"extension": {"a": "x" * 4097}})), "feedback[0].overrideReasons.extension"),
    ],
)
def test_a_report_that_is_not_well_formed_is_refused_with_its_place(document: Any, at: str) -> None:
    assert refusal(document) == at


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    with pytest.raises(InvalidFeedbackError) as refused:
        parse_feedback(body(item(outcome="Ana Canary", outcomeTimestamp="Ana Canary")))

    assert "Ana" not in str(refused.value)


def test_a_comment_of_4_kb_is_kept_whole() -> None:
    [report] = parse_feedback(body(item(overrideReason=because("x", "ñ" * 2048))))

    assert report.comment == "ñ" * 2048


def test_what_no_database_can_hold_becomes_visible() -> None:
    [report] = parse_feedback(body(item(overrideReason=because("x", "a\x00b\ud800c 😀"))))

    assert report.comment == "a\ufffdb\ufffdc 😀"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-24T12:00:00Z", "2026-11-24T12:00:00+00:00"),
        ("2026-11-24t12:00:00.25z", "2026-11-24T12:00:00.250000+00:00"),
        ("2026-11-24T12:00:00.123456789Z", "2026-11-24T12:00:00.123456+00:00"),
        ("2026-11-24T13:30:00+01:30", "2026-11-24T12:00:00+00:00"),
        ("2026-11-24T12:00:00-00:00", "2026-11-24T12:00:00+00:00"),
        ("1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59+00:00"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00"),
    ],
)
def test_rfc_3339_instants_are_read_as_utc(text: str, utc: str) -> None:
    moment = instant(text)

    assert moment is not None
    assert moment.isoformat() == utc


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-24",
        "2026-11-24T12:00:00",
        "2026-11-24T12:00Z",
        "2026-11-24 12:00:00Z",
        "2026-11-24T12:00:00+0100",
        "2026-11-24T12:00:00+01",
        "2026-11-24T12:00:00+24:00",
        "2026-11-24T12:00:00.Z",
        "2026-11-24T12:00:00,5Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T12:00:60Z",
        "2026-11-24T12:00:61Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "0001-01-01T00:00:00+23:00",
        "20261124T120000Z",
        "2026-W48-2T12:00:00Z",
        "2026-11-24T12:00:00Z\n",
        " 2026-11-24T12:00:00Z",
        "٢٠٢٦-11-24T12:00:00Z",
        "2026-11-24T12:00:00Zulu",
        "Tue, 24 Nov 2026 12:00:00 GMT",
    ],
)
def test_anything_else_is_no_instant(text: str) -> None:
    assert instant(text) is None
    assert refusal(body(item(outcomeTimestamp=text))) == "feedback[0].outcomeTimestamp"

"""Feedback: what clinicians did with cards, reported to `POST {base}/cds-services/{id}/feedback`."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.target import DISCOVERY, cards_of

if TYPE_CHECKING:
    from typing import Any

    from cds_check.http import Exchange
    from cds_check.target import Target

GROUP = "feedback"
NOT_OFFERED = "the service takes no feedback (404 or 405)"
WHEN = "2026-01-02T03:04:05Z"
MARKER = "kit7marker7comment"
NOT_OFFERED_STATUS = (404, 405)


def report(card: str, /, **changes: Any) -> dict[str, Any]:
    """One report in the form of 2.0.1; a member that is `...` is left out."""
    stated = {
        "card": card,
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": "kit-suggestion"}],
        "outcomeTimestamp": WHEN,
    }
    return {name: value for name, value in (stated | changes).items() if value is not ...}


def overridden(card: str, /, **changes: Any) -> dict[str, Any]:
    """One report about a card that was overridden."""
    return report(card, **{"outcome": "overridden", "acceptedSuggestions": ...} | changes)


@check(GROUP, Level.SHALL, "G1", "G2", title="A report that a suggestion was accepted is taken")
def accepted_is_taken(target: Target) -> Finding:
    def suggested() -> str:
        for _, exchange in target.with_cards:
            for card in cards_of(exchange):
                for suggestion in card.get("suggestions") or []:
                    if isinstance(suggestion, dict) and isinstance(suggestion.get("uuid"), str):
                        return str(suggestion["uuid"])
        return "kit-suggestion"

    return _taken(target, {"accepted": [report(_card(target), acceptedSuggestions=[{"id": suggested()}])]})


@check(GROUP, Level.SHALL, "G2", title="A report that a card was overridden is taken, with and without a reason")
def overridden_is_taken(target: Target) -> Finding:
    reason = {"code": "kit", "system": "https://kit.example.org/reasons", "display": "kit"}
    card = _card(target)
    reports = {
        "without a reason": [overridden(card)],
        "with a reason": [overridden(card, overrideReason={"reason": reason})],
        "with a comment": [overridden(card, overrideReason={"userComment": "words of the kit"})],
    }
    return _taken(target, reports)


@check(GROUP, Level.SHALL, "G2", "G3", title="Several reports in one call are taken")
def several_are_taken(target: Target) -> Finding:
    card = _card(target)
    return _taken(
        target, {"two reports": [overridden(card), overridden(card, outcomeTimestamp="2026-01-02T04:04:05.5Z")]}
    )


@check(GROUP, Level.DEFENSIVE, "G3", title="The same report may come again")
def repeats_are_taken(target: Target) -> Finding:
    same = [overridden(_card(target), outcomeTimestamp="2026-01-02T05:00:00Z")]
    return _taken(target, {"the first time": same, "the second time": same})


@check(GROUP, Level.DEFENSIVE, "G5", title="A report about a card that the service does not know is taken")
def unknown_cards_are_taken(target: Target) -> Finding:
    return _taken(target, {"an unknown card": [overridden(str(uuid.uuid4()))]})


@check(GROUP, Level.DEFENSIVE, "G4", title="Reasons without display, and overrideReasons of one EHR, are taken")
def dialects_are_taken(target: Target) -> Finding:
    coded = {"reason": {"code": "kit", "system": "https://kit.example.org/reasons"}}
    reports = {
        "no display": [overridden(_card(target), overrideReason=coded)],
        "overrideReasons": [overridden(_card(target), overrideReasons={**coded, "userComment": "words of the kit"})],
    }
    return _taken(target, reports)


@check(
    GROUP, Level.DEFENSIVE, "J:cds-fb-1", "K5", title="An outcome that is neither accepted nor overridden is refused"
)
def wrong_outcomes(target: Target) -> Finding:
    card = _card(target)
    return _refused(
        target,
        {
            f"outcome {wrong!r}": {"feedback": [report(card, outcome=wrong)]}
            for wrong in ("ignored", None, 7, ["accepted"])
        },
    )


@check(GROUP, Level.DEFENSIVE, "G2", "K5", title="A timestamp that is not of RFC 3339 is refused")
def wrong_timestamps(target: Target) -> Finding:
    wrong = (
        "yesterday",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-13-02T03:04:05Z",
        "2026-01-02T25:04:05Z",
        1767323045,
        None,
        ...,
    )
    card = _card(target)
    return _refused(
        target, {f"timestamp {value!r}": {"feedback": [overridden(card, outcomeTimestamp=value)]} for value in wrong}
    )


@check(GROUP, Level.DEFENSIVE, "J:cds-fb-2", "K5", title="Accepted without a suggestion is refused")
def accepted_needs_a_suggestion(target: Target) -> Finding:
    card = _card(target)
    return _refused(
        target,
        {
            f"acceptedSuggestions {name}": {"feedback": [report(card, acceptedSuggestions=wrong)]}
            for name, wrong in {"missing": ..., "empty": [], "a text": "x", "without id": [{}]}.items()
        },
    )


@check(GROUP, Level.DEFENSIVE, "G2", "K5", title="Bodies that are no feedback are refused with 4xx")
def wrong_bodies(target: Target) -> Finding:
    return _refused(
        target,
        {
            "an empty object": {},
            "an array": [],
            "feedback is an object": {"feedback": {}},
            "feedback is a text": {"feedback": "x"},
            "an item is a text": {"feedback": ["x"]},
            "no card": {"feedback": [report("x", card=...)]},
            "card is a number": {"feedback": [report("x", card=7)]},
        },
    )


@check(GROUP, Level.DEFENSIVE, "K6", title="Feedback to a service that is not listed is answered with 404")
def unknown_service(target: Target) -> Finding:
    if not _offered(target):
        return not_applicable(NOT_OFFERED)
    problems = Problems()
    answer = target.post(f"{DISCOVERY}/kit-no-such-service/feedback", {"feedback": [overridden("x")]})
    if answer.status != NOT_OFFERED_STATUS[0]:
        problems.add(f"answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "G4", "K5", title="No answer to feedback repeats a clinician's comment")
def comments_are_not_repeated(target: Target) -> Finding:
    if not _offered(target):
        return not_applicable(NOT_OFFERED)
    problems, reason = Problems(), {"userComment": MARKER}
    for item in (
        overridden("x", overrideReason=reason),
        overridden("x", overrideReason=reason, outcome=MARKER),
        overridden(MARKER, overrideReason=reason, outcomeTimestamp=MARKER),
        overridden("x", overrideReason=MARKER),
    ):
        answer = _post(target, {"feedback": [item]})
        if MARKER in answer.text:
            problems.add(f"{answer.status} repeats what was sent", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "K7", title="Ten thousand reports, or one of a megabyte, never cause 5xx")
def too_much(target: Target) -> Finding:
    if not _offered(target):
        return not_applicable(NOT_OFFERED)
    problems = Problems()
    for name, items in {
        "10,000 reports": [overridden("x")] * 10_000,
        "a comment of a megabyte": [overridden("x", overrideReason={"userComment": "x" * 1024 * 1024})],
    }.items():
        answer = _post(target, {"feedback": items})
        if answer.fails:
            problems.add(f"{name}: answered with {answer.status}", answer)
    return problems.finding()


def _card(target: Target) -> str:
    """The uuid of a card that was really shown, else one that nobody knows."""
    for _, exchange in target.with_cards:
        for card in cards_of(exchange):
            if isinstance(card.get("uuid"), str):
                return str(card["uuid"])
    return str(uuid.uuid4())


def _path(target: Target) -> str:
    shown = [call.service for call, exchange in target.with_cards if any("uuid" in card for card in cards_of(exchange))]
    return f"{(shown or list(target.services))[0].path}/feedback"


def _post(target: Target, document: Any) -> Exchange:
    return target.post(_path(target), document)


def _offered(target: Target) -> bool:
    """Whether feedback is taken at all; it is OPTIONAL."""
    return bool(target.services) and _post(target, {"feedback": []}).status not in NOT_OFFERED_STATUS


def _taken(target: Target, reports: dict[str, list[dict[str, Any]]]) -> Finding:
    if not _offered(target):
        return not_applicable(NOT_OFFERED)
    problems = Problems()
    for name, items in reports.items():
        answer = _post(target, {"feedback": items})
        if answer.redirects or answer.is_error:
            problems.add(f"{name}: answered with {answer.status}", answer)
    return problems.finding()


def _refused(target: Target, bodies: dict[str, Any]) -> Finding:
    if not _offered(target):
        return not_applicable(NOT_OFFERED)
    problems = Problems()
    for name, body in bodies.items():
        answer = _post(target, body)
        if not answer.refuses:
            problems.add(f"{name}: answered with {answer.status}", answer)
    return problems.finding()

"""What a clinician did with a card, as an EHR reports it: CDS Hooks 2.0.1 "Feedback", and Epic's way of writing it.

Reading is pure; `feedback_log` stores what was read. Epic writes `overrideReasons`, one object whose reason may stand
in an `extension` of its own; lists are read as well. Errors name the place and repeat nothing that was sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from service.rfc3339 import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

MAX_ITEMS = 100
MAX_SUGGESTIONS = 100
MAX_REASONS = 20
MAX_COMMENT_BYTES = 4096
MAX_EXTENSION_BYTES = 4096
MAX_WORD_LENGTH = 255
"""Longest card or suggestion id, code or name of a code."""

_EPIC_DISPLAYS = ("reasonDisplay", "reasonTitle")
_EPIC_PREFIX = "com.epic.cdshooks.feedback.overrideReason."


class InvalidFeedbackError(ValueError):
    """The body is not CDS Hooks feedback. `at` is the path of the member, `expected` what should stand there."""

    def __init__(self, expected: str, *, at: str) -> None:
        super().__init__(f"{at}: {expected}")
        self.expected = expected
        self.at = at


class CardOutcome(Enum):
    """What became of a card; a card that was ignored is never reported."""

    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card was overridden, as coded by the EHR. A member that was not sent is empty."""

    system: str = ""
    code: str = ""
    display: str = ""
    extension: str = ""  # JSON text of the EHR's own extension

    @property
    def name(self) -> str:
        """What the reason is counted under: its code, or else its words."""
        return self.code or self.display


@dataclass(frozen=True, slots=True)
class Report:
    """One report about one card."""

    card: str
    outcome: CardOutcome
    outcome_at: datetime
    outcome_timestamp: str
    accepted_suggestions: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    comment: str = ""


def parse_feedback(document: Any) -> tuple[Report, ...]:
    """The reports of a feedback call, all or none.

    Raises:
        InvalidFeedbackError: a report is not well-formed.
    """
    if not isinstance(document, dict):
        raise InvalidFeedbackError("expected a JSON object with an array `feedback`", at="feedback")
    items = _list(document.get("feedback"), MAX_ITEMS, at="feedback")
    return tuple(_report(item, at=f"feedback[{position}]") for position, item in enumerate(items))


def _report(item: Any, *, at: str) -> Report:
    if not isinstance(item, dict):
        raise InvalidFeedbackError("expected an object", at=at)
    outcome = _outcome(item.get("outcome"), at=f"{at}.outcome")
    outcome_at, timestamp = _timestamp(item.get("outcomeTimestamp"), at=f"{at}.outcomeTimestamp")
    overrides = tuple(_override_reasons(item, at=at))
    return Report(
        card=_word(item.get("card"), at=f"{at}.card"),
        outcome=outcome,
        outcome_at=outcome_at,
        outcome_timestamp=timestamp,
        accepted_suggestions=_accepted(item.get("acceptedSuggestions"), outcome, at=f"{at}.acceptedSuggestions"),
        reasons=tuple(reason for reason, _ in overrides if reason != Reason()),
        comment=_comment((comment for _, comment in overrides), at=at),
    )


def _outcome(value: Any, *, at: str) -> CardOutcome:
    try:
        return CardOutcome(value)
    except ValueError as error:
        raise InvalidFeedbackError("expected accepted or overridden", at=at) from error


def _timestamp(value: Any, *, at: str) -> tuple[datetime, str]:
    moment = instant(value) if isinstance(value, str) else None
    if moment is None:
        raise InvalidFeedbackError("expected an RFC 3339 date-time with a time zone", at=at)
    return moment, value


def _accepted(value: Any, outcome: CardOutcome, *, at: str) -> tuple[str, ...]:
    """Ids of the accepted suggestions, sorted; there is at least one when the outcome is accepted."""
    if value is None and outcome is CardOutcome.OVERRIDDEN:
        return ()
    items = _list(value, MAX_SUGGESTIONS, at=at)
    if outcome is CardOutcome.ACCEPTED and not items:
        raise InvalidFeedbackError("expected the id of at least one accepted suggestion", at=at)
    ids = (_object(item, at=f"{at}[{position}]").get("id") for position, item in enumerate(items))
    return tuple(sorted({_word(each, at=f"{at}[{position}].id") for position, each in enumerate(ids)}))


def _override_reasons(item: dict[str, Any], *, at: str) -> Iterator[tuple[Reason, str]]:
    """Reason and comment of every override reason, under either name, one or several."""
    for member in ("overrideReason", "overrideReasons"):
        value = item.get(member)
        if value is None:
            continue
        if isinstance(value, list):
            for position, each in enumerate(_list(value, MAX_REASONS, at=f"{at}.{member}")):
                yield _override_reason(each, at=f"{at}.{member}[{position}]")
        else:
            yield _override_reason(value, at=f"{at}.{member}")


def _override_reason(value: Any, *, at: str) -> tuple[Reason, str]:
    members = _object(value, at=at)
    comment = members.get("userComment")
    if comment is not None and not isinstance(comment, str):
        raise InvalidFeedbackError("expected a string", at=f"{at}.userComment")
    coding = members.get("reason")
    extension = members.get("extension")
    system, code, display = ("", "", "") if coding is None else _coding(coding, at=f"{at}.reason")
    if extension is None:
        return Reason(system, code, display), comment or ""
    own = _object(extension, at=f"{at}.extension")
    return Reason(system, code, display or _epic_display(own), _extension(own, at=f"{at}.extension")), comment or ""


def _coding(value: Any, *, at: str) -> tuple[str, str, str]:
    """System, code and display; the CDS Hooks Sandbox sends no display."""
    coding = _object(value, at=at)
    return (
        _word(coding.get("system", ""), at=f"{at}.system", needed=False),
        _word(coding.get("code"), at=f"{at}.code"),
        _word(coding.get("display", ""), at=f"{at}.display", needed=False),
    )


def _epic_display(extension: dict[str, Any]) -> str:
    named = (extension.get(_EPIC_PREFIX + member) for member in _EPIC_DISPLAYS)
    return next((_storable(text)[:MAX_WORD_LENGTH] for text in named if isinstance(text, str) and text), "")


def _extension(extension: dict[str, Any], *, at: str) -> str:
    text = json.dumps(extension, sort_keys=True, separators=(",", ":"))
    if len(text) > MAX_EXTENSION_BYTES:
        raise InvalidFeedbackError(f"expected at most {MAX_EXTENSION_BYTES} bytes", at=at)
    return text if extension else ""


def _comment(comments: Iterable[str], *, at: str) -> str:
    text = "\n".join(_storable(comment) for comment in comments if comment)
    if len(text.encode()) > MAX_COMMENT_BYTES:
        raise InvalidFeedbackError(
            f"expected at most {MAX_COMMENT_BYTES} bytes of comment", at=f"{at}.overrideReason.userComment"
        )
    return text


def _word(value: Any, *, at: str, needed: bool = True) -> str:
    if (value is None or value == "") and not needed:
        return ""
    if not isinstance(value, str) or not value or len(value) > MAX_WORD_LENGTH:
        raise InvalidFeedbackError(f"expected a string of 1 to {MAX_WORD_LENGTH} characters", at=at)
    return _storable(value)


def _list(value: Any, most: int, *, at: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidFeedbackError("expected an array", at=at)
    if len(value) > most:
        raise InvalidFeedbackError(f"expected at most {most} items", at=at)
    return value


def _object(value: Any, *, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidFeedbackError("expected an object", at=at)
    return value


def _storable(text: str) -> str:
    """The text with what a database cannot hold (NUL, half of a surrogate pair) made visible as U+FFFD."""
    return text.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")

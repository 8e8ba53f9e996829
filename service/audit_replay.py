"""Whether an answer on record can be made again: the same request, edition and program give the same bytes."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from consensus.edition import EDITION
from service.answering import answer_call
from service.audit_practice import UnknownPracticeError, practice_from
from service.database import Store, reading
from service.errors import CannotAnswerError, json_response
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings
from service.tables import audit

if TYPE_CHECKING:
    from service.answering import Answered


class CannotReplayError(RuntimeError):
    """The record does not allow a replay; the message says why."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came out: `differs` names what is not the same, nothing if all is."""

    id: str
    differs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The finding for the command line."""
        return {"id": self.id, "same": not self.differs} | ({"differs": list(self.differs)} if self.differs else {})


def replay(store: Store, identifier: str, request: bytes | None, software: str) -> Replayed:
    """Answer the request of a record once more and compare the bytes; without `request` the record must hold it.

    Raises:
        CannotReplayError: no such record, no answered hook call, no request, or another edition or program.
    """
    told = _record(store, identifier)
    _same_program(told, software)
    sent = request if request is not None else _kept_request(told)
    try:
        answered = _answered(told, sent)
    except CannotAnswerError as error:
        refused = f"the answer: was given, and would now be refused ({error.status})"
        return Replayed(told["id"], (*_other_request(store, told, request), refused))
    found = bytes(json_response(answered.response).body)
    if hmac.compare_digest(store.audit_key.content("answer", found), told["answer"]):
        return Replayed(told["id"], ())
    return Replayed(told["id"], (*_other_request(store, told, request), *_other_answer(told, answered)))


def _record(store: Store, identifier: str) -> dict[str, Any]:
    number = int(identifier) if identifier.isdecimal() and len(identifier) < 19 else -1  # noqa: PLR2004 - fits a BIGINT
    with reading(store.engine) as connection:
        row = connection.execute(select(audit).where(or_(audit.c.id == identifier, audit.c.number == number))).first()
    if row is None:
        raise CannotReplayError("no record has this id")
    if row.content is None:
        raise CannotReplayError("the record was erased")
    content: dict[str, Any] = json.loads(row.content)
    if content["kind"] != "hook" or "answer" not in content:
        raise CannotReplayError("the record is of no hook call that was answered")
    return content | {"id": row.id}


def _same_program(told: dict[str, Any], software: str) -> None:
    edition = f"{told['edition']} {told['edition_version']}"
    if edition != EDITION.label:
        raise CannotReplayError(f"the record is of edition {edition}; this program holds {EDITION.label}")
    if told["software"] != software:
        raise CannotReplayError(f"the record is of her2-cds {told['software']}; this is {software}")


def _kept_request(told: dict[str, Any]) -> bytes:
    if "request_body" not in told:
        raise CannotReplayError("the record does not hold the request (detail below full): give it as FILE")
    kept: str = told["request_body"]
    return kept.encode()


def _answered(told: dict[str, Any], sent: bytes) -> Answered:
    """The answer as it is now, with those cards that were shown then: repeats had been left out."""
    try:
        practice = practice_from(told["practice"], practice_of(Settings()))
    except UnknownPracticeError as error:
        raise CannotReplayError("this program has other settings than the one that wrote the record") from error
    day = date.fromisoformat(told["day"])
    answered = answer_call(sent, Hook(told["hook"]), lambda _: day, practice)
    shown = {card["uuid"] for card in told["cards"]}
    return answered.showing([card for card in answered.cards if not told.get("repeats") or card["uuid"] in shown])


def _other_request(store: Store, told: dict[str, Any], request: bytes | None) -> tuple[str, ...]:
    """What is known about the request that was given: not the bytes that came then, or not all that was read then."""
    if request is None or hmac.compare_digest(store.audit_key.content("request", request), told["given"]):
        fetched = ", ".join(told.get("fetched", ())) if request is not None else ""
        return (f"the request: these parts were read from the EHR's FHIR server then: {fetched}",) if fetched else ()
    return ("the request: other bytes than were sent then",)


def _other_answer(told: dict[str, Any], answered: Answered) -> tuple[str, ...]:
    """Where the answers part, as far as the record tells."""
    consult = answered.consult
    cards = [card["uuid"] for card in answered.cards]
    pairs = {
        "instance": (told["instance"], answered.asked.hook_instance.lower()),
        "rule": (told["rule"], consult.outcome.rule),
        "outcome": (told["outcome"], consult.outcome.code),
        "cards": ([card["uuid"] for card in told["cards"]], cards),
    }
    named = tuple(f"{name}: was {then}, is {now}" for name, (then, now) in pairs.items() if then != now)
    return named or ("the answer: other bytes, with the same rule and cards",)

"""From the bytes of a hook call to the bytes of its answer, or to the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cards.identity import EXTENSION
from cards.relevance import unfounded
from fhir_mappings.prefetch import QUERIES, missing_keys, raw_from_prefetch
from fhir_mappings.raw import PatientMismatchError, RawRecord
from service.call_context import stage
from service.consult import Consulted, Practice, answer_hook
from service.errors import CannotAnswerError, Problem
from service.hook_requests import Hook, HookRequest, InvalidHookRequestError, read_hook_request
from service.strict_json import InvalidJsonError, open_call
from service.unobtained import unobtained

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.consult import Consult


def as_sent(request: HookRequest) -> HookRequest:
    """The request as it came: nothing is fetched."""
    return request


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer, what was asked, how it was found, and what the log may say about it: codes and counts.

    `asked` is the request as it was answered: with what was `fetched`, the keys of the prefetch that were not sent.
    """

    response: dict[str, Any]
    asked: HookRequest
    consult: Consult
    events: Mapping[str, str | int]
    fetched: tuple[str, ...] = ()

    @property
    def patient_id(self) -> str:
        """Whom the answer is about."""
        return self.asked.patient_id

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards of the response."""
        cards: list[dict[str, Any]] = self.response["cards"]
        return cards

    def showing(self, cards: list[dict[str, Any]]) -> Answered:
        """The same answer with those cards alone that are no repeats."""
        events: dict[str, str | int] = {**self.events, "cards": len(cards)}
        if len(cards) < len(self.cards):
            events |= {"repeats": len(self.cards) - len(cards)} | ({} if cards else {"silence": "overridden-before"})
        return replace(self, response={**self.response, "cards": cards}, events=events)


def answer_call(
    body: bytes | bytearray,
    hook: Hook,
    day: Callable[[HookRequest], date],
    practice: Practice,
    complete: Callable[[HookRequest], HookRequest] = as_sent,
) -> Answered:
    """Answer one call; `complete` reads from the EHR's FHIR server what was not sent along.

    Raises:
        CannotAnswerError: with the status and the problems that the EHR hears.
    """
    sent = read_request(body, hook)
    try:
        with stage("fetch"):
            request = complete(sent)
        consulted = consult_on(request, day(request), practice)
    except InvalidJsonError as error:  # a resource that a reader asked for
        raise _not_strict(error) from error
    return Answered(
        consulted.response.as_json(), request, consulted.consult, _events(consulted), _fetched(sent, request)
    )


def consult_on(request: HookRequest, as_of: date, practice: Practice) -> Consulted:
    """The answer to a request, as far as what is known of the patient allows one.

    Raises:
        CannotAnswerError: 412 if required data is missing, or was read in part and an empty answer would rest on it.
    """
    consulted = answer_hook(record_of(request), request, as_of, practice)
    unread = unfounded(consulted.consult, consulted.silence)
    if unread:
        raise unobtained([key for key, query in QUERIES.items() if query in unread], request.not_read)
    return consulted


def read_request(body: bytes | bytearray, hook: Hook | None) -> HookRequest:
    """The hook request in a body.

    Raises:
        CannotAnswerError: 400 if it is no JSON or no request of that hook.
    """
    try:
        with stage("read"):
            return read_hook_request(open_call(body), hook)
    except InvalidJsonError as error:
        raise _not_strict(error) from error
    except InvalidHookRequestError as error:
        raise CannotAnswerError(400, Problem("invalid", error.says, error.at)) from error


def _not_strict(error: InvalidJsonError) -> CannotAnswerError:
    return CannotAnswerError(400, Problem("structure", f"the body is not strict JSON: {error}"))


def record_of(request: HookRequest) -> RawRecord:
    """The record that was sent along.

    Raises:
        CannotAnswerError: 412 if required data was not sent, or belongs to another patient.
    """
    try:
        raw = raw_from_prefetch(request.prefetch, request.patient_id, request.not_read)
    except PatientMismatchError as error:
        raise CannotAnswerError(412, Problem("conflict", str(error), "prefetch.patient")) from error
    missing = missing_keys(request.prefetch)
    if missing:
        raise unobtained(missing, request.not_read)
    return raw


def own_day(request: HookRequest, as_of: date) -> date:
    """The day that a demo request names (`extension["org.her2-cds"].asOf`), so that old stories stay current.

    Raises:
        CannotAnswerError: 400 if what it names is no day.
    """
    own: Any = request.extension.get(EXTENSION)
    given = own.get("asOf") if isinstance(own, dict) else None
    try:
        return date.fromisoformat(given) if isinstance(given, str) else as_of
    except ValueError as error:
        raise CannotAnswerError(400, Problem("invalid", "expected a date", "extension")) from error


def _fetched(sent: HookRequest, completed: HookRequest) -> tuple[str, ...]:
    given = sent.prefetch
    return tuple(key for key, value in completed.prefetch.items() if key not in given or value is not given[key])


def _events(consulted: Consulted) -> dict[str, str | int]:
    consult = consulted.consult
    events: dict[str, str | int] = {
        "outcome": consult.outcome.code,
        "rule": consult.outcome.rule,
        "cards": len(consulted.response.cards),
        "gaps": len(consult.history.gaps),
        "excluded": len(consult.history.excluded),
        "conflicts": len(consult.established.conflicts),
    }
    if consult.orders:
        events["order_class"] = consult.orders[0].judged.order_class.value
    return events | ({"silence": consulted.silence} if consulted.silence else {})

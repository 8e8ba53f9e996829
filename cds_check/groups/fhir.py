"""The FHIR server of the call: read with its token, and nobody else. Needs `--fhir-listen` and a registration of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.groups.refusing import authorization
from cds_check.listening import FHIR_JSON, outcome_bytes
from cds_check.neutral import search_set
from cds_check.shapes import steady
from cds_check.target import OK, PRECONDITION_FAILED, cards_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cds_check.http import Exchange
    from cds_check.listening import Asked, Listener
    from cds_check.target import Call, Target

GROUP = "prefetch"
NOT_LISTENING = "start with --fhir-listen PORT, and register that address with the service"
NOT_ASKED = "the service did not ask the FHIR server of the call"
TOKEN = "kit-opaque-token"  # noqa: S105 - it opens nothing


@check(
    GROUP,
    Level.SHALL,
    "E8",
    "E12",
    "E13",
    title="What was not sent is read from the FHIR server, each time with the token",
)
def missing_data_is_read_with_the_token(target: Target) -> Finding:
    def judge(_: Call, __: Exchange, stub: Listener, problems: Problems) -> None:
        for asked in stub.asked:
            if asked.authorization != f"Bearer {TOKEN}":
                problems.add(f"{asked.path.partition('?')[0]} was asked for without the token of the call")

    return _fetched(target, judge)


@check(GROUP, Level.SHOULD, "E11", title="The same record, sent or read, gives the same cards (uuids apart)")
def sent_or_read_is_the_same(target: Target) -> Finding:
    def judge(call: Call, answer: Exchange, _: Listener, problems: Problems) -> None:
        before = next(exchange for each, exchange in target.answered if each is call)
        if answer.status == OK and steady(cards_of(answer)) != steady(cards_of(before)):
            problems.add(f"{call.name}: the cards differ", answer)

    return _fetched(target, judge)


@check(GROUP, Level.DEFENSIVE, "E17", "E18", title="A next page elsewhere is not fetched, and no token goes there")
def pages_elsewhere_are_not_read(target: Target) -> Finding:
    return _stays(target, lambda trap: lambda status, headers, body: (status, headers, _paged(body, trap.url)))


@check(GROUP, Level.DEFENSIVE, "E18", title="A redirect elsewhere is not followed, and no token goes there")
def redirects_are_not_followed(target: Target) -> Finding:
    return _stays(target, lambda trap: lambda *_: (307, {"location": trap.url}, b""))


@check(
    GROUP, Level.SHALL, "E9", "K2", title="A FHIR server that fails is answered with 412 or a card, not with silence"
)
def failures_are_not_silence(target: Target) -> Finding:
    if target.stub is None:
        return not_applicable(NOT_LISTENING)
    problems, asked = Problems(), False
    for status, headers, body in _FAILURES:
        for call in _calls(target):
            answer = _read(target, call, lambda *_, served=(status, headers, body): served)
            asked = asked or bool(target.stub.asked)
            says = f"{call.name}: a FHIR server that answers {status} {headers['content-type']}"
            if answer.status not in (OK, PRECONDITION_FAILED):
                problems.add(f"{says}: answered with {answer.status}", answer)
            elif answer.status == OK and not cards_of(answer) and any(call is each for each, _ in target.with_cards):
                problems.add(f"{says}: answered with 200 and no card, though there is one to show", answer)
    return problems.finding() if asked else not_applicable(NOT_ASKED)


_FAILURES: tuple[tuple[int, Mapping[str, str], bytes], ...] = (
    *((status, {"content-type": FHIR_JSON}, outcome_bytes("processing")) for status in (401, 403, 404, 500)),
    (200, {"content-type": "text/html"}, b"<html>login</html>"),
    (200, {"content-type": FHIR_JSON}, b'{"resourceType": "Bundle", "entry": ['),
    (200, {"content-type": FHIR_JSON}, outcome_bytes("processing")),
)


def _calls(target: Target) -> list[Call]:
    """The calls with something to read, those that lead to cards first."""
    telling = [call for call, _ in target.with_cards]
    calls = telling or [call for call, _ in target.answered]
    return [call for call in calls if isinstance(call.body.get("prefetch"), dict) and call.body["prefetch"]]


def _read(target: Target, call: Call, alter: Callable[..., tuple[int, Mapping[str, str], bytes]]) -> Exchange:
    """Make the call without its prefetch, and let the stub answer what the prefetch held."""
    assert target.stub is not None  # noqa: S101 - every caller has looked
    prefetch, templates = call.body["prefetch"], call.service.prefetch

    def answer(asked: Asked) -> tuple[int, Mapping[str, str], bytes]:
        kind = asked.path.lstrip("/").partition("?")[0].partition("/")[0]
        found = next((value for key, value in prefetch.items() if _kind(templates.get(key, "")) == kind), None)
        document: Any = search_set() if found is None else found
        return alter(OK, {"content-type": FHIR_JSON}, json.dumps(document).encode())

    target.stub.forget()
    target.stub.answer = answer
    access = authorization(access_token=TOKEN)
    body = call.changed(prefetch=..., fhirServer=target.stub.url, fhirAuthorization=access)
    return target.ask(call, body)


def _kind(template: str) -> str:
    return template.partition("?")[0].partition("/")[0]


def _unaltered(status: int, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
    return status, headers, body


def _fetched(target: Target, judge: Callable[[Call, Exchange, Listener, Problems], None]) -> Finding:
    if target.stub is None:
        return not_applicable(NOT_LISTENING)
    problems, asked = Problems(), False
    for call in _calls(target):
        answer = _read(target, call, _unaltered)
        if target.stub.asked:
            asked = True
            judge(call, answer, target.stub, problems)
    return problems.finding() if asked else not_applicable(NOT_ASKED)


def _stays(
    target: Target, alteration: Callable[[Listener], Callable[..., tuple[int, Mapping[str, str], bytes]]]
) -> Finding:
    """Whether nothing knocks at the trap, whatever the FHIR server says."""
    if target.stub is None or target.trap is None:
        return not_applicable(NOT_LISTENING)
    problems, asked = Problems(), False
    for call in _calls(target):
        target.trap.forget()
        answer = _read(target, call, alteration(target.trap))
        asked = asked or bool(target.stub.asked)
        if target.trap.knocks:
            problems.add(f"{call.name}: another server was asked", answer)
        if any(each.authorization for each in target.trap.asked):
            problems.add(f"{call.name}: the token went to another server", answer)
    return problems.finding() if asked else not_applicable(NOT_ASKED)


def _paged(body: bytes, following: str) -> bytes:
    document = json.loads(body)
    if document.get("resourceType") != "Bundle":
        return body
    return json.dumps(document | {"link": [{"relation": "next", "url": f"{following}?page=2"}]}).encode()

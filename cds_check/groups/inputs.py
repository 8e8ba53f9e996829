"""Hostile bodies: what is no JSON, no request of the hook, or too much; refused with 4xx, never with 5xx."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.http import NoAnswerError
from cds_check.target import OK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from cds_check.http import Exchange
    from cds_check.target import Call, Target

GROUP = "inputs"
NO_SERVICE = "no service can be called"
MARKER = "kit7marker7secret"
FIRST_CLIENT_ERROR, FIRST_SERVER_ERROR = 400, 500
MEGABYTE = 1024 * 1024
STREAMED_MEGABYTES = 96
INTERNALS = (
    "Traceback (most recent",
    'File "/',
    "at java.",
    "at System.",
    "node_modules/",
    '.py", line',
    "Stack trace",
)


@check(GROUP, Level.DEFENSIVE, "A6", "K4", title="A body that is no JSON object is refused with 4xx")
def bodies_that_are_no_json(target: Target) -> Finding:
    bodies = {
        "nothing": b"",
        "an array": b"[]",
        "a text": b'"x"',
        "null": b"null",
        "a number": b"7",
        "half an object": b'{"hook": "patient-view"',
        "a trailing comma": _altered(target, b"}", b",}"),
        "a comment": _altered(target, b"{", b"{/* x */"),
        "HTML": b"<html></html>",
    }
    return _refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="Bodies that are no UTF-8 are refused with 4xx")
def broken_encodings(target: Target) -> Finding:
    good = _body(target)
    bodies = {
        "bytes that are no UTF-8": good.replace(b'"hook"', b'"a": "\xff\xfe", "hook"', 1),
        "UTF-16": good.decode().encode("utf-16"),
        "half of a character": good.replace(b'"hook"', b'"a": "\xe2\x82", "hook"', 1),
    }
    return _refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K7", title="A byte-order mark, NUL or half a surrogate pair never causes 5xx")
def odd_characters(target: Target) -> Finding:
    good = _body(target)
    bodies = {
        "a byte-order mark": b"\xef\xbb\xbf" + good,
        "NUL": _with_member(good, b'"\\u0000"'),
        "half a surrogate pair": _with_member(good, b'"\\ud800"'),
        "a control character": _with_member(good, b'"\x01"'),
        "a name that is a surrogate": good.replace(b'"hook"', b'"\\udc00": 1, "hook"', 1),
    }
    return _never_5xx(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="NaN and Infinity, which are no JSON, are refused with 4xx")
def numbers_that_are_none(target: Target) -> Finding:
    good = _body(target)
    bodies = {name: _with_member(good, name.encode()) for name in ("NaN", "Infinity", "-Infinity", "1.e5", "0x10")}
    return _refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K7", title="Numbers beyond every range never cause 5xx")
def huge_numbers(target: Target) -> Finding:
    good = _body(target)
    bodies = {name: _with_member(good, number) for name, number in (("5,000 digits", b"9" * 5000), ("1e999", b"1e999"))}
    return _never_5xx(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="An object that names a member twice is refused with 4xx")
def members_that_stand_twice(target: Target) -> Finding:
    good = _body(target)
    bodies = {
        "hook twice": good.replace(b'"hook"', b'"hook": "kit-other-hook", "hook"', 1),
        "patientId twice": good.replace(b'"patientId"', b'"patientId": "kit-other", "patientId"', 1),
    }
    return _refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="Nesting without end is refused with 4xx")
def deep_nesting(target: Target) -> Finding:
    good = _body(target)
    bodies = {
        "100,000 arrays": _with_member(good, b"[" * 100_000 + b"]" * 100_000),
        "100,000 objects": _with_member(good, b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
        "100,000 open brackets": b"[" * 100_000,
    }
    return _refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "E2", "K5", title="A call without its hook, or with another, is refused with 4xx")
def wrong_hooks(target: Target) -> Finding:
    return _members_refused(
        target, "hook", {"another hook": "kit-other-hook", "null": None, "a number": 7, "a list": ["x"]}
    )


@check(GROUP, Level.DEFENSIVE, "E3", "K5", title="A call whose hookInstance is no UUID is refused with 4xx")
def wrong_hook_instances(target: Target) -> Finding:
    return _members_refused(target, "hookInstance", {"no UUID": "kit", "null": None, "a number": 7, "an object": {}})


@check(GROUP, Level.DEFENSIVE, "E6", "K5", title="A call without a context object is refused with 4xx")
def wrong_contexts(target: Target) -> Finding:
    return _members_refused(target, "context", {"null": None, "empty": {}, "a list": [], "a text": "x", "a number": 7})


@check(GROUP, Level.DEFENSIVE, "E6", "J:ord-1", "K5", title="Context fields that are missing or mistyped are refused")
def wrong_context_fields(target: Target) -> Finding:
    calls = target.neutral or target.supplied
    if not calls:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for call in calls:
        for field, value in call.body["context"].items():
            for name, wrong in _wrong(value).items():
                answer = target.ask(call, call.with_context(**{field: wrong}))
                _expect_refusal(problems, f"{call.service.id}: context.{field} {name}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E18", "K5", title="Ids that reach for other paths or queries are refused with 4xx")
def ids_that_are_paths(target: Target) -> Finding:
    call = _first(target)
    if call is None:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for wrong in ("../Observation", "1?_has=x", "a/b", "a%2fb", "1,2", "a b", "a\r\nX-Kit: y", "..", "x" * 10_000):
        answer = target.ask(call, call.with_context(patientId=wrong))
        _expect_refusal(problems, f"context.patientId {wrong[:16]!r}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E7", "K5", title="A prefetch that is no object is refused with 4xx")
def wrong_prefetch(target: Target) -> Finding:
    call = _first(target)
    if call is None:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for name, wrong in {"a list": ["x"], "a text": "x", "a number": 7}.items():
        _expect_refusal(problems, f"prefetch is {name}", target.ask(call, call.changed(prefetch=wrong)))
    return problems.finding()


@check(GROUP, Level.SHALL, "E4", "J:cds-r-1", title="fhirAuthorization without fhirServer is refused with 4xx")
def authorization_needs_a_server(target: Target) -> Finding:
    call = _first(target)
    if call is None:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    answer = target.ask(call, call.changed(fhirServer=..., fhirAuthorization=authorization()))
    _expect_refusal(problems, "a token without a server", answer)
    return problems.finding()


@check(
    GROUP,
    Level.DEFENSIVE,
    "E5",
    "K7",
    title="A fhirAuthorization of odd form never causes 5xx, and no free scope is judged",
)
def odd_authorizations(target: Target) -> Finding:
    call = _first(target)
    if call is None:
        return not_applicable(NO_SERVICE)
    problems, server = Problems(), "https://fhir.kit.example.org/r4"
    before = target.ask(call, call.changed(fhirServer=server, fhirAuthorization=authorization()))
    free = authorization(scope="patient/*.read [text with] spaces", expires_in=3600)
    after = target.ask(call, call.changed(fhirServer=server, fhirAuthorization=free))
    if after.status != before.status:
        problems.add(f"a scope in free words is answered with {after.status} instead of {before.status}", after)
    for odd in (
        7,
        "x",
        [],
        {"access_token": 7},
        authorization(expires_in="soon"),
        authorization(token_type=["Bearer"]),
        authorization(access_token="a\r\nX-Kit: b"),
        authorization(access_token="x" * MEGABYTE),
        authorization(expires_in=-1),
    ):
        answer = target.ask(call, call.changed(fhirServer=server, fhirAuthorization=odd))
        if answer.status >= FIRST_SERVER_ERROR:
            problems.add(f"a fhirAuthorization of odd form is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "E18", title="No address that a call names as fhirServer is reached unless it is registered")
def unregistered_servers_are_not_reached(target: Target) -> Finding:
    call, trap = _first(target), target.trap
    if call is None or trap is None:
        return not_applicable(
            NO_SERVICE if call is None else "the service is not on this machine: the trap cannot be reached"
        )
    problems = Problems()
    for spelling in _spellings(trap.port):
        trap.forget()
        body = call.changed(prefetch=..., fhirServer=spelling, fhirAuthorization=authorization())
        try:
            answer = target.ask(call, body)
        except NoAnswerError:
            problems.add(f"fhirServer {spelling[:40]!r} is not answered")
            continue
        if answer.status >= FIRST_SERVER_ERROR:
            problems.add(f"fhirServer {_hidden(spelling, trap.port)} is answered with {answer.status}", answer)
        if trap.knocks:
            tokens = "with the token" if any(asked.authorization for asked in trap.asked) else "without a token"
            problems.add(f"fhirServer {_hidden(spelling, trap.port)} was reached, {tokens}")
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "K7", title="A text of one megabyte never causes 5xx")
def a_large_text(target: Target) -> Finding:
    good, large = _body(target), b'"' + b"x" * MEGABYTE + b'"'
    bodies = {"a member": _with_member(good, large), "a name": good.replace(b'"hook"', large + b': 1, "hook"', 1)}
    return _never_5xx(target, bodies)


@check(GROUP, Level.DEFENSIVE, "K5", title="A body that is announced as endless is refused before it has come")
def announced_without_end(target: Target) -> Finding:
    call, problems = _first(target), Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    message = target.head_lines(call.service.path, length="Content-Length: 999999999999") + b"{"
    try:
        answer = target.http.raw(message, call.service.path, patience=3)
    except NoAnswerError:
        problems.add("a body of 999999999999 bytes is waited for")
        return problems.finding()
    _expect_refusal(problems, "a body of 999999999999 bytes", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "K5", title="A body that comes in chunks without end is cut off")
def chunked_without_end(target: Target) -> Finding:
    call, problems = _first(target), Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    try:
        answer = target.post_bytes(call.service.path, _endless(), private=call.supplied)
    except NoAnswerError:
        return problems.finding("the connection was closed")  # an answer in the middle of a body often gets lost
    _expect_refusal(problems, f"a chunked body of {STREAMED_MEGABYTES} MB", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "K5", title="A refusal does not repeat what was sent")
def refusals_repeat_nothing(target: Target) -> Finding:
    def rule(answer: Exchange) -> str:
        return "repeats a value that was sent" if MARKER in answer.text else ""

    return _of_refusals(target, rule)


@check(GROUP, Level.DEFENSIVE, "K5", title="A refusal shows nothing of the inside of the service")
def refusals_show_no_internals(target: Target) -> Finding:
    def rule(answer: Exchange) -> str:
        found = next((sign for sign in INTERNALS if sign in answer.text), "")
        return f"holds {found!r}" if found else ""

    return _of_refusals(target, rule)


def authorization(**changes: Any) -> dict[str, Any]:
    """A fhirAuthorization; its token opens nothing."""
    return {
        "access_token": "kit-opaque-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/*.read",
        "subject": "kit-client",
    } | changes


def _of_refusals(target: Target, rule: Any) -> Finding:
    call, problems = _first(target), Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    path = call.service.path
    marked = {"access_token": MARKER, "token_type": MARKER, "subject": MARKER, "scope": MARKER, "expires_in": MARKER}
    answers = [
        target.post_bytes(path, f'{{"hook": "{MARKER}", '.encode()),
        target.post_bytes(path, f'"{MARKER}"'.encode()),
        *(
            target.post(path, call.changed(**{member: MARKER}))
            for member in ("hook", "hookInstance", "context", "prefetch", "fhirServer", "fhirAuthorization")
        ),
        target.post(path, call.with_context(patientId=f"{MARKER}/..", userId=f"{MARKER} x")),
        target.post(path, call.changed(fhirServer=f"{MARKER}://", fhirAuthorization=marked)),
        target.post(path, {MARKER: MARKER}),
        target.post(f"{path}-{MARKER}", {}),
    ]
    for answer in answers:
        if answer.status >= FIRST_CLIENT_ERROR and (says := rule(answer)):
            problems.add(f"{answer.status} {says}", answer)
    return problems.finding()


def _spellings(port: int) -> Iterator[str]:
    """The ways of writing an address that is not registered and leads to the trap."""
    for host in (
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0",
        "[::ffff:127.0.0.1]",
        "127.0.0.1.",
    ):
        yield f"http://{host}:{port}/fhir"
    for rest in (
        f"user@127.0.0.1:{port}/fhir",
        f"fhir.example.org@127.0.0.1:{port}/fhir",
        f"127.0.0.1:{port}/fhir/../fhir",
        f"127.0.0.1:{port}/fhir#https://fhir.example.org",
        f"127.0.0.1:{port}\\@fhir.example.org/fhir",
        f"127.0.0.1:{port}/fhir\r\nX-Kit: y",
        f"127.0.0.1:{port}/" + "x" * 10_000,
    ):
        yield f"http://{rest}"
    yield f"https://127.0.0.1:{port}/fhir"
    yield f"HTTP://127.0.0.1:{port}/fhir"
    yield f"//127.0.0.1:{port}/fhir"
    yield f" http://127.0.0.1:{port}/fhir"
    yield "file:///etc/passwd"


def _hidden(spelling: str, port: int) -> str:
    return repr(spelling[:48].replace(str(port), "PORT"))


def _endless() -> Iterator[bytes]:
    yield b'{"hook": "'
    for _ in range(STREAMED_MEGABYTES):
        yield b"x" * MEGABYTE
    yield b'"}'


def _wrong(value: Any) -> dict[str, Any]:
    """Values that a REQUIRED context field cannot have, given one that it can."""
    wrong: dict[str, Any] = {"missing": ..., "null": None, "a number": 7, "true": True}
    if isinstance(value, str):
        return wrong | {"empty": "", "a list": ["x"], "an object": {"a": "x"}}
    if isinstance(value, list):
        return wrong | {"a text": "x", "an object": {"a": "x"}, "a list of numbers": [7]}
    return wrong | {"a text": "x", "a list": ["x"], "no Bundle": {"resourceType": "Patient"}}


def _first(target: Target) -> Call | None:
    calls = (*target.neutral, *target.supplied)
    return calls[0] if calls else None


def _body(target: Target) -> bytes:
    call = _first(target)
    return json.dumps(call.body).encode() if call else b"{}"


def _altered(target: Target, old: bytes, new: bytes) -> bytes:
    good = _body(target)
    return good[:-1] + new if old == b"}" else good.replace(old, new, 1)


def _with_member(good: bytes, value: bytes) -> bytes:
    return good.replace(b'"hook"', b'"kitMember": ' + value + b', "hook"', 1)


def _refused(target: Target, bodies: Mapping[str, bytes]) -> Finding:
    call, problems = _first(target), Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    for name, body in bodies.items():
        _expect_refusal(problems, name, target.post_bytes(call.service.path, body, private=call.supplied))
    return problems.finding()


def _never_5xx(target: Target, bodies: Mapping[str, bytes]) -> Finding:
    call, problems = _first(target), Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    for name, body in bodies.items():
        answer = target.post_bytes(call.service.path, body, private=call.supplied)
        if answer.status >= FIRST_SERVER_ERROR:
            problems.add(f"{name} is answered with {answer.status}", answer)
    return problems.finding()


def _members_refused(target: Target, member: str, wrong: Mapping[str, Any]) -> Finding:
    calls = target.neutral or target.supplied
    if not calls:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for call in calls:
        for name, value in {"missing": ..., **wrong}.items():
            answer = target.ask(call, call.changed(**{member: value}))
            _expect_refusal(problems, f"{call.service.id}: {member} is {name}", answer)
    return problems.finding()


def _expect_refusal(problems: Problems, says: str, answer: Exchange) -> None:
    if answer.status == OK or not FIRST_CLIENT_ERROR <= answer.status < FIRST_SERVER_ERROR:
        problems.add(f"{says}: answered with {answer.status}", answer)

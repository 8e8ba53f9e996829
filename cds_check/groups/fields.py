"""Hostile calls: JSON that is no request of the hook, or that reaches for what is not the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.groups.refusing import (
    MEGABYTE,
    NO_SERVICE,
    authorization,
    expect_refusal,
    members_refused,
)
from cds_check.http import NoAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_check.target import Target

GROUP = "inputs"


@check(GROUP, Level.DEFENSIVE, "E2", "K5", title="A call without its hook, or with another, is refused with 4xx")
def wrong_hooks(target: Target) -> Finding:
    return members_refused(
        target, "hook", {"another hook": "kit-other-hook", "null": None, "a number": 7, "a list": ["x"]}
    )


@check(GROUP, Level.DEFENSIVE, "E3", "K5", title="A call whose hookInstance is no UUID is refused with 4xx")
def wrong_hook_instances(target: Target) -> Finding:
    return members_refused(target, "hookInstance", {"no UUID": "kit", "null": None, "a number": 7, "an object": {}})


@check(GROUP, Level.DEFENSIVE, "E6", "K5", title="A call without a context object is refused with 4xx")
def wrong_contexts(target: Target) -> Finding:
    return members_refused(target, "context", {"null": None, "empty": {}, "a list": [], "a text": "x", "a number": 7})


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
                expect_refusal(problems, f"{call.service.id}: context.{field} {name}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E18", "K5", title="Ids that reach for other paths or queries are refused with 4xx")
def ids_that_are_paths(target: Target) -> Finding:
    call = target.first_call
    if call is None:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for wrong in ("../Observation", "1?_has=x", "a/b", "a%2fb", "1,2", "a b", "a\r\nX-Kit: y", "..", "x" * 10_000):
        answer = target.ask(call, call.with_context(patientId=wrong))
        expect_refusal(problems, f"context.patientId {wrong[:16]!r}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E7", "K5", title="A prefetch that is no object is refused with 4xx")
def wrong_prefetch(target: Target) -> Finding:
    call = target.first_call
    if call is None:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for name, wrong in {"a list": ["x"], "a text": "x", "a number": 7}.items():
        expect_refusal(problems, f"prefetch is {name}", target.ask(call, call.changed(prefetch=wrong)))
    return problems.finding()


@check(GROUP, Level.SHALL, "E4", "J:cds-r-1", title="fhirAuthorization without fhirServer is refused with 4xx")
def authorization_needs_a_server(target: Target) -> Finding:
    call = target.first_call
    if call is None:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    answer = target.ask(call, call.changed(fhirServer=..., fhirAuthorization=authorization()))
    expect_refusal(problems, "a token without a server", answer)
    return problems.finding()


@check(
    GROUP,
    Level.DEFENSIVE,
    "E5",
    "K7",
    title="A fhirAuthorization of odd form never causes 5xx, and no free scope is judged",
)
def odd_authorizations(target: Target) -> Finding:
    call = target.first_call
    if call is None:
        return not_applicable(NO_SERVICE)
    problems, server = Problems(), "https://fhir.kit.example.org/r4"
    before = target.ask(call, call.changed(fhirServer=server, fhirAuthorization=authorization()))
    free = authorization(scope="patient/*.read [text with] spaces", expires_in=3600)
    after = target.ask(call, call.changed(fhirServer=server, fhirAuthorization=free))
    if after.status != before.status:
        problems.add(f"a scope in free words is answered with {after.status} instead of {before.status}", after)
    odd_ones: tuple[Any, ...] = (
        7,
        "x",
        [],
        {"access_token": 7},
        authorization(expires_in="soon"),
        authorization(token_type=["Bearer"]),
        authorization(access_token="a\r\nX-Kit: b"),  # noqa: S106 - it opens nothing
        authorization(access_token="x" * MEGABYTE),
        authorization(expires_in=-1),
    )
    for odd in odd_ones:
        answer = target.ask(call, call.changed(fhirServer=server, fhirAuthorization=odd))
        if answer.fails:
            problems.add(f"a fhirAuthorization of odd form is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "E18", title="No address that a call names as fhirServer is reached unless it is registered")
def unregistered_servers_are_not_reached(target: Target) -> Finding:
    call, trap = target.first_call, target.trap
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
        if answer.fails:
            problems.add(f"fhirServer {_hidden(spelling, trap.port)} is answered with {answer.status}", answer)
        if trap.knocks:
            tokens = "with the token" if any(asked.authorization for asked in trap.asked) else "without a token"
            problems.add(f"fhirServer {_hidden(spelling, trap.port)} was reached, {tokens}")
    return problems.finding()


def _wrong(value: Any) -> dict[str, Any]:
    """Values that a REQUIRED context field cannot have, given one that it can."""
    wrong: dict[str, Any] = {"missing": ..., "null": None, "a number": 7, "true": True}
    if isinstance(value, str):
        return wrong | {"empty": "", "a list": ["x"], "an object": {"a": "x"}}
    if isinstance(value, list):
        return wrong | {"a text": "x", "an object": {"a": "x"}, "a list of numbers": [7]}
    return wrong | {"a text": "x", "a list": ["x"], "no Bundle": {"resourceType": "Patient"}}


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

"""Whether a service refuses a body; shared by the checks on hostile inputs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Problems, not_applicable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_check.http import Exchange
    from cds_check.target import Target

NO_SERVICE = "no service can be called"
MEGABYTE = 1024 * 1024


def authorization(**changes: Any) -> dict[str, Any]:
    """A fhirAuthorization; its token opens nothing."""
    return {
        "access_token": "kit-opaque-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/*.read",
        "subject": "kit-client",
    } | changes


def body_of(target: Target) -> bytes:
    call = target.first_call
    return json.dumps(call.body).encode() if call else b"{}"


def altered(target: Target, old: bytes, new: bytes) -> bytes:
    good = body_of(target)
    return good[:-1] + new if old == b"}" else good.replace(old, new, 1)


def with_member(good: bytes, value: bytes) -> bytes:
    return good.replace(b'"hook"', b'"kitMember": ' + value + b', "hook"', 1)


def refused(target: Target, bodies: Mapping[str, bytes]) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    for name, body in bodies.items():
        expect_refusal(problems, name, target.post_bytes(call.service.path, body, private=call.supplied))
    return problems.finding()


def never_5xx(target: Target, bodies: Mapping[str, bytes]) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    for name, body in bodies.items():
        answer = target.post_bytes(call.service.path, body, private=call.supplied)
        if answer.fails:
            problems.add(f"{name} is answered with {answer.status}", answer)
    return problems.finding()


def members_refused(target: Target, member: str, wrong: Mapping[str, Any]) -> Finding:
    calls = target.neutral or target.supplied
    if not calls:
        return not_applicable(NO_SERVICE)
    problems = Problems()
    for call in calls:
        for name, value in {"missing": ..., **wrong}.items():
            answer = target.ask(call, call.changed(**{member: value}))
            expect_refusal(problems, f"{call.service.id}: {member} is {name}", answer)
    return problems.finding()


def expect_refusal(problems: Problems, says: str, answer: Exchange) -> None:
    if not answer.refuses:
        problems.add(f"{says}: answered with {answer.status}", answer)

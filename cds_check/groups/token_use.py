"""Tokens where and how often they may be used, and what a refusal tells. Needs a registered test key."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.groups.believing import (
    NO_KEY,
    REFUSED,
    TOO_LARGE_FOR_A_HEADER,
    expect_refused,
    not_ready,
    ready,
    refuses,
    some_call,
    with_token,
)
from cds_check.target import DISCOVERY, OK

if TYPE_CHECKING:
    from cds_check.target import Target

GROUP = "tokens"


@check(GROUP, Level.SHALL, "H2", "H4", title="A good token of the registered key is believed")
def a_good_token_is_believed(target: Target) -> Finding:
    if target.signer is None:
        return not_applicable(NO_KEY)
    call = some_call(target)
    if call is None:
        return not_applicable("no service can be called")
    problems, answer = Problems(), target.ask(call)
    if answer.status in REFUSED:
        problems.add(f"answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHOULD, "H1", "H2", "K3", title="A call without a token is refused")
def without_a_token(target: Target) -> Finding:
    return refuses(target, lambda _, __: {"no header": ""})


@check(GROUP, Level.SHALL, "H2", title="A token elsewhere than in one Bearer header is refused")
def a_token_elsewhere(target: Target) -> Finding:
    if (why := not_ready(target)) is not None:
        return why
    call, signer = ready(target)
    problems, path = Problems(), call.service.path
    for scheme in ("Basic", "Token", "JWT", ""):
        answer = with_token(target, call, f"{scheme} {signer.token(path)}".strip())
        expect_refused(problems, f"scheme {scheme or 'none'}", answer)
    in_query = target.http.send(
        "POST",
        f"{path}?access_token={signer.token(path)}&token={signer.token(path)}",
        json.dumps(call.body).encode(),
        {"content-type": "application/json"},
        private=call.supplied,
    )
    expect_refused(problems, "in the query", in_query)
    body = json.dumps(call.body).encode()
    head = target.head_lines(path, length=f"Content-Length: {len(body)}").replace(
        b"\r\n\r\n", f"\r\nAuthorization: Bearer {signer.token(path)}\r\nConnection: close\r\n\r\n".encode()
    )
    expect_refused(problems, "two headers", target.http.raw(head + body, path), TOO_LARGE_FOR_A_HEADER)
    return problems.finding()


@check(GROUP, Level.SHOULD, "H10", title="A token is believed once")
def replayed_tokens(target: Target) -> Finding:
    if (why := not_ready(target)) is not None:
        return why
    call, signer = ready(target)
    problems, token = Problems(), f"Bearer {signer.token(call.service.path)}"
    first, second = with_token(target, call, token), with_token(target, call, token)
    if first.status in REFUSED:
        problems.add("the first use is refused", first)
    expect_refused(problems, "the second use", second)
    return problems.finding()


@check(GROUP, Level.SHOULD, "H10", title="Of many copies of a token at once, one is believed")
def simultaneous_replays(target: Target) -> Finding:
    if (why := not_ready(target)) is not None:
        return why
    call, signer = ready(target)
    token = f"Bearer {signer.token(call.service.path)}"
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: with_token(target, call, token), range(20)))
    problems, believed = Problems(), [answer for answer in answers if answer.status not in REFUSED]
    if len(believed) != 1:
        problems.add(f"{len(believed)} of 20 copies are believed", *believed[:1])
    return problems.finding()


@check(GROUP, Level.SHOULD, "H11", "K3", title="Every refusal is 401 and looks the same: it tells nothing of the cause")
def refusals_look_alike(target: Target) -> Finding:
    if (why := not_ready(target)) is not None:
        return why
    call, signer = ready(target)
    path, now = call.service.path, int(time.time())
    used = signer.token(path)
    with_token(target, call, f"Bearer {used}")
    tokens = (
        "",
        "x.y.z",
        used,
        signer.token(path, iss="https://unknown.example.org"),
        signer.token(path, aud="x"),
        signer.token(path, exp=now - 300, iat=now - 600),
        signer.signed(signer.header(), signer.claims(path), signer.stranger()),
        signer.signed(signer.header(kid="kit-unknown"), signer.claims(path)),
    )
    answers = [with_token(target, call, f"Bearer {token}" if token else "") for token in tokens]
    problems = Problems()
    refused = [answer for answer in answers if answer.refuses]
    for answer in refused:  # what is believed is told by the other checks
        if answer.status != REFUSED[0]:
            problems.add(f"a refusal is {answer.status} instead of 401", answer)
        elif answer.body != refused[0].body:
            problems.add("two refusals have different bodies", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "G6", "H2", title="Feedback asks for a token as well")
def feedback_is_protected(target: Target) -> Finding:
    if (why := not_ready(target)) is not None:
        return why
    call, _ = ready(target)
    path = f"{call.service.path}/feedback"
    if target.post(path, {"feedback": []}).status in (404, 405):
        return not_applicable("the service takes no feedback (404 or 405)")
    problems = Problems()
    expect_refused(problems, "feedback without a token", target.post(path, {"feedback": []}, authorization=""))
    return problems.finding()


@check(
    GROUP,
    Level.SHALL,
    "H2",
    "H5",
    title="Discovery with a token for it is answered, and a forged one changes nothing for the better",
)
def discovery_with_a_token(target: Target) -> Finding:
    if target.signer is None:
        return not_applicable(NO_KEY)
    problems, answer = Problems(), target.get(DISCOVERY)
    if answer.status != OK:
        problems.add(f"a good token for discovery is answered with {answer.status}", answer)
    open_to_all = target.get(DISCOVERY, authorization="").status == OK
    forged = target.get(DISCOVERY, authorization=f"Bearer {target.signer.token(DISCOVERY, aud='x')}")
    if not open_to_all and forged.status == OK:
        problems.add("protected discovery believes a token for somebody else", forged)
    return problems.finding("discovery is open to everybody" if open_to_all else "discovery asks for a token")

"""Behaviour on the wire: paths, methods, media types, browsers, proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.http import NoAnswerError
from cds_check.target import DISCOVERY, OK

if TYPE_CHECKING:
    from cds_check.target import Target

GROUP = "protocol"
NO_SERVICE = "no service can be called"
FOREIGN = "https://foreign.example.org"
UNKNOWN = f"{DISCOVERY}/kit-no-such-service"
NOT_FOUND = 404
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@check(GROUP, Level.SHALL, "A2", title="The service is reached over https")
def is_secure(target: Target) -> Finding:
    if target.http.secure:
        return Problems().finding()
    if target.http.host in LOOPBACK:
        return not_applicable("on this machine plain http is no exchange over a network")
    problems = Problems()
    problems.add("the base URL is plain http")
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "K6", title="A service that is not listed is answered with 404")
def unknown_service_is_404(target: Target) -> Finding:
    problems, answer = Problems(), target.post(UNKNOWN, {"hook": "patient-view"})
    if answer.status != NOT_FOUND:
        problems.add(f"answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E1", title="Another method than POST is refused with 404 or 405")
def wrong_methods_are_refused(target: Target) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = target.http.send(method, call.service.path, b"", _signed(target, call.service.path))
        if answer.status not in (NOT_FOUND, 405):
            problems.add(f"{method} is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "A1", title="JSON with a charset parameter is taken as JSON")
def charset_is_taken(target: Target) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    before = target.ask(call)
    for media_type in ("application/json; charset=utf-8", "application/json;charset=UTF-8"):
        answer = target.post(call.service.path, call.body, private=call.supplied, content_type=media_type)
        if answer.status != before.status:
            problems.add(f"{media_type} is answered with {answer.status} instead of {before.status}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "A1", title="Bodies that are said to be no JSON are refused with 4xx")
def other_media_types_are_refused(target: Target) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    for media_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = target.post(call.service.path, call.body, private=call.supplied, content_type=media_type)
        if not answer.refuses:
            problems.add(f"{media_type} is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "C1", title="Odd spellings of a path are never answered with a redirect or 5xx")
def odd_paths_are_harmless(target: Target) -> Finding:
    problems = Problems()
    for path in (
        f"{DISCOVERY}/",
        f"/{DISCOVERY}",
        f"{DISCOVERY}/%2e%2e/%2e%2e/etc",
        f"{DISCOVERY}/%00",
        f"{DISCOVERY};a=b",
    ):
        try:
            answer = target.get(path)
        except NoAnswerError:
            problems.add(f"GET {path} is not answered")
            continue
        if answer.redirects or answer.fails:
            problems.add(f"GET {path} is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "C1", title="HEAD and OPTIONS are never answered with 5xx")
def head_and_options_are_harmless(target: Target) -> Finding:
    problems = Problems()
    for method in ("HEAD", "OPTIONS"):
        for path in (DISCOVERY, *(service.path for service in target.services[:1])):
            answer = target.http.send(method, path, b"", _signed(target, path))
            if answer.fails:
                problems.add(f"{method} {path} is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHOULD, "H12", title="A page of the origin given with --origin may call from a browser")
def own_origin_may_call(target: Target) -> Finding:
    if not target.origin:
        return not_applicable("no --origin was given")
    problems = Problems()
    for service in target.services[:1]:
        answer = target.http.send("OPTIONS", service.path, b"", _preflight(target.origin))
        if answer.header("access-control-allow-origin") not in (target.origin, "*"):
            problems.add("the preflight of the origin is refused", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "H12", title="A page of a foreign origin may not call with a user's credentials")
def foreign_origins_may_not_call(target: Target) -> Finding:
    problems = Problems()
    paths = (DISCOVERY, *(service.path for service in target.services[:1]))
    for path in paths:
        for origin in (FOREIGN, "null"):
            answer = target.http.send("OPTIONS", path, b"", _preflight(origin))
            allowed = answer.header("access-control-allow-origin")
            if allowed == origin or (allowed == "*" and target.signer is not None):
                problems.add(f"the preflight of {origin} is allowed at {path}", answer)
            if (
                allowed
                and answer.header("access-control-allow-credentials").lower() == "true"
                and allowed != target.origin
            ):
                problems.add(f"{origin} may send credentials to {path}", answer)
    return problems.finding()


@check(GROUP, Level.SHOULD, "F5", "K2", title="An answer other than 2xx carries an OperationOutcome")
def refusals_carry_an_outcome(target: Target) -> Finding:
    problems = Problems()
    refused = [target.post(UNKNOWN, {"hook": "patient-view"})]
    if call := target.first_call:
        refused += [target.post_bytes(call.service.path, b"{"), target.post(call.service.path, {})]
        refused += [exchange for _, exchange in target.answered if exchange.status != OK]
    for answer in refused:
        document = answer.document
        kind = document.get("resourceType") if isinstance(document, dict) else None
        if answer.is_error and kind != "OperationOutcome":
            problems.add(f"{answer.method} {answer.path}: {answer.status} without an OperationOutcome", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E18", title="Host and forwarding headers of the caller decide no address")
def headers_decide_no_address(target: Target) -> Finding:
    problems, spoofed = Problems(), "spoofed.example.org"
    call = target.first_call
    for name in ("x_forwarded_host", "x_original_url", "forwarded", "x_forwarded_prefix"):
        headers = {name: f"host={spoofed}" if name == "forwarded" else spoofed}
        answers = [target.get(DISCOVERY, **headers)]
        if call is not None:
            answers.append(target.post(call.service.path, call.body, private=call.supplied, **headers))
        for answer in answers:
            if spoofed in answer.text or spoofed in str(answer.headers):
                problems.add(f"{name.replace('_', '-')} appears in the answer of {answer.path}", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E18", title="A request with two lengths is refused, and never read as two requests")
def requests_cannot_be_smuggled(target: Target) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    hidden = f"GET {target.http.prefix}{DISCOVERY} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    length = f"Content-Length: {5 + len(hidden)}\r\nTransfer-Encoding: chunked"
    answers = target.http.raw_answers(
        target.head_lines(call.service.path, length=length) + b"0\r\n\r\n" + hidden, call.service.path, patience=2
    )
    if len(answers) > 1:
        problems.add(f"one request was answered {len(answers)} times", answers[-1])
    elif answers and not answers[0].is_error:
        problems.add(f"Content-Length beside Transfer-Encoding is answered with {answers[0].status}", answers[0])
    return problems.finding()


def _preflight(origin: str) -> dict[str, str]:
    return {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }


def _signed(target: Target, path: str) -> dict[str, str]:
    return {"authorization": f"Bearer {target.signer.token(path)}"} if target.signer else {}

"""Hostile tokens: what a forged, stale or misdirected JWT gets. Needs a registered test key (`--key`, `--issuer`)."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.signing import ABSENT, b64
from cds_check.target import DISCOVERY, OK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds_check.http import Exchange
    from cds_check.signing import Signer
    from cds_check.target import Call, Target

GROUP = "tokens"
NO_KEY = "needs a registered test key: --key and --issuer"
NOT_BELIEVED = "the good token is not believed, so a refusal of others shows nothing"
NO_CALL = "no call of a service is answered"
REFUSED = (401, 403)
TOO_LARGE_FOR_A_HEADER = (400, 401, 403, 413, 431)
FAR = 10 * 365 * 86400


@check(GROUP, Level.SHALL, "H2", "H4", title="A good token of the registered key is believed")
def a_good_token_is_believed(target: Target) -> Finding:
    if target.signer is None:
        return not_applicable(NO_KEY)
    call = _call(target)
    if call is None:
        return not_applicable("no service can be called")
    problems, answer = Problems(), target.ask(call)
    if answer.status in REFUSED:
        problems.add(f"answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHOULD, "H1", "H2", "K3", title="A call without a token is refused")
def without_a_token(target: Target) -> Finding:
    return _refuses(target, lambda _, __: {"no header": ""})


@check(GROUP, Level.SHALL, "H2", title="A token elsewhere than in one Bearer header is refused")
def a_token_elsewhere(target: Target) -> Finding:
    if (why := _not_ready(target)) is not None:
        return why
    call, signer = _ready(target)
    problems, path = Problems(), call.service.path
    for scheme in ("Basic", "Token", "JWT", ""):
        answer = _with(target, call, f"{scheme} {signer.token(path)}".strip())
        _expect_refused(problems, f"scheme {scheme or 'none'}", answer)
    in_query = target.http.send(
        "POST",
        f"{path}?access_token={signer.token(path)}&token={signer.token(path)}",
        json.dumps(call.body).encode(),
        {"content-type": "application/json"},
        private=call.supplied,
    )
    _expect_refused(problems, "in the query", in_query)
    body = json.dumps(call.body).encode()
    head = target.head_lines(path, length=f"Content-Length: {len(body)}").replace(
        b"\r\n\r\n", f"\r\nAuthorization: Bearer {signer.token(path)}\r\nConnection: close\r\n\r\n".encode()
    )
    _expect_refused(problems, "two headers", target.http.raw(head + body, path), TOO_LARGE_FOR_A_HEADER)
    return problems.finding()


@check(GROUP, Level.SHALL, "H7", title="alg none, in every spelling, is refused")
def unsigned_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        spellings = ("none", "None", "NONE", "nOnE", "", None, ["none"])
        heads = {f"alg {name!r}": signer.header(alg=name) for name in spellings} | {"no alg": signer.header(alg=ABSENT)}
        unsigned = {name: f"{b64(head)}.{b64(signer.claims(path))}." for name, head in heads.items()}
        return unsigned | {f"{name}, signed": signer.signed(head, signer.claims(path)) for name, head in heads.items()}

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H7", title="A shared secret is refused, above all the text of the public key")
def shared_secrets(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        return {
            f"{algorithm} with the {name}": signer.confused(algorithm, path, secret)
            for algorithm in ("HS256", "HS384", "HS512")
            for name, secret in signer.secrets().items()
        }

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H8", title="An algorithm that is not the key's is refused")
def other_algorithms(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        named = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS384", "EdDSA", "kit")
        others = [name for name in named if name != signer.algorithm]
        return {name: signer.signed(signer.header(alg=name), signer.claims(path)) for name in others}

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H2", title="A signature that is absent, cut, zero, changed or a stranger's is refused")
def wrong_signatures(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        head, claims, signature = signer.token(path).split(".")
        other = b64(signer.claims(path, sub="kit-other"))
        return {
            "absent": f"{head}.{claims}.",
            "cut": f"{head}.{claims}.{signature[: len(signature) // 2]}",
            "zero": f"{head}.{claims}.{b64(bytes(96))}",
            "of other claims": f"{head}.{other}.{signature}",
            "a stranger's": signer.signed(signer.header(), signer.claims(path), signer.stranger()),
        }

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H6", title="Keys that the token brings along are not believed, nor fetched")
def keys_in_the_token(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        stranger = signer.stranger()
        public = dict(stranger.as_dict(private=False))
        address = target.trap.url if target.trap else "https://foreign.example.org/keys"
        brought = {"jwk": {"jwk": public}, "x5c": {"x5c": ["MIIB"]}, "x5u": {"x5u": address}}
        return {
            name: signer.signed(signer.header() | extra, signer.claims(path), stranger)
            for name, extra in brought.items()
        }

    return _refuses(target, forged, quiet=True)


@check(GROUP, Level.SHALL, "H6", title="A jku that is not registered is refused, and nothing is fetched from it")
def foreign_key_addresses(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        port = target.trap.port if target.trap else 9
        addresses = (
            f"http://127.0.0.1:{port}/jwks",
            f"http://localhost:{port}/jwks",
            f"https://127.0.0.1:{port}/jwks",
            f"http://[::ffff:127.0.0.1]:{port}/jwks",
            "file:///etc/passwd",
            "http://169.254.169.254/",
            f"{signer.jku or signer.issuer}.foreign.example.org/jwks",
            f"https://x@127.0.0.1:{port}/jwks",
            ["x"],
            7,
        )
        return {
            f"jku {number}": signer.signed(signer.header(jku=address), signer.claims(path), signer.stranger())
            for number, address in enumerate(addresses, 1)
        }

    return _refuses(target, forged, quiet=True)


@check(GROUP, Level.SHALL, "H3", title="A kid that is missing, unknown, or of odd form is refused")
def wrong_key_ids(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong = {
            "missing": ABSENT,
            "null": None,
            "a list": [signer.key.kid],
            "unknown": "kit-unknown",
            "a path": "../../etc/passwd",
            "SQL": "' or 1=1 --",
            "two lines": "a\r\nb",
            "long": "k" * 4000,
        }
        return {
            f"kid {name}": signer.signed(signer.header(kid=kid), signer.claims(path)) for name, kid in wrong.items()
        }

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H3", title="A token whose typ is not JWT is refused")
def wrong_types(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong = {"missing": ABSENT, "null": None, "at+jwt": "at+jwt", "a list": ["JWT"]}
        return {
            f"typ {name}": signer.signed(signer.header(typ=typ), signer.claims(path)) for name, typ in wrong.items()
        }

    return _refuses(target, forged)


@check(GROUP, Level.SHOULD, "H6", "H10", title="An issuer that is not registered letter by letter is refused")
def wrong_issuers(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong = (
            f"{signer.issuer}/",
            signer.issuer[:-1],
            signer.issuer.swapcase(),
            f"{signer.issuer}.example.org",
            "https://unknown.example.org",
            [signer.issuer],
            7,
            None,
            "",
        )
        return {f"iss {number}": signer.token(path, iss=iss) for number, iss in enumerate(wrong, 1)}

    return _refuses(target, forged, quiet=True)


@check(GROUP, Level.SHALL, "H5", title="A token for another endpoint or host is refused")
def wrong_audiences(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong = {
            "another host": f"https://other.example.org{path}",
            "another service": f"{signer.audience}{DISCOVERY}/kit-no-such-service",
            "the base": signer.audience,
            "a longer path": f"{signer.audience}{path}x",
            "a shorter path": f"{signer.audience}{path}"[:-1],
            "a number": 7,
            "an object": {"url": signer.audience + path},
            "a foreign list": ["https://other.example.org"],
            "an empty list": [],
            "null": None,
        }
        return {f"aud {name}": signer.token(path, aud=aud) for name, aud in wrong.items()}

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H5", title="A list of audiences that holds the endpoint is believed")
def audience_lists(target: Target) -> Finding:
    return _believes(
        target,
        {
            "aud list": lambda signer, path: signer.token(
                path, aud=["https://other.example.org", signer.audience + path]
            )
        },
    )


@check(GROUP, Level.SHALL, "H4", title="A token without iss, aud, exp, iat or jti is refused")
def missing_claims(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        return {f"no {name}": signer.token(path, **{name: ABSENT}) for name in ("iss", "aud", "exp", "iat", "jti")}

    return _refuses(target, forged)


@check(GROUP, Level.SHALL, "H4", "H10", title="A token that has run out, or whose exp is no time, is refused")
def stale_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        now = int(time.time())
        stale = {"run out": signer.token(path, exp=now - 300, iat=now - 600)}
        odd: dict[str, Any] = {"text": str(now + 60), "true": True, "negative": -1, "null": None, "a list": [now + 60]}
        odd |= {"NaN": float("nan"), "Infinity": float("inf")}
        return stale | {f"exp {name}": signer.token(path, exp=value) for name, value in odd.items()}

    return _refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H10", title="A token that claims to live for years is refused")
def endless_tokens(target: Target) -> Finding:
    return _refuses(target, lambda signer, path: {"ten years": signer.token(path, exp=int(time.time()) + FAR)})


@check(GROUP, Level.DEFENSIVE, "H4", title="A token from the future, or whose iat is no time, is refused")
def future_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        now = int(time.time())
        return {
            "iat in an hour": signer.token(path, iat=now + 3600, exp=now + 3700),
            "nbf in an hour": signer.token(path, nbf=now + 3600),
            "iat a text": signer.token(path, iat="yesterday"),
        }

    return _refuses(target, forged)


@check(GROUP, Level.SHOULD, "H10", title="A token is believed once")
def replayed_tokens(target: Target) -> Finding:
    if (why := _not_ready(target)) is not None:
        return why
    call, signer = _ready(target)
    problems, token = Problems(), f"Bearer {signer.token(call.service.path)}"
    first, second = _with(target, call, token), _with(target, call, token)
    if first.status in REFUSED:
        problems.add("the first use is refused", first)
    _expect_refused(problems, "the second use", second)
    return problems.finding()


@check(GROUP, Level.SHOULD, "H10", title="Of many copies of a token at once, one is believed")
def simultaneous_replays(target: Target) -> Finding:
    if (why := _not_ready(target)) is not None:
        return why
    call, signer = _ready(target)
    token = f"Bearer {signer.token(call.service.path)}"
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: _with(target, call, token), range(20)))
    problems, believed = Problems(), [answer for answer in answers if answer.status not in REFUSED]
    if len(believed) != 1:
        problems.add(f"{len(believed)} of 20 copies are believed", *believed[:1])
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "H4", title="A jti that is no short text is refused")
def wrong_token_ids(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong = {"empty": "", "null": None, "a number": 7, "a list": ["x"], "an object": {}}
        return {f"jti {name}": signer.token(path, jti=jti) for name, jti in wrong.items()}

    return _refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H2", title="What is no token is refused")
def malformed_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        head, claims, signature = signer.token(path).split(".")
        twice = json.dumps(signer.claims(path)).replace('{"iss"', '{"iss": "x", "iss"').encode()
        return {
            "two segments": f"{head}.{claims}",
            "four segments": f"{head}.{claims}.{signature}.x",
            "five segments": f"{head}.x.x.x.{signature}",
            "no base64": "!!.!!.!!",
            "a list as claims": signer.signed(signer.header(), [1]),
            "a list as header": signer.signed([1], signer.claims(path)),
            "deep claims": signer.signed(signer.header(), b"[" * 2000),
            "a claim twice": signer.signed(signer.header(), twice),
        }

    return _refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H2", title="A token of sixteen kilobytes is refused")
def huge_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        return {"16 KB": signer.token(path, filler="x" * 16_000)}

    return _refuses(target, forged, TOO_LARGE_FOR_A_HEADER)


@check(GROUP, Level.DEFENSIVE, "H3", title="Critical members that nobody knows, and b64 false, are refused")
def critical_members(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        members: dict[str, dict[str, Any]] = {
            "crit": {"crit": ["kit"], "kit": 1},
            "b64": {"b64": False, "crit": ["b64"]},
        }
        return {name: signer.signed(signer.header() | extra, signer.claims(path)) for name, extra in members.items()}

    return _refuses(target, forged)


@check(GROUP, Level.MAY, "H13", title="Claims that the specification does not name (nbf, sub) are let pass")
def further_claims(target: Target) -> Finding:
    return _believes(
        target, {"nbf and sub": lambda signer, path: signer.token(path, nbf=int(time.time()) - 300, sub="kit")}
    )


@check(GROUP, Level.SHOULD, "H11", "K3", title="Every refusal is 401 and looks the same: it tells nothing of the cause")
def refusals_look_alike(target: Target) -> Finding:
    if (why := _not_ready(target)) is not None:
        return why
    call, signer = _ready(target)
    path, now = call.service.path, int(time.time())
    used = signer.token(path)
    _with(target, call, f"Bearer {used}")
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
    answers = [_with(target, call, f"Bearer {token}" if token else "") for token in tokens]
    problems = Problems()
    for answer in answers:
        if answer.status != REFUSED[0]:
            problems.add(f"a refusal is {answer.status} instead of 401", answer)
        elif answer.body != answers[0].body:
            problems.add("two refusals have different bodies", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "G6", "H2", title="Feedback asks for a token as well")
def feedback_is_protected(target: Target) -> Finding:
    if (why := _not_ready(target)) is not None:
        return why
    call, _ = _ready(target)
    path = f"{call.service.path}/feedback"
    if target.post(path, {"feedback": []}).status in (404, 405):
        return not_applicable("the service takes no feedback (404 or 405)")
    problems = Problems()
    _expect_refused(problems, "feedback without a token", target.post(path, {"feedback": []}, authorization=""))
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


def _call(target: Target) -> Call | None:
    good = [call for call, exchange in target.answered if exchange.status not in REFUSED]
    calls = (*good, *target.neutral, *target.supplied)
    return calls[0] if calls else None


def _not_ready(target: Target) -> Finding | None:
    """Why refusals would show nothing, if they would."""
    if target.signer is None:
        return not_applicable(NO_KEY)
    if not target.answered:
        return not_applicable(NO_CALL)
    if all(exchange.status in REFUSED for _, exchange in target.answered):
        return not_applicable(NOT_BELIEVED)
    return None


def _ready(target: Target) -> tuple[Call, Signer]:
    call = _call(target)
    assert call is not None  # noqa: S101 - `_not_ready` has looked
    assert target.signer is not None  # noqa: S101 - as above
    return call, target.signer


def _with(target: Target, call: Call, authorization: str) -> Exchange:
    return target.post(call.service.path, call.body, private=call.supplied, authorization=authorization)


def _refuses(target: Target, forged: Any, statuses: Iterable[int] = REFUSED, *, quiet: bool = False) -> Finding:
    """Whether every forged token is refused; `quiet`: and nothing knocks at the trap meanwhile."""
    if (why := _not_ready(target)) is not None:
        return why
    call, signer = _ready(target)
    if target.trap is not None:
        target.trap.forget()
    problems = Problems()
    for name, token in forged(signer, call.service.path).items():
        _expect_refused(problems, name, _with(target, call, f"Bearer {token}" if token else ""), statuses)
    if quiet and target.trap is not None and target.trap.knocks:
        problems.add("an address in the token was fetched from")
    return problems.finding()


def _believes(target: Target, made: Mapping[str, Any]) -> Finding:
    if (why := _not_ready(target)) is not None:
        return why
    call, signer = _ready(target)
    problems = Problems()
    for name, make in made.items():
        answer = _with(target, call, f"Bearer {make(signer, call.service.path)}")
        if answer.status in REFUSED:
            problems.add(f"{name}: answered with {answer.status}", answer)
    return problems.finding()


def _expect_refused(problems: Problems, name: str, answer: Exchange, statuses: Iterable[int] = REFUSED) -> None:
    if answer.status not in statuses:
        problems.add(f"{name}: answered with {answer.status}", answer)

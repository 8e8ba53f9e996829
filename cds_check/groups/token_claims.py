"""Hostile tokens: stale, endless and misdirected claims. Needs a registered test key."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, check
from cds_check.groups.believing import (
    believes,
    refuses,
)
from cds_check.signing import ABSENT
from cds_check.target import DISCOVERY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_check.signing import Signer
    from cds_check.target import Target

GROUP = "tokens"
FAR = 10 * 365 * 86400


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

    return refuses(target, forged, quiet=True)


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

    return refuses(target, forged)


@check(GROUP, Level.SHALL, "H5", title="A list of audiences that holds the endpoint is believed")
def audience_lists(target: Target) -> Finding:
    return believes(
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

    return refuses(target, forged)


@check(GROUP, Level.SHALL, "H4", "H10", title="A token that has run out, or whose exp is no time, is refused")
def stale_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        now = int(time.time())
        stale = {"run out": signer.token(path, exp=now - 300, iat=now - 600)}
        odd: dict[str, Any] = {"text": str(now + 60), "true": True, "negative": -1, "null": None, "a list": [now + 60]}
        odd |= {"NaN": float("nan"), "Infinity": float("inf")}
        return stale | {f"exp {name}": signer.token(path, exp=value) for name, value in odd.items()}

    return refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H10", title="A token that claims to live for years is refused")
def endless_tokens(target: Target) -> Finding:
    return refuses(target, lambda signer, path: {"ten years": signer.token(path, exp=int(time.time()) + FAR)})


@check(GROUP, Level.DEFENSIVE, "H4", title="A token from the future, or whose iat is no time, is refused")
def future_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        now = int(time.time())
        return {
            "iat in an hour": signer.token(path, iat=now + 3600, exp=now + 3700),
            "nbf in an hour": signer.token(path, nbf=now + 3600),
            "iat a text": signer.token(path, iat="yesterday"),
        }

    return refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H4", title="A jti that is no short text is refused")
def wrong_token_ids(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong: dict[str, Any] = {"empty": "", "null": None, "a number": 7, "a list": ["x"], "an object": {}}
        return {f"jti {name}": signer.token(path, jti=jti) for name, jti in wrong.items()}

    return refuses(target, forged)


@check(GROUP, Level.MAY, "H13", title="Claims that the specification does not name (nbf, sub) are let pass")
def further_claims(target: Target) -> Finding:
    return believes(
        target, {"nbf and sub": lambda signer, path: signer.token(path, nbf=int(time.time()) - 300, sub="kit")}
    )

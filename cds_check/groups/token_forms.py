"""Hostile tokens: forged signatures and headers. Needs a registered test key (`--key`, `--issuer`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, check
from cds_check.groups.believing import (
    TOO_LARGE_FOR_A_HEADER,
    refuses,
)
from cds_check.signing import ABSENT, b64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_check.signing import Signer
    from cds_check.target import Target

GROUP = "tokens"


@check(GROUP, Level.SHALL, "H7", title="alg none, in every spelling, is refused")
def unsigned_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        spellings = ("none", "None", "NONE", "nOnE", "", None, ["none"])
        heads = {f"alg {name!r}": signer.header(alg=name) for name in spellings} | {"no alg": signer.header(alg=ABSENT)}
        unsigned = {name: f"{b64(head)}.{b64(signer.claims(path))}." for name, head in heads.items()}
        return unsigned | {f"{name}, signed": signer.signed(head, signer.claims(path)) for name, head in heads.items()}

    return refuses(target, forged)


@check(GROUP, Level.SHALL, "H7", title="A shared secret is refused, above all the text of the public key")
def shared_secrets(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        return {
            f"{algorithm} with the {name}": signer.confused(algorithm, path, secret)
            for algorithm in ("HS256", "HS384", "HS512")
            for name, secret in signer.secrets().items()
        }

    return refuses(target, forged)


@check(GROUP, Level.SHALL, "H8", title="An algorithm that is not the key's is refused")
def other_algorithms(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        named = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS384", "EdDSA", "kit")
        others = [name for name in named if name != signer.algorithm]
        return {name: signer.signed(signer.header(alg=name), signer.claims(path)) for name in others}

    return refuses(target, forged)


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

    return refuses(target, forged)


@check(GROUP, Level.SHALL, "H6", title="Keys that the token brings along are not believed, nor fetched")
def keys_in_the_token(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        stranger = signer.stranger()
        public = dict(stranger.as_dict(private=False))
        address = target.trap.url if target.trap else "https://foreign.example.org/keys"
        brought: dict[str, dict[str, Any]] = {"jwk": {"jwk": public}, "x5c": {"x5c": ["MIIB"]}, "x5u": {"x5u": address}}
        return {
            name: signer.signed(signer.header() | extra, signer.claims(path), stranger)
            for name, extra in brought.items()
        }

    return refuses(target, forged, quiet=True)


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

    return refuses(target, forged, quiet=True)


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

    return refuses(target, forged)


@check(GROUP, Level.SHALL, "H3", title="A token whose typ is not JWT is refused")
def wrong_types(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        wrong = {"missing": ABSENT, "null": None, "at+jwt": "at+jwt", "a list": ["JWT"]}
        return {
            f"typ {name}": signer.signed(signer.header(typ=typ), signer.claims(path)) for name, typ in wrong.items()
        }

    return refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H3", title="Critical members that nobody knows, and b64 false, are refused")
def critical_members(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        members: dict[str, dict[str, Any]] = {
            "crit": {"crit": ["kit"], "kit": 1},
            "b64": {"b64": False, "crit": ["b64"]},
        }
        return {name: signer.signed(signer.header() | extra, signer.claims(path)) for name, extra in members.items()}

    return refuses(target, forged)


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

    return refuses(target, forged)


@check(GROUP, Level.DEFENSIVE, "H2", title="A token of sixteen kilobytes is refused")
def huge_tokens(target: Target) -> Finding:
    def forged(signer: Signer, path: str) -> Mapping[str, str]:
        return {"16 KB": signer.token(path, filler="x" * 16_000)}

    return refuses(target, forged, TOO_LARGE_FOR_A_HEADER)

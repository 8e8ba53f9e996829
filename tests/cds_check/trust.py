"""How the sound service believes tokens, and the bypass that each switch opens."""

from __future__ import annotations

import base64
import json
import time
from types import SimpleNamespace

from joserfc import jws
from joserfc.errors import JoseError

SKEW, LIFETIME = 60, 900


def _text(value, low, high):
    return isinstance(value, str) and low <= len(value) <= high


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 10**11


# What a switch lets pass: a question to header, claims, path and the registered client.
BYPASS = {
    "tokens.unsigned-tokens": lambda h, _c, _p, _s: str(h.get("alg")).lower() == "none",
    "tokens.shared-secrets": lambda h, _c, _p, _s: str(h.get("alg")).startswith("HS"),
    "tokens.other-algorithms": lambda h, _c, _p, _s: h.get("alg") == "RS384",
    "tokens.keys-in-the-token": lambda h, _c, _p, _s: "jwk" in h,
    "tokens.wrong-key-ids": lambda h, _c, _p, _s: h.get("kid") == "../../etc/passwd",
    "tokens.wrong-types": lambda h, _c, _p, _s: h.get("typ") == "at+jwt",
    "tokens.wrong-issuers": lambda _h, c, _p, s: c.get("iss") == f"{s.issuer}/",
    "tokens.wrong-audiences": lambda _h, c, _p, s: c.get("aud") == s.audience,
    "tokens.missing-claims": lambda _h, c, _p, _s: "iat" not in c,
    "tokens.stale-tokens": lambda _h, c, _p, _s: c.get("exp") is True,
    "tokens.endless-tokens": lambda _h, c, _p, _s: _number(c.get("exp")) and c["exp"] > time.time() + 86400,
    "tokens.future-tokens": lambda _h, c, _p, _s: _number(c.get("nbf")) and c["nbf"] > time.time() + SKEW,
    "tokens.wrong-token-ids": lambda _h, c, _p, _s: c.get("jti") == 7,
    "tokens.huge-tokens": lambda _h, c, _p, _s: "filler" in c,
    "tokens.critical-members": lambda h, _c, _p, _s: "crit" in h,
    "tokens.discovery-with-a-token": lambda _h, c, p, _s: p == "/cds-services" and c.get("aud") == "x",
}


def refusal(service, authorization, path, port):
    """Why a caller is refused, empty if it is believed."""
    fault, signer = service.fault, service.signer
    if not authorization:
        feedback = fault == "tokens.feedback-is-protected" and path.endswith("/feedback")
        return "" if feedback or (fault == "tokens.without-a-token" and path.endswith(("-view", "-sign"))) else "none"
    path = path.partition("?")[0]
    scheme, _, text = authorization[0].partition(" ")
    if len(authorization) > 1 or (scheme != "Bearer" and fault != "tokens.a-token-elsewhere"):
        return "form"
    if fault == "tokens.a-good-token-is-believed" and "/kit-" in path:
        return "all"
    if fault == "tokens.malformed-tokens" and text == "!!.!!.!!":
        return ""
    header, claims = _taken_apart(text)
    if fault == "tokens.foreign-key-addresses" and isinstance((header or {}).get("jku"), str):
        service.reach(header["jku"])
    if header is None:
        return "malformed"
    if fault in BYPASS and BYPASS[fault](header, claims, path, signer):
        return ""
    return _judged(service, SimpleNamespace(header=header, claims=claims, path=path, text=text, port=port))


def _judged(service, token):
    fault, signer, now = service.fault, service.signer, time.time()
    header, claims, text = token.header, token.claims, token.text
    sound = header.get("alg") == signer.algorithm and header.get("typ") == "JWT" and header.get("kid") == signer.key.kid
    if not sound or header.keys() & {"crit", "b64", "jku"} or len(text) > 8192:
        return "header"
    if fault == "tokens.further-claims" and "sub" in claims and "nbf" in claims:
        return "claims"
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) and fault != "tokens.audience-lists" else [audience]
    if claims.get("iss") != signer.issuer or signer.audience + token.path not in listed:
        return "who"
    exp, iat, nbf = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    times = _number(exp) and _number(iat) and _number(nbf)
    if not times or exp < now - SKEW or iat > now + SKEW or nbf > now + SKEW or not 0 < exp - iat <= LIFETIME:
        return "when"
    if not _text(claims.get("jti"), 1, 256):
        return "jti"
    try:
        jws.deserialize_compact(text, signer.key, algorithms=[signer.algorithm])
    except (JoseError, ValueError):
        return "" if fault == "tokens.wrong-signatures" and "jwk" not in header and _cut(text) else "signature"
    if fault in ("tokens.replayed-tokens", "tokens.simultaneous-replays"):
        return _second_use(service, claims["jti"], token.port)
    return "" if service.first_use(claims["jti"]) else "replay"


def _cut(text):
    return len(text.rpartition(".")[2]) < 100


def _second_use(service, jti, port):
    """One switch believes a copy that comes alone; the other believes copies that come at once."""
    if service.fault == "tokens.simultaneous-replays":
        seen = jti in service.used
        time.sleep(0.25)  # between looking and noting others look as well
        service.first_use(jti)
        return "replay" if seen else ""
    if service.first_use(jti):
        service.first_port[jti] = port
        time.sleep(0.05)
        return ""
    return "" if service.first_port.pop(jti, None) == port else "replay"


def _taken_apart(text):
    try:
        header, claims, _ = (part for part in text.split("."))
        parts = [
            json.loads(base64.urlsafe_b64decode(part + "=="), object_pairs_hook=_once) for part in (header, claims)
        ]
    except (ValueError, RecursionError):
        return None, None
    return parts if all(isinstance(part, dict) for part in parts) else (None, None)


def _once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("twice")
    return dict(pairs)

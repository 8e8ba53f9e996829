"""Whether a CDS client's JSON Web Token is to be believed (CDS Hooks 2.0.1, "Trusting CDS Clients").

Pure: keys and clock come as arguments. joserfc checks the signature; everything that it leaves open (token size,
`typ`, key strength, life time, duplicate members) is checked here.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from service.token_refusals import Refusal, TokenRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from service.clients import Client

MAX_TOKEN_BYTES = 8 * 1024
MAX_JTI_LENGTH = 256
MAX_KID_LENGTH = 256
MAX_KEYS = 64
MIN_RSA_BITS = 2048
CLOCK_SKEW_S = 60
_SEGMENTS = 3
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}

Key = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token taken apart, nothing in it believed yet."""

    text: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def take_apart(text: str) -> Unverified:
    """Split a compact token and read header and claims strictly.

    Raises:
        TokenRefusedError: too large, not three segments, no base64url, no JSON objects, or a member that stands twice.
    """
    if len(text) > MAX_TOKEN_BYTES or not text.isascii() or text.count(".") != _SEGMENTS - 1:
        raise TokenRefusedError(Refusal.MALFORMED)
    header, claims, signature = text.split(".")
    if not signature:
        raise TokenRefusedError(Refusal.SIGNATURE)
    return Unverified(text, _object(header), _object(claims))


def _object(segment: str) -> Mapping[str, Any]:
    try:
        raw = base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise TokenRefusedError(Refusal.MALFORMED) from error
    if not isinstance(value, dict):
        raise TokenRefusedError(Refusal.MALFORMED)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse_constant(_: str) -> float:
    raise ValueError("no JSON number")


def check_header(token: Unverified, client: Client) -> str:
    """Check the header against the client's registration and give back the key id.

    Raises:
        TokenRefusedError: algorithm, `typ`, `kid`, `jku` or `crit` is not acceptable. Embedded keys are ignored.
    """
    header = token.header
    if header.get("alg") not in client.algorithms:
        raise TokenRefusedError(Refusal.ALGORITHM)
    if header.get("typ") != "JWT":
        raise TokenRefusedError(Refusal.TYPE)
    if "crit" in header or "b64" in header or "zip" in header:
        raise TokenRefusedError(Refusal.CRITICAL)
    if "jku" in header and header["jku"] not in client.accepted_jku:
        raise TokenRefusedError(Refusal.JKU)
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KID_LENGTH:
        raise TokenRefusedError(Refusal.KEY_ID)
    return kid


def check_claims(token: Unverified, client: Client, *, audiences: frozenset[str], now: float) -> None:
    """Check who speaks, to whom, and when; `now` in seconds since the epoch, with 60 seconds of skew allowed.

    Raises:
        TokenRefusedError: a claim is missing, of the wrong type, or says no.
    """
    claims = token.claims
    if claims.get("iss") != client.issuer:
        raise TokenRefusedError(Refusal.ISSUER)
    if not _addressed(claims.get("aud"), audiences):
        raise TokenRefusedError(Refusal.AUDIENCE)
    _check_times(claims, client, now)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_JTI_LENGTH or not jti.isprintable():
        raise TokenRefusedError(Refusal.TOKEN_ID)
    if client.tenants and claims.get("tenant") not in client.tenants:
        raise TokenRefusedError(Refusal.TENANT)


def _addressed(audience: object, accepted: frozenset[str]) -> bool:
    named = [audience] if isinstance(audience, str) else audience
    return isinstance(named, list) and any(isinstance(name, str) and name in accepted for name in named)


def _check_times(claims: Mapping[str, Any], client: Client, now: float) -> None:
    expires = _instant(claims.get("exp"), Refusal.EXPIRY)
    issued = _instant(claims.get("iat"), Refusal.ISSUED_AT)
    if expires <= now - CLOCK_SKEW_S:
        raise TokenRefusedError(Refusal.EXPIRY)
    if issued > now + CLOCK_SKEW_S:
        raise TokenRefusedError(Refusal.ISSUED_AT)
    if not 0 < expires - issued <= client.max_lifetime_s:
        raise TokenRefusedError(Refusal.LIFETIME)
    if "nbf" in claims and _instant(claims["nbf"], Refusal.NOT_BEFORE) > now + CLOCK_SKEW_S:
        raise TokenRefusedError(Refusal.NOT_BEFORE)


def _instant(value: object, refusal: Refusal) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TokenRefusedError(refusal)
    if not math.isfinite(value) or not 0 <= value < 10**11:
        raise TokenRefusedError(refusal)
    return float(value)


def check_signature(token: Unverified, key: Key) -> None:
    """Check the signature with the one key that the client's set holds under the token's `kid`.

    Raises:
        TokenRefusedError: the signature does not fit, or the key is not of the algorithm's kind.
    """
    algorithm = str(token.header["alg"])
    if not _fits(key, algorithm):
        raise TokenRefusedError(Refusal.ALGORITHM)
    try:
        jws.deserialize_compact(token.text, key, algorithms=[algorithm])
    except (JoseError, ValueError) as error:
        raise TokenRefusedError(Refusal.SIGNATURE) from error


def _fits(key: Key, algorithm: str) -> bool:
    if algorithm in _CURVES:
        return isinstance(key, ECKey) and key.curve_name == _CURVES[algorithm]
    return isinstance(key, RSAKey)


def usable_keys(document: object) -> Mapping[str, Key]:
    """The keys of a JWK Set that may verify a signature, by `kid`.

    Left out: symmetric and private keys, RSA below 2048 bits, other curves, keys for encryption, keys without `kid`,
    and every key of a `kid` that stands twice. At most 64 keys are looked at.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list) or len(entries) > MAX_KEYS:
        return {}
    named = [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("kid"), str)]
    uses = Counter(entry["kid"] for entry in named)
    keys = {entry["kid"]: _usable_key(entry) for entry in named if uses[entry["kid"]] == 1}
    return {kid: key for kid, key in keys.items() if key is not None}


_IMPORTERS: dict[str, Callable[[Any], Key]] = {"RSA": RSAKey.import_key, "EC": ECKey.import_key}


def _usable_key(entry: dict[str, Any]) -> Key | None:
    importer = _IMPORTERS.get(str(entry.get("kty")))
    if importer is None or "d" in entry or entry.get("use", "sig") != "sig":
        return None
    if "key_ops" in entry and "verify" not in (entry["key_ops"] or ()):
        return None
    public = {name: entry[name] for name in ("kty", "n", "e", "crv", "x", "y") if name in entry}
    if entry["kty"] == "RSA" and _bits(public.get("n")) < MIN_RSA_BITS:
        return None
    try:
        key = importer(public)
        _ = key.raw_value
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if isinstance(key, ECKey) and key.curve_name not in _CURVES.values():
        return None
    return key


def _bits(modulus: object) -> int:
    if not isinstance(modulus, str):
        return 0
    try:
        raw = base64.urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))
    except (binascii.Error, ValueError):
        return 0
    return int.from_bytes(raw, "big").bit_length()

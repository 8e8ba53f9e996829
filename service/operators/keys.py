"""Signing keys for tests and for an integrator's worksheet: made, looked at, and used to sign one token by hand."""

from __future__ import annotations

import json
import os
import re
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from service.documents import UnreadableInputError
from service.operators.findings import Finding, failed, ok, warning
from service.registration import holds_a_secret
from service.tokens import MIN_RSA_BITS, Key, usable_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from joserfc.jwk import KeyParameters

ALGORITHMS = ("ES384", "RS384")
RSA_BITS = 3072
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


def new_key(algorithm: str, folder: Path, kid: str | None) -> tuple[Path, Path]:
    """Make a key pair: the private JWK (mode 0600) and the public JWK Set. Nothing is overwritten.

    Raises:
        UnreadableInputError: the key id cannot name a file, or the files cannot be written.
    """
    kid = kid or f"{algorithm.lower()}-{uuid4().hex[:8]}"
    if not _FILE_NAME.fullmatch(kid):
        raise UnreadableInputError("expected a key id of letters, digits, dots, hyphens and underscores")
    given: KeyParameters = {"kid": kid, "use": "sig", "alg": algorithm}
    key: Key = ECKey.generate_key("P-384", given) if algorithm == "ES384" else RSAKey.generate_key(RSA_BITS, given)
    private, public = folder / f"{kid}.private.json", folder / f"{kid}.jwks.json"
    _write(private, key.as_dict(private=True), 0o600)
    _write(public, {"keys": [key.as_dict(private=False)]}, 0o644)
    return private, public


def _write(path: Path, document: object, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(json.dumps(document, indent=2) + "\n")
    except OSError as error:
        raise UnreadableInputError(f"{path}: cannot be written: {error.strerror}") from error


def look_at(document: Any) -> Iterator[Finding]:
    """Each key of a JWK or JWK Set: what it is, its thumbprint, and whether the service would believe it."""
    keys = document.get("keys") if isinstance(document, dict) and "keys" in document else [document]
    if not isinstance(keys, list) or not keys or not all(isinstance(key, dict) for key in keys):
        yield failed("file", "no JWK and no JWK Set", "expected an object with kty, or with a list of keys")
        return
    for position, key in enumerate(keys, start=1):
        name = key.get("kid")
        yield _look_at_one(key, name if isinstance(name, str) else f"key {position}")
    kids = [key.get("kid") for key in keys]
    if len({str(kid) for kid in kids}) < len(kids):
        yield failed("set", "a kid stands twice", "give every key a kid of its own")


def _look_at_one(key: Mapping[str, Any], name: str) -> Finding:
    if key.get("kty") == "oct":
        return failed(name, "a symmetric key", "use an elliptic (P-384) or RSA key pair")
    try:
        read = JWKRegistry.import_key(dict(key))
        what = f"{_kind(key)}, thumbprint {read.thumbprint()}"
    except (JoseError, ValueError, TypeError, KeyError):
        return failed(name, "no key that can be read", "make a new one: her2-cds keys new")
    if holds_a_secret({"keys": [key]}):
        return warning(name, f"{what}; holds the PRIVATE part", "keep it secret; register the public JWK Set only")
    if not usable_keys({"keys": [key]}):
        return failed(
            name,
            f"{what}; not usable to check tokens",
            f"expected a kid, use sig or none, and P-256, P-384, P-521 or RSA of {MIN_RSA_BITS} bits or more",
        )
    return ok(name, what)


def _kind(key: Mapping[str, Any]) -> str:
    if key["kty"] == "RSA":
        modulus = str(key.get("n", ""))
        return f"RSA {len(modulus) * 6 // 8 * 8} bits"
    return f"{key['kty']} {key.get('crv', '')}".strip()


def signed_by_hand(document: Any, claims: Mapping[str, str], lifetime_s: int, clock: float | None = None) -> str:
    """A token as an EHR would sign it, usable once.

    Args:
        document: the private JWK.
        claims: `iss`, `aud`, and `tenant` where the registration asks for one.
        lifetime_s: seconds until it ends.
        clock: the time at which it is issued; default: now.

    Raises:
        UnreadableInputError: no private elliptic or RSA key with a key id.
    """
    if not isinstance(document, dict) or not holds_a_secret({"keys": [document]}) or document.get("kty") == "oct":
        raise UnreadableInputError("expected a private JWK, as `her2-cds keys new` writes it")
    try:
        key = JWKRegistry.import_key(document)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise UnreadableInputError("the private JWK cannot be read") from error
    algorithm = str(document.get("alg") or ("RS384" if document["kty"] == "RSA" else "ES384"))
    now = int(time.time() if clock is None else clock)
    header = {"alg": algorithm, "typ": "JWT", "kid": str(document.get("kid", ""))}
    body = {**claims, "iat": now, "exp": now + lifetime_s, "jti": str(uuid4())}
    try:
        return jwt.encode(header, body, key, algorithms=[algorithm])
    except (JoseError, ValueError) as error:
        raise UnreadableInputError(f"the key cannot sign with {algorithm}") from error

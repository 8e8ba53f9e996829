"""Makes the tokens of a registered CDS client, good ones and forged ones."""

from __future__ import annotations

import base64
import hmac
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from joserfc import jwk
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

if TYPE_CHECKING:
    from collections.abc import Mapping

ABSENT: Any = object()
"""Stands for a member that is left out."""

LIFETIME = 240
_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}


class UnusableKeyError(ValueError):
    """The key cannot sign."""


def b64(value: object) -> str:
    """A segment of a token: bytes as they are, anything else as JSON."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Signer:
    """The registered test client. `audience` is the base URL under which the service expects to be named."""

    key: RSAKey | ECKey = field(repr=False)
    issuer: str
    audience: str
    jku: str = ""

    @property
    def algorithm(self) -> str:
        """The JWS algorithm that the key is for."""
        named = self.key.alg
        return str(named or (_ALGORITHMS[self.key.curve_name] if isinstance(self.key, ECKey) else "RS384"))

    def header(self, **changes: Any) -> dict[str, Any]:
        """The header of a good token, with changes."""
        stated = {"alg": self.algorithm, "typ": "JWT", "kid": self.key.kid} | ({"jku": self.jku} if self.jku else {})
        return {name: value for name, value in (stated | changes).items() if value is not ABSENT}

    def claims(self, path: str, **changes: Any) -> dict[str, Any]:
        """The claims of a good token for the endpoint at that path, with changes."""
        now = int(time.time())
        stated = {
            "iss": self.issuer,
            "aud": self.audience + path,
            "iat": now - 5,
            "exp": now + LIFETIME,
            "jti": str(uuid.uuid4()),
        }
        return {name: value for name, value in (stated | changes).items() if value is not ABSENT}

    def token(self, path: str, **changes: Any) -> str:
        """A token that is signed as it should be; `changes` are to its claims."""
        return self.signed(self.header(), self.claims(path, **changes))

    def signed(self, header: object, claims: object, key: RSAKey | ECKey | None = None) -> str:
        """Sign with the key's own algorithm whatever the header claims."""
        signing_input = f"{b64(header)}.{b64(claims)}"
        return f"{signing_input}.{b64(self._signature(signing_input.encode(), key or self.key))}"

    def _signature(self, message: bytes, key: RSAKey | ECKey) -> bytes:
        digest = _HASHES[self.algorithm[2:]]
        private = key.private_key
        if isinstance(private, EllipticCurvePrivateKey):
            size = (private.key_size + 7) // 8
            r, s = utils.decode_dss_signature(private.sign(message, ec.ECDSA(digest)))
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
        if not isinstance(private, RSAPrivateKey):
            raise UnusableKeyError("expected a private key")
        if self.algorithm.startswith("PS"):
            return private.sign(message, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        return private.sign(message, padding.PKCS1v15(), digest)

    def stranger(self) -> RSAKey | ECKey:
        """Another key of the same kind under the same name, which nobody has registered."""
        if isinstance(self.key, ECKey):
            return ECKey.generate_key(self.key.curve_name, {"kid": self.key.kid or ""})
        return RSAKey.generate_key(2048, {"kid": self.key.kid or ""})

    def public(self) -> dict[str, Any]:
        """The public key as a JWK."""
        return dict(self.key.as_dict(private=False))

    def confused(self, algorithm: str, path: str, secret: bytes) -> str:
        """A token whose HMAC uses the public key's text as the shared secret."""
        signing_input = f"{b64(self.header(alg=algorithm))}.{b64(self.claims(path))}"
        return f"{signing_input}.{b64(hmac.digest(secret, signing_input.encode(), f'sha{algorithm[2:]}'))}"

    def secrets(self) -> dict[str, bytes]:
        """What an attacker may take for a shared secret: the public key in every spelling."""
        return {
            "PEM": self.key.as_pem(private=False),
            "DER": self.key.as_der(private=False),
            "JWK": json.dumps(self.public()).encode(),
            "empty": b"",
        }


def read_key(text: str) -> RSAKey | ECKey:
    """The private key in a JWK.

    Raises:
        UnusableKeyError: it is no private RSA or EC key, or it has no `kid`.
    """
    try:
        document = json.loads(text)
        key = jwk.import_key(document) if isinstance(document, dict) else None
    except (ValueError, JoseError, TypeError, KeyError) as error:
        raise UnusableKeyError("expected a private key as a JWK") from error
    if not isinstance(key, RSAKey | ECKey) or not key.is_private:
        raise UnusableKeyError("expected a private RSA or EC key as a JWK")
    if not key.kid:
        raise UnusableKeyError("expected a kid in the JWK: the service finds the key by it")
    if isinstance(key, ECKey) and key.curve_name not in _ALGORITHMS:
        raise UnusableKeyError("expected P-256, P-384 or P-521")
    return key

"""How this service proves to a token endpoint that it is the registered app: by PKCE alone, a secret, or a key."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote
from uuid import uuid4

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from service.tokens import MIN_RSA_BITS

if TYPE_CHECKING:
    from service.clients import Client

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME_S = 240  # SMART: at most five minutes


class InvalidCredentialError(ValueError):
    """The file of a key or secret cannot be used; its content is not repeated."""


class Credential(Protocol):
    """What is added to a token request."""

    def proof(self, client_id: str, token_endpoint: str) -> tuple[dict[str, str], dict[str, str]]:
        """Form fields and headers that say who asks."""


@dataclass(frozen=True, slots=True)
class PublicApp:
    """No secret: the code verifier (PKCE) is the only proof."""

    def proof(self, client_id: str, token_endpoint: str) -> tuple[dict[str, str], dict[str, str]]:  # noqa: ARG002 - the protocol names it
        """The client id in the form."""
        return {"client_id": client_id}, {}


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """`client_secret_basic`."""

    secret: str = field(repr=False)

    def proof(self, client_id: str, token_endpoint: str) -> tuple[dict[str, str], dict[str, str]]:  # noqa: ARG002 - the protocol names it
        """The secret in the header."""
        pair = f"{quote(client_id, safe='')}:{quote(self.secret, safe='')}"
        return {}, {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`private_key_jwt`: a short-lived assertion, signed anew for every request."""

    key: ECKey | RSAKey = field(repr=False)
    kid: str
    algorithm: str

    def proof(self, client_id: str, token_endpoint: str) -> tuple[dict[str, str], dict[str, str]]:
        """A signed assertion in the form."""
        now = int(time.time())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": token_endpoint,
            "iat": now,
            "exp": now + ASSERTION_LIFETIME_S,
            "jti": str(uuid4()),
        }
        header = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT"}
        signed = jws.serialize_compact(header, json.dumps(claims), self.key, algorithms=[self.algorithm])
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}, {}


def read_credential(client: Client) -> Credential:
    """The credential that the registry entry names.

    Raises:
        InvalidCredentialError: the file cannot be read, or holds no private P-384 or RSA key with a `kid`.
    """
    if client.smart_client_key_file is not None:
        return _signing_key(Path(client.smart_client_key_file))
    if client.smart_client_secret_file is None:
        return PublicApp()
    secret = _read(Path(client.smart_client_secret_file)).strip()
    if not secret:
        raise InvalidCredentialError("the smart_client_secret_file is empty")
    return SharedSecret(secret)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidCredentialError("a smart_client file cannot be read") from error


def _signing_key(path: Path) -> SigningKey:
    try:
        entry = json.loads(_read(path))
        key = ECKey.import_key(entry) if entry["kty"] == "EC" else RSAKey.import_key(entry)
        kid = entry["kid"]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise InvalidCredentialError("the smart_client_key_file needs a private JWK with kty and kid") from error
    strong = key.curve_name == "P-384" if isinstance(key, ECKey) else key.raw_value.key_size >= MIN_RSA_BITS
    if not key.is_private or not strong or not isinstance(kid, str) or not kid:
        raise InvalidCredentialError("the smart_client_key_file needs a private P-384 or RSA key (2048 bits) with kid")
    return SigningKey(key, kid, "ES384" if isinstance(key, ECKey) else "RS384")

"""Makes tokens and key sets, good and bad, for the tests of trust."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

NOW = 1_800_000_000.0
ISSUER = "https://ehr.example.org"
PUBLIC_URL = "https://cds.example.org"
PATH = "/cds-services/her2-patient-view"

EC_KEY = ECKey.generate_key("P-384", {"kid": "ec-1", "use": "sig"})
RSA_KEY = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
OTHER_KEY = ECKey.generate_key("P-384", {"kid": "ec-1", "use": "sig"})

ABSENT = object()


def public_set(*keys: Any) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def b64(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    stated = {"iss": ISSUER, "aud": PUBLIC_URL + PATH, "iat": NOW - 5, "exp": NOW + 295, "jti": str(uuid.uuid4())}
    return {name: value for name, value in {**stated, **changes}.items() if value is not ABSENT}


def header(**changes: Any) -> dict[str, Any]:
    stated = {"alg": "ES384", "typ": "JWT", "kid": "ec-1"}
    return {name: value for name, value in {**stated, **changes}.items() if value is not ABSENT}


def token(head: dict[str, Any] | None = None, body: dict[str, Any] | None = None, key: Any = EC_KEY) -> str:
    """A token signed by the key over exactly these members, however odd they are."""
    head, body = head or header(), body or claims()
    signing = {name: value for name, value in head.items() if name in {"alg", "kid", "typ"}}
    if head == signing and isinstance(key, (ECKey, RSAKey, OctKey)):
        return jws.serialize_compact(head, json.dumps(body), key, algorithms=[head["alg"]])
    return sign_anyhow(head, body, key)


def sign_anyhow(head: dict[str, Any], body: object, key: Any = EC_KEY) -> str:
    """Sign ES384 whatever the header claims, so that only the check under test can refuse it."""
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - comes with joserfc, needed for odd headers only
    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415 - as above

    signing_input = f"{b64(head)}.{b64(body)}"
    der = key.private_key.sign(signing_input.encode(), ec.ECDSA(hashes.SHA384()))
    r, s = utils.decode_dss_signature(der)
    return f"{signing_input}.{b64(r.to_bytes(48, 'big') + s.to_bytes(48, 'big'))}"

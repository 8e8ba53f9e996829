"""Who signed in: the id_token of the EHR (OpenID Connect), believed only if it was made for this very launch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from service.jwks import KeysUnavailableError, fetch_keys
from service.smart.trouble import LaunchRefusedError, Trouble
from service.token_refusals import TokenRefusedError
from service.tokens import CLOCK_SKEW_S, check_signature, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.clients import Client
    from service.smart.apps import SmartApp
    from service.smart.launches import Launch
    from service.tokens import Key, Unverified

ALGORITHMS = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512")  # asymmetric alone


def signed_in_user(id_token: str | None, launch: Launch, app: SmartApp) -> str | None:
    """The `fhirUser` of the id_token, or None where no identity was asked for.

    Raises:
        LaunchRefusedError: the token is missing, was made by or for somebody else, or is not of this launch.
    """
    if not launch.asks_identity:
        return None
    issuer, keys_address = launch.endpoints.issuer, launch.endpoints.jwks_uri
    if id_token is None or issuer is None or keys_address is None:
        raise LaunchRefusedError(Trouble.IDENTITY_NOT_PROVEN, "missing")
    try:
        token = take_apart(id_token)
        if token.header.get("alg") not in ALGORITHMS or "crit" in token.header:
            raise LaunchRefusedError(Trouble.IDENTITY_NOT_PROVEN, "alg")
        _check_claims(token.claims, issuer=issuer, audience=app.client_id, nonce=launch.nonce, now=time.time())
        check_signature(token, _key(token, _keys(keys_address, app.client)))
    except (TokenRefusedError, KeysUnavailableError) as error:
        reason = error.reason.value if isinstance(error, TokenRefusedError) else "keys"
        raise LaunchRefusedError(Trouble.IDENTITY_NOT_PROVEN, reason) from error
    user = token.claims.get("fhirUser")
    return user if isinstance(user, str) else None


def _keys(address: str, client: Client) -> Mapping[str, Key]:
    return fetch_keys(address, private_permitted=client.allow_private_fhir, ca_bundle=client.ca_bundle).keys


def _key(token: Unverified, keys: Mapping[str, Key]) -> Key:
    kid = token.header.get("kid")
    key = next(iter(keys.values())) if kid is None and len(keys) == 1 else keys.get(str(kid))
    if key is None:
        raise LaunchRefusedError(Trouble.IDENTITY_NOT_PROVEN, "unknown-key")
    return key


def _check_claims(claims: Mapping[str, Any], *, issuer: str, audience: str, nonce: str, now: float) -> None:
    expires, issued = claims.get("exp"), claims.get("iat")
    named = claims.get("aud")
    several = isinstance(named, list) and len(named) > 1
    wrong = {
        "iss": claims.get("iss") != issuer,
        "aud": named != audience and not (isinstance(named, list) and audience in named),
        "azp": claims.get("azp", None if several else audience) != audience,
        "exp": not (_is_instant(expires) and float(expires or 0) > now - CLOCK_SKEW_S),
        "iat": not (_is_instant(issued) and float(issued or 0) <= now + CLOCK_SKEW_S),
        "nonce": claims.get("nonce") != nonce,
        "sub": not isinstance(claims.get("sub"), str) or not claims["sub"],
    }
    for claim, is_wrong in wrong.items():
        if is_wrong:
            raise LaunchRefusedError(Trouble.IDENTITY_NOT_PROVEN, claim)


def _is_instant(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)

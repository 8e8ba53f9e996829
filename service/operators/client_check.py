"""Why is this EHR refused? The registry entry by entry, and a token step by step, on this machine alone.

The token is sent nowhere and written nowhere; what is told of it are the claims that the service compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.jwks import KeysUnavailableError, fetch_keys, fixed_document
from service.operators.findings import Finding, failed, ok, warning
from service.token_refusals import Refusal, TokenRefusedError
from service.tokens import (
    CLOCK_SKEW_S,
    MAX_TOKEN_BYTES,
    Unverified,
    check_claims,
    check_header,
    check_signature,
    take_apart,
    usable_keys,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.clients import Client, Registry
    from service.tokens import Key


def look_at_clients(registry: Registry, issuer: str | None, *, online: bool) -> Iterator[Finding]:
    """Each entry, or the one of that issuer."""
    chosen = [client for client in registry.clients if issuer in (None, client.issuer)]
    if not chosen:
        known = ", ".join(client.issuer for client in registry.clients)
        yield failed("registry", "no client with that issuer", f"exact spelling matters; registered: {known}")
    for client in chosen:
        yield from _look_at_one(client, online=online)


def _look_at_one(client: Client, *, online: bool) -> Iterator[Finding]:
    name = client.issuer
    try:
        keys = keys_of(client) if online or client.jwks_url is None else None
    except KeysUnavailableError:
        where = client.jwks_url or client.jwks_file or "jwks"
        yield failed(name, f"no usable key at {where}", "ask the EHR for its JWK Set; https, 200, ES384 or RS384 keys")
        return
    if keys is None:
        yield ok(name, f"keys at {client.jwks_url} (not fetched; --online fetches them)")
    else:
        yield ok(name, f"{len(keys)} usable keys: {', '.join(sorted(keys))}")
    if not client.fhir_servers:
        yield warning(name, "no fhir_servers: only what the EHR sends along is read", "add its FHIR base address")


def keys_of(client: Client) -> Mapping[str, Key]:
    """The client's usable keys, fetched if they are at an address.

    Raises:
        KeysUnavailableError: there are none.
    """
    keys = fetch_keys(client.jwks_url).keys if client.jwks_url else usable_keys(fixed_document(client))
    if not keys:
        raise KeysUnavailableError
    return keys


def look_at_token(text: str, registry: Registry, path: str, base_url: str, now: float) -> Iterator[Finding]:
    """The checks of the service in their order, up to the first that refuses; replay alone is not looked at."""
    try:
        token = take_apart(text)
        yield ok("form", "three segments, header and claims are JSON objects")
        client = _client_of(token, registry)
        yield ok("iss", f"registered: {client.issuer}")
        kid = check_header(token, client)
        yield ok("header", f"{token.header['alg']}, kid {kid}")
        check_claims(token, client, audiences=frozenset((base_url + path, *client.audiences)), now=now)
        yield ok("claims", f"for {base_url + path}, within its time")
        check_signature(token, _key_of(client, kid))
        yield ok("signature", "fits the registered key")
    except KeysUnavailableError:
        yield failed("keys", "the client's keys cannot be had", "see: her2-cds client check --online")
    except TokenRefusedError as refused:
        yield _why(refused.reason, text, registry, base_url + path, now)
    else:
        yield ok("token", "would be believed, if its jti was not used before (each token is good for one call)")


def _client_of(token: Unverified, registry: Registry) -> Client:
    client = registry.of_issuer(token.claims.get("iss"))
    if client is None:
        raise TokenRefusedError(Refusal.ISSUER)
    return client


def _key_of(client: Client, kid: str) -> Key:
    key = keys_of(client).get(kid)
    if key is None:
        raise TokenRefusedError(Refusal.UNKNOWN_KEY)
    return key


def _why(reason: Refusal, text: str, registry: Registry, expected: str, now: float) -> Finding:
    claims = _claims(text)
    known = ", ".join(client.issuer for client in registry.clients)
    issuer = claims.get("iss")
    client = registry.of_issuer(issuer)
    clocks = f"set the clocks (NTP): more than {CLOCK_SKEW_S} s ahead is refused"
    said: dict[Refusal, tuple[str, str]] = {
        Refusal.MALFORMED: (
            f"no compact JWT of at most {MAX_TOKEN_BYTES} bytes",
            "send header.claims.signature in base64url, without the word Bearer, quotes or line breaks",
        ),
        Refusal.ISSUER: (f"iss is {issuer!r}", f"it must equal a registered issuer letter by letter: {known}"),
        Refusal.ALGORITHM: (
            "alg is not permitted, or the key is of another kind",
            f"sign with {', '.join(client.algorithms) if client else 'ES384 or RS384'}",
        ),
        Refusal.TYPE: ("typ is not JWT", 'write "typ": "JWT" into the header'),
        Refusal.KEY_ID: ("kid is missing or too long", "name in the header the key that signed"),
        Refusal.JKU: (
            "jku is not the registered one",
            f"register it as jku, or send one of: {', '.join(client.accepted_jku) if client else ''}",
        ),
        Refusal.CRITICAL: ("crit, b64 or zip in the header", "leave it out"),
        Refusal.AUDIENCE: (
            f"aud is {claims.get('aud')!r}",
            f"it must be {expected}, or a text that is registered for the client as one of its audiences",
        ),
        Refusal.EXPIRY: (_moment("exp", claims, now), "make a new token for every call, and set the clock (NTP)"),
        Refusal.ISSUED_AT: (
            _moment("iat", claims, now),
            clocks,
        ),
        Refusal.NOT_BEFORE: (
            _moment("nbf", claims, now),
            clocks,
        ),
        Refusal.LIFETIME: (
            "exp lies too long after iat, or before it",
            f"at most {client.max_lifetime_s if client else 900} s: shorten it, or raise max_lifetime_s (up to 3600)",
        ),
        Refusal.TOKEN_ID: (
            "jti is missing, empty or too long",
            "send a new unique text in every token, such as a UUID",
        ),
        Refusal.TENANT: (
            f"tenant is {claims.get('tenant')!r}",
            f"registered: {', '.join(client.tenants) if client else ''}",
        ),
        Refusal.UNKNOWN_KEY: (
            "no registered key has this kid",
            "publish the key in the registered JWK Set; see: her2-cds client check --online",
        ),
        Refusal.SIGNATURE: (
            "the signature does not fit the registered key of this kid",
            "compare thumbprints on both sides: her2-cds keys show",
        ),
    }
    says, change = said[reason]
    return failed(reason.value, says, change)


def _claims(text: str) -> Mapping[str, Any]:
    try:
        token: Unverified = take_apart(text)
    except TokenRefusedError:
        return {}
    return token.claims


def _moment(name: str, claims: Mapping[str, Any], now: float) -> str:
    given = claims.get(name)
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return f"{name} is missing or no number of seconds"
    return f"{name} is {abs(given - now):.0f} s {'ahead of' if given > now else 'behind'} this machine's clock"

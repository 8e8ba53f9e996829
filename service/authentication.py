"""Who is calling: the CDS client behind a request, or a uniform refusal.

Order of checks: token form, issuer in the registry (no network before this), header, audience and times, signature,
first use. The caller never learns which one failed.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Protocol

from service.token_refusals import Refusal, TokenRefusedError
from service.tokens import (
    CLOCK_SKEW_S,
    check_claims,
    check_header,
    check_signature,
    take_apart,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.clients import Client, Registry
    from service.jwks import KeyStore


class TokenLedger(Protocol):
    """Remembers which tokens were used, for all workers together."""

    def first_use(self, issuer: str, jti: str, *, expires: float, now: float) -> bool:
        """Whether this is the first use of the token id by that issuer; remembers it until it expires."""


class MemoryLedger:
    """A ledger of one process: for tests and for a single worker without a database."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def first_use(self, issuer: str, jti: str, *, expires: float, now: float) -> bool:
        """Whether this is the first use of the token id by that issuer."""
        with self._lock:
            self._seen = {token: until for token, until in self._seen.items() if until >= now}
            if (issuer, jti) in self._seen:
                return False
            self._seen[issuer, jti] = expires
            return True


class Authenticator:
    """Believes a bearer token or refuses it. `public_url` is the configured base of every audience, never the Host."""

    def __init__(
        self,
        registry: Registry,
        keys: KeyStore,
        ledger: TokenLedger,
        *,
        public_url: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._registry = registry
        self._keys = keys
        self._ledger = ledger
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    def client(self, authorization: Sequence[str], *, path: str) -> Client:
        """The registered client that sent this request.

        Args:
            authorization: every Authorization header of the request.
            path: the path of the endpoint invoked, e.g. `/cds-services/her2-patient-view`.

        Raises:
            TokenRefusedError: with the reason for the operator's log.
        """
        token = take_apart(_bearer(authorization))
        client = self._registry.of_issuer(token.claims.get("iss"))
        if client is None:
            raise TokenRefusedError(Refusal.ISSUER)
        kid = check_header(token, client)
        now = self._clock()
        check_claims(token, client, audiences=frozenset((self._public_url + path, *client.audiences)), now=now)
        key = self._keys.key(client, kid)
        if key is None:
            raise TokenRefusedError(Refusal.UNKNOWN_KEY)
        check_signature(token, key)
        expires = float(token.claims["exp"]) + CLOCK_SKEW_S
        if not self._ledger.first_use(client.issuer, token.claims["jti"], expires=expires, now=now):
            raise TokenRefusedError(Refusal.REPLAY)
        return client


def _bearer(authorization: Sequence[str]) -> str:
    if len(authorization) != 1:
        raise TokenRefusedError(Refusal.NO_TOKEN)
    scheme, _, token = authorization[0].partition(" ")
    if scheme.lower() != "bearer" or not token or token != token.strip():
        raise TokenRefusedError(Refusal.NO_TOKEN)
    return token

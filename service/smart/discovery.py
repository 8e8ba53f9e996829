"""What an EHR says about its sign-in (`.well-known/smart-configuration`), and what of that is believed.

Only the registered FHIR server is asked, and only endpoints at its own origin or a registered one are used.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from service.origins import is_https_or_loopback, names_address
from service.outward import get, open_session
from service.replies import FetchFailedError
from service.smart.trouble import LaunchRefusedError, Trouble
from service.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.clients import Client

WITHIN_S = 3.0
MAX_BYTES = 256 * 1024
KEPT_S = 60.0
_OK = 200


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The sign-in of one EHR. `names_itself`: it sends its issuer with every authorization response (RFC 9207)."""

    authorization: str
    token: str
    issuer: str | None
    jwks_uri: str | None
    names_itself: bool


def discover(client: Client, server: str) -> Endpoints:
    """Ask a registered FHIR server for its sign-in.

    Raises:
        LaunchRefusedError: no usable answer, no PKCE with S256, or an endpoint that may not be used.
    """
    permitted = client.allow_private_fhir or names_address(server)
    session = open_session(private_permitted=permitted, connections=1, ca_bundle=client.ca_bundle)
    try:
        reply = get(
            session,
            f"{server.rstrip('/')}/.well-known/smart-configuration",
            headers={"Accept": "application/json"},
            deadline=time.monotonic() + WITHIN_S,
            max_bytes=MAX_BYTES,
        )
        if reply.status != _OK:
            raise LaunchRefusedError(Trouble.EHR_NOT_USABLE, "discovery-status")
        return endpoints_of(parse(reply.body), client, server)
    except (FetchFailedError, InvalidJsonError) as error:
        raise LaunchRefusedError(Trouble.EHR_NOT_USABLE, "discovery") from error
    finally:
        session.close()


def endpoints_of(document: Any, client: Client, server: str) -> Endpoints:
    """The endpoints of a discovery document.

    Raises:
        LaunchRefusedError: as `discover`.
    """
    if not isinstance(document, dict):
        raise LaunchRefusedError(Trouble.EHR_NOT_USABLE, "discovery-shape")
    methods = document.get("code_challenge_methods_supported")
    if not isinstance(methods, list) or "S256" not in methods:
        raise LaunchRefusedError(Trouble.EHR_NOT_USABLE, "no-pkce")
    origins = {origin_of(address) for address in (server, *client.smart_origins)}
    issuer = client.smart_issuer or document.get("issuer")
    return Endpoints(
        authorization=_usable(document.get("authorization_endpoint"), origins, "authorization-endpoint"),
        token=_usable(document.get("token_endpoint"), origins, "token-endpoint"),
        issuer=issuer if isinstance(issuer, str) and issuer else None,
        jwks_uri=_usable(document["jwks_uri"], origins, "jwks-uri") if document.get("jwks_uri") else None,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _usable(address: Any, origins: set[str], which: str) -> str:
    plain = (
        isinstance(address, str) and address.isascii() and address.isprintable() and not set(address) & set(' \\"<>')
    )
    if not plain or not is_https_or_loopback(address) or urlsplit(address).fragment:
        raise LaunchRefusedError(Trouble.EHR_NOT_USABLE, which)
    if origin_of(address) not in origins:
        raise LaunchRefusedError(Trouble.EHR_NOT_USABLE, f"{which}-origin")
    return str(address)


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = parts.port or (443 if parts.scheme == "https" else 80)
    standard = (parts.scheme, port) in (("https", 443), ("http", 80))
    return f"{parts.scheme}://{host}" if standard else f"{parts.scheme}://{host}:{port}"


class KnownEndpoints:
    """Asks each EHR once a minute at most, so that many launches are no flood for it."""

    def __init__(self, ask: Callable[[Client, str], Endpoints] = discover) -> None:
        self._ask = ask
        self._kept: dict[str, tuple[float, Endpoints]] = {}
        self._lock = threading.Lock()

    def of(self, client: Client, server: str) -> Endpoints:
        """The endpoints of a registered server (see `discover`)."""
        with self._lock:
            until, endpoints = self._kept.get(server, (0.0, None))
            if endpoints is None or time.monotonic() >= until:
                endpoints = self._ask(client, server)
                self._kept[server] = (time.monotonic() + KEPT_S, endpoints)
            return endpoints

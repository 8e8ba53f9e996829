"""The start of a launch: what is remembered until the EHR answers, and the address to which the browser is sent."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from service.smart.scopes import IDENTITY, asked_scopes

if TYPE_CHECKING:
    from service.smart.apps import SmartApp
    from service.smart.discovery import Endpoints

RANDOM_BYTES = 32  # 256 bits; SMART asks for 122


def random_text() -> str:
    """A value that nobody can guess."""
    return secrets.token_urlsafe(RANDOM_BYTES)


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch under way: of one EHR, from one browser, with the secrets that its answer has to fit."""

    client: str  # issuer of the registered client
    server: str
    endpoints: Endpoints
    scopes: tuple[str, ...]
    from_ehr: bool
    browser: str = field(repr=False)
    verifier: str = field(repr=False, default_factory=random_text)
    nonce: str = field(repr=False, default_factory=random_text)

    @property
    def asks_identity(self) -> bool:
        """Whether an id_token has to come."""
        return IDENTITY[0] in self.scopes


def begin(app: SmartApp, server: str, endpoints: Endpoints, *, browser: str, from_ehr: bool) -> Launch:
    """A new launch from this browser."""
    scopes = asked_scopes(app.client.smart_scopes, from_ehr=from_ehr)
    return Launch(app.client.issuer, server, endpoints, scopes, from_ehr, browser)


def authorization_address(launch: Launch, app: SmartApp, *, state: str, redirect_uri: str, handle: str | None) -> str:
    """Where the browser goes to sign in; `handle` is the EHR's opaque `launch` value, given back untouched."""
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(launch.scopes),
        "state": state,
        "aud": launch.server,
        "code_challenge": challenge(launch.verifier),
        "code_challenge_method": "S256",
    }
    asked |= {"nonce": launch.nonce} if launch.asks_identity else {}
    asked |= {"launch": handle} if handle is not None else {}
    endpoint = launch.endpoints.authorization
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

"""The client registry: which EHRs may call, how they prove who they are, and what their calls may reach.

A TOML file with one `[[clients]]` table per EHR tenant. Nothing in it is learnt from the network: a caller without an
entry is refused before any connection is made.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from service.origins import is_https_or_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ServiceId = Literal["her2-patient-view", "her2-order-select", "her2-order-sign"]
Algorithm = Literal["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]

MAX_LIFETIME_S = 3600  # CDS Hooks best practices: no more than an hour


class InvalidRegistryError(ValueError):
    """The registry cannot be used; the message names the client's position and the key."""


def _https_or_loopback(url: str) -> str:
    if not is_https_or_loopback(url):
        raise ValueError("needs https (plain http only on loopback), without user information")
    return url


Word = Annotated[str, Field(min_length=1, max_length=2048)]
SafeUrl = Annotated[Word, AfterValidator(_https_or_loopback)]


_SMART_MEMBERS = ("smart_client_key_file", "smart_client_secret_file", "smart_scopes", "smart_issuer", "smart_origins")
_FILES = ("jwks_file", "ca_bundle", "smart_client_key_file", "smart_client_secret_file")


class Client(BaseModel):
    """One registered EHR tenant: exactly one of `jwks`, `jwks_file` and `jwks_url` is given."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    issuer: Word
    jwks: dict[str, Any] | None = None
    jwks_file: Word | None = None
    jwks_url: SafeUrl | None = None
    jku: Word | None = None  # a token's `jku` header must be this or jwks_url
    algorithms: Annotated[list[Algorithm], Field(min_length=1)] = ["ES384", "RS384"]
    audiences: list[Word] = []
    fhir_servers: list[SafeUrl] = []
    services: list[ServiceId] = ["her2-patient-view", "her2-order-select", "her2-order-sign"]
    profile: Literal["default", "epic", "sandbox"] = "default"
    language: Literal["en", "es"] | None = None
    tenants: list[Word] = []
    max_lifetime_s: Annotated[int, Field(ge=1, le=MAX_LIFETIME_S)] = 900  # Epic's sample: 15 minutes
    frame_ancestors: list[SafeUrl] = []
    allow_private_fhir: bool = False  # whether its FHIR servers may stand on private addresses
    ca_bundle: Word | None = None  # PEM file that is trusted for its FHIR servers instead of the public authorities
    fhir_client_id: Word | None = None  # `fhirAuthorization.subject` must be this: this service's id at the EHR
    smart_client_id: Word | None = None  # registered as a SMART app at the EHR: its `fhir_servers` may launch the page
    smart_client_key_file: Word | None = None  # private JWK (P-384 or RSA): private_key_jwt
    smart_client_secret_file: Word | None = None  # client_secret_basic; neither file: a public app with PKCE
    smart_scopes: list[Word] = []  # default: openid, fhirUser and reading what the service reads
    smart_issuer: Word | None = None  # expected `iss` of id_tokens, if it differs from what discovery says
    smart_origins: list[SafeUrl] = []  # origins of sign-in endpoints beside the FHIR server's own

    @model_validator(mode="after")
    def _one_key_source(self) -> Self:
        if sum(source is not None for source in (self.jwks, self.jwks_file, self.jwks_url)) != 1:
            raise ValueError("exactly one of jwks, jwks_file, jwks_url is needed")
        return self

    @model_validator(mode="after")
    def _smart_registration(self) -> Self:
        if self.smart_client_key_file is not None and self.smart_client_secret_file is not None:
            raise ValueError("at most one of smart_client_key_file, smart_client_secret_file can be used")
        if self.smart_client_id is None and any(getattr(self, name) for name in _SMART_MEMBERS):
            raise ValueError("smart_client_id is needed beside the other smart_ keys")
        if self.smart_client_id is not None and not self.fhir_servers:
            raise ValueError("smart_client_id needs fhir_servers: they alone may launch the page")
        return self

    @property
    def accepted_jku(self) -> tuple[str, ...]:
        """The `jku` values that a token of this client may carry."""
        return tuple(url for url in (self.jku, self.jwks_url) if url is not None)


class Registry:
    """The registered clients by issuer. Look-up is exact: no prefix, case or slash is forgiven."""

    def __init__(self, clients: Mapping[str, Client]) -> None:
        self._clients = dict(clients)

    def of_issuer(self, issuer: object) -> Client | None:
        """The client whose issuer is exactly this string."""
        return self._clients.get(issuer) if isinstance(issuer, str) else None

    @property
    def clients(self) -> tuple[Client, ...]:
        """Every registered client, in the order of the file."""
        return tuple(self._clients.values())


def read_registry(text: str, *, folder: Path) -> Registry:
    """Read the registry from TOML; relative paths of files are taken from `folder`.

    Raises:
        InvalidRegistryError: no TOML, an unknown key, a wrong type or value, or an issuer that stands twice.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRegistryError(f"not TOML: {error}") from error
    tables = document.get("clients")
    if set(document) != {"clients"} or not isinstance(tables, list):
        raise InvalidRegistryError("expected [[clients]] tables and nothing else at the top level")
    clients: dict[str, Client] = {}
    for position, table in enumerate(tables, start=1):
        client = _client(table, position, folder)
        if client.issuer in clients:
            raise InvalidRegistryError(f"client {position}: the issuer stands twice")
        clients[client.issuer] = client
    _check_launching_servers(clients.values())
    return Registry(clients)


def _check_launching_servers(clients: Iterable[Client]) -> None:
    servers = [server.rstrip("/") for one in clients if one.smart_client_id for server in one.fhir_servers]
    if len(set(servers)) < len(servers):
        raise InvalidRegistryError("a FHIR server stands under two clients with smart_client_id")


def _client(table: object, position: int, folder: Path) -> Client:
    try:
        client = Client.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidRegistryError(f"client {position}: {place}: {first['msg']}") from None
    named = {name: getattr(client, name) for name in _FILES}
    return client.model_copy(update={name: str(folder / path) for name, path in named.items() if path is not None})

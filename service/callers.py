"""Who is calling, for the routes: the registered client behind the token, or the one client of demo mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from starlette.concurrency import run_in_threadpool

from service.database import StoreUnavailableError
from service.errors import CannotAnswerError, Problem
from service.log import log_error
from service.token_refusals import TokenRefusedError

if TYPE_CHECKING:
    from prometheus_client import Counter
    from starlette.requests import Request

    from service.admission import Admission
    from service.authentication import Authenticator
    from service.clients import Client
    from service.settings import Settings

NOT_AUTHENTICATED = Problem("login", "not authenticated")


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller as the routes see it. `services` None means all; `language` None leaves it to the request."""

    name: str
    profile: str = "default"
    language: str | None = None
    services: tuple[str, ...] | None = None
    fhir_servers: tuple[str, ...] = ()
    private_fhir: bool = False
    ca_bundle: str | None = None
    fhir_client_id: str | None = None

    def require(self, service: str) -> None:
        """Refuse a service that is not in the caller's registration.

        Raises:
            CannotAnswerError: 403.
        """
        if self.services is not None and service not in self.services:
            raise CannotAnswerError(403, Problem("forbidden", "not registered for this service"))


DEMO_CALLER = Caller("demo")
"""The one client of demo mode, where callers are not told apart."""


class Callers(Protocol):
    """How the routes learn who is calling."""

    async def of(self, request: Request, path: str) -> Caller:
        """The caller of a request to the endpoint of that path.

        Raises:
            CannotAnswerError: 401, the same bytes for every cause.
        """


class DemoCallers:
    """Demo mode: everybody is the demo client."""

    async def of(self, request: Request, path: str) -> Caller:  # noqa: ARG002 - the protocol names them
        """The demo client."""
        return DEMO_CALLER


def admission_of(settings: Settings) -> Admission | None:
    """Who is let in; None in demo mode, which is open to this machine.

    Raises:
        UnsafeSettingsError: the registry cannot be used.
    """
    if settings.demo:
        return None
    from service.admission import Admission  # noqa: PLC0415 - with cryptography, which demo mode needs not

    return Admission(settings)


class RegisteredCallers:
    """Every caller proves by a signed token that it is a registered client."""

    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator

    async def of(self, request: Request, path: str) -> Caller:
        """The registered client behind the request's bearer token."""
        headers = request.headers.getlist("authorization")
        try:
            client = await run_in_threadpool(self._authenticator.client, headers, path=path)
        except TokenRefusedError as error:
            log_error("token-refused", reason=error.reason.value)
            raise CannotAnswerError(401, NOT_AUTHENTICATED) from error
        except StoreUnavailableError as error:
            log_error("token-not-checked", reason="store-unavailable")
            raise CannotAnswerError(503, Problem("transient", "callers cannot be authenticated now")) from error
        return caller_of(client)


def caller_of(client: Client) -> Caller:
    """The registered client, as the routes see it."""
    return Caller(
        name=client.issuer,
        profile=client.profile,
        language=client.language,
        services=tuple(client.services),
        fhir_servers=tuple(client.fhir_servers),
        private_fhir=client.allow_private_fhir,
        ca_bundle=client.ca_bundle,
        fhir_client_id=client.fhir_client_id,
    )


@dataclass(frozen=True, slots=True)
class CountedCallers:
    """Callers, of whom those that are not believed are counted by the reason; they themselves never hear it."""

    callers: Callers
    refused: Counter

    async def of(self, request: Request, path: str) -> Caller:
        """The caller, as the others say."""
        try:
            return await self.callers.of(request, path)
        except CannotAnswerError as error:
            if isinstance(error.__cause__, TokenRefusedError):
                self.refused.labels(error.__cause__.reason.value).inc()
            raise

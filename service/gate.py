"""The gate before every route: who floods the service waits, so that everybody else is answered as ever.

Before anything of a call is read: a rate per address (429) and a bound on the calls under way (503). After the caller
is known: a rate per client, and no client takes more than three quarters of the places. A body must arrive in time.
Liveness and readiness pass always.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.addresses import address_of, counted_as, is_this_machine
from service.errors import CannotAnswerError, OverloadedError, Problem, problem_response
from service.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from service.callers import Caller, Callers
    from service.settings import Settings

ALWAYS_OPEN = ("/livez", "/readyz")
BODY_SECONDS = 15.0
PLACE = "her2cds.place"


@dataclass(slots=True)
class Place:
    """One call under way; `client` is known once its token was believed."""

    unlimited: bool
    client: str | None = None


def _nobody_counts(_: str) -> None:
    return


class Limits:
    """The limits of one process; `note` is told why a call was refused."""

    def __init__(self, settings: Settings, note: Callable[[str], None] = _nobody_counts) -> None:
        self._addresses = Rate(settings.rate_per_address)
        self._clients = Rate(settings.rate_per_client)
        self._proxies = settings.trusted_proxies
        self._demo = settings.demo
        self._most = settings.max_concurrent
        self._share = max(1, settings.max_concurrent * 3 // 4)
        self._note = note
        self._under_way = 0
        self._by_client: Counter[str] = Counter()

    def enter(self, scope: Scope) -> Place:
        """A place for a call that has just begun.

        Raises:
            CannotAnswerError: 429 if its address calls too often, 503 if too many calls are under way.
        """
        unlimited = self._demo and is_this_machine(scope, self._proxies)
        if not unlimited:
            self._slow_down(self._addresses, counted_as(address_of(scope, self._proxies)), "rate-address")
        if self._under_way >= self._most:
            raise self._overloaded("overload")
        self._under_way += 1
        return Place(unlimited)

    def know(self, place: Place, client: str) -> None:
        """The caller of a call is known now.

        Raises:
            CannotAnswerError: 429 if the client calls too often, 503 if too many of its calls are under way.
        """
        if place.unlimited or place.client is not None:
            return
        self._slow_down(self._clients, client, "rate-client")
        if self._by_client[client] >= self._share:
            raise self._overloaded("share")
        place.client = client
        self._by_client[client] += 1

    def leave(self, place: Place) -> None:
        """The call is over."""
        self._under_way -= 1
        if place.client is not None:
            self._by_client[place.client] -= 1

    def _slow_down(self, rate: Rate, caller: str, reason: str) -> None:
        seconds = rate.wait_s(caller)
        if seconds:
            self._note(reason)
            raise CannotAnswerError(429, Problem("throttled", "too many calls"), retry_after=seconds)

    def _overloaded(self, reason: str) -> OverloadedError:
        self._note(reason)
        return OverloadedError()


@dataclass(frozen=True, slots=True)
class Gate:
    """ASGI layer that lets calls in within the limits."""

    app: ASGIApp
    limits: Limits
    body_seconds: float = BODY_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one call in, or tell it when to come again."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_OPEN:
            await self.app(scope, receive, send)
            return
        try:
            place = self.limits.enter(scope)
        except CannotAnswerError as refused:
            await problem_response(refused)(scope, receive, send)
            return
        try:
            await self.app({**scope, PLACE: place}, _InTime(receive, self.body_seconds), send)
        finally:
            self.limits.leave(place)


@dataclass(slots=True)
class _InTime:
    """Receives a body whose last part must come within some seconds of the first look at it."""

    receive: Receive
    seconds: float
    _ends: float | None = field(default=None, init=False)
    _whole: bool = field(default=False, init=False)

    async def __call__(self) -> Message:
        if self._whole:
            return await self.receive()
        self._ends = self._ends or asyncio.get_running_loop().time() + self.seconds
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self.receive()
        except TimeoutError as error:
            raise CannotAnswerError(408, Problem("timeout", "the body did not arrive in time")) from error
        self._whole = not message.get("more_body", False)
        return message


@dataclass(frozen=True, slots=True)
class LimitedCallers:
    """Callers, each held to the rate of its client."""

    callers: Callers
    limits: Limits

    async def of(self, request: Request, path: str) -> Caller:
        """The caller, if it does not call too often."""
        caller = await self.callers.of(request, path)
        place: Any = request.scope.get(PLACE)
        if place is not None:
            self.limits.know(place, caller.name)
        return caller

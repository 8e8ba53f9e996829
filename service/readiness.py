"""`GET /readyz`: whether calls can be answered now, and which dependency is in the way. No patient or client is named.

Each dependency has a second to answer; one that hangs is asked again only when its last answer has come. What was told
holds for a second, so that many probes cost one look.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from service.build_info import KNOWLEDGE, fingerprint
from service.errors import json_response
from service.health import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from service.incidents import Incidents

TIMEOUT_S = 1.0
HOLDS_S = 1.0


class Readiness:
    """The state of every dependency; `checks` run beside the event loop and may block."""

    def __init__(
        self, checks: Mapping[str, Callable[[], Health]], incidents: Incidents, *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._checks = checks
        self._incidents = incidents
        self._timeout_s = timeout_s
        self._fingerprint = fingerprint(*KNOWLEDGE)
        self._pool = ThreadPoolExecutor(max(1, len(checks)), thread_name_prefix="readiness")
        self._asked: dict[str, Future[Health]] = {}
        self._told: tuple[float, dict[str, Health]] = (float("-inf"), {})

    async def answer(self, _: Request) -> Response:
        """200 if calls can be answered, else 503; the same body either way."""
        states = await self.states()
        worst = max(states.values(), key=list(Health).index)
        checks: dict[str, Any] = {name: {"status": state.value} for name, state in states.items()}
        checks["knowledge"]["fingerprint"] = self._fingerprint
        return json_response({"status": worst.value, "checks": checks}, 503 if worst is Health.FAILED else 200)

    async def states(self) -> dict[str, Health]:
        """Each dependency by name."""
        told_at, states = self._told
        if time.monotonic() - told_at >= HOLDS_S:
            answers = await asyncio.gather(*map(self._ask, self._checks))
            states = dict(zip(self._checks, answers, strict=True))
            self._told = (time.monotonic(), states)
        faults = Health.FAILED if self._incidents.are_many else Health.OK
        return {**states, "knowledge": Health.OK, "incidents": faults}

    async def _ask(self, name: str) -> Health:
        asked = self._asked.get(name)
        if asked is None or asked.done():
            asked = self._asked[name] = self._pool.submit(self._checks[name])
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(asked)), self._timeout_s)
        except Exception:  # noqa: BLE001 - whatever stops a dependency from saying that it is well, it has not said so
            return Health.FAILED

"""The audit trail as the routes use it: every call ends in a record, whether it was answered, refused or failed.

A call of a known caller has a record of its own. What is refused before anybody is known, or because a caller calls too
often, is counted by the minute (`audit_refusals`).
"""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.concurrency import run_in_threadpool

from service.audit_record import Call, Writer
from service.call_context import current_call
from service.edge import incident_of
from service.errors import CannotAnswerError, OverloadedError, Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.requests import Request

    from service.answering import Answered
    from service.audit import Auditor, Beside
    from service.consult import Practice
    from service.feedback import Report
    from service.feedback_log import Recorded
    from service.hook_requests import HookRequest

NOBODY = "unknown"
TOO_MANY = 429
TRY_AGAIN_SECONDS = 30
_AT_THE_GATE = {"rate-address": TOO_MANY, "overload": 503}
"""Why the gate refuses a call of which nothing is known yet, and the status."""


class UntracedError(CannotAnswerError):
    """Nobody took the record of the call, and guidance that cannot be traced is not given."""

    def __init__(self) -> None:
        problem = Problem("transient", "the call could not be put on record")
        super().__init__(503, problem, retry_after=TRY_AGAIN_SECONDS)


def _request_id() -> str:
    """The id under which log and caller know the request; empty outside one."""
    call = current_call()
    return call.request_id if call else ""


@dataclass(slots=True)
class Watched:
    """A call under way; the route fills in who is calling for what as it learns it."""

    kind: str
    service: str = NOBODY
    client: str = ""
    asked: HookRequest | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    started: float = field(default_factory=time.perf_counter)
    arrived: float = field(default_factory=time.monotonic)
    request_id: str = field(default_factory=_request_id)

    def read(self, asked: HookRequest) -> HookRequest:
        """The request was read: from here on it is known who asks about whom."""
        self.asked = asked
        return asked

    def seconds(self) -> float:
        """How long the call has taken until now."""
        return time.perf_counter() - self.started

    def call(self) -> Call:
        """The call as it stands now."""
        return Call(self.kind, self.service, self.client, self.seconds() * 1000, self.asked, self.request_id)


class Trail:
    """Puts calls on record; without an auditor nothing is kept."""

    def __init__(self, auditor: Auditor | None) -> None:
        self._auditor = auditor
        self._writer = (
            Writer(auditor.store.audit_key, auditor.policy.detail, auditor.policy.software) if auditor else None
        )

    @asynccontextmanager
    async def watching(self, request: Request, kind: str) -> AsyncIterator[Watched]:
        """Put the call on record if it ends in a refusal or a failure; both go on to the caller."""
        watched = Watched(kind)
        try:
            yield watched
        except CannotAnswerError as error:
            await self._refused(watched, error)
            raise
        except Exception:
            incident = incident_of(request.scope)
            await self._keep(watched, lambda writer: writer.failed(watched.call(), incident))
            raise

    def answered(  # noqa: PLR0913 - all that a record is made of
        self,
        watched: Watched,
        answered: Answered,
        practice: Practice,
        sent: bytes | bytearray,
        answer: bytes,
        *,
        beside: Beside | None = None,
    ) -> None:
        """Put an answered hook call on record before its answer leaves. Waits for the database: not for the event loop.

        Raises:
            UntracedError: nobody took the record.
        """
        if self._auditor is None or self._writer is None:
            if beside:
                beside.alone()
            return
        content = self._writer.answered(watched.call(), answered, practice, sent, answer)
        kept = self._auditor.keep(content, id=watched.id, beside=beside)
        if not kept and answered.cards and self._auditor.policy.required:
            raise UntracedError

    async def feedback(self, watched: Watched, reports: Iterable[Report], kept: Recorded) -> None:
        """Put a feedback call on record; what was reported is stored already, so the caller hears that in any case."""
        call = watched.call()
        await self._keep(watched, lambda writer: writer.feedback(call, reports, kept))

    async def discovery(self, watched: Watched) -> None:
        """Put a registered client's look at discovery on record."""
        call = watched.call()
        await self._keep(watched, lambda writer: writer.discovery(call))

    def turned_away(self, reason: str) -> None:
        """Count a call that the gate did not let in; one that a route refuses is seen there."""
        if self._auditor and reason in _AT_THE_GATE:
            self._auditor.refusals.count(NOBODY, _AT_THE_GATE[reason], reason)

    async def _refused(self, watched: Watched, error: CannotAnswerError) -> None:
        if isinstance(error, UntracedError):
            return
        if watched.client and error.status != TOO_MANY and not isinstance(error, OverloadedError):
            call = watched.call()
            await self._keep(watched, lambda writer: writer.refused(call, error))
        elif self._auditor:
            self._auditor.refusals.count(watched.service, error.status, error.problems[0].code, watched.client)

    async def _keep(self, watched: Watched, written: Callable[[Writer], dict[str, Any]]) -> bool:
        """Write and store beside the event loop."""
        if self._auditor is None or self._writer is None:
            return True
        auditor, writer = self._auditor, self._writer
        return await run_in_threadpool(lambda: auditor.keep(written(writer), id=watched.id))

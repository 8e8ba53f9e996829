"""`POST /cds-services/{id}/feedback`: what became of the cards (CDS Hooks 2.0.1, Epic's dialect as well)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from service.audit_trail import TRY_AGAIN_SECONDS, Trail
from service.body import read_body
from service.callers import Callers, DemoCallers
from service.database import StoreUnavailableError
from service.errors import CannotAnswerError, Problem, json_response
from service.feedback import InvalidFeedbackError, Report, parse_feedback
from service.feedback_log import Recorded, record_feedback
from service.hook_route import service_named
from service.log import log, log_error
from service.metrics import Metrics
from service.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from service.card_memory import CardMemory
    from service.settings import Settings

NOT_STORED = Problem("transient", "the feedback could not be stored; please send it again")


@dataclass(frozen=True, slots=True)
class FeedbackRoute:
    """Takes feedback calls; without a memory none can be acknowledged.

    Feedback itself is never spooled: where the database does not take it the EHR is asked to send it again.
    """

    settings: Settings
    memory: CardMemory | None = None
    callers: Callers = field(default_factory=DemoCallers)
    trail: Trail = field(default_factory=lambda: Trail(None))
    metrics: Metrics = field(default_factory=Metrics)

    async def __call__(self, request: Request) -> Response:
        """Keep the reports of one call, all or none; they are on disk when it is answered."""
        async with self.trail.watching(request, "feedback") as watched:
            watched.service = service = service_named(request).id
            caller = await self.callers.of(request, f"/cds-services/{service}/feedback")
            watched.client = caller.name
            caller.require(service)
            reports = read_feedback(bytes(await read_body(request, self.settings.max_body_bytes)))
            try:
                kept = await run_in_threadpool(self._keep, reports, service, caller.name)
            except StoreUnavailableError as error:
                log_error("feedback-not-kept", service=service, reports=len(reports))
                raise CannotAnswerError(503, NOT_STORED, retry_after=TRY_AGAIN_SECONDS) from error
            await self.trail.feedback(watched, reports, kept)
        for report in reports if not kept.repeated else ():
            self.metrics.feedback.labels(service, report.outcome.value).inc()
        log("feedback", service=service, new=kept.new, repeated=kept.repeated, unknown_cards=kept.unknown_cards)
        return json_response({})

    def _keep(self, reports: tuple[Report, ...], service: str, client: str) -> Recorded:
        if self.memory is None:
            raise StoreUnavailableError("this application was built without a memory")
        memory = self.memory
        return record_feedback(memory.store, reports, client=client, service=service, at=memory.now())


def read_feedback(body: bytes) -> tuple[Report, ...]:
    """The reports in a body.

    Raises:
        CannotAnswerError: 400 with the path of what is wrong.
    """
    try:
        return parse_feedback(parse(body))
    except InvalidJsonError as error:
        raise CannotAnswerError(400, Problem("structure", f"the body is not strict JSON: {error}")) from error
    except InvalidFeedbackError as error:
        raise CannotAnswerError(400, Problem("invalid", error.expected, error.at)) from error

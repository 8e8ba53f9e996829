"""The hot route: `POST /cds-services/{id}`, on the raw body; the work is done beside the event loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from service.answering import Answered, answer_call, as_sent, own_day
from service.audit_trail import Trail
from service.body import read_body
from service.call_context import stage
from service.callers import Caller, Callers, DemoCallers
from service.discovery import SERVICES, CdsService
from service.errors import CannotAnswerError, Problem, json_response
from service.lanes import Lane
from service.log import log
from service.practice import for_caller
from service.smart.cases import Call
from service.tracing import span_of_call

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from service.audit_trail import Watched
    from service.card_memory import CardMemory
    from service.consult import Practice
    from service.fhir_access import FhirAccess
    from service.hook_requests import HookRequest
    from service.metrics import Metrics
    from service.settings import Settings
    from service.shown_cards import Noting
    from service.smart.cases import Cases

BIG_BODY = 256 * 1024
"""From here a body is answered in a lane of its own, so that one big chart does not hold up everybody else's call."""


@dataclass(frozen=True, slots=True)
class HookRoute:
    """Answers hook calls; `today` is the clock. Big bodies wait for each other, small ones too, each for so long.

    Without a `memory` every card is shown and none is remembered. The `trail` has a record of every call before it is
    answered.
    """

    settings: Settings
    practice: Practice
    today: Callable[[], date]
    metrics: Metrics
    memory: CardMemory | None = None
    callers: Callers = field(default_factory=DemoCallers)
    fhir: FhirAccess | None = None
    trail: Trail = field(default_factory=lambda: Trail(None))
    cases: Cases | None = None
    small: Lane = field(init=False)
    big: Lane = field(init=False)

    def __post_init__(self) -> None:
        waited_in_vain = self.metrics.turned_away.labels("turn").inc
        small = Lane(self.settings.max_wait_ms / 1000, waited_in_vain)
        object.__setattr__(self, "small", small)
        object.__setattr__(self, "big", Lane(first=small))

    async def __call__(self, request: Request) -> Response:
        """Answer, count and log one call."""
        service_id = request.path_params["id"]
        named = service_id if service_id in SERVICES else "unknown"
        with span_of_call("hook", service=named):
            return await self._answered(request)

    async def _answered(self, request: Request) -> Response:
        async with self.trail.watching(request, "hook") as watched:
            service = service_named(request)
            watched.service = service.id
            size = 0
            try:
                with stage("authenticate"):
                    caller = await self.callers.of(request, f"/cds-services/{service.id}")
                watched.client = caller.name
                caller.require(service.id)
                body = await read_body(request, self.settings.max_body_bytes)
                size = len(body)
                practice = for_caller(self.practice, caller, request.headers.get("accept-language", ""))
                answered, response = await self._answer(body, service, caller, practice, watched)
                response = await self._linked(answered, response, caller, practice)
            except CannotAnswerError as error:
                problem = error.problems[0]
                at = problem.at or None
                told = {"problem": problem.code, "at": at, "incident": error.incident}
                self._note(watched, error.status, bytes=size, **told)
                raise
            except Exception:
                self._note(watched, 500, bytes=size)
                raise
            self.metrics.answered(service.id, answered, watched.seconds())
            self._note(watched, 200, bytes=size, **answered.events)
            return response

    async def _answer(
        self, body: bytearray, service: CdsService, caller: Caller, practice: Practice, watched: Watched
    ) -> tuple[Answered, Response]:
        fetching = self.fhir is not None and bool(caller.fhir_servers)
        complete = (
            self.fhir.completing(caller, self.settings.deadline_ms, self.metrics, arrived=watched.arrived)
            if self.fhir and fetching
            else as_sent
        )

        def answer() -> Answered:
            return answer_call(body, service.hook, self._day, practice, lambda read: complete(watched.read(read)))

        def put_on_record(answered: Answered) -> tuple[Answered, Response]:
            answered, noting = self._news(answered, service, caller)
            response = json_response(answered.response)
            with stage("audit"):
                self.trail.answered(watched, answered, practice, body, bytes(response.body), beside=noting)
            return answered, response

        if fetching:  # most of the time is spent waiting for the EHR's FHIR server
            return await run_in_threadpool(lambda: put_on_record(answer()))
        return await (self.big if len(body) >= BIG_BODY else self.small).take(answer, put_on_record)

    def _day(self, request: HookRequest) -> date:
        return own_day(request, self.today()) if self.settings.demo else self.today()

    def _news(self, answered: Answered, service: CdsService, caller: Caller) -> tuple[Answered, Noting | None]:
        """The answer without repeats, and the note of its cards: it is stored with the record of the call."""
        if self.memory is None or not answered.cards:
            return answered, None
        shown, noting = self.memory.pass_on(
            answered.cards,
            client=caller.name,
            service=service.id,
            hook=service.hook.value,
            patient=answered.patient_id,
        )
        return answered.showing(shown), noting

    def _note(self, watched: Watched, status: int, **fields: str | int | None) -> None:
        seconds = watched.seconds()
        self.metrics.ended(watched.service, status, seconds)
        log("hook", service=watched.service, status=status, ms=round(seconds * 1000, 1), audit=watched.id, **fields)

    async def _linked(self, answered: Answered, response: Response, caller: Caller, practice: Practice) -> Response:
        """Let each card lead to the page about this patient, where the caller is registered for SMART.

        This comes after the audit: a link is keyed by this installation, and a replay could not make it again.
        """
        if self.cases is None or not answered.cards:
            return response
        asked = answered.asked
        call = Call(caller.name, asked.hook_instance, asked.patient_id, asked.user_id)
        cards = await run_in_threadpool(self.cases.linked, answered.cards, call, practice.presentation.language)
        return json_response(answered.showing(cards).response)


def service_named(request: Request) -> CdsService:
    """The service that the path names.

    Raises:
        CannotAnswerError: 404 for a service that discovery does not list.
    """
    service = SERVICES.get(request.path_params["id"])
    if service is None:
        raise CannotAnswerError(404, Problem("not-found", "no such service; see GET /cds-services"))
    return service

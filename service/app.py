"""The HTTP application: routes and their order; what each of them does lives beside it."""

from __future__ import annotations

from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from consensus.edition import EDITION
from service.attributes import attributes_document
from service.audit_trail import Trail
from service.build_info import SOFTWARE_VERSION, build_info
from service.callers import Callers, CountedCallers, DemoCallers
from service.demo import LOOPBACK_ORIGINS, SANDBOX_ORIGIN
from service.demo_pages import add_demo_pages
from service.demo_routes import add_demo_routes
from service.dependencies import checks_of_store, hands_on_records
from service.discovery import discovery_document
from service.edge import Edge
from service.errors import CannotAnswerError, Problem, json_response, problem_response
from service.feedback_route import FeedbackRoute
from service.gate import Gate, LimitedCallers, Limits
from service.hook_route import HookRoute
from service.incidents import Incidents
from service.metrics import Metrics
from service.metrics_access import MetricsAccess
from service.openapi import openapi_document
from service.pages import asset, page, wants_html
from service.practice import practice_of
from service.readiness import Readiness
from service.reasoning.routes import add_reasoning_routes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from service.audit import Auditor
    from service.card_memory import CardMemory
    from service.fhir_access import FhirAccess
    from service.health import Health
    from service.settings import Settings
    from service.smart.sign_in import SignIn


def create_app(  # noqa: PLR0913 - one argument for each part that a process may do without
    settings: Settings,
    *,
    today: Callable[[], date] = date.today,
    memory: CardMemory | None = None,
    callers: Callers | None = None,
    fhir: FhirAccess | None = None,
    auditor: Auditor | None = None,
    checks: Mapping[str, Callable[[], Health]] = MappingProxyType({}),
    incidents: Incidents | None = None,
    sign_in: SignIn | None = None,
) -> FastAPI:
    """The application with these settings; `today` is the clock of every call.

    Without a `memory` it forgets every card at once and acknowledges no feedback; without `fhir` nothing is fetched;
    without an `auditor` no call is put on record; `sign_in` opens the SMART app. `checks` are asked by readiness beside
    memory and auditor; `incidents` may be shared with other workers.

    Raises:
        ValueError: no `callers` outside demo mode: nobody would be authenticated.
    """
    if callers is None and not settings.demo:
        raise ValueError("outside demo mode callers must be authenticated")
    incidents = incidents or Incidents()
    trail = Trail(auditor)
    metrics = Metrics()

    def turned_away(reason: str) -> None:
        trail.turned_away(reason)
        metrics.turned_away.labels(reason).inc()

    limits = Limits(settings, turned_away)
    callers = LimitedCallers(CountedCallers(callers or DemoCallers(), metrics.refused), limits)
    app = FastAPI(
        title="her2-cds",
        version=SOFTWARE_VERSION,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False},
        middleware=[Middleware(Edge, incidents), _cross_origin(settings), Middleware(Gate, limits)],
        exception_handlers={HTTPException: _http_problem, CannotAnswerError: _problem},
    )
    practice = practice_of(settings)
    cases = sign_in.cases if sign_in else None
    hooks = HookRoute(settings, practice, today, metrics, memory, callers, fhir, trail, cases)
    feedback = FeedbackRoute(settings, memory, callers, trail, metrics)
    discovery = _discovery(callers if settings.protect_discovery else None, trail)
    app.state.demo, app.state.metrics = settings.demo, metrics
    app.add_route("/cds-services", discovery, methods=["GET"])
    app.add_route("/cds-services/{id}", hooks.__call__, methods=["POST"])
    app.add_route("/cds-services/{id}/feedback", feedback.__call__, methods=["POST"])
    known = checks_of_store(memory.store) if memory else {}
    traced = {"audit": partial(hands_on_records, auditor, metrics)} if auditor else {}
    _add_operations(app, settings, Readiness({**known, **traced, **checks}, incidents))
    if sign_in and fhir:
        from service.smart.browser import Cookies  # noqa: PLC0415 - only where clinicians sign in
        from service.smart.routes import SmartRoutes  # noqa: PLC0415 - as above

        SmartRoutes(
            sign_in, fhir, metrics, practice, today, Cookies(https=settings.base_url.startswith("https:"))
        ).add_to(app)
    if settings.demo:
        add_demo_routes(app, memory)
        add_demo_pages(app, practice, today)
        add_reasoning_routes(app, practice, today)
    return app


def _cross_origin(settings: Settings) -> Middleware:
    """Which web pages may call from a browser: those of the settings; in demo mode loopback pages and the sandbox."""
    return Middleware(
        CORSMiddleware,
        allow_origins=[SANDBOX_ORIGIN, *settings.cors_origins] if settings.demo else settings.cors_origins,
        allow_origin_regex=LOOPBACK_ORIGINS if settings.demo else None,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type"],
    )


def _add_operations(app: FastAPI, settings: Settings, ready: Readiness) -> None:
    access = MetricsAccess(settings)
    metrics: Metrics = app.state.metrics

    async def metrics_page(request: Request) -> Response:
        access.check(request)
        return metrics.exposition()

    for path, answer in {
        "/": _landing,
        "/livez": _alive,
        "/readyz": ready.answer,
        "/version": _version,
        "/openapi.json": _openapi,
        "/attributes": _attributes,
        "/metrics": metrics_page,
        "/assets/{name}": _asset,
    }.items():
        app.add_route(path, answer, methods=["GET"])


def _discovery(callers: Callers | None, trail: Trail) -> Callable[[Request], Awaitable[Response]]:
    """The discovery document, for everybody, or for registered callers alone and then on record."""

    async def discovery(request: Request) -> Response:
        if callers is not None:
            async with trail.watching(request, "discovery") as watched:
                watched.service = "/cds-services"
                watched.client = (await callers.of(request, "/cds-services")).name
                await trail.discovery(watched)
        return json_response(discovery_document())

    return discovery


async def _landing(request: Request) -> Response:
    return page("landing.html", demo=request.app.state.demo, edition=EDITION, version=SOFTWARE_VERSION)


async def _alive(_: Request) -> Response:
    return json_response({"status": "ok"})


async def _version(_: Request) -> Response:
    return json_response(build_info())


async def _openapi(_: Request) -> Response:
    return json_response(openapi_document())


async def _attributes(request: Request) -> Response:
    document = attributes_document(SOFTWARE_VERSION)
    return page("attributes.html", document=document) if wants_html(request) else json_response(document)


async def _asset(request: Request) -> Response:
    return asset(request.path_params["name"])


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, CannotAnswerError)  # noqa: S101 - registered for this kind alone
    return problem_response(error)


async def _http_problem(_: Request, error: Exception) -> Response:
    """Starlette's own refusals: no such path, wrong method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this kind alone
    code, says = _REFUSALS.get(error.status_code, ("processing", "the call was refused"))
    response = problem_response(CannotAnswerError(error.status_code, Problem(code, says)))
    response.headers.update(error.headers or {})
    return response


_REFUSALS = {404: ("not-found", "no such path"), 405: ("not-supported", "no such method on this path")}

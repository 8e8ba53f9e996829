"""Demo mode, for programs: the list of patients, their records, ready hook requests, the feedback report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from service.demo import DemoPatient, demo_patient, demo_patients, demo_request
from service.discovery import SERVICES
from service.errors import CannotAnswerError, Problem, json_response
from service.hook_requests import Hook

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from service.card_memory import CardMemory


def add_demo_routes(app: FastAPI, memory: CardMemory | None) -> None:
    """The routes of demo mode."""

    async def feedback(_: Request) -> Response:
        from service.feedback_report import report  # noqa: PLC0415 - neither a hook call nor the start needs the report
        from service.feedback_text import report_text  # noqa: PLC0415 - as above

        if memory is None:
            return json_response({"report": "Nothing is kept: the application was started without a memory."})
        return json_response({"report": report_text(await run_in_threadpool(report, memory.store))})

    for path, answer in {
        "/demo/patients": _patients,
        "/demo/patients/{id}": _record,
        "/demo/requests/{id}": _request,
        "/demo/feedback": feedback,
    }.items():
        app.add_route(path, answer, methods=["GET"])


async def _patients(_: Request) -> Response:
    return json_response([_listed(patient) for patient in demo_patients().values()])


def _listed(patient: DemoPatient) -> dict[str, object]:
    return {
        "id": patient.id,
        "title": patient.title,
        "expect": patient.expect,
        "asOf": patient.as_of,
        "origin": patient.origin,
        "orders": [list(order) for order in patient.orders],
        "stops": list(patient.stops),
        "services": {service.hook.value: service.id for service in SERVICES.values()},
    }


async def _record(request: Request) -> Response:
    return json_response(_patient(request).record())


async def _request(request: Request) -> Response:
    """The call of one hook about one patient: `?hook=order-select&agents=lapatinib`; `&stop=yes` stops them."""
    hook = {hook.value: hook for hook in Hook}.get(request.query_params.get("hook", "patient-view"))
    if hook is None:
        raise CannotAnswerError(400, Problem("invalid", "expected the name of a hook", "hook"))
    agents = tuple(name.strip() for name in request.query_params.get("agents", "").split(",") if name.strip())
    stop = request.query_params.get("stop") == "yes"
    return json_response(demo_request(_patient(request), hook, agents, stop=stop))


def _patient(request: Request) -> DemoPatient:
    return demo_patient(request.path_params["id"].removesuffix(".json"))

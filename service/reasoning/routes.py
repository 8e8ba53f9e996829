"""Demo mode: the reasoning page of a demo patient, and each resource of the record behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from cards.wording.language import Language
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.references import reference_of
from service.body import FORM, read_body
from service.demo import DemoPatient, as_stored, demo_patient
from service.errors import CannotAnswerError, Problem
from service.pages import page
from service.practice import in_language, preferred_language
from service.reasoning.resources import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from fhir_mappings.raw import RawRecord
    from service.consult import Practice

_MOST_ANSWERS = 16 * 1024
_FORM_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def add_reasoning_routes(app: FastAPI, practice: Practice, today: Callable[[], date]) -> None:
    """`GET` shows the page by the record alone; `POST` with answers shows what they change and keeps nothing."""

    async def shown(request: Request) -> Response:
        patient = _patient(request)
        sent = await read_body(request, _MOST_ANSWERS, FORM) if request.method == "POST" else b""
        language = request.query_params.get("language") or preferred_language(
            request.headers.get("accept-language", "")
        )
        read_in = in_language(practice, language)
        return await run_in_threadpool(_shown, patient, read_in, answers_in(bytes(sent)), today())

    app.add_route("/demo/patients/{id}/reasoning", shown, methods=["GET", "POST"])
    app.add_route("/demo/patients/{id}/resources/{kind}/{resource}", _resource, methods=["GET"])


def answers_in(body: bytes) -> dict[str, str]:
    """The pairs of a posted form; which of them are answers is decided where they are applied.

    Raises:
        CannotAnswerError: 400 if the body is no form.
    """
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=200))
    except ValueError as error:
        raise CannotAnswerError(400, Problem("invalid", "expected a form with facts and values")) from error


def _shown(patient: DemoPatient, practice: Practice, answers: dict[str, str], today: date) -> Response:
    from service.reasoning.page import reasoning_page  # noqa: PLC0415 - neither a hook call nor the start needs the page

    base = f"/demo/patients/{patient.id}"
    language = practice.presentation.language
    other = Language.SPANISH if language is Language.ENGLISH else Language.ENGLISH
    as_of = date.fromisoformat(patient.as_of) if patient.as_of else today
    content = reasoning_page(
        _record(patient),
        as_of,
        practice,
        answers,
        answer_url=f"{base}/reasoning?language={language.value}",
        resource_url=f"{base}/resources",
        language_url=f"{base}/reasoning?language={other.value}",
    )
    return HTMLResponse(content, headers={"content-security-policy": _FORM_POLICY})


async def _resource(request: Request) -> Response:
    reference = f"{request.path_params['kind']}/{request.path_params['resource']}"
    patient = _patient(request)
    found = next((one for one in _record(patient).resources if reference_of(one) == reference), None)
    if found is None:
        raise CannotAnswerError(404, Problem("not-found", "no such resource in this record"))
    return page("resource.html", resource=readable(reference, found.resource, lines=2_000))


def _record(patient: DemoPatient) -> RawRecord:
    return raw_from_bundle(as_stored(patient.record()))


def _patient(request: Request) -> DemoPatient:
    return demo_patient(request.path_params["id"])

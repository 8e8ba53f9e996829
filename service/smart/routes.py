"""The routes of the SMART app: launch, sign-in's answer, the page about one patient, and the way out."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cards.launch import notice
from cards.wording.language import Language
from service.body import read_body
from service.callers import caller_of
from service.database import StoreUnavailableError
from service.log import log, log_error
from service.pages import page
from service.practice import for_caller, preferred_language
from service.reasoning.page import reasoning_page
from service.smart.browser import Cookies, comes_from_elsewhere, page_policy
from service.smart.launches import random_text
from service.smart.record import read_record
from service.smart.sessions import LAUNCH_S
from service.smart.sign_out import with_sign_out
from service.smart.trouble import LaunchRefusedError, Trouble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from fastapi import FastAPI
    from starlette.requests import Request

    from service.clients import Client
    from service.consult import Practice
    from service.fhir_access import FhirAccess
    from service.metrics import Metrics
    from service.smart.sessions import Session
    from service.smart.sign_in import SignIn

    Answer = Callable[[Request], Awaitable[Response]]

MAX_FORM_BYTES = 16 * 1024
MAX_FIELDS = 300


@dataclass(frozen=True, slots=True)
class SmartRoutes:
    """The app's pages; `today` is the clock of every view."""

    sign_in: SignIn
    fhir: FhirAccess
    metrics: Metrics
    practice: Practice
    today: Callable[[], date]
    cookies: Cookies

    def add_to(self, app: FastAPI) -> None:
        """Add the routes."""
        for path, method, answer in (
            ("/smart/launch", "GET", self.launch),
            ("/smart/standalone", "GET", self.standalone),
            ("/smart/callback", "GET", self.callback),
            ("/smart/view/{case}", "GET", self.view),
            ("/smart/view/{case}", "POST", self.view),
            ("/smart/logout/{case}", "POST", self.logout),
        ):
            app.add_route(path, self._or_notice(answer), methods=[method])

    async def launch(self, request: Request) -> Response:
        """The EHR opens the page."""
        return await self._begin(request, request.query_params.getlist("launch"))

    async def standalone(self, request: Request) -> Response:
        """The clinician opens the page; the EHR will ask for the patient."""
        return await self._begin(request, None)

    async def _begin(self, request: Request, handle: list[str] | None) -> Response:
        browser = self.cookies.read(request, self.cookies.launch) or random_text()
        iss = request.query_params.getlist("iss")
        address = await run_in_threadpool(self.sign_in.start, iss, handle, browser=browser)
        response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        self.cookies.give(response, self.cookies.launch, browser, seconds=LAUNCH_S)
        log("smart-launch", standalone=int(handle is None))
        return response

    async def callback(self, request: Request) -> Response:
        """The EHR's answer: a new session id, whatever the browser held before."""
        names = request.query_params.keys()
        answer = {name: request.query_params.getlist(name) for name in names}
        browser = self.cookies.read(request, self.cookies.launch)
        secret, session = await run_in_threadpool(self.sign_in.finish, answer, browser=browser)
        before = self.cookies.read(request, self.cookies.session)
        if before is not None:
            await run_in_threadpool(self.sign_in.sessions.close, before)
        response = RedirectResponse(f"/smart/view/{session.case}", HTTPStatus.SEE_OTHER)
        self.cookies.give(response, self.cookies.session, secret)
        log("smart-signed-in")
        return response

    async def view(self, request: Request) -> Response:
        """The page about the session's patient; a POST brings answers for this one view."""
        session, client = await self._session(request)
        answers = await _answers(request) if request.method == "POST" else {}
        language = request.headers.get("accept-language", "")
        practice = for_caller(self.practice, caller_of(client), language)
        raw = await run_in_threadpool(read_record, session, client, self.fhir, self.metrics)
        own = f"/smart/view/{session.case}"
        text = await run_in_threadpool(reasoning_page, raw, self.today(), practice, answers, answer_url=own)
        text = with_sign_out(text, f"/smart/logout/{session.case}", practice.presentation.language)
        log("smart-view", answers=len(answers))
        policy = page_policy(client.frame_ancestors)
        return HTMLResponse(text, headers={"content-security-policy": policy})

    async def logout(self, request: Request) -> Response:
        """The session ends; the browser is told to forget what it kept of the pages."""
        session, client = await self._session(request)
        secret = self.cookies.read(request, self.cookies.session)
        await run_in_threadpool(self.sign_in.sessions.close, secret or "")
        response = self._notice(request, "signed-out", 200, client)
        self.cookies.take_back(response, self.cookies.session)
        response.headers["clear-site-data"] = '"cache"'
        log("smart-signed-out", case=int(bool(session.case)))
        return response

    async def _session(self, request: Request) -> tuple[Session, Client]:
        """The session of the browser, if the page's address is its own."""
        if request.method == "POST" and comes_from_elsewhere(request):
            raise LaunchRefusedError(Trouble.FOREIGN_PAGE)
        secret = self.cookies.read(request, self.cookies.session)
        session = await run_in_threadpool(self.sign_in.sessions.find, secret) if secret else None
        app = self.sign_in.apps.of_client(session.client) if session else None
        if session is None or app is None:
            raise LaunchRefusedError(Trouble.SESSION_OVER)
        if not hmac.compare_digest(session.case.encode(), request.path_params["case"].encode()):
            raise LaunchRefusedError(Trouble.DIFFERENT_PATIENT, "address")
        return session, app.client

    def _or_notice(self, answer: Answer) -> Answer:
        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except LaunchRefusedError as refused:
                log_error("smart-refused", trouble=refused.trouble.value, detail=refused.detail or None)
                return self._notice(request, refused.trouble.value, refused.trouble.status)
            except StoreUnavailableError:
                log_error("smart-refused", trouble=Trouble.BUSY.value, detail="store")
                return self._notice(request, Trouble.BUSY.value, Trouble.BUSY.status)

        return answered

    def _notice(self, request: Request, code: str, status: int, client: Client | None = None) -> Response:
        asked = (client.language if client else None) or preferred_language(request.headers.get("accept-language", ""))
        language = Language(asked) if asked else self.practice.presentation.language
        response = page("notice.html", notice=notice(code, language))
        response.status_code = status
        framed_by = client.frame_ancestors if client else self.sign_in.apps.frame_ancestors
        response.headers["content-security-policy"] = page_policy(framed_by)
        return response


async def _answers(request: Request) -> dict[str, str]:
    """What the clinician filled in; an empty field is no answer, and what no fact knows the page leaves out."""
    body = await read_body(request, MAX_FORM_BYTES, ("application/x-www-form-urlencoded",))
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise LaunchRefusedError(Trouble.MALFORMED_LAUNCH, "form") from error
    return {name: values[-1] for name, values in fields.items()}

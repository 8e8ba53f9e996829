"""The outermost layer of every call: nothing leaves the service without a status that says what happened.

An exception that nobody expected becomes 500 with an incident id; every answer carries the security headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from service.call_context import begin_call
from service.errors import CannotAnswerError, Problem, problem_response
from service.log import log_error, where

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from service.incidents import Incidents

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ),
)
_POLICY = b"content-security-policy"
_FIRST_ERROR = 400


class Edge:
    """ASGI layer around the whole application."""

    def __init__(self, app: ASGIApp, incidents: Incidents) -> None:
        self.app = app
        self._incidents = incidents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        incident = incident_of(scope)  # here, because layers below may copy the scope
        answer = _Answer(send, begin_call(dict(scope["headers"])).request_id)
        try:
            await self.app(scope, receive, answer.send)
        except Exception as error:  # noqa: BLE001 - the edge: whatever went wrong, the EHR hears it and the log keeps it
            self._incidents.note()
            log_error("incident", incident=incident, error=where(error))
            problem = Problem("exception", f"the service failed; incident {incident}")
            if not answer.started:
                await problem_response(CannotAnswerError(500, problem))(scope, receive, answer.send)


def incident_of(scope: Scope) -> str:
    """The id under which a failed call is found in the log, in the audit trail and in the answer."""
    incident: str = scope.setdefault("her2cds.incident", uuid4().hex[:12])
    return incident


class _Answer:
    """Passes an answer on, with the security headers and the call's id.

    An error that is not JSON is replaced by an OperationOutcome, unless it is a page of ours with a policy of its own.
    """

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._own = (*SECURITY_HEADERS, (b"x-request-id", request_id.encode()))
        self.started = False
        self._replaced = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            given = list(message.get("headers", []))
            own = {name for name, _ in given}
            headers = [*given, *((name, value) for name, value in self._own if name not in own)]
            is_json = (b"content-type", b"application/json") in headers
            if message["status"] >= _FIRST_ERROR and not is_json and _POLICY not in own:
                self._replaced = True
                await self._replace(message["status"], headers)
                return
            message = {**message, "headers": headers}
        if not self._replaced:
            await self._send(message)

    async def _replace(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """The answers of libraries: a refused cross-origin preflight, for example, comes as plain text."""
        response = problem_response(CannotAnswerError(status, Problem("processing", "the call was refused")))
        kept = [header for header in headers if header[0] not in (b"content-type", b"content-length")]
        start = {"type": "http.response.start", "status": status, "headers": [*kept, *response.raw_headers]}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": response.body})

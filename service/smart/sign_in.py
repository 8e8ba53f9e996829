"""One sign-in from its first call to an open session: the order of the checks, each of which may end it."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.smart.discovery import KnownEndpoints
from service.smart.granted import exchange_code
from service.smart.identity import signed_in_user
from service.smart.launches import authorization_address, begin
from service.smart.sessions import Session
from service.smart.trouble import LaunchRefusedError, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.smart.apps import SmartApp, SmartApps
    from service.smart.cases import Cases
    from service.smart.launches import Launch
    from service.smart.sessions import Sessions

_HANDLE = re.compile(r"[\x20-\x7e]{1,4096}")
_CODE = re.compile(r"[\x20-\x7e]{1,4096}")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Signs clinicians in. `redirect_uri` is fixed by the public address, never by a request."""

    apps: SmartApps
    sessions: Sessions
    cases: Cases
    redirect_uri: str
    endpoints: KnownEndpoints = field(default_factory=KnownEndpoints)

    def start(self, iss: Sequence[str], handle: Sequence[str] | None, *, browser: str) -> str:
        """Where to send the browser; `handle` None starts without an EHR session (standalone).

        Raises:
            LaunchRefusedError: the EHR is not registered (then nothing is asked of it), or cannot be used.
        """
        if len(iss) != 1 or (handle is not None and (len(handle) != 1 or not _HANDLE.fullmatch(handle[0]))):
            raise LaunchRefusedError(Trouble.MALFORMED_LAUNCH, "parameters")
        app = self.apps.of_server(iss[0])
        if app is None:
            raise LaunchRefusedError(Trouble.UNKNOWN_SERVER)
        endpoints = self.endpoints.of(app.client, iss[0])
        launch = begin(app, iss[0], endpoints, browser=browser, from_ehr=handle is not None)
        state = self.sessions.keep_launch(launch)
        given_back = handle[0] if handle is not None else None
        return authorization_address(launch, app, state=state, redirect_uri=self.redirect_uri, handle=given_back)

    def finish(self, answer: dict[str, list[str]], *, browser: str | None) -> tuple[str, Session]:
        """The session of an authorization response, and the id for the browser.

        Raises:
            LaunchRefusedError: the answer does not belong to a launch of this browser, or any check says no.
        """
        launch = self._launch(answer, browser)
        app = self.apps.of_client(launch.client)
        if app is None:
            raise LaunchRefusedError(Trouble.UNKNOWN_SERVER, "no-longer-registered")
        _check_sender(answer, launch)
        if "error" in answer:
            raise LaunchRefusedError(Trouble.NOT_PERMITTED, "authorization")
        code = _single(answer, "code")
        if code is None or not _CODE.fullmatch(code):
            raise LaunchRefusedError(Trouble.MALFORMED_LAUNCH, "code")
        return self._open(launch, app, code)

    def _launch(self, answer: dict[str, list[str]], browser: str | None) -> Launch:
        state = _single(answer, "state")
        launch = self.sessions.take_launch(state) if state else None
        if launch is None:
            raise LaunchRefusedError(Trouble.NOT_STARTED_HERE, "state")
        if browser is None or not hmac.compare_digest(browser.encode(), launch.browser.encode()):
            raise LaunchRefusedError(Trouble.NOT_STARTED_HERE, "browser")
        return launch

    def _open(self, launch: Launch, app: SmartApp, code: str) -> tuple[str, Session]:
        grant = exchange_code(launch, app, code, self.redirect_uri)
        user = signed_in_user(grant.id_token, launch, app)
        if grant.case is not None:
            self.cases.check(grant.case, client=launch.client, patient=grant.patient, user=user)
        session = Session(launch.client, launch.server, grant.patient, grant.access_token, user)
        return self.sessions.open(session, seconds=grant.seconds), session


def _single(answer: dict[str, list[str]], name: str) -> str | None:
    given = answer.get(name, [])
    return given[0] if len(given) == 1 else None


def _check_sender(answer: dict[str, list[str]], launch: Launch) -> None:
    """RFC 9207: the issuer that an authorization response names is the one that was asked."""
    expected = launch.endpoints.issuer
    if "iss" in answer and _single(answer, "iss") != expected:
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, "response-iss")
    if "iss" not in answer and launch.endpoints.names_itself:
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, "response-iss-missing")

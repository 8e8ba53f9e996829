"""The token endpoint: the code is exchanged once, and what comes back is checked before any of it is used."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.origins import names_address
from service.outward import open_session, post_form
from service.replies import FetchFailedError
from service.smart.scopes import not_granted
from service.smart.trouble import LaunchRefusedError, Trouble
from service.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from service.smart.apps import SmartApp
    from service.smart.launches import Launch

WITHIN_S = 5.0
MAX_BYTES = 64 * 1024
UNSTATED_LIFETIME_S = 300
_OK = 200
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_FHIR_ID = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9.\-]{1,255}")


@dataclass(frozen=True, slots=True)
class Granted:
    """What the EHR granted: a token for one patient. `case` is the `appContext` of the card that led here."""

    access_token: str = field(repr=False)
    patient: str = field(repr=False)
    seconds: int
    id_token: str | None = field(repr=False, default=None)
    case: str | None = field(repr=False, default=None)


def exchange_code(launch: Launch, app: SmartApp, code: str, redirect_uri: str) -> Granted:
    """Exchange an authorization code.

    Raises:
        LaunchRefusedError: no usable answer, or one that does not fit what was asked.
    """
    endpoint = launch.endpoints.token
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": launch.verifier,
    }
    fields, headers = app.credential.proof(app.client_id, endpoint)
    permitted = app.client.allow_private_fhir or names_address(endpoint)
    session = open_session(private_permitted=permitted, connections=1, ca_bundle=app.client.ca_bundle)
    try:
        reply = post_form(
            session,
            endpoint,
            form=form | fields,
            headers={"Accept": "application/json"} | headers,
            deadline=time.monotonic() + WITHIN_S,
            max_bytes=MAX_BYTES,
        )
        if reply.status != _OK:
            raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, f"token-status-{reply.status}")
        return granted(parse(reply.body), launch)
    except (FetchFailedError, InvalidJsonError) as error:
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, "token-endpoint") from error
    finally:
        session.close()


def granted(answer: Any, launch: Launch) -> Granted:
    """The grant in an answer of the token endpoint.

    Raises:
        LaunchRefusedError: as `exchange_code`.
    """
    if not isinstance(answer, dict):
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, "token-shape")
    if str(answer.get("token_type")).lower() != "bearer":
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, "token-type")
    scope = answer.get("scope")
    if not isinstance(scope, str) or not_granted(launch.scopes, scope):
        raise LaunchRefusedError(Trouble.TOO_LITTLE_GRANTED, "scope")
    patient = answer.get("patient")
    if not isinstance(patient, str) or not _FHIR_ID.fullmatch(patient):
        raise LaunchRefusedError(Trouble.NO_PATIENT, "patient")
    return Granted(
        access_token=_matching(answer.get("access_token"), "access-token"),
        patient=patient,
        seconds=_seconds(answer.get("expires_in", UNSTATED_LIFETIME_S)),
        id_token=_matching(answer["id_token"], "id-token") if answer.get("id_token") is not None else None,
        case=_case(answer.get("appContext")),
    )


def _matching(given: Any, which: str) -> str:
    if not isinstance(given, str) or not _TOKEN.fullmatch(given):
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, which)
    return given


def _seconds(given: Any) -> int:
    whole = int(given) if isinstance(given, str) and given.isdecimal() and len(given) < 10 else given  # noqa: PLR2004 - digits of a sane number
    if isinstance(whole, bool) or not isinstance(whole, int) or whole <= 0:
        raise LaunchRefusedError(Trouble.SIGN_IN_FAILED, "expires-in")
    return whole


def _case(given: Any) -> str | None:
    """The card's context; anything but a text is as wrong as an unknown one."""
    if given in (None, ""):
        return None
    if not isinstance(given, str):
        raise LaunchRefusedError(Trouble.NO_SUCH_CASE, "app-context")
    return given

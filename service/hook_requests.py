"""A CDS Hooks request: the envelope that every EHR sends, read tolerantly and checked where something depends on it.

Members that the specification does not know are ignored; what is wrong is named by its path, never by its value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from service.fhir_authorization import FhirAuthorization, read_authorization

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fhir_mappings.not_read import NotRead

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_FHIR_ID = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9.\-]{1,255}")  # Epic's ids are longer than FHIR's 64 characters
_TYPE_AND_ID = re.compile(r"[A-Za-z]{1,64}/[^\s/]{1,512}")


class Hook(Enum):
    """The hooks that are answered; one service each."""

    PATIENT_VIEW = "patient-view"
    ORDER_SELECT = "order-select"
    ORDER_SIGN = "order-sign"


class InvalidHookRequestError(ValueError):
    """The body is no request of this hook. `at` is the path of the member that is wrong."""

    def __init__(self, says: str, *, at: str) -> None:
        super().__init__(f"{at}: {says}" if at else says)
        self.says = says
        self.at = at


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One call. `selections` and `draft_orders` belong to the order hooks.

    Once the request was completed, `not_read` says which keys the EHR's FHIR server did not give, and why.
    """

    hook: Hook
    hook_instance: str
    patient_id: str
    user_id: str
    encounter_id: str | None = None
    selections: tuple[str, ...] = ()
    draft_orders: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    prefetch: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    extension: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    fhir_server: str | None = None
    fhir_authorization: FhirAuthorization | None = None
    not_read: Mapping[str, NotRead] = field(default_factory=lambda: MappingProxyType({}))


_HOOKS = {hook.value: hook for hook in Hook}


def read_hook_request(document: object, expected: Hook | None = None) -> HookRequest:
    """The request in a JSON document; `expected` is the hook of the service that was called.

    Raises:
        InvalidHookRequestError: something that an answer depends on is missing or has the wrong shape.
    """
    if not isinstance(document, dict):
        raise InvalidHookRequestError("expected a CDS Hooks request, a JSON object", at="")
    hook = _hook(document.get("hook"), expected)
    context = _object(document, "context")
    if not context:
        raise InvalidHookRequestError("expected the context of the hook, an object", at="context")
    _check_fhir_access(document)
    patient_id = _matching(context, "patientId", _FHIR_ID, "expected a FHIR id", "context.")
    return HookRequest(
        hook=hook,
        hook_instance=_matching(document, "hookInstance", _UUID, "expected a UUID"),
        patient_id=patient_id,
        user_id=_matching(context, "userId", _TYPE_AND_ID, "expected Type/id", "context."),
        encounter_id=_encounter(context),
        selections=_selections(context) if hook is Hook.ORDER_SELECT else (),
        draft_orders=_draft_orders(context) if hook is not Hook.PATIENT_VIEW else MappingProxyType({}),
        prefetch=_object(document, "prefetch"),
        extension=_object(document, "extension"),
        fhir_server=document.get("fhirServer"),
        fhir_authorization=read_authorization(_object(document, "fhirAuthorization"), patient_id),
    )


def _hook(given: object, expected: Hook | None) -> Hook:
    hook = _HOOKS.get(given) if isinstance(given, str) else None
    if hook is None or (expected is not None and hook is not expected):
        allowed = expected.value if expected else ", ".join(_HOOKS)
        raise InvalidHookRequestError(f"expected {allowed}", at="hook")
    return hook


def _object(document: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    given = document.get(member)
    if given is None:
        return MappingProxyType({})
    if not isinstance(given, dict):
        raise InvalidHookRequestError("expected an object", at=member)
    return given


def _matching(document: Mapping[str, Any], member: str, form: re.Pattern[str], says: str, parent: str = "") -> str:
    given = document.get(member)
    if not isinstance(given, str) or not form.fullmatch(given):
        raise InvalidHookRequestError(says, at=parent + member)
    return given


def _encounter(context: Mapping[str, Any]) -> str | None:
    if context.get("encounterId") in (None, ""):
        return None
    return _matching(context, "encounterId", _FHIR_ID, "expected a FHIR id", "context.")


def _selections(context: Mapping[str, Any]) -> tuple[str, ...]:
    given = context.get("selections")
    if not isinstance(given, list):
        raise InvalidHookRequestError("expected a list of Type/id", at="context.selections")
    for position, selection in enumerate(given):
        if not isinstance(selection, str) or not _TYPE_AND_ID.fullmatch(selection):
            raise InvalidHookRequestError("expected Type/id", at=f"context.selections[{position}]")
    return tuple(given)


def _draft_orders(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """The unsigned orders; older clients leave out the Bundle's type, which is why it is not asked for."""
    given = context.get("draftOrders")
    if not isinstance(given, dict) or given.get("resourceType") != "Bundle":
        raise InvalidHookRequestError("expected a FHIR Bundle", at="context.draftOrders")
    if not isinstance(given.get("entry", []), list):
        raise InvalidHookRequestError("expected a list", at="context.draftOrders.entry")
    return given


def _check_fhir_access(document: Mapping[str, Any]) -> None:
    """A token without the server that it is for, or a server that is no address, is a broken request."""
    server = document.get("fhirServer")
    authorization = _object(document, "fhirAuthorization")
    if server is not None and not _is_web_address(server):
        raise InvalidHookRequestError("expected an absolute https address", at="fhirServer")
    if authorization and server is None:
        raise InvalidHookRequestError("expected, because fhirAuthorization is given", at="fhirServer")
    if authorization:
        _check_token(authorization)


def _check_token(authorization: Mapping[str, Any]) -> None:
    """The members that the specification requires have their type; whether the token may be used is asked later."""
    token, kind = authorization.get("access_token"), authorization.get("token_type")
    if not isinstance(token, str) or not token:
        raise InvalidHookRequestError("expected a token", at="fhirAuthorization.access_token")
    if not isinstance(kind, str):
        raise InvalidHookRequestError("expected Bearer", at="fhirAuthorization.token_type")


def _is_web_address(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False

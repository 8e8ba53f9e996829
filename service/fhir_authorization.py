"""`fhirAuthorization`: the access that an EHR grants with a call, and when its token may be used.

A token that is odd, has run out, is for another patient or another client is not used, and then nothing is fetched.
Scopes are judged only where every word of them is a SMART scope: some EHRs send free text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_RESOURCE_SCOPE = re.compile(r"(?:patient|user|system)/(\*|[A-Za-z]{1,64})\.(\*|read|write|c?r?u?d?s?)(\?\S*)?")
_OTHER_SCOPES = frozenset({"openid", "fhirUser", "profile", "launch", "offline_access", "online_access"})
_LAUNCH = "launch/"
_ALL_READ = frozenset({"*", "read"})


@dataclass(frozen=True, slots=True)
class FhirAuthorization:
    """The granted access. `token` is None where one was sent that must not be used; it is never kept, never logged."""

    token: str | None = field(default=None, repr=False)
    subject: str | None = None
    scopes: tuple[str, ...] = ()

    def usable_by(self, subject: str | None) -> bool:
        """Whether the token may be used by the client that this service is registered as (None: not registered)."""
        return self.token is not None and (subject is None or self.subject == subject)

    def covers(self, kind: str, *, search: bool) -> bool:
        """Whether resources of that kind may be read or searched; unclear scopes are left to the server to judge."""
        if not self.scopes or not all(_is_smart(scope) for scope in self.scopes):
            return True
        return any(_grants(scope, kind, "s" if search else "r") for scope in self.scopes)


def read_authorization(given: Mapping[str, Any], patient_id: str) -> FhirAuthorization | None:
    """The access in a request; None if none was granted."""
    if not given:
        return None
    subject, scope = given.get("subject"), given.get("scope")
    return FhirAuthorization(
        token=_usable(given, patient_id),
        subject=subject if isinstance(subject, str) else None,
        scopes=tuple(scope.split()) if isinstance(scope, str) else (),
    )


def _usable(given: Mapping[str, Any], patient_id: str) -> str | None:
    token, kind, seconds = given.get("access_token"), given.get("token_type"), given.get("expires_in", 1)
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return None
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not seconds > 0:
        return None
    return token if given.get("patient") in (None, "", patient_id) else None


def _is_smart(scope: str) -> bool:
    return scope in _OTHER_SCOPES or scope.startswith(_LAUNCH) or _RESOURCE_SCOPE.fullmatch(scope) is not None


def _grants(scope: str, kind: str, need: str) -> bool:
    found = _RESOURCE_SCOPE.fullmatch(scope)
    return found is not None and found[1] in ("*", kind) and (found[2] in _ALL_READ or need in found[2])

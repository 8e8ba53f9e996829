"""Why does this FHIR server not give what the service asks for? Asked step by step, with the site's own token.

Nothing of the patient is told: counts, status codes and links' presence alone.
"""

from __future__ import annotations

import json
import socket
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from fhir_mappings.prefetch import MEDICATION_KEYS, REQUIRED, TEMPLATES
from service.operators.findings import Finding, failed, ok, warning
from service.origins import names_address
from service.outward import get, open_session
from service.replies import Failure, FetchFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from service.replies import Reply

SECONDS = 10.0
MAX_BYTES = 32 * 1024 * 1024
SKEW_S = 30
_UNDERSTOOD = ("4.", "5.")
_BY_FAILURE = {
    Failure.NOT_ALLOWED: "its address may not be called",
    Failure.CONNECT: "nothing listens there, or a firewall is between: open the way from this machine to that port",
    Failure.TLS: "its certificate is not trusted here: name the hospital's authority as ca_bundle in the registration",
    Failure.TIMEOUT: f"no answer within {SECONDS:.0f} s: ask whether it is up, and look at the network between",
    Failure.TOO_LARGE: "the answer is larger than the service reads",
    Failure.BROKEN: "the answer broke off or is no HTTP: look for a proxy between",
}
_BY_STATUS = {
    401: "the token is not believed: is it new, of this server, and for this service's client?",
    403: "the token may not read this: ask for the scope (patient/ or system/ TYPE.rs) at the authorization server",
    404: "not there: is the base address right, and does this server know the type and the patient?",
    429: "the server asks to slow down: raise its limit for this client",
}


class FhirDoctor:
    """Asks one server; `token` is sent to its base address alone."""

    def __init__(self, base: str, token: str | None, *, ca_bundle: str | None = None) -> None:
        self._base = base.rstrip("/")
        self._headers = {"Accept": "application/fhir+json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._session: requests.Session = open_session(private_permitted=True, ca_bundle=ca_bundle)

    def look(self, patient: str | None) -> Iterator[Finding]:
        """Name, connection, capability statement, clock; with a patient also every query of the service."""
        host = urlsplit(self._base).hostname or ""
        try:
            socket.getaddrinfo(host, None)
        except (OSError, UnicodeError):
            yield failed("name", f"{host} has no address (DNS)", "check the spelling, and the resolver of this machine")
            return
        yield (
            ok("name", f"{host} has an address")
            if not _is_private(host)
            else warning(
                "name", f"{host} has a private address", "registered clients need allow_private_fhir = true for it"
            )
        )
        reply = self._get("metadata")
        if isinstance(reply, Finding):
            yield reply
            return
        yield ok("connection", "answers" + (", certificate trusted" if self._base.startswith("https:") else ""))
        yield from _clock(reply)
        yield _capability(reply)
        if patient is None:
            yield warning("queries", "not asked", "give --patient ID to ask each query that the service asks")
            return
        for key, template in TEMPLATES.items():
            yield self._query(key, template.replace("{{context.patientId}}", patient))

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _get(self, path: str, about: str = "connection") -> Reply | Finding:
        url = f"{self._base}/{path}"
        try:
            return get(
                self._session, url, headers=self._headers, deadline=time.monotonic() + SECONDS, max_bytes=MAX_BYTES
            )
        except FetchFailedError as error:
            return failed(about, f"not reached ({error.failure.value})", _BY_FAILURE[error.failure])

    def _query(self, key: str, query: str) -> Finding:
        started = time.monotonic()
        reply = self._get(query, key)
        if isinstance(reply, Finding):
            return reply
        took = f"{(time.monotonic() - started) * 1000:.0f} ms"
        document = _document(reply)
        if reply.status != 200 or document is None:  # noqa: PLR2004 - HTTP's own number
            change = _BY_STATUS.get(reply.status, "ask the server's operator; the service goes on without this part")
            needed = key in REQUIRED or key in MEDICATION_KEYS
            return (failed if needed else warning)(key, f"status {reply.status}, {_kind(document)}, {took}", change)
        if document.get("resourceType") != "Bundle":
            return ok(key, f"{_kind(document)}, {took}")
        entries = document.get("entry")
        told = f"{len(entries) if isinstance(entries, list) else 0} entries, {took}"
        ignored = _ignored(document, query)
        if ignored:
            return warning(key, f"{told}; parameters not acted on: {', '.join(ignored)}", "the service filters itself")
        return ok(key, told + ("; more pages follow" if _link(document, "next") else ""))


def _is_private(host: str) -> bool:
    """Whether a name leads to private addresses; a server that is named by its address needs no permission."""
    addresses = {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)}
    return not names_address(f"//{host}") and not any(ip_address(address).is_global for address in addresses)


def _document(reply: Reply) -> dict[str, Any] | None:
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _kind(document: dict[str, Any] | None) -> str:
    kind = document.get("resourceType") if document else None
    return kind[:40] if isinstance(kind, str) else "no FHIR resource"


def _capability(reply: Reply) -> Finding:
    document = _document(reply)
    if reply.status != 200 or document is None or document.get("resourceType") != "CapabilityStatement":  # noqa: PLR2004 - HTTP's own number
        change = _BY_STATUS.get(reply.status, "is this the FHIR base address? /metadata must answer")
        return failed("capabilities", f"status {reply.status}, {_kind(document)}", change)
    version = str(document.get("fhirVersion", ""))[:20]
    if not version.startswith(_UNDERSTOOD):
        return failed("capabilities", f"FHIR {version or 'version not stated'}", "R4, R4B or R5 is needed")
    return ok("capabilities", f"FHIR {version}")


def _clock(reply: Reply) -> Iterator[Finding]:
    try:
        there = time.mktime(time.strptime(reply.headers["date"], "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone
    except (KeyError, ValueError):
        return
    off = abs(time.time() - there)
    if off > SKEW_S:
        yield warning("clock", f"this machine and the server differ by {off:.0f} s", "set both clocks (NTP)")


def _link(bundle: dict[str, Any], relation: str) -> str | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == relation:
            return str(link.get("url"))
    return None


def _ignored(bundle: dict[str, Any], query: str) -> list[str]:
    """The parameters that the server's own `self` link does not name, although it has one."""
    own = _link(bundle, "self")
    if own is None:
        return []
    acted_on = {name.partition(":")[0] for name, _ in parse_qsl(urlsplit(own).query, keep_blank_values=True)}
    asked = [name for name, _ in parse_qsl(urlsplit(query).query)]
    return [name for name in asked if name not in acted_on and not name.startswith("_")]

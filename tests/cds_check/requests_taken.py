"""Which calls the sound service takes, and which wrong ones each switch lets pass or stumbles over."""

from __future__ import annotations

import re

from tests.cds_check.answers import Told
from tests.cds_check.loose import dict_, outcome_, parsed, string_
from tests.cds_check.offered import HOOKS, PREFETCH

NOTHING = {"resourceType": "Bundle", "type": "searchset", "total": 0}


SPOILT_BODIES = {
    "hooks.calls-are-taken": (lambda body, _: b"kit-sign" not in body and b"order-sign" in body, 404),
    "hooks.unknown-members-are-let-pass": (lambda body, _: b"kitMember" in body, 400),
    "hooks.any-uuid-names-the-instance": (lambda body, _: b"2a5e0c80-8d3f-11ee" in body, 400),
    "inputs.bodies-that-are-no-json": (lambda body, _: body == b"[]", 500),
    "inputs.broken-encodings": (lambda body, _: b"\xff\xfe" in body, 500),
    "inputs.odd-characters": (lambda body, _: b"\\u0000" in body, 500),
    "inputs.numbers-that-are-none": (lambda body, _: b"NaN" in body, 200),
    "inputs.huge-numbers": (lambda body, _: b"1e999" in body, 500),
    "inputs.members-that-stand-twice": (lambda body, _: b'"hook": "kit-other-hook", "hook"' in body, 200),
    "inputs.deep-nesting": (lambda body, _: b"[[[[[[" in body, 500),
    "inputs.wrong-hooks": (lambda _, document: document.get("hook") == "kit-other-hook", 200),
    "inputs.wrong-hook-instances": (lambda _, document: document.get("hookInstance") == 7, 500),
    "inputs.wrong-contexts": (lambda _, document: document.get("context") == [], 500),
    "inputs.wrong-context-fields": (lambda _, document: dict_(document.get("context")).get("userId") is True, 500),
    "inputs.ids-that-are-paths": (lambda body, _: b"1?_has=x" in body, 200),
    "inputs.wrong-prefetch": (lambda _, document: document.get("prefetch") == ["x"], 500),
    "inputs.authorization-needs-a-server": (
        lambda _, document: "fhirAuthorization" in document and "fhirServer" not in document,
        200,
    ),
    "inputs.odd-authorizations": (lambda body, _: b"[text with]" in body, 400),
    "inputs.a-large-text": (lambda body, _: b"x" * 100_000 in body and b"access_token" not in body, 500),
    "prefetch.one-key-missing": (lambda _, document: set(document.get("prefetch", {})) == {"notes"}, 422),
    "prefetch.one-key-null": (lambda _, document: _prefetch(document, "notes", None), 400),
    "prefetch.one-key-empty": (lambda _, document: _prefetch(document, "notes", NOTHING), 500),
    "prefetch.one-key-failed": (lambda _, document: _one_failed(document), 500),
    "prefetch.one-key-with-an-outcome-inside": (lambda body, _: b'"mode": "outcome"' in body, 500),
    "prefetch.odd-values": (lambda _, document: _prefetch(document, "notes", 7), 500),
    "prefetch.odd-resources": (lambda body, _: b"modifierExtension" in body, 500),
}


def _prefetch(document, key, value):
    prefetch = dict_(document.get("prefetch"))
    return key in prefetch and prefetch[key] == value and prefetch[key] is not True


def _one_failed(document):
    kinds = [dict_(value).get("resourceType") for value in dict_(document.get("prefetch")).values()]
    return "OperationOutcome" in kinds and len(set(kinds)) > 1


def read_request(asking, body):
    """200 with what was understood, or the status and the body of the refusal."""
    document = parsed(body)
    spoilt, status = SPOILT_BODIES.get(asking.fault, (None, 0))
    if spoilt and spoilt(body, document or {}):
        return (200, None) if status == 200 else (status, outcome_("spoilt"))
    problem = "no JSON object" if document is None else _wrong(asking, document)
    if problem:
        repeated = body.decode("utf-8", "replace")[:900] if asking.fault == "inputs.refusals-repeat-nothing" else ""
        inside = "Traceback (most recent call last)" if asking.fault == "inputs.refusals-show-no-internals" else ""
        return 400, outcome_(problem + repeated + inside)
    return _gathered(asking, document)


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _wrong(asking, document):
    context = document.get("context")
    if document.get("hook") != HOOKS[asking.name] or not UUID.fullmatch(str(document.get("hookInstance"))):
        return "hook or hookInstance"
    if not isinstance(context, dict) or not re.fullmatch(r"[A-Za-z0-9-]{1,200}", string_(context.get("patientId"))):
        return "context"
    if not re.fullmatch(r"\w+/[\w.-]+", string_(context.get("userId"))):
        return "context.userId"
    if asking.name == "kit-sign" and dict_(context.get("draftOrders")).get("resourceType") != "Bundle":
        return "context.draftOrders"
    if not isinstance(document.get("prefetch", {}), dict):
        return "prefetch"
    if "fhirAuthorization" in document and not isinstance(document.get("fhirServer"), str):
        return "fhirServer"
    return ""


def _gathered(asking, document):
    """The record, from the prefetch or from the FHIR server; 412 if it cannot be had."""
    prefetch, patient = dict(document.get("prefetch", {})), document["context"]["patientId"]
    failed = [key for key in ("patient", "notes") if dict_(prefetch.get(key)).get("resourceType") not in KINDS[key]]
    access, server = dict_(document.get("fhirAuthorization")), document.get("fhirServer")
    if asking.fault == "inputs.unregistered-servers-are-not-reached" and str(server).startswith("http://localhost"):
        asking.reach(server)
    if asking.fault == "prefetch.one-key-paged":
        for link in dict_(prefetch.get("notes")).get("link", []):
            asking.reach(link["url"])
    fetched = False
    if failed and asking.fhir_server and server == asking.fhir_server:
        for key in failed:
            prefetch[key] = asking.fetch(
                PREFETCH[key].replace("{{context.patientId}}", patient), access["access_token"]
            )
            fetched = True
        failed = [key for key in failed if dict_(prefetch[key]).get("resourceType") not in KINDS[key]]
    if failed:
        return _cannot(asking, document, prefetch, fetched=fetched)
    if prefetch["patient"].get("id") != patient and asking.fault != "prefetch.another-patient":
        return 412, outcome_("another patient")
    return 200, (Told(prefetch, patient, fetched=fetched), document)


KINDS = {"patient": ("Patient",), "notes": ("Bundle",)}


def _cannot(asking, document, prefetch, *, fetched):
    silent = (
        (asking.fault == "prefetch.nothing-obtainable-is-412" and not prefetch and "fhirServer" not in document)
        or (asking.fault == "prefetch.failures-are-not-silence" and fetched)
        or (
            asking.fault == "prefetch.every-key-failed"
            and not fetched
            and {dict_(value).get("resourceType") for value in prefetch.values()} == {"OperationOutcome"}
        )
    )
    return (200, None) if silent else (412, outcome_("data is missing"))

"""`/openapi.json`: every route with what it takes and answers (OpenAPI 3.1); tests hold the answers to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from service.build_info import SOFTWARE_VERSION
from service.discovery import SERVICES

_ERRORS_OF_A_CALL = (400, 401, 403, 404, 408, 412, 413, 415, 429, 500, 503)
_ERRORS_OF_FEEDBACK = (400, 401, 403, 404, 408, 413, 415, 429, 500, 503)
_JSON, _HTML, _TEXT = "application/json", "text/html", "text/plain"
_FORM = "application/x-www-form-urlencoded"
_TO_BE_SHOWN = {
    401: "Not authenticated; the same bytes for every cause",
    412: "Required data was not sent along and could not be read; the issue names it",
    429: "Too many calls: wait for Retry-After seconds",
    503: "Cannot be answered now: wait for Retry-After seconds",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: `answers` the schema (or none, for a page) by media type; `errors` the other statuses."""

    path: str
    method: str
    tag: str
    summary: str
    answers: tuple[tuple[str, str | None], ...]
    errors: tuple[int, ...] = (404, 429, 500, 503)
    body: tuple[str, str | None] | None = None
    signed: bool = False
    status: int = 200


def _page(path: str, summary: str, tag: str = "demo", method: str = "get", **more: Any) -> Operation:
    return Operation(path, method, tag, summary, ((_HTML, None),), **more)


def _data(path: str, summary: str, schema: str | None = "object", tag: str = "operations", **more: Any) -> Operation:
    return Operation(path, "get", tag, summary, ((_JSON, schema),), **more)


_FORM_BODY = (_FORM, None)
OPERATIONS = (
    _data("/cds-services", "Discovery", "discovery", "cds-hooks", errors=(401, 429, 500, 503)),
    Operation(
        "/cds-services/{id}",
        "post",
        "cds-hooks",
        "Call a service",
        ((_JSON, "response"),),
        _ERRORS_OF_A_CALL,
        (_JSON, "request"),
        signed=True,
    ),
    Operation(
        "/cds-services/{id}/feedback",
        "post",
        "cds-hooks",
        "Tell what became of cards",
        ((_JSON, "object"),),
        _ERRORS_OF_FEEDBACK,
        (_JSON, "feedback"),
        signed=True,
    ),
    _data("/livez", "Whether the process lives", errors=(500,)),
    _data("/readyz", "Whether calls can be answered now", "readiness", errors=(500,)),
    _data("/version", "Which program and which knowledge speak"),
    Operation("/metrics", "get", "operations", "Metrics (Prometheus)", ((_TEXT, None),), (401, 403, 429, 500, 503)),
    _data("/openapi.json", "This description"),
    Operation(
        "/attributes", "get", "about", "Source attributes of the decision support", ((_JSON, "object"), (_HTML, None))
    ),
    _page("/", "Where a newcomer lands", "about"),
    Operation("/assets/{name}", "get", "about", "Style sheets, scripts and pictures of the pages", (("*/*", None),)),
    _page("/smart/launch", "The EHR opens the page (SMART App Launch)", "smart", status=303),
    _page("/smart/standalone", "The clinician opens the page", "smart", status=303),
    _page("/smart/callback", "The EHR's answer to a launch", "smart", status=303),
    _page("/smart/view/{case}", "The page about a session's patient", "smart"),
    _page("/smart/view/{case}", "The page with answers for this one view", "smart", "post", body=_FORM_BODY),
    _page("/smart/logout/{case}", "End the session", "smart", "post"),
    _page("/demo", "Try patients"),
    _data("/demo/patients", "Demo patients", "list", "demo"),
    _data("/demo/patients/{id}", "The record of a demo patient", tag="demo"),
    _data("/demo/requests/{id}", "A ready hook request", tag="demo", errors=(400, 404, 429, 500, 503)),
    _data("/demo/feedback", "What became of the cards, in words", tag="demo"),
    _page("/demo/patients/{id}/chart", "A demo patient's chart as an EHR would show it"),
    _page("/demo/patients/{id}/resources", "What the record of a demo patient holds"),
    _data("/demo/patients/{id}/drafts/{agent}", "A draft order as an EHR would write it", None, "demo"),
    _page("/demo/patients/{id}/reasoning", "The reasoning page"),
    _page("/demo/patients/{id}/reasoning", "The reasoning page with answers", method="post", body=_FORM_BODY),
    _page("/demo/patients/{id}/resources/{kind}/{resource}", "One resource of the record"),
)
_SCHEMAS = ("discovery", "feedback", "operation-outcome", "request", "response")


@cache
def openapi_document() -> dict[str, Any]:
    """The description; the routes of the demo are there in demo mode alone, those of SMART with a SMART client."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    for path, methods in paths.items():
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        if names:
            methods["parameters"] = [_parameter(path, name) for name in names]
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _WHO_SIGNS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "her2-cds", "version": SOFTWARE_VERSION, "description": _WHAT, "license": _LICENSE},
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": {"bearer": bearer}},
    }


_WHAT = (
    "CDS Hooks 2.0.1 service about anti-HER2 therapy in HER2-positive metastatic breast cancer, after the 2016 Spanish "
    "expert panel. Not a certified medical device. What is under `demo` exists in demo mode alone."
)
_LICENSE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
_WHO_SIGNS = "Signed by a registered client, new for every call; `aud` is the address that is called. Not in demo mode."


def _parameter(path: str, name: str) -> dict[str, Any]:
    services = {"enum": list(SERVICES)} if path.startswith("/cds-services/") else {}
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **services}}


def _operation(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "tags": [operation.tag],
        "summary": operation.summary,
        "operationId": f"{operation.method}{operation.path.translate(_PLAIN)}",
        "responses": {str(operation.status): _answer(operation)}
        | {str(each): _error(each) for each in operation.errors},
    }
    if operation.path == "/readyz":
        told["responses"]["503"] = {**_answer(operation), "description": "Not ready"}
    if operation.body:
        media, schema = operation.body
        content = {"schema": _ref(schema)} | ({"example": EXAMPLES[schema]} if schema in EXAMPLES else {})
        told["requestBody"] = {"required": True, "content": {media: content}}
    if operation.signed:
        told["security"] = [{"bearer": []}, {}]
    return told


_PLAIN = str.maketrans({"/": "_", "{": None, "}": None, "-": "_", ".": "_"})


def _answer(operation: Operation) -> dict[str, Any]:
    content = {media: {"schema": _ref(schema)} for media, schema in operation.answers}
    for media, schema in operation.answers:
        if schema in EXAMPLES and media == _JSON:
            content[media]["example"] = EXAMPLES[schema]
    return {"description": HTTPStatus(operation.status).phrase, "content": content}


def _error(status: int) -> dict[str, Any]:
    says = _TO_BE_SHOWN.get(status, HTTPStatus(status).phrase)
    return {"description": says, "content": {_JSON: {"schema": _ref("operation-outcome")}}}


def _ref(schema: str | None) -> dict[str, Any]:
    if schema is None:
        return {}
    return {"type": "array" if schema == "list" else schema} if schema in ("object", "list") else _named(schema)


def _named(schema: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _schemas() -> dict[str, Any]:
    """The schemas with their parts beside them, under names of their own."""
    told: dict[str, Any] = {"readiness": _READINESS}
    for name in _SCHEMAS:
        text = (files("service") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        schema = json.loads(text.replace('"#/$defs/', f'"#/components/schemas/{name}-'))
        told |= {f"{name}-{part}": inner for part, inner in schema.pop("$defs", {}).items()}
        told[name] = {key: value for key, value in schema.items() if key != "$schema"}
    return dict(sorted(told.items()))


_STATUS = {"enum": ["ok", "degraded", "failed"]}
_READINESS = {
    "title": "What readiness tells, with 200 or 503",
    "type": "object",
    "required": ["status", "checks"],
    "properties": {
        "status": _STATUS,
        "checks": {
            "type": "object",
            "additionalProperties": {"type": "object", "required": ["status"], "properties": {"status": _STATUS}},
        },
    },
}
_INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
_EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}
EXAMPLES: dict[str | None, Any] = {
    "request": {
        "hook": "patient-view",
        "hookInstance": _INSTANCE,
        "context": {"patientId": "p1", "userId": "Practitioner/d1"},
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1965-04-01"},
            "conditions": _EMPTY,
            "observations": _EMPTY,
            "medicationStatements": _EMPTY,
        },
    },
    "response": {"cards": []},
    "feedback": {
        "feedback": [{"card": _INSTANCE, "outcome": "overridden", "outcomeTimestamp": "2026-03-02T10:00:00Z"}]
    },
    "readiness": {"status": "ok", "checks": {"database": {"status": "ok"}}},
}

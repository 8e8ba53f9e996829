"""The description of the routes says what they really do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from contract.requests import draft, orders, patient_view
from contract.wire import Wire
from jsonschema import Draft202012Validator
from trust.test_over_http import call, wire

from service.demo import demo_patients
from service.openapi import EXAMPLES, OPERATIONS, openapi_document
from service.smart.routes import SmartRoutes

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI

DOCUMENT = openapi_document()


def routes(app: FastAPI) -> set[tuple[str, str]]:
    return {(route.path, method.lower()) for route in app.routes for method in route.methods - {"HEAD"}}  # type: ignore[attr-defined]


class Collected:
    """Takes routes as an application does."""

    def __init__(self) -> None:
        self.routes: set[tuple[str, str]] = set()

    def add_route(self, path: str, _: object, *, methods: list[str]) -> None:
        self.routes |= {(path, method.lower()) for method in methods}


def test_every_route_is_described_and_every_description_is_a_route() -> None:
    smart: Any = Collected()
    SmartRoutes(*[None] * 6).add_to(smart)  # type: ignore[arg-type]  # only where they are added matters

    assert {(each.path, each.method) for each in OPERATIONS} == routes(Wire().app) | smart.routes


def test_the_served_description_is_the_pinned_one() -> None:
    assert wire().get("/openapi.json").json() == json.loads(json.dumps(DOCUMENT))


def test_a_tool_can_read_the_description() -> None:
    schema = schemathesis.openapi.from_dict(DOCUMENT)

    assert len([result.ok() for result in schema.get_all_operations()]) == len(OPERATIONS)


def matches(answer: httpx.Response, path: str) -> None:
    """Fail if the answer is none of those that are described."""
    described = DOCUMENT["paths"][path][answer.request.method.lower()]["responses"]
    assert str(answer.status_code) in described, answer.status_code
    media = answer.headers["content-type"].partition(";")[0]
    content = described[str(answer.status_code)]["content"]
    assert media in content or "*/*" in content
    if media == "application/json":
        schema = {**content[media]["schema"], "components": DOCUMENT["components"]}
        problems = [problem.message for problem in Draft202012Validator(schema).iter_errors(answer.json())]
        assert problems == []


PATIENT = next(iter(demo_patients()))
ASKED = [
    ("/", "/"),
    ("/livez", "/livez"),
    ("/readyz", "/readyz"),
    ("/version", "/version"),
    ("/metrics", "/metrics"),
    ("/attributes", "/attributes"),
    ("/openapi.json", "/openapi.json"),
    ("/assets/style.css", "/assets/{name}"),
    ("/assets/absent", "/assets/{name}"),
    ("/cds-services", "/cds-services"),
    ("/demo", "/demo"),
    ("/demo/patients", "/demo/patients"),
    (f"/demo/patients/{PATIENT}", "/demo/patients/{id}"),
    ("/demo/patients/absent", "/demo/patients/{id}"),
    (f"/demo/requests/{PATIENT}.json", "/demo/requests/{id}"),
    (f"/demo/requests/{PATIENT}.json?hook=x", "/demo/requests/{id}"),
    ("/demo/feedback", "/demo/feedback"),
    (f"/demo/patients/{PATIENT}/chart", "/demo/patients/{id}/chart"),
    (f"/demo/patients/{PATIENT}/resources", "/demo/patients/{id}/resources"),
    (f"/demo/patients/{PATIENT}/drafts/lapatinib", "/demo/patients/{id}/drafts/{agent}"),
    (f"/demo/patients/{PATIENT}/reasoning", "/demo/patients/{id}/reasoning"),
]


@pytest.mark.parametrize(("asked", "path"), ASKED)
def test_what_is_asked_for_is_answered_as_described(asked: str, path: str) -> None:
    matches(Wire().get(asked), path)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(EXAMPLES["request"]).encode(),
        json.dumps(patient_view()).encode(),
        json.dumps({**patient_view(), "prefetch": {}}).encode(),
        b"{}",
        b"no json",
    ],
)
def test_a_call_is_answered_as_described(body: bytes) -> None:
    matches(Wire().post("/cds-services/her2-patient-view", body), "/cds-services/{id}")


def test_orders_refusals_and_feedback_are_answered_as_described() -> None:
    path = "/cds-services/{id}"

    matches(Wire().call("her2-order-sign", orders("order-sign", draft("d1", "lapatinib"))), path)
    matches(Wire().call("absent", {}), path)
    matches(Wire().send("POST", "/cds-services/her2-patient-view", b"x"), path)
    matches(call(wire(), signed="a.b.c"), path)
    for document in (EXAMPLES["feedback"], {}):
        matches(Wire().call("her2-patient-view/feedback", document), path + "/feedback")


def test_the_examples_are_what_they_show() -> None:
    assert Wire().call("her2-patient-view", EXAMPLES["request"]).json() == EXAMPLES["response"]

"""The fault matrix: whatever the EHR's FHIR server does, the hook is answered in time and says what it did not read.

Each row is one fault with its cause. At every query: 412, an issue for each required key. At one optional query: cards,
with that part and its cause named, and nothing claimed that the whole record does not support.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from faults import faults
from faults.calling import call, opened, ours, problems, service, slack_s, timed
from faults.fhir_server import TOKEN, free_address
from faults.proxy import only

from fhir_mappings.not_read import NotRead
from service.fhir_access import FhirAccess

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from faults.conftest import Ehr
    from faults.proxy import Fault

DEADLINE_MS = 800
TRIES = 3
"""How often a row is looked at before it fails: on a machine that others load, a healthy query may be late as well."""


@dataclass(frozen=True)
class Row:
    """One fault: what it is, what it does, and the cause that it becomes."""

    says: str
    fault: Fault
    cause: NotRead
    code: str


SECONDS = "30"
FHIR_SERVER = [
    Row("the answer never comes", faults.hang, NotRead.TIMED_OUT, "timeout"),
    Row("the answer comes too late", faults.delay(5), NotRead.TIMED_OUT, "timeout"),
    Row("the answer drips", faults.drip(1, 0.3), NotRead.TIMED_OUT, "timeout"),
    Row("the connection is reset", faults.reset, NotRead.UNREACHABLE, "transient"),
    Row("the connection is reset in the body", faults.reset_mid_body, NotRead.SERVER_FAILED, "transient"),
    Row("the stream ends in the body", faults.half_close, NotRead.SERVER_FAILED, "transient"),
    Row("less comes than was announced", faults.wrong_length, NotRead.SERVER_FAILED, "transient"),
    Row("the JSON is cut off", faults.truncate, NotRead.NO_FHIR, "not-supported"),
    Row("bytes of the body are wrong", faults.corrupt(0.2), NotRead.NO_FHIR, "not-supported"),
    Row("a page to sign in", faults.HTML, NotRead.NO_FHIR, "not-supported"),
    Row("XML", faults.XML, NotRead.NO_FHIR, "not-supported"),
    Row("JSON that is no resource", faults.says(200, ["x"]), NotRead.NO_FHIR, "not-supported"),
    Row("another resource", faults.says(200, {"resourceType": "Basic"}), NotRead.NO_FHIR, "not-supported"),
    Row("an OperationOutcome as if it were data", faults.says(200), NotRead.NO_FHIR, "not-supported"),
    Row("400", faults.says(400), NotRead.NOT_SUPPORTED, "not-supported"),
    Row("401", faults.says(401), NotRead.REFUSED, "security"),
    Row("403", faults.says(403), NotRead.REFUSED, "security"),
    Row("404", faults.says(404), NotRead.NOT_FOUND, "not-found"),
    Row("410", faults.says(410), NotRead.NOT_FOUND, "not-found"),
    Row("429", faults.says(429), NotRead.SERVER_FAILED, "transient"),
    Row("429 with Retry-After", faults.says(429, Retry_After=SECONDS), NotRead.SERVER_FAILED, "transient"),
    Row("500", faults.says(500), NotRead.SERVER_FAILED, "transient"),
    Row("502", faults.says(502), NotRead.SERVER_FAILED, "transient"),
    Row("503", faults.says(503), NotRead.SERVER_FAILED, "transient"),
    Row("503 with Retry-After", faults.says(503, Retry_After=SECONDS), NotRead.SERVER_FAILED, "transient"),
    Row("504", faults.says(504), NotRead.SERVER_FAILED, "transient"),
    Row("a redirect", faults.redirect("http://127.0.0.1:9/fhir"), NotRead.NOT_SUPPORTED, "not-supported"),
]
SIZE = [
    Row("a gzip bomb of 200 MB", faults.gzip_bomb(), NotRead.TOO_LARGE, "not-supported"),
    Row("50 MB", faults.padded(50 * 1024 * 1024), NotRead.TOO_LARGE, "not-supported"),
]
REQUIRED = {
    "patient",
    "conditions",
    "observations",
    "medicationStatements",
    "medicationRequests",
    "medicationAdministrations",
}


def looked_at(look: Callable[[FhirAccess], None]) -> None:
    """Look, with a fresh memory of failures each time, until it is as expected or the tries are used up."""
    for last in range(1, TRIES + 1):
        try:
            with closing(FhirAccess()) as fhir:
                look(fhir)
        except AssertionError:
            if last == TRIES:
                raise
        else:
            return


def in_time(fhir: FhirAccess, server: str, request: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
    to = service(fhir, server, deadline_ms=DEADLINE_MS, **more)
    answer, seconds = timed(to, request or opened(server))
    assert seconds <= DEADLINE_MS / 1000 + slack_s()
    return answer


def refused(answer: httpx.Response, code: str) -> None:
    """A 412 that names every required key with this code, whose fault it is and an incident, and nothing else."""
    assert answer.status_code == 412
    assert problems(answer) == dict.fromkeys(REQUIRED, code)
    for issue in answer.json()["issue"]:
        assert "the EHR's FHIR server" in issue["diagnostics"]
        assert "; incident " in issue["diagnostics"]
    assert TOKEN not in answer.text
    assert "demo-one" not in answer.text


@pytest.mark.parametrize("row", FHIR_SERVER, ids=lambda row: row.says)
def test_at_every_query_it_is_412_with_the_cause(ehr: Ehr, row: Row) -> None:
    ehr.proxy.fault = row.fault

    looked_at(lambda fhir: refused(in_time(fhir, ehr.proxy.url), row.code))


def test_a_port_where_nobody_listens_is_412() -> None:
    nobody = free_address() + "/fhir"

    looked_at(lambda fhir: refused(in_time(fhir, nobody), "transient"))


def test_connections_that_nobody_accepts_are_412() -> None:
    with faults.black_hole() as nobody:
        looked_at(lambda fhir: refused(in_time(fhir, nobody), "timeout"))


def test_a_name_that_is_not_known_is_412() -> None:
    looked_at(lambda fhir: refused(in_time(fhir, "https://ehr.invalid/fhir"), "transient"))


@pytest.fixture(scope="module")
def whole(running_ehr: Ehr) -> dict[str, dict[str, Any]]:
    """What the card rests on if everything is read: the known facts by name."""
    running_ehr.proxy.heal()
    with closing(FhirAccess()) as fhir:
        answer = call(service(fhir, running_ehr.proxy.url, deadline_ms=10_000), opened(running_ehr.proxy.url))
    assert "gaps" not in ours(answer)
    return known(answer)


def known(answer: httpx.Response) -> dict[str, Any]:
    return {
        fact["name"]: fact["value"] for fact in ours(answer)["facts"] if fact["value"] not in ("unknown", "no", "none")
    }


def named(answer: httpx.Response, key: str, cause: NotRead, whole: dict[str, Any]) -> None:
    """Cards that name the part and its cause, and that know nothing better than the whole record does."""
    assert answer.status_code == 200, answer.text
    (card,) = answer.json()["cards"]
    assert {"reference": f"prefetch.{key}", "reason": cause.value} in ours(answer)["gaps"]
    assert "Could not be read from the EHR" in card["detail"]
    assert card["indicator"] != "critical"
    assert known(answer).items() <= whole.items()


@pytest.mark.parametrize("row", FHIR_SERVER + SIZE, ids=lambda row: row.says)
def test_at_one_query_the_card_names_it(ehr: Ehr, whole: dict[str, Any], row: Row) -> None:
    ehr.proxy.fault = only("Procedure", row.fault)

    looked_at(lambda fhir: named(in_time(fhir, ehr.proxy.url), "procedures", row.cause, whole))


def test_without_the_medication_the_card_claims_less(ehr: Ehr, whole: dict[str, Any]) -> None:
    ehr.proxy.fault = only("MedicationStatement", faults.says(503))

    def look(fhir: FhirAccess) -> None:
        answer = in_time(fhir, ehr.proxy.url)
        named(answer, "medicationStatements", NotRead.SERVER_FAILED, whole)
        assert known(answer).keys() < whole.keys()

    looked_at(look)


@pytest.mark.parametrize("row", SIZE, ids=lambda row: row.says)
def test_a_required_answer_that_is_too_large_is_412(ehr: Ehr, row: Row) -> None:
    ehr.proxy.fault = only("Condition", row.fault)

    def look(fhir: FhirAccess) -> None:
        answer = in_time(fhir, ehr.proxy.url)
        assert answer.status_code == 412
        assert problems(answer) == {"conditions": row.code}

    looked_at(look)


def test_the_reason_is_said_in_spanish_as_well(ehr: Ehr) -> None:
    ehr.proxy.fault = only("Procedure", faults.says(403))

    def look(fhir: FhirAccess) -> None:
        answer = in_time(fhir, ehr.proxy.url, language="es")
        detail = answer.json()["cards"][0]["detail"]
        assert "No se pudo leer de la historia clínica electrónica: procedimientos (acceso denegado)" in detail

    looked_at(look)

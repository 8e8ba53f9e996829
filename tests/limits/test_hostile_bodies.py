"""What an attacker or a broken client may send as a body is a 4xx with a reason, never a 5xx (goals P1-P3)."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from contract.requests import draft, orders, patient_view
from contract.wire import Wire, chunks

from fhir_mappings.json_bounds import MAX_ENTRIES, MAX_STRING_BYTES, MAX_VALUES, too_long_string, too_many_values
from service.settings import Settings
from service.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Callable

VIEW, SELECT = "/cds-services/her2-patient-view", "/cds-services/her2-order-select"
GOOD = json.dumps(patient_view())


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


def with_member(text: str) -> bytes:
    """The good request with one more member, written as it is."""
    return (GOOD[:-1] + ", " + text + "}").encode()


HOSTILE_JSON: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"<xml/>",
    "a list": f"[{GOOD}]".encode(),
    "a text": b'"patient-view"',
    "null": b"null",
    "a number": b"7",
    "half a request": GOOD[: len(GOOD) // 2].encode(),
    "two requests": (GOOD * 2).encode(),
    "a trailing comma": (GOOD[:-1] + ",}").encode(),
    "a byte-order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "bad UTF-8": with_member('"x": "?"').replace(b"?", b"\xff"),
    "a lone surrogate": with_member(r'"x": "\ud800"'),
    "a NUL": with_member(r'"x": "\u0000"'),
    "a raw line break in a string": with_member('"x": "a\nb"'),
    "NaN": with_member('"x": NaN'),
    "Infinity": with_member('"x": -Infinity'),
    "a number beyond floats": with_member('"x": 1e999'),
    "an integer of 21 digits": with_member('"x": ' + "9" * 21),
    "an integer of 100000 digits": with_member('"x": ' + "9" * 100_000),
    "a member twice": with_member('"hook": "patient-view"'),
    "a member twice, deep inside": with_member('"x": [{"a": {"b": 1, "b": 2}}]'),
    "65 levels": with_member('"x": ' + "[" * 64 + "]" * 64),
    "100000 levels": with_member('"x": ' + "[" * 100_000 + "]" * 100_000),
    "100000 levels without end": b'{"x":' * 100_000,
    "a member name of 257 characters": with_member(f'"{"k" * 257}": 1'),
    "a string beyond 1 MiB": with_member(f'"x": "{"y" * (MAX_STRING_BYTES + 1)}"'),
    "a string of escaped quotes beyond 1 MiB": with_member('"x": "' + '\\"' * MAX_STRING_BYTES + '"'),
    "more values than a chart can hold": b"[" + b"0," * MAX_VALUES + b"0]",
    "more empty objects than a chart can hold": b"[" + b"{}," * MAX_VALUES + b"{}]",
}


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_what_is_not_one_strict_and_bounded_json_object_is_400(wire: Wire, name: str) -> None:
    answer = wire.post(VIEW, HOSTILE_JSON[name])

    assert answer.status_code == 400
    assert len(answer.content) < 1000


@pytest.mark.parametrize("entry", ["0", "{}", '{"resource":{}}'])
def test_a_page_of_more_entries_than_a_chart_can_hold_is_400(wire: Wire, entry: str) -> None:
    page = '{"resourceType":"Bundle","entry":[' + f"{entry}," * MAX_ENTRIES + f"{entry}]}}"
    body = json.dumps(changed(prefetch={"observations": "PAGE"})).replace('"PAGE"', page).encode()

    answer = wire.post(VIEW, body)

    assert answer.status_code == 400
    assert f"more than {MAX_ENTRIES} entries" in answer.text


def changed(**members: Any) -> dict[str, Any]:
    return patient_view() | members


def in_context(**members: Any) -> dict[str, Any]:
    return changed(context=patient_view()["context"] | members)


HOSTILE_REQUESTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown hook": (changed(hook="encounter-discharge"), "hook"),
    "the hook of another service": (changed(hook="order-sign"), "hook"),
    "a hook that is no text": (changed(hook=["patient-view"]), "hook"),
    "no hook": ({name: value for name, value in patient_view().items() if name != "hook"}, "hook"),
    "no hookInstance": (changed(hookInstance=None), "hookInstance"),
    "a hookInstance that is no UUID": (changed(hookInstance="1"), "hookInstance"),
    "no context": (changed(context=None), "context"),
    "a context that is a list": (changed(context=[1]), "context"),
    "no patientId": (in_context(patientId=None), "context.patientId"),
    "a patientId that climbs": (in_context(patientId="../Observation"), "context.patientId"),
    "a patientId that asks": (in_context(patientId="1?_has=x"), "context.patientId"),
    "a patientId with an escape": (in_context(patientId="a%2fb"), "context.patientId"),
    "two patientIds": (in_context(patientId="1,2"), "context.patientId"),
    "a patientId with a line break": (in_context(patientId="p1\n"), "context.patientId"),
    "a patientId of 10 kB": (in_context(patientId="p" * 10_000), "context.patientId"),
    "a patientId that is a number": (in_context(patientId=1), "context.patientId"),
    "no userId": (in_context(userId=None), "context.userId"),
    "an encounterId that climbs": (in_context(encounterId="../x"), "context.encounterId"),
    "a prefetch that is a list": (changed(prefetch=[]), "prefetch"),
    "an fhirServer that is no address": (changed(fhirServer="javascript:alert(1)"), "fhirServer"),
    "an fhirServer that is a list": (changed(fhirServer=["https://x.example"]), "fhirServer"),
    "a token without a server": (changed(fhirAuthorization={"access_token": "t"}), "fhirServer"),
}


@pytest.mark.parametrize("name", HOSTILE_REQUESTS)
def test_a_request_that_is_none_of_this_hook_is_400_with_the_path(wire: Wire, name: str) -> None:
    document, path = HOSTILE_REQUESTS[name]

    answer = wire.call("her2-patient-view", document)

    assert answer.status_code == 400
    assert answer.json()["issue"][0]["expression"] == [path]


@pytest.mark.parametrize("given", [None, [], {"resourceType": "List"}, {"resourceType": "Bundle", "entry": {}}])
def test_orders_that_are_no_bundle_are_400(wire: Wire, given: object) -> None:
    document = orders("order-sign", draft("d1", "lapatinib"))
    document["context"]["draftOrders"] = given

    assert wire.call("her2-order-sign", document).status_code == 400


SMALL = Wire(Settings(demo=True, max_body_bytes=4096))
JSON, PLAIN = ("content-type", "application/json"), ("content-encoding", "identity")


@pytest.mark.parametrize(
    ("send", "status"),
    [
        (lambda: SMALL.post(VIEW, b" " * 4097), 413),
        (lambda: SMALL.post(VIEW, chunks(1024 * 1024)), 413),
        (lambda: SMALL.post(VIEW, zlib.compress(GOOD.encode()), **{"content-encoding": "gzip"}), 415),
        (lambda: SMALL.post(VIEW, b"{}", **{"content-encoding": "br"}), 415),
        (lambda: SMALL.post(VIEW, b"{}", **{"content-type": "text/xml"}), 415),
        (lambda: SMALL.post(VIEW, b"{}", **{"content-type": "application/json; charset=utf-16"}), 415),
        (lambda: SMALL.send("POST", VIEW, b"{}"), 415),
        (lambda: SMALL.send("POST", VIEW, b"{}", [JSON, ("content-type", "text/plain")]), 415),
        (lambda: SMALL.send("POST", VIEW, b"{}", [JSON, PLAIN, ("content-encoding", "gzip")]), 415),
        (lambda: SMALL.send("PUT", VIEW, b"{}"), 405),
        (lambda: SMALL.post("/cds-services/absent", b"{}"), 404),
    ],
)
def test_what_is_too_big_or_of_another_kind_is_refused_by_its_own_status(send: Callable[[], Any], status: int) -> None:
    assert send().status_code == status


def test_a_full_chart_of_thirty_megabytes_is_within_the_limits() -> None:
    coding = '"coding":[{"system":"http://loinc.org","code":"718-7"},{"system":"urn:x","code":"HB"}]'
    entry = f'{{"resource":{{"resourceType":"Observation","id":"o1","status":"final","code":{{{coding}}}}}}},'.encode()
    body = b'{"entry":[' + entry * (30_000_000 // len(entry)) + b"{}]}"

    assert not too_many_values(body)
    assert not too_long_string(body)


def test_commas_and_brackets_in_texts_are_no_values() -> None:
    body = b"[" + (b'"' + b",[{" * 1000 + b'",') * 4000 + b"0]"

    assert body.count(b",") > MAX_VALUES
    assert not too_many_values(body)


def test_a_string_of_exactly_one_mebibyte_is_read() -> None:
    longest = "y" * MAX_STRING_BYTES

    assert parse(f'{{"x": "{longest}"}}'.encode()) == {"x": longest}
    with pytest.raises(InvalidJsonError, match="string"):
        parse(f'{{"x": "{longest}y"}}'.encode())


def test_white_space_and_numbers_are_no_long_string() -> None:
    assert parse(b"[" + b" " * (3 * MAX_STRING_BYTES) + b"1]") == [1]
    assert len(parse(b"[" + b"12345678," * 200_000 + b"1]")) == 200_001


def test_callers_that_go_away_within_a_body_do_not_turn_readiness_red(wire: Wire) -> None:
    """Three failures of ours within a minute would: then anybody could take the service out of the load balancer."""

    async def broken_off() -> int:
        parts = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
        heard: list[Any] = []

        async def receive() -> Any:
            return next(parts)

        async def send(message: Any) -> None:
            heard.append(message)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": VIEW, "headers": headers, "query_string": b""}
        await wire.app(scope | {"http_version": "1.1", "client": ("127.0.0.1", 1), "scheme": "http"}, receive, send)
        return int(heard[0]["status"])

    assert [asyncio.run(broken_off()) for _ in range(4)] == [408] * 4
    assert wire.get("/readyz").json()["checks"]["incidents"] == {"status": "ok"}

"""How a hook call's body is opened: strict wherever something is used, scanned where nothing is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from contract.requests import patient_view

from fhir_mappings.prefetch import raw_from_prefetch
from fhir_mappings.raw import SentResource
from service.answering import answer_call
from service.errors import CannotAnswerError
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings
from service.strict_json import InvalidJsonError, open_call, parse

PRACTICE = practice_of(Settings())
HER2 = '{"coding": [{"system": "http://loinc.org", "code": "85319-2"}]}'
TEMPERATURE = '{"coding": [{"system": "http://loinc.org", "code": "8310-5"}]}'


def body(observation: str = "", *, page: str = "", key: str = "", member: str = "") -> bytes:
    """A request with one more Observation, and more members of its page, of its prefetch and of itself, as written."""
    call = patient_view()
    call["prefetch"]["observations"] = "OBSERVATIONS"
    entries = f'[{{"resource": {observation}}}]' if observation else "[]"
    written = f'{{"resourceType": "Bundle", "type": "searchset", "entry": {entries}{page}}}'
    text = json.dumps(call).replace('"OBSERVATIONS"', written + key)
    return (text[:-1] + member + "}").encode()


def observation(code: str, more: str = "") -> str:
    patient = patient_view()["context"]["patientId"]
    return (
        f'{{"resourceType": "Observation", "id": "o1", "status": "final", "code": {code}, '
        f'"subject": {{"reference": "Patient/{patient}"}}{more}}}'
    )


def status(request: bytes | bytearray) -> int:
    try:
        answer_call(request, Hook.PATIENT_VIEW, lambda _: date(2016, 5, 16), PRACTICE)
    except CannotAnswerError as error:
        return error.status
    return 200


REFUSED = {
    "the hook twice": body(member=', "hook": "patient-view"'),
    "a prefetch key twice": body(key=', "observations": null'),
    "the prefetch twice": body(member=', "prefetch": {}'),
    "a page with two lists of entries": body(page=', "entry": []'),
    "a member twice in a resource that is read": body(observation(HER2, ', "status": "final"')),
    "a member twice deep in a resource that is read": body(observation(HER2, ', "method": {"text": "a", "text": "b"}')),
    "a lone surrogate in a resource that is read": body(observation(HER2, ', "valueString": "\\ud800"')),
    "a NUL in a resource that is read": body(observation(HER2, ', "valueString": "\\u0000"')),
    "a number beyond floats in a resource that is read": body(observation(HER2, ', "valueInteger": 1e999')),
    "NaN in a resource of no concern": body(observation(TEMPERATURE, ', "valueInteger": NaN')),
    "bad UTF-8 in a resource of no concern": body(observation(TEMPERATURE, ', "note": "?"')).replace(b"?", b"\xff"),
    "half a UTF-8 character at the end": body(observation(TEMPERATURE, ', "note": "\u00e9"'))[:-1] + b"\xc3",
    "61 levels in a resource that is read": body(observation(HER2, f', "x": {"[" * 61}{"]" * 61}')),
    "100000 levels in a resource of no concern": body(observation(TEMPERATURE, f', "x": {"[" * 100000}{"]" * 100000}')),
    "a raw line break in a resource of no concern": body(observation(TEMPERATURE, ', "note": "a\nb"')),
    "a trailing comma in a resource of no concern": body(observation(TEMPERATURE, ', "note": [1,]')),
    "an entry that is cut off": body(observation(TEMPERATURE))[:-40],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_used_is_read_strictly_and_the_rest_must_be_json(name: str) -> None:
    assert status(REFUSED[name]) == 400


def test_a_resource_of_no_concern_is_passed_over_as_it_is() -> None:
    twice = observation(TEMPERATURE, ', "status": "final"')

    assert status(body(twice)) == 200
    assert status(bytearray(body(twice))) == 200


@pytest.mark.parametrize("given", [b"", b" ", b"[]", b"7", b"null", b"{", b'{"a": 1} {}', b"\xef\xbb\xbf{}"])
def test_what_is_no_object_is_read_or_refused_as_any_json(given: bytes) -> None:
    def told(read: Any) -> Any:
        try:
            return read(given)
        except InvalidJsonError:
            return InvalidJsonError

    assert told(open_call) == told(parse)


def test_the_envelope_reads_as_if_parsed_whole() -> None:
    written = body(observation(HER2))

    opened, parsed = open_call(written), parse(written)

    assert {name: value for name, value in opened.items() if name != "prefetch"} == {
        name: value for name, value in parsed.items() if name != "prefetch"
    }
    assert opened["prefetch"]["patient"] == parsed["prefetch"]["patient"]
    patient = parsed["context"]["patientId"]
    raw = raw_from_prefetch(opened["prefetch"], patient)
    assert any(isinstance(each, SentResource) for each in raw.resources)
    assert [each.resource for each in raw.resources] == [
        each.resource for each in raw_from_prefetch(parsed["prefetch"], patient).resources
    ]

"""What is fuzzed: each target takes bytes from nobody, and may refuse them only in the way that its callers expect."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cards import text
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from fhir_mappings.raw import UnreadableRecordError
from fhir_mappings.resources import Validation
from service.answering import read_request
from service.errors import CannotAnswerError
from service.feedback import InvalidFeedbackError, parse_feedback
from service.hook_requests import Hook
from service.strict_json import InvalidJsonError, open_call, parse
from service.token_refusals import TokenRefusedError
from service.tokens import take_apart

if TYPE_CHECKING:
    from collections.abc import Callable

HER = "p1"
_RESOURCE = {
    "resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": f"Patient/{HER}"},
    "code": {"coding": [{"system": "http://loinc.org", "code": "85319-2"}]}, "effectiveDateTime": "2024-01-02",
    "valueCodeableConcept": {"text": "Positive"},
}  # fmt: skip


def json_reader(data: bytes) -> None:
    """Whatever the strict reader takes, Python's own reader reads as the same value."""
    with suppress(InvalidJsonError):
        assert parse(data) == json.loads(data)
    with suppress(InvalidJsonError):
        open_call(data)


def hook_request(data: bytes) -> None:
    """A body is a request, or is refused with a status and its reasons."""
    with suppress(CannotAnswerError):
        read_request(data, Hook.PATIENT_VIEW)


def token(data: bytes) -> None:
    """A token is taken apart or refused."""
    with suppress(TokenRefusedError):
        take_apart(data.decode("latin-1"))


def facts(data: bytes) -> None:
    """No JSON in the place of a resource's member makes the reader raise."""
    with suppress(InvalidJsonError):
        value = parse(data)
        changed = [_RESOURCE | {member: value} for member in _RESOURCE]
        own: list[Any] = [value] if isinstance(value, dict) else []
        document = {"resourceType": "Bundle", "entry": [{"resource": each} for each in (*changed, *own)]}
        with suppress(UnreadableRecordError):
            read_record(raw_from_bundle(document, HER), validation=Validation.OFF)


def words(data: bytes) -> None:
    """No text of a record becomes an element, a link or an address on a card."""
    given = data.decode("utf-8", errors="replace")
    shown = text.markdown(given)
    plain = text.plain(given)
    assert "<" not in shown.replace("\\<", "")
    assert "](" not in shown.replace("\\]", "")
    assert "://" not in plain
    assert "\n" not in plain
    assert len(plain) <= len("[at]") * text.VALUE_LIMIT


def feedback(data: bytes) -> None:
    """A feedback body is read or refused with the path of what is wrong."""
    with suppress(InvalidJsonError, InvalidFeedbackError):
        parse_feedback(parse(data))


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (json_reader, hook_request, token, facts, words, feedback)
}
SEEDS: dict[str, tuple[bytes, ...]] = {
    "json_reader": (b'{"a":[1,2.5,"x",null,true,{"b":"\\u00e9"}]}', b"[]", b'"\\ud83e\\uddec"', b"-1e5"),
    "hook_request": (
        (
            b'{"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":'
            b'"Practitioner/u1","patientId":"p1"},"prefetch":{"patient":{"resourceType":"Patient","id":"p1"}}}'
        ),
    ),
    "token": (b"eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6IjEifQ.eyJpc3MiOiJ4In0.c2ln", b"a.b.c"),
    "facts": tuple(json.dumps(value).encode() for value in (*_RESOURCE.values(), _RESOURCE)),
    "words": (b"HER2 <b>3+</b> [x](http://e.x) www.x.y a@b.c", "metástasis ósea \u202e≥".encode()),
    "feedback": (
        (
            b'{"feedback":[{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-24T12:00:00Z",'
            b'"overrideReason":{"reason":{"code":"x"},"userComment":"y"}}]}'
        ),
    ),
}

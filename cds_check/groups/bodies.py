"""Hostile bodies: what is no JSON, or more than anybody needs; refused with 4xx, never with 5xx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.groups.refusing import (
    MEGABYTE,
    NO_SERVICE,
    altered,
    body_of,
    expect_refusal,
    never_5xx,
    refused,
    with_member,
)
from cds_check.http import NoAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_check.target import Target

GROUP = "inputs"
STREAMED_MEGABYTES = 96


@check(GROUP, Level.DEFENSIVE, "A6", "K4", title="A body that is no JSON object is refused with 4xx")
def bodies_that_are_no_json(target: Target) -> Finding:
    bodies = {
        "nothing": b"",
        "an array": b"[]",
        "a text": b'"x"',
        "null": b"null",
        "a number": b"7",
        "half an object": b'{"hook": "patient-view"',
        "a trailing comma": altered(target, b"}", b",}"),
        "a comment": altered(target, b"{", b"{/* x */"),
        "HTML": b"<html></html>",
    }
    return refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="Bodies that are no UTF-8 are refused with 4xx")
def broken_encodings(target: Target) -> Finding:
    good = body_of(target)
    bodies = {
        "bytes that are no UTF-8": good.replace(b'"hook"', b'"a": "\xff\xfe", "hook"', 1),
        "UTF-16": good.decode().encode("utf-16"),
        "half of a character": good.replace(b'"hook"', b'"a": "\xe2\x82", "hook"', 1),
    }
    return refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K7", title="A byte-order mark, NUL or half a surrogate pair never causes 5xx")
def odd_characters(target: Target) -> Finding:
    good = body_of(target)
    bodies = {
        "a byte-order mark": b"\xef\xbb\xbf" + good,
        "NUL": with_member(good, b'"\\u0000"'),
        "half a surrogate pair": with_member(good, b'"\\ud800"'),
        "a control character": with_member(good, b'"\x01"'),
        "a name that is a surrogate": good.replace(b'"hook"', b'"\\udc00": 1, "hook"', 1),
    }
    return never_5xx(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="NaN and Infinity, which are no JSON, are refused with 4xx")
def numbers_that_are_none(target: Target) -> Finding:
    good = body_of(target)
    bodies = {name: with_member(good, name.encode()) for name in ("NaN", "Infinity", "-Infinity", "1.e5", "0x10")}
    return refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K7", title="Numbers beyond every range never cause 5xx")
def huge_numbers(target: Target) -> Finding:
    good = body_of(target)
    bodies = {name: with_member(good, number) for name, number in (("5,000 digits", b"9" * 5000), ("1e999", b"1e999"))}
    return never_5xx(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="An object that names a member twice is refused with 4xx")
def members_that_stand_twice(target: Target) -> Finding:
    good = body_of(target)
    bodies = {
        "hook twice": good.replace(b'"hook"', b'"hook": "kit-other-hook", "hook"', 1),
        "patientId twice": good.replace(b'"patientId"', b'"patientId": "kit-other", "patientId"', 1),
    }
    return refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "A1", "K4", title="Nesting without end is refused with 4xx")
def deep_nesting(target: Target) -> Finding:
    good = body_of(target)
    bodies = {
        "100,000 arrays": with_member(good, b"[" * 100_000 + b"]" * 100_000),
        "100,000 objects": with_member(good, b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
        "100,000 open brackets": b"[" * 100_000,
    }
    return refused(target, bodies)


@check(GROUP, Level.DEFENSIVE, "K7", title="A text of one megabyte never causes 5xx")
def a_large_text(target: Target) -> Finding:
    good, large = body_of(target), b'"' + b"x" * MEGABYTE + b'"'
    bodies = {"a member": with_member(good, large), "a name": good.replace(b'"hook"', large + b': 1, "hook"', 1)}
    return never_5xx(target, bodies)


@check(GROUP, Level.DEFENSIVE, "K5", title="A body that is announced as endless is refused before it has come")
def announced_without_end(target: Target) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    message = target.head_lines(call.service.path, length="Content-Length: 999999999999") + b"{"
    try:
        answer = target.http.raw(message, call.service.path, patience=3)
    except NoAnswerError:
        problems.add("a body of 999999999999 bytes is waited for")
        return problems.finding()
    expect_refusal(problems, "a body of 999999999999 bytes", answer)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "K5", title="A body that comes in chunks without end is cut off")
def chunked_without_end(target: Target) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    try:
        answer = target.post_bytes(call.service.path, _endless(), private=call.supplied)
    except NoAnswerError:
        return problems.finding("the connection was closed")  # an answer in the middle of a body often gets lost
    expect_refusal(problems, f"a chunked body of {STREAMED_MEGABYTES} MB", answer)
    return problems.finding()


def _endless() -> Iterator[bytes]:
    yield b'{"hook": "'
    for _ in range(STREAMED_MEGABYTES):
        yield b"x" * MEGABYTE
    yield b'"}'

from __future__ import annotations

import time

import pytest

from service.strict_json import MAX_DEPTH, InvalidJsonError, deeper_than, parse

ACCEPTED = {
    "an object": (b'{"a": [1, 2.5e3, "x", true, null]}', {"a": [1, 2500.0, "x", True, None]}),
    "white space around": (b' \n{"a":1}\n', {"a": 1}),
    "a surrogate pair": (b'"\\ud83d\\ude00"', "\U0001f600"),
    "an escaped backslash before u0000": (b'"\\\\u0000"', "\\u0000"),
    "brackets in a string": (b'"' + b"[{" * 500 + b'"', "[{" * 500),
    "as deep as allowed": (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, None),
    "as deep as allowed, mixed": (b'[{"a":' * (MAX_DEPTH // 2) + b"1" + b"}]" * (MAX_DEPTH // 2), None),
}
REFUSED = {
    "nothing": b"",
    "white space": b" \n ",
    "half an object": b"{",
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-16 without a mark": '{"a":1}'.encode("utf-16-be"),
    "UTF-32": "{}".encode("utf-32"),
    "NaN": b"[NaN]",
    "Infinity": b"[-Infinity]",
    "a number beyond floats": b"[1e999]",
    "a negative number beyond floats": b"[-1e999]",
    "5000 digits": b"[" + b"9" * 5000 + b"]",
    "100 decimals": b"[0." + b"1" * 100 + b"]",
    "a leading zero": b"[01]",
    "the same member twice": b'{"a": 1, "a": 2}',
    "the same member twice, deep inside": b'{"a": {"b": [{"c": 1, "c": 1}]}}',
    "the same member in two spellings": b'{"a": 1, "\\u0061": 2}',
    "one level too deep": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "one level too deep, mixed": b'[{"a":' * 33 + b"1" + b"}]" * 33,
    "100000 open brackets": b"[" * 100_000,
    "100000 brackets, closed": b"[" * 100_000 + b"]" * 100_000,
    "5000 objects, closed": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "a lone surrogate": b'["\\ud800"]',
    "a lone surrogate as member": b'{"\\udfff": 1}',
    "half a pair": b'["\\ud83d\\u0041"]',
    "NUL": b'["a\\u0000b"]',
    "NUL after a backslash": b'["\\\\\\u0000"]',
    "a raw control character": b'["a\nb"]',
    "bad UTF-8": b'["\xff"]',
    "a surrogate in UTF-8": b'["\xed\xa0\x80"]',
    "overlong UTF-8": b'["\xc0\xaf"]',
    "a trailing comma": b"[1,]",
    "a comment": b"// x\n{}",
    "two documents": b"{} {}",
    "single quotes": b"{'a': 1}",
    "a bare word": b"nul",
    "a long member name": b'{"' + b"k" * 300 + b'": 1}',
    "unbalanced": b"}" * 1000,
    "quotes without end": b'"' * 100_001,
    "backslashes without end": b'"' + b"\\" * 100_000,
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_strict_json_is_read(name: str) -> None:
    body, value = ACCEPTED[name]

    read = parse(body)

    assert value is None or read == value


@pytest.mark.parametrize("name", REFUSED)
def test_anything_that_two_parsers_could_read_differently_is_refused_quickly(name: str) -> None:
    started = time.process_time()

    with pytest.raises(InvalidJsonError) as refused:
        parse(REFUSED[name])

    assert time.process_time() - started < 0.5
    assert len(str(refused.value)) < 80


def test_the_reason_repeats_nothing_that_was_sent() -> None:
    with pytest.raises(InvalidJsonError) as refused:
        parse(b'{"SECRET": 1, "SECRET": "HIDDEN"')

    assert "SECRET" not in str(refused.value)
    assert "HIDDEN" not in str(refused.value)


def test_depth_is_told_in_linear_time() -> None:
    def seconds(times: int) -> float:
        body = b'{"a":"[[","b":[{"c":["{"]}]}' * times
        started = time.process_time()
        deeper_than(body, MAX_DEPTH)
        return time.process_time() - started

    small, large = seconds(20_000), seconds(200_000)

    assert large < 30 * small + 0.1


def test_thirty_megabytes_are_read_in_seconds() -> None:
    entry = b'{"resourceType":"Observation","id":"x","code":{"text":"' + b"y" * 300 + b'"}},'
    body = b'{"entry":[' + entry * 80_000 + b"{}]}"
    started = time.process_time()

    assert len(parse(body)["entry"]) == 80_001

    assert time.process_time() - started < 5

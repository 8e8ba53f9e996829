"""Laws of the small readers that everything rests on - dates, codes, JSON, words - over five hundred examples each."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from cards import text
from fhir_mappings.codes import Row, concepts_of, rows
from fhir_mappings.elements import coded, codings, number, string, texts
from fhir_mappings.when import period, read_date
from service.rfc3339 import instant
from service.strict_json import InvalidJsonError, open_call, parse
from treatment_history.answer import Answer
from treatment_history.dates import InvalidDateError, PartialDate, add_months

settings.register_profile("five hundred", max_examples=500, deadline=None, derandomize=True, database=None)
five_hundred = settings.get_profile("five hundred")
DAYS = st.dates(min_value=date(1903, 1, 1), max_value=date(2199, 12, 31))
UNICODE = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(UNICODE, max_size=20),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(st.text(UNICODE, max_size=12), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@five_hundred
@given(DAYS, st.sampled_from((4, 7, 10)))
def test_a_date_is_read_as_it_is_written_and_holds_its_day(day: date, length: int) -> None:
    written = day.isoformat()[:length]

    read = PartialDate.parse(written)

    assert str(read) == written
    assert read.earliest <= day <= read.latest
    assert read.is_exact is (length == 10)


@five_hundred
@given(DAYS, st.times(), st.integers(-14 * 60 + 1, 14 * 60 - 1))
def test_a_moment_is_the_day_that_the_record_names_in_its_own_zone(day: date, at: time, minutes: int) -> None:
    moment = datetime.combine(day, at, timezone(timedelta(minutes=minutes)))

    read = read_date(moment.isoformat())

    assert read is not None
    assert (read.earliest, read.latest) == (day, day)


@five_hundred
@given(DAYS, DAYS, st.sampled_from((4, 7, 10)), st.sampled_from((4, 7, 10)))
def test_before_is_certain_only_where_no_day_contradicts_it(one: date, other: date, long: int, short: int) -> None:
    first, second = PartialDate.parse(one.isoformat()[:long]), PartialDate.parse(other.isoformat()[:short])

    before = first.before(second)

    assert before is not (Answer.YES if one >= other else Answer.NO)
    assert not (before is Answer.YES and second.before(first) is Answer.YES)


@five_hundred
@given(st.text(max_size=40) | st.from_regex(r"\d{1,5}-?\d{0,3}-?\d{0,3}(T[\d:.Z+-]*)?", fullmatch=True))
def test_no_text_makes_the_date_reader_raise_anything_else(written: str) -> None:
    with suppress(InvalidDateError):
        PartialDate.parse(written)
    read = read_date(written)
    assert read is None or 1902 <= read.earliest.year <= 9998


@five_hundred
@given(DAYS, DAYS)
def test_a_period_that_ends_before_it_starts_is_not_used(start: date, end: date) -> None:
    span = period({"start": str(start), "end": str(end)})

    assert span.odd is (end < start)
    assert (span.start is None) is (end < start)


@five_hundred
@given(DAYS, st.integers(-600, 600))
def test_months_are_added_within_the_month(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@five_hundred
@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)), st.integers(-14 * 60 + 1, 14 * 60 - 1))  # noqa: DTZ001 - the zone is drawn apart
def test_an_instant_is_the_same_instant_in_every_zone(moment: datetime, minutes: int) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    read = instant(zoned.isoformat())

    assert read is not None
    assert read == zoned
    assert instant(zoned.astimezone(UTC).isoformat()) == read


@five_hundred
@given(JSON)
def test_what_is_written_is_read(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value


@five_hundred
@given(st.dictionaries(st.sampled_from(("hook", "context", "prefetch", "x")), JSON, max_size=4))
def test_a_body_opened_part_by_part_is_the_body_read_at_once(value: dict[str, object]) -> None:
    body = json.dumps(value).encode()
    try:
        whole = parse(body)
    except InvalidJsonError:
        return

    assert open_call(body) == whole


@five_hundred
@given(JSON, st.binary(max_size=6), st.integers(0, 200))
def test_broken_json_is_refused_or_is_json(value: object, noise: bytes, place: int) -> None:
    body = json.dumps(value).encode()
    at = place % (len(body) + 1)
    broken = body[:at] + noise + body[at:]
    try:
        read = parse(broken)
    except InvalidJsonError:
        return

    assert read == json.loads(broken)


@five_hundred
@given(JSON)
def test_no_shape_in_the_place_of_a_concept_makes_a_reader_raise(value: object) -> None:
    for given_ in (value, {"coding": value}, {"coding": [value], "text": value}):
        assert isinstance(coded(given_), frozenset)
        assert all(isinstance(one, dict) for one in codings(given_))
        assert all(texts(given_))
    assert isinstance(string(value), str)
    assert number(value) is None or isinstance(number(value), float)


@five_hundred
@given(st.sampled_from([row for row in rows() if row.system != "text"]), st.text(min_size=1, max_size=3))
def test_a_code_is_known_under_its_own_system_alone(row: Row, before: str) -> None:
    assert row.concept in concepts_of(row.system, row.code)
    assert row.concept in concepts_of(f" {row.system}/", f" {row.code.lower()} ")
    assert not concepts_of(f"x{before}{row.system}", row.code)


@five_hundred
@given(st.text(max_size=400))
def test_words_of_a_record_stay_words(given_: str) -> None:
    plain, shown = text.plain(given_), text.markdown(given_)

    assert plain
    assert "://" not in plain
    assert "\n" not in shown
    assert "<" not in shown.replace("\\<", "")
    assert text.plain(plain) == plain or text.ELLIPSIS in plain

from __future__ import annotations

import re
from datetime import date
from typing import Any

from reasoning.pages import DAY, PRACTICE, record_of

from cards.reasoning.model import Bar, Entry, Kind, Lane, Mark, Read, Shape, Timeline
from fhir_mappings.bundle import raw_from_bundle
from service.demo import as_stored, demo_patients
from service.reasoning.drawing import draw
from service.reasoning.page import reasoning_page
from treatment_history.dates import PartialDate

TODAY = date(2016, 6, 1)


def drawn(*, bars: tuple[Bar, ...] = (), marks: tuple[Mark, ...] = ()) -> Any:
    timeline = Timeline((Lane("lane", bars, marks),), (Entry("t1", "x", "y", "", Read()),), (), TODAY)
    (row,) = draw(timeline, name="x", width=960, left=150).rows
    return row


def day(written: str) -> PartialDate:
    return PartialDate.parse(written)


def bar(start: str | None, end: str | None, *, ongoing: bool = False) -> Any:
    made = Bar("t1", "", Kind.LINE, day(start) if start else None, day(end) if end else None, ongoing)
    return drawn(bars=(made,)).bars[0]


def test_a_day_has_a_sharp_end_and_a_year_a_hatched_one() -> None:
    exact, vague = bar("2015-01-01", "2015-12-31"), bar("2015", "2016-03")

    assert (exact.start, exact.end) == (0, 0)
    assert vague.start > 0
    assert vague.end > 0


def test_what_goes_on_has_an_arrow_and_what_has_no_recorded_end_is_torn_and_reaches_not_to_today() -> None:
    going_on, unknown = bar("2014-01-01", None, ongoing=True), bar("2014-01-01", None)

    assert going_on.open == "arrow"
    assert unknown.open == "torn"
    assert unknown.x + unknown.width < going_on.x + going_on.width


def test_a_mark_of_an_uncertain_day_has_a_span() -> None:
    (mark,) = drawn(marks=(Mark("t1", "PD", Shape.PROGRESSION, day("2015")),)).marks

    assert mark.left < mark.x < mark.right


def test_marks_that_would_overlap_become_one_with_a_count() -> None:
    marks = tuple(Mark("t1", "PD", Shape.PROGRESSION, day(f"2015-03-{n:02}")) for n in range(1, 6))
    mixed = (*marks, Mark("t1", "SD", Shape.STABLE, day("2015-03-07")))

    (same,), (several,) = drawn(marks=marks).marks, drawn(marks=mixed).marks

    assert (same.label, len(same.entries)) == ("PD", 5)
    assert (several.label, len(several.entries)) == ("6", 6)


def test_a_very_long_record_keeps_its_drawings_small() -> None:
    record = as_stored(demo_patients()["demo-one"].record())
    scan = next(one["resource"] for one in record["entry"] if one["resource"]["id"].endswith("scan-1"))
    more = [
        {
            "resource": scan
            | {"id": f"scan-{n}", "effectiveDateTime": f"{1990 + n % 26}-{n % 12 + 1:02}-{n % 28 + 1:02}"}
        }
        for n in range(3_000)
    ]

    page = reasoning_page(
        raw_from_bundle({**record, "entry": record["entry"] + more}),
        DAY,
        PRACTICE,
        {},
        answer_url="",
        resource_url="/r",
    )

    assert len(page) < 600_000
    assert all(len(svg) < 300_000 for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL))


def test_the_same_record_gives_the_same_page() -> None:
    raw = record_of("demo-two")

    pages = {reasoning_page(raw, DAY, PRACTICE, {}, answer_url="", resource_url="/r") for _ in range(2)}

    assert len(pages) == 1

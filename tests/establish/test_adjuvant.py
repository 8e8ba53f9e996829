"""Early anti-HER2 therapy and the time from its last dose to recurrence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from establish.builders import day, exposures, fact, history

from consensus.establish import Established, establish
from consensus.establishing.adjuvant import months_between
from consensus.facts import AdjuvantAntiHer2, Interval, RelapseInterval
from treatment_history.history import EarlyKind, EarlyTherapy, Exposed
from treatment_history.record import MedicationRecord, PatientRecord, Source


def adjuvant(
    *agents: str, start: str | None = "2013-01-01", end: str | None = "2014-01-10", ongoing: bool = False
) -> EarlyTherapy:
    return EarlyTherapy(EarlyKind.ADJUVANT, agents, day(start), day(end), ongoing, ("MedicationStatement/e",))


def relapsed(on: str, *courses: EarlyTherapy, **changed: Any) -> Established:
    return establish(history(advanced_from=day(on), early=courses, **changed))


TRASTUZUMAB = adjuvant("trastuzumab")


@pytest.mark.parametrize(
    ("agents", "expected"),
    [
        ((), "none"),
        (("docetaxel",), "none"),
        (("trastuzumab",), "trastuzumab_based"),
        (("docetaxel", "trastuzumab"), "trastuzumab_based"),
        (("trastuzumab emtansine",), "tdm1_or_other"),
        (("pertuzumab", "trastuzumab"), "tdm1_or_other"),
        (("neratinib", "trastuzumab"), "tdm1_or_other"),
    ],
)
def test_kind_of_early_anti_her2_therapy(agents: tuple[str, ...], expected: str) -> None:
    assert relapsed("2015-01-10", adjuvant(*agents)).facts.adjuvant_anti_her2.value == expected


def test_without_early_therapy_there_is_no_interval() -> None:
    facts = relapsed("2015-01-10").facts

    assert facts.relapse_interval is RelapseInterval.NOT_APPLICABLE
    assert facts.adjuvant_relapse_months is Interval.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("relapse", "months", "bucket"),
    [
        ("2014-01-10", Interval.DURING, "during_or_le6"),
        ("2013-06-10", Interval.DURING, "during_or_le6"),
        ("2014-07-10", 6.0, "during_or_le6"),
        ("2014-07-11", 6.03, "gt6_le12"),
        ("2015-01-10", 12.0, "gt6_le12"),
        ("2015-01-11", 12.03, "gt12"),
        ("2015-09-10", 20.0, "gt12"),
    ],
)
def test_months_are_calendar_months_and_limits_are_included(relapse: str, months: object, bucket: str) -> None:
    facts = relapsed(relapse, TRASTUZUMAB).facts

    assert facts.adjuvant_relapse_months == months
    assert facts.relapse_interval.value == bucket


def test_twelve_months_after_the_29th_of_february_is_the_28th() -> None:
    course = adjuvant("trastuzumab", end="2012-02-29")

    assert relapsed("2013-02-28", course).facts.relapse_interval is RelapseInterval.GT6_LE12
    assert relapsed("2013-03-01", course).facts.relapse_interval is RelapseInterval.GT12
    assert months_between(date(2012, 2, 29), date(2013, 2, 28)) == 12.0
    assert months_between(date(2012, 1, 31), date(2012, 2, 28)) == 0.97


@pytest.mark.parametrize(
    ("end", "relapse", "possible"),
    [
        ("2014-01", "2015-01", ["gt6_le12", "gt12"]),
        ("2014-01", "2014-07", ["during_or_le6", "gt6_le12"]),
        ("2014", "2015", ["during_or_le6", "gt6_le12", "gt12"]),
    ],
)
def test_partial_dates_that_straddle_a_limit_are_unknown_and_narrow_the_question(
    end: str, relapse: str, possible: list[str]
) -> None:
    established = relapsed(relapse, adjuvant("trastuzumab", end=end))

    assert established.facts.relapse_interval is RelapseInterval.UNKNOWN
    assert [bucket.value for bucket in established.possible["relapse_interval"]] == possible
    assert established.facts.adjuvant_relapse_months is Interval.UNKNOWN


def test_partial_dates_inside_one_bucket_decide_it_without_a_number() -> None:
    established = relapsed("2015-11", adjuvant("trastuzumab", end="2014-01"))

    assert established.facts.relapse_interval is RelapseInterval.GT12
    assert established.facts.adjuvant_relapse_months is Interval.UNKNOWN


def test_an_unknown_end_lies_between_start_and_recurrence() -> None:
    soon = relapsed("2013-05-01", adjuvant("trastuzumab", end=None))
    later = relapsed("2013-12-01", adjuvant("trastuzumab", end=None))

    assert soon.facts.relapse_interval is RelapseInterval.DURING_OR_LE6
    assert [bucket.value for bucket in later.possible["relapse_interval"]] == ["during_or_le6", "gt6_le12"]


def test_a_course_of_unknown_end_ended_before_the_next_course_of_its_agent() -> None:
    neoadjuvant = adjuvant("trastuzumab", start="2012-01-01", end=None)

    assert relapsed("2014-07-11", neoadjuvant, TRASTUZUMAB).facts.relapse_interval is RelapseInterval.GT6_LE12


def test_recurrence_on_therapy_is_during() -> None:
    facts = relapsed("2014-06-01", adjuvant("trastuzumab", end=None, ongoing=True)).facts

    assert facts.adjuvant_relapse_months is Interval.DURING
    assert facts.relapse_interval is RelapseInterval.DURING_OR_LE6


def test_the_last_of_several_courses_counts() -> None:
    neoadjuvant = adjuvant("trastuzumab", start="2012-01-01", end="2012-06-01")

    assert relapsed("2014-07-10", neoadjuvant, TRASTUZUMAB).facts.adjuvant_relapse_months == 6.0


@pytest.mark.parametrize("early", [(), (TRASTUZUMAB,)])
def test_an_incomplete_history_leaves_early_therapy_open_with_what_was_seen_as_likely(
    early: tuple[EarlyTherapy, ...],
) -> None:
    established = relapsed("2015-09-10", *early, history_complete=False)

    assert established.facts.adjuvant_anti_her2 is AdjuvantAntiHer2.UNKNOWN
    assert established.facts.relapse_interval is RelapseInterval.UNKNOWN
    assert established.facts.adjuvant_relapse_months is Interval.UNKNOWN
    seen = AdjuvantAntiHer2.TRASTUZUMAB_BASED if early else AdjuvantAntiHer2.UNKNOWN
    assert established.working.adjuvant_anti_her2 is seen
    assert established.working.relapse_interval is (RelapseInterval.GT12 if early else RelapseInterval.UNKNOWN)


def test_doses_that_are_not_on_record_can_only_shorten_the_interval() -> None:
    within_6 = relapsed("2014-07-10", TRASTUZUMAB, history_complete=False)
    within_12 = relapsed("2015-01-10", TRASTUZUMAB, history_complete=False)

    assert within_6.facts.relapse_interval is RelapseInterval.DURING_OR_LE6
    assert [bucket.value for bucket in within_12.possible["relapse_interval"]] == ["during_or_le6", "gt6_le12"]


@pytest.mark.parametrize(
    ("name", "where", "open_question"),
    [
        ("trastuzumab", Exposed.UNDATED, True),
        ("trastuzumab", Exposed.UNKNOWN_SETTING, True),
        ("trastuzumab", Exposed.POSSIBLE, True),
        ("trastuzumab", Exposed.ADVANCED, False),
        ("some antineoplastic", Exposed.EARLY, True),
        ("some antineoplastic", Exposed.ADVANCED, False),
        ("docetaxel", Exposed.UNDATED, False),
    ],
)
def test_therapy_without_a_place_in_time_may_have_been_early(name: str, where: Exposed, *, open_question: bool) -> None:
    established = establish(history(exposures=exposures(**{name: (where,)})))

    assert (established.facts.adjuvant_anti_her2 is AdjuvantAntiHer2.UNKNOWN) is open_question


@pytest.mark.parametrize(("start", "open_question"), [("2015-06-01", False), ("2014-06-01", True), (None, True)])
def test_an_order_begun_in_metastatic_disease_was_no_early_therapy(start: str | None, *, open_question: bool) -> None:
    order = MedicationRecord("MedicationStatement/t", Source.ORDER, ("trastuzumab",), "active", start=day(start))

    established = establish(
        history(PatientRecord("p", medications=(order,)), exposures=exposures(trastuzumab=(Exposed.POSSIBLE,)))
    )

    assert (established.facts.adjuvant_anti_her2 is AdjuvantAntiHer2.UNKNOWN) is open_question


def test_an_interval_without_a_date_of_recurrence_asks_for_both_dates() -> None:
    established = establish(history(advanced_from=None, early=(TRASTUZUMAB,)))

    value, _, missing = fact(established, "relapse_interval")
    assert value is RelapseInterval.UNKNOWN
    assert missing == (
        "date of the last dose of anti-HER2 therapy before metastatic disease, and date of the recurrence",
    )
    assert established.facts.adjuvant_anti_her2 is AdjuvantAntiHer2.TRASTUZUMAB_BASED

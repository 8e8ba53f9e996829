"""Corners of the derivation that no worked case reaches, each by the section that decides it."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest
from lot_cases.build import AS_OF, dose, drug, history, record, seen, when

from treatment_history.answer import Answer
from treatment_history.derive import derive
from treatment_history.findings import Marker, MarkerResult, Method, TumorMarker
from treatment_history.history import EarlyKind, EndReason, Exposed
from treatment_history.record import (
    Completeness,
    Excluded,
    ExplicitLine,
    Gap,
    LineRank,
    Metastasis,
    Purpose,
    Query,
    Site,
    Source,
    StatedSetting,
    StopReason,
    Surgery,
)
from treatment_history.sentences import say


def _missing(query: Query) -> MappingProxyType[Query, Completeness]:
    return MappingProxyType({query: Completeness.TRUNCATED})


def _operation(day: str) -> Surgery:
    return Surgery("Procedure/p1", when(day), Purpose.PRIMARY)


# 3.3 and W0: which records are exposures


def test_an_order_months_after_the_last_dose_is_only_possible() -> None:
    found = history(
        dose("trastuzumab", "2014-02-03"),
        drug("trastuzumab", "2014-09-01", source=Source.ORDER, reference="MedicationRequest/late"),
    )

    assert Excluded("MedicationRequest/late", "ordered-not-administered") in found.excluded


def test_an_order_that_a_statement_confirms_adds_evidence_and_dates_nothing() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2014-08-01"),
        drug("trastuzumab", "2014-01-27", source=Source.ORDER, reference="MedicationRequest/r1"),
    )

    (line,) = found.lines
    assert str(line.start) == "2014-02-03"
    assert str(line.end) == "2014-08-01"
    assert "MedicationRequest/r1" in line.evidence


def test_a_dispense_is_taken_but_its_end_is_unknown() -> None:
    found = history(drug("lapatinib", "2014-02-03", source=Source.DISPENSE, status="completed"))

    (line,) = found.lines
    assert line.end is None
    assert "end-unknown" in found.flags
    assert found.facts.on_anti_her2.value is Answer.UNKNOWN


def test_a_dispense_that_did_not_happen_is_left_out() -> None:
    found = history(drug("lapatinib", "2014-02-03", source=Source.DISPENSE, status="declined"))

    assert [item.why for item in found.excluded] == ["not-dispensed"]


def test_a_statement_of_unknown_status_is_possible() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), drug("pertuzumab", "2014-02-03", status="unknown"))

    assert found.exposures["pertuzumab"].where == (Exposed.POSSIBLE,)
    assert found.lines[0].dual is Answer.UNKNOWN


def test_an_order_for_a_later_day_than_the_line_is_no_partner_of_it() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2014-12-01"),
        drug("lapatinib", "2015-03-02"),
        drug("pertuzumab", "2015-06-01", source=Source.ORDER, status="completed"),
    )

    assert found.lines[0].dual is Answer.NO


def test_an_order_long_before_the_line_is_no_partner_of_it() -> None:
    found = history(
        drug("trastuzumab", "2015-02-03"),
        drug("pertuzumab", "2014-03-01", source=Source.ORDER, status="completed"),
    )

    assert found.lines[0].dual is Answer.NO


def test_a_dose_in_progress_is_ongoing() -> None:
    found = history(dose("trastuzumab", "2016-05-31", status="in-progress"))

    assert found.lines[0].ongoing


def test_an_end_before_the_start_is_no_end() -> None:
    found = history(drug("trastuzumab", "2014-06-01", "2014-02-01"))

    assert found.lines[0].end is None
    assert not found.lines[0].ongoing


def test_an_undated_active_entry_is_therapy_of_today() -> None:
    found = history(drug("trastuzumab"))

    assert found.facts.on_anti_her2.value is Answer.YES
    assert found.counts.lines.readings == (0, 0, 1)


def test_an_undated_chemotherapy_may_have_broken_the_run() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), drug("vinorelbine", status="completed"))

    assert found.facts.n_her2_lines.value == 1
    assert found.facts.current_line_number.possible == (1, 2)


def test_an_unnamed_drug_of_today_may_be_anti_her2_therapy() -> None:
    found = history(drug("compound nobody knows", "2014-02-03"))

    assert found.facts.on_anti_her2.value is Answer.UNKNOWN
    assert found.facts.current_line_her2.value is Answer.UNKNOWN
    assert found.facts.last_line_lapatinib.value is Answer.UNKNOWN


def test_an_order_without_confirmation_may_be_running_today() -> None:
    found = history(dose("docetaxel", "2016-05-20"), drug("trastuzumab", "2016-05-20", source=Source.ORDER))

    assert found.facts.on_anti_her2.value is Answer.UNKNOWN


def test_an_order_that_is_over_or_of_another_kind_does_not_make_therapy_of_today() -> None:
    found = history(
        dose("docetaxel", "2016-05-20"),
        drug("trastuzumab", "2014-05-20", source=Source.ORDER, status="completed"),
        drug("capecitabine", "2016-01-20", source=Source.ORDER),
    )

    assert found.facts.on_anti_her2.value is Answer.NO


def test_the_same_record_twice_is_one() -> None:
    once = drug("trastuzumab", "2014-02-03")

    assert history(once, once).lines == history(once).lines


# 3.5, W9, W10: courses


def test_two_sources_of_the_start_more_than_four_weeks_apart_are_flagged() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), dose("trastuzumab", "2014-03-17"))

    assert str(found.lines[0].start) == "2014-02-03"
    assert "start-sources-differ" in found.flags


def test_a_later_record_without_end_leaves_the_end_open() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2014-05-01"), drug("trastuzumab", "2014-05-12", status="completed")
    )

    assert found.lines[0].end is None
    assert "end-unknown" in found.lines[0].flags


def test_a_later_dose_replaces_an_unknown_end() -> None:
    found = history(drug("trastuzumab", "2014-02-03", status="completed"), dose("trastuzumab", "2014-03-17"))

    assert str(found.lines[0].end) == "2014-03-17"


def test_an_end_inside_a_year_is_not_taken_from_before_the_last_record_began() -> None:
    found = history(drug("trastuzumab", "2014-02-03", "2014-03-10"), drug("trastuzumab", "2014-03-20", "2014"))

    assert str(found.lines[0].end) == "2014"


def test_a_year_is_narrowed_by_the_first_exact_record_within_it() -> None:
    found = history(drug("trastuzumab", "2014", "2014-08-01"), dose("trastuzumab", "2014-05-05"))

    assert str(found.lines[0].start) == "2014-05-05"


def test_early_and_metastatic_therapy_of_one_drug_are_two_courses() -> None:
    found = history(
        drug("trastuzumab", "2013-03-01", "2014-02-10", stated_setting=StatedSetting.ADJUVANT),
        drug("trastuzumab", "2014-03-03", stated_setting=StatedSetting.METASTATIC),
    )

    assert [course.kind for course in found.early] == [EarlyKind.ADJUVANT]
    assert str(found.lines[0].start) == "2014-03-03"


def test_trastuzumab_and_its_conjugate_begun_on_one_day_are_both_kept_and_asked_about() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), drug("trastuzumab emtansine", "2014-02-03"))

    assert found.lines[0].agents == ("trastuzumab", "trastuzumab emtansine")
    assert found.lines[0].dual is Answer.NO
    assert [conflict.kind for conflict in found.conflicts] == ["adc-with-naked-trastuzumab"]


def test_a_conjugate_left_active_beside_later_trastuzumab_is_cut() -> None:
    found = history(
        drug("trastuzumab emtansine", "2014-02-03"), drug("trastuzumab", "2015-02-03"), drug("lapatinib", "2015-02-03")
    )

    assert str(found.lines[0].end) == "2015-02-02"
    assert found.lines[1].agents == ("lapatinib", "trastuzumab")


def test_a_cut_at_a_partial_start_keeps_that_start_as_written() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), drug("trastuzumab emtansine", "2015-02"))

    assert str(found.lines[0].end) == "2015-02"
    assert found.lines[0].end_bound == "before"


def test_trastuzumab_that_ends_with_the_conjugate_is_not_carried_beside_it() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2015"),
        drug("trastuzumab emtansine", "2014-12-15"),
        statuses=(seen("PD", "2014-12-01"),),
    )

    assert found.lines[1].agents == ("trastuzumab emtansine",)


# 3.6, W13: setting


def test_doubtful_metastases_leave_the_setting_unknown() -> None:
    doubted = Metastasis("Condition/c9", when("2014-01-20"), Site.LUNG, doubt=say("provisional"))
    found = history(drug("trastuzumab", "2014-02-03"), metastases=(doubted,), surgeries=(_operation("2013-12-02"),))

    assert found.advanced_from is None
    assert "setting-unknown" in found.flags
    assert found.facts.n_her2_lines.value is None


def test_unread_conditions_do_not_make_therapy_early() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"),
        metastases=(),
        surgeries=(_operation("2013-12-02"),),
        completeness=_missing(Query.CONDITIONS),
    )

    assert not found.early
    assert found.exposures["trastuzumab"].where == (Exposed.UNKNOWN_SETTING,)


def test_metastases_of_another_cancer_and_refuted_ones_say_nothing() -> None:
    foreign = Metastasis("Condition/c8", when("2013-01-20"), Site.LUNG, other_primary=True)
    refuted = Metastasis("Condition/c9", when("2013-01-20"), Site.BRAIN, present=Answer.NO)
    found = history(drug("trastuzumab", "2014-02-03"), metastases=(foreign, refuted))

    assert found.advanced_from is None


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2012-01-09", "2012-05-01", EarlyKind.NEOADJUVANT),
        ("2012-01-09", "2012-11-01", EarlyKind.PERIOPERATIVE),
        ("2012-07-02", "2013-05-01", EarlyKind.ADJUVANT),
        ("2012", "2013-05-01", EarlyKind.UNSPECIFIED),
    ],
)
def test_early_therapy_is_named_by_its_place_beside_the_operation(start: str, end: str, kind: EarlyKind) -> None:
    found = history(drug("trastuzumab", start, end), surgeries=(_operation("2012-06-04"),))

    assert [course.kind for course in found.early] == [kind]


def test_early_therapy_without_an_operation_is_unspecified() -> None:
    found = history(drug("trastuzumab", "2012-01-09", "2012-05-01"))

    assert [course.kind for course in found.early] == [EarlyKind.UNSPECIFIED]


def test_stated_neoadjuvant_and_adjuvant_parts_are_one_perioperative_course() -> None:
    found = history(
        drug("trastuzumab", "2012-01-09", "2012-05-01", stated_setting=StatedSetting.NEOADJUVANT),
        drug("trastuzumab", "2012-06-18", "2013-01-07", stated_setting=StatedSetting.ADJUVANT),
    )

    assert [course.kind for course in found.early] == [EarlyKind.PERIOPERATIVE]


def test_a_short_early_dual_blockade_is_flagged_where_none_followed() -> None:
    found = history(drug("trastuzumab", "2012-01-09", "2012-02-06"), drug("pertuzumab", "2012-01-23", "2012-02-06"))

    assert "dual-only-early" in found.flags


def test_a_stated_metastatic_setting_before_distant_disease_is_a_conflict() -> None:
    found = history(drug("trastuzumab", "2012-01-09", "2012-05-01", stated_setting=StatedSetting.METASTATIC))

    assert [conflict.kind for conflict in found.conflicts] == ["stated-setting"]
    assert found.early


def test_an_adjuvant_drug_stopped_at_relapse_begins_no_line() -> None:
    found = history(drug("trastuzumab", "2013-06-03", "2014-02-10"))

    assert not found.lines
    assert found.facts.first_line_approach.value == "second"
    assert found.facts.relapse_interval_days.value == (0, 0)


def test_without_new_agents_the_advanced_segment_begins_with_distant_disease() -> None:
    found = history(drug("trastuzumab", "2013-06-03"))

    assert str(found.lines[0].start) == "2014-01-20"
    assert found.facts.relapse_interval_days.value == (0, 0)


# 3.7: lines


def test_a_planned_change_of_substance_is_the_same_line() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"),
        drug("docetaxel", "2014-02-03", "2014-06-09", stop_reason=StopReason.COMPLETED, planned_completion=True),
        drug("capecitabine", "2014-06-23"),
    )

    assert found.counts.lines.readings == (1, 1, 1)
    assert found.lines[0].enlist == "aLoT 1.0"


def test_a_drug_that_pauses_less_than_half_a_year_is_the_same_line_in_every_reading() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"),
        drug("docetaxel", "2014-02-03", "2014-06-09"),
        drug("docetaxel", "2014-09-08"),
    )

    assert found.counts.lines.readings == (1, 1, 1)
    assert "treatment-holiday" in found.flags


def test_a_progression_while_everything_pauses_makes_the_restart_a_rechallenge() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2014-06-09"),
        drug("trastuzumab", "2014-10-06"),
        statuses=(seen("PD", "2014-09-15"),),
    )

    assert found.counts.lines.readings == (1, 1, 2)


def test_a_drug_with_unknown_end_that_comes_back_may_be_a_rechallenge() -> None:
    found = history(drug("trastuzumab", "2014-02-03", status="completed"), drug("trastuzumab", "2015-02-02"))

    assert found.counts.lines.readings == (1, 1, 2)
    assert found.lines[0].ongoing


def test_a_progression_owned_by_the_former_line_opens_no_later_one() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2014-12-15"),
        drug("trastuzumab emtansine", "2015-01-05", "2015-02-20"),
        drug("lapatinib", "2015-03-09"),
        statuses=(seen("PD", "2014-12-29"), seen("PD", "2015-01-03"), seen("PD", "2015-01-05")),
    )

    assert [line.basis.value for line in found.lines] == ["first", "documented", "presumed"]


def test_progression_and_start_in_one_year_judge_the_line_before() -> None:
    found = history(
        drug("trastuzumab", "2014", "2014"),
        drug("lapatinib", "2015"),
        statuses=(seen("PD", "2014"),),
    )

    assert found.lines[0].pd_on_line is Answer.YES
    assert found.lines[1].basis.value == "documented"


def test_eight_uncertain_changes_are_read_in_every_combination_and_nine_in_three() -> None:
    agents = ["docetaxel", "capecitabine", "vinorelbine", "gemcitabine", "eribulin", "carboplatin", "ixabepilone"]
    later = ["etoposide", "irinotecan", "topotecan"]
    chain = [
        drug(name, f"{2005 + place}-02-01", f"{2005 + place}-06-01") for place, name in enumerate((*agents, *later))
    ]
    spread = (Metastasis("Condition/c1", when("2005-01-10"), Site.BONE),)

    few, many = history(*chain[:9], metastases=spread), history(*chain, metastases=spread)

    assert few.counts.lines.readings == (1, 9, 9)
    assert many.counts.lines.readings == (1, 10, 10)


def test_a_coded_progression_documents_the_next_line_where_the_end_of_the_line_is_unknown() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", "2014-12-01", stop_reason=StopReason.PROGRESSION),
        drug("docetaxel", "2014-02-03", status="completed"),
        drug("lapatinib", "2014-12-15"),
    )

    assert found.lines[0].end is None
    assert found.lines[0].pd_on_line is Answer.YES
    assert found.lines[1].rule == "4"


def test_a_drug_that_comes_back_after_progression_beside_others_of_unknown_end_is_the_same_line() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", status="completed"),
        drug("docetaxel", "2014-02-03", "2014-06-09"),
        drug("docetaxel", "2014-10-06"),
        statuses=(seen("PD", "2014-09-22"),),
    )

    assert [line.basis.value for line in found.lines] == ["first"]
    assert found.counts.lines.readings == (1, 1, 2)


def test_doses_of_the_last_weeks_have_not_ended_when_another_drug_joins() -> None:
    found = history(dose("trastuzumab", "2014-02-03"), drug("lapatinib", "2014-02-24"))

    assert found.counts.lines.readings == (1, 1, 1)
    assert found.lines[0].enlist == "aLoT 1.0"


def test_endocrine_therapy_beside_chemotherapy_that_goes_on_is_a_minor_change() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"), drug("capecitabine", "2014-02-03"), drug("letrozole", "2014-06-09")
    )

    assert found.lines[0].enlist == "aLoT 1.1"
    assert found.lines[0].modifications[0].rule == "9"


def test_a_second_taxane_beside_one_that_goes_on_is_a_minor_change() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"), drug("docetaxel", "2014-02-03"), drug("paclitaxel", "2014-06-09")
    )

    assert found.counts.lines.readings == (1, 1, 1)
    assert found.lines[0].modifications[0].rule == "6"


# 3.8: dual blockade


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("trastuzumab", "2014-02-03", None), ("tucatinib", "2014-02-03", None), Answer.YES),
        (("lapatinib", "2014-02-03", None), ("tucatinib", "2014-02-03", None), Answer.NO),
        (("trastuzumab", "2014-02-03", None), ("anti-HER2 agent not named", "2014-02-03", None), Answer.UNKNOWN),
        (("trastuzumab emtansine", "2014-02-03", None), ("pertuzumab", "2014-02-03", None), Answer.YES),
        (("trastuzumab", "2014-02-03", "2014-02-17"), ("pertuzumab", "2014-02-24", None), Answer.NO),
    ],
)
def test_which_pairs_are_dual_blockade(
    first: tuple[str, str, str | None], second: tuple[str, str, str | None], expected: Answer
) -> None:
    found = history(drug(*first), drug(*second), drug("docetaxel", "2014-02-03"))

    assert found.lines[0].dual is expected


def test_a_pair_that_the_paper_does_not_name_is_marked() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), drug("tucatinib", "2014-02-03"))

    assert found.lines[0].pair == ("trastuzumab", "tucatinib")
    assert not found.lines[0].pair_in_source


def test_a_partner_whose_predecessor_ended_nobody_knows_when_is_unknown() -> None:
    found = history(drug("trastuzumab", "2014-02-03", status="completed"), drug("pertuzumab", "2014-02-24"))

    assert found.lines[0].dual is Answer.UNKNOWN


def test_two_antibodies_that_run_on_into_a_line_are_dual_there() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"),
        drug("pertuzumab", "2014-03-24"),
        drug("docetaxel", "2014-02-03"),
        drug("vinorelbine", "2015-02-02"),
        statuses=(seen("PD", "2015-01-19"),),
    )

    assert found.lines[1].agents == ("docetaxel", "pertuzumab", "trastuzumab", "vinorelbine")
    assert found.lines[1].dual is Answer.YES


# 3.8, W6, W14: assessments


def test_undated_and_later_results_are_left_out_and_said() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"), statuses=(seen("PD", None), seen("SD", "2016-07-01"), seen("CR", "2016-08"))
    )

    assert {item.why for item in found.excluded} == {"undated-status", "after-as-of"}
    assert found.lines[0].best_response == "unknown"


def test_an_undetermined_result_is_not_evaluable() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), statuses=(seen("undetermined", "2014-06-02"),))

    assert found.lines[0].first_assessment_pd is Answer.UNKNOWN


def test_a_baseline_in_the_first_three_weeks_belongs_to_no_line() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), statuses=(seen("SD", "2014-02-14"),))

    assert found.lines[0].best_response == "unknown"
    assert found.lines[0].pd_on_line is Answer.UNKNOWN


def test_a_graded_result_beats_improved_on_one_day() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"), statuses=(seen("improved", "2014-05-05"), seen("PR", "2014-05-05"))
    )

    assert found.facts.last_response.value == "PR"


def test_a_first_progression_in_a_month_that_straddles_eighteen_weeks_is_unknown() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), statuses=(seen("PD", "2014-06"),))

    assert found.lines[0].first_assessment_pd is Answer.UNKNOWN
    assert "late-first-assessment" not in found.flags


def test_unread_observations_leave_the_first_assessment_unknown() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"),
        statuses=(seen("SD", "2014-05-05"),),
        completeness=_missing(Query.OBSERVATIONS),
    )

    assert found.lines[0].first_assessment_pd is Answer.UNKNOWN
    assert found.lines[0].pd_on_line is Answer.UNKNOWN
    assert found.facts.last_response.value == "unknown"


@pytest.mark.parametrize(
    ("result", "reason", "expected"),
    [
        ("2014-11-03", None, Answer.NO),
        ("2014-06-02", None, Answer.UNKNOWN),
        ("2014-06-02", StopReason.TOXICITY, Answer.NO),
        ("2014-06-02", StopReason.PROGRESSION, Answer.YES),
    ],
)
def test_whether_the_last_line_progressed_needs_a_result_near_its_end_or_a_reason(
    result: str, reason: StopReason | None, expected: Answer
) -> None:
    found = history(drug("trastuzumab", "2014-02-03", "2014-12-01", stop_reason=reason), statuses=(seen("SD", result),))

    assert found.lines[0].pd_on_line is expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (StopReason.PROGRESSION, EndReason.PROGRESSION),
        (StopReason.TOXICITY, EndReason.TOXICITY),
        (StopReason.PATIENT, EndReason.PATIENT),
        (StopReason.AVAILABILITY, EndReason.AVAILABILITY),
        (StopReason.COMPLETED, EndReason.COMPLETED),
        (StopReason.DEATH, EndReason.UNKNOWN),
    ],
)
def test_the_coded_reason_of_the_last_drug_ends_the_last_line(reason: StopReason, expected: EndReason) -> None:
    found = history(drug("trastuzumab", "2014-02-03", "2014-12-01", stop_reason=reason))

    assert found.lines[0].end_reason is expected


def test_a_complete_response_that_goes_on() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), statuses=(seen("CR", "2014-05-05"),))

    assert found.facts.complete_response_ongoing.value is Answer.YES


# 3.10 and 5a: what an incomplete record cannot prove


def test_a_truncated_medication_query_gives_lower_bounds() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), completeness=_missing(Query.STATEMENTS))

    assert not found.history_complete
    assert found.facts.n_her2_lines.value is None
    assert found.facts.n_her2_lines.possible == (1, 2, 3, 4, 5)
    assert found.facts.clinical_resistance.value is Answer.UNKNOWN
    assert found.facts.first_line_approach.value == "unknown"
    assert [str(sentence) for sentence in found.facts.n_her2_lines.missing] == [
        "the complete anticancer medication: a part of the record could not be read"
    ]


def test_in_an_incomplete_record_dual_blockade_that_was_seen_is_the_working_reading_only() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"), drug("pertuzumab", "2014-02-03"), completeness=_missing(Query.ORDERS)
    )

    assert found.facts.dual_blockade_any.value is Answer.UNKNOWN  # specification 3.10 and section 5
    assert found.facts.dual_blockade_any.working is Answer.YES
    assert found.facts.dual_blockade_prior.value is Answer.UNKNOWN


def test_a_medication_that_could_not_be_read_makes_the_history_incomplete() -> None:
    gap = Gap("MedicationStatement/m9", "no medication", Query.STATEMENTS)

    assert not history(drug("trastuzumab", "2014-02-03"), gaps=(gap,)).history_complete


def test_no_therapy_at_all_is_no_line() -> None:
    found = history()

    assert found.counts.lines.readings == (0, 0, 0)
    assert found.last_line is None
    assert found.facts.n_her2_lines.value == 0
    assert found.facts.clinical_resistance.value is Answer.NO
    assert found.facts.current_line_number.value is None
    assert found.facts.on_anti_her2.value is Answer.NO


def test_early_therapy_with_unknown_end_within_a_year_of_relapse_is_second_line_like() -> None:
    near = history(drug("trastuzumab", "2013-06-03", status="completed"))
    far = history(drug("trastuzumab", "2012-06-03", status="completed"))

    assert near.facts.first_line_approach.value == "second"
    assert far.facts.first_line_approach.value == "unknown"
    assert far.facts.relapse_interval_days.value is None


def test_an_unnamed_early_drug_may_have_been_anti_her2_therapy() -> None:
    found = history(drug("compound nobody knows", "2012-06-03", "2012-09-03"))

    assert found.facts.first_line_approach.value == "unknown"
    assert found.facts.first_line_approach.working == "first"


def test_the_interval_to_relapse_keeps_the_end_as_written() -> None:
    found = history(drug("trastuzumab", "2012-06-03", "2013-01"))

    assert found.facts.relapse_interval_days.value == (354, 384)
    assert str(found.facts.relapse_interval_days.date) == "2013-01"


# section 5, W7: stated line numbers


def _stated(number: int, *covers: str, **more: object) -> ExplicitLine:
    given: dict[str, object] = {"rank": LineRank.CONTAINER, "status": "active", **more}
    reference = given.pop("reference", f"EpisodeOfCare/e{number}")
    return ExplicitLine(reference=reference, number=number, covers=covers, **given)  # type: ignore[arg-type]  # test data


T_2014 = "MedicationStatement/trastuzumab-2014-02-03"
L_2015 = "MedicationStatement/lapatinib-2015-02-02"


def test_a_statement_on_the_therapy_outranks_the_episode() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"),
        explicit_lines=(_stated(3, T_2014), _stated(2, T_2014, rank=LineRank.THERAPY, reference="Extension/x")),
    )

    assert [line.n for line in found.lines] == [2]


def test_a_therapy_that_names_its_episode_needs_no_period() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03", contexts=("EpisodeOfCare/e2",)),
        explicit_lines=(_stated(2, start=when("2016-01-01"), modification=1),),
    )

    assert [line.enlist for line in found.lines] == ["aLoT 2.1"]
    assert found.lines[0].setting_evidence == ("Condition/c1", "EpisodeOfCare/e2")


def test_an_episode_without_period_and_covers_covers_nothing() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), explicit_lines=(_stated(2),))

    assert [line.n for line in found.lines] == [1]


def test_an_open_episode_covers_everything_that_begins_after_its_start() -> None:
    found = history(
        drug("trastuzumab", "2014-02-03"), explicit_lines=(_stated(2, start=when("2014-01-01"), status="onhold"),)
    )

    assert [line.n for line in found.lines] == [2]


def test_a_stated_advanced_line_places_therapy_without_metastases_on_record() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), metastases=(), explicit_lines=(_stated(1, T_2014, track="a"),))

    assert found.exposures["trastuzumab"].where == (Exposed.ADVANCED,)
    assert found.counts.lines.readings == (1, 1, 1)


def test_a_stated_trial_line_is_not_numbered() -> None:
    found = history(drug("trastuzumab", "2014-02-03"), explicit_lines=(_stated(1, T_2014, track="i"),))

    assert not found.lines
    assert [line.enlist for line in found.investigational] == ["iLoT"]
    assert found.investigational[0].ongoing


def test_a_later_number_without_gap_confirms_the_line_that_was_only_presumed() -> None:
    found = history(
        drug("trastuzumab", "2013-12-30", "2014-06-30"),
        drug("vinorelbine", "2014-09-01", "2014-12-01"),
        drug("lapatinib", "2015-02-02"),
        explicit_lines=(_stated(3, L_2015),),
    )

    assert found.counts.lines.readings == (3, 3, 3)


def test_numbers_that_agents_of_one_day_contradict_are_asked_about() -> None:
    other = "MedicationStatement/docetaxel-2014-02-03"
    found = history(
        drug("trastuzumab", "2014-02-03"),
        drug("docetaxel", "2014-02-03"),
        explicit_lines=(_stated(1, T_2014), _stated(2, other)),
    )

    assert "explicit-contradiction" in found.flags
    assert found.facts.current_line_number.value is None


def test_receptor_results_change_no_line() -> None:
    marker = TumorMarker(
        "Observation/h1", Marker.HER2, Method.IHC, MarkerResult.POSITIVE, when("2014-01-10"), "3+", score="3+"
    )
    plain = record(drug("trastuzumab", "2014-02-03"))

    assert derive(record(*plain.medications, markers=(marker,)), AS_OF).lines == derive(plain, AS_OF).lines


def test_twenty_thousand_doses_are_one_line() -> None:
    day = date(2010, 1, 1).toordinal()
    doses = [
        dose(("trastuzumab", "docetaxel")[n % 2], date.fromordinal(day + n // 10).isoformat(), reference=f"M/{n}")
        for n in range(20_000)
    ]
    spread = (Metastasis("Condition/c1", when("2010-01-01"), Site.BONE),)

    assert history(*doses, metastases=spread).counts.lines.readings == (1, 1, 1)

"""The completion rule: ask only if it matters, try only what is possible, hide nothing that depends on the gap."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vignettes.load import vignettes

from consensus.algorithm import advise, judge
from consensus.derived import early_relapse, relapse_interval_from
from consensus.facts import (
    AdjuvantAntiHer2,
    AnswerOrNotApplicable,
    DiseaseSetting,
    DiseaseStatus,
    Facts,
    Given,
    Her2Status,
    Interval,
    LapatinibGiven,
    Presence,
    RelapseInterval,
)
from consensus.outcome import OrderClass, Status
from treatment_history.answer import Answer

PATIENTS = {vignette.id: vignette.facts for vignette in vignettes()}


def patient(id_: str, **changes: object) -> Facts:
    return replace(PATIENTS[id_], **changes)  # type: ignore[arg-type]  # each test gives a fact's own type


def test_brain_status_is_not_asked_in_second_line_once_lapatinib_was_given() -> None:
    said = advise(patient("V06", brain_mets=Presence.UNKNOWN, lapatinib_exposure=LapatinibGiven.METASTATIC))

    assert (said.code, said.rule, said.missing_facts) == ("C1", "T3.3", ())
    assert said.flags == ("lapatinib-already-used-silent", "unknown-but-irrelevant")
    assert "S8.1" not in said.statements


def test_an_order_that_depends_on_the_gap_is_not_judged_though_the_outcome_stands() -> None:
    facts = patient("V07", brain_mets=Presence.UNKNOWN, lapatinib_exposure=LapatinibGiven.METASTATIC)

    assert advise(facts).code == "D-TDM1N"
    assert judge(("lapatinib", "capecitabine"), facts).order_class.value == "INSUFFICIENT_DATA"
    assert judge(("trastuzumab-emtansine",), facts).order_class.value == "CONCORDANT_PREFERRED"


def test_a_fact_that_does_not_matter_is_passed_over_for_the_one_that_does() -> None:
    facts = patient(
        "V07",
        brain_mets=Presence.UNKNOWN,
        lapatinib_exposure=LapatinibGiven.METASTATIC,
        last_line_lapatinib=Answer.UNKNOWN,
    )

    said = advise(facts)

    assert (said.missing_facts, said.rule) == (("last_line_lapatinib",), "T4.10")
    assert said.possible_outcomes == ("D-LAP", "D-TDM1N")


def test_a_completion_that_contradicts_the_record_is_passed_over() -> None:
    facts = patient(
        "V15", brain_mets=Presence.PRESENT, lapatinib_exposure=LapatinibGiven.UNKNOWN, last_line_lapatinib=Answer.YES
    )

    said = advise(facts)

    assert (said.code, said.status) == ("D-LAP", Status.RECOMMENDATION)
    assert "unknown-but-irrelevant" in said.flags


def test_what_the_record_still_allows_narrows_what_is_tried() -> None:
    facts = patient("V06", n_her2_lines=None, prior_consecutive_her2_lines=1)

    assert advise(facts).missing_facts == ("n_her2_lines",)
    assert advise(facts, {"n_her2_lines": (2, 3, 4)}).code == "D-TDM1N"
    assert advise(facts, {"n_her2_lines": (1, 2)}).possible_outcomes == ("C1", "D-TDM1N")
    assert judge(("lapatinib", "capecitabine"), facts, possible={"n_her2_lines": (2, 3)}).ground == "J.1"


def test_possible_values_that_settle_nothing_are_not_tried() -> None:
    facts = patient("V07", her2_status=Her2Status.EQUIVOCAL)
    narrowed = {"her2_status": (Her2Status.POSITIVE, Her2Status.EQUIVOCAL)}

    assert advise(facts).possible_outcomes == ("D-TDM1N", "OUT-HER2")
    assert advise(facts, narrowed).code == "D-TDM1N"
    assert advise(facts, {"her2_status": (Her2Status.UNKNOWN,)}).missing_facts == ("her2_status",)


def test_only_contradictory_completions_are_a_contradiction() -> None:
    facts = patient(
        "V15", brain_mets=Presence.UNKNOWN, lapatinib_exposure=LapatinibGiven.NONE, last_line_lapatinib=Answer.NO
    )
    contradictory = replace(
        facts, brain_mets=Presence.PRESENT, lapatinib_exposure=LapatinibGiven.UNKNOWN, last_line_lapatinib=Answer.YES
    )

    said = advise(contradictory, {"lapatinib_exposure": (LapatinibGiven.NONE,)})

    assert (said.code, said.status, said.recommended) == ("INCONSISTENT", Status.INCONSISTENT_DATA, ())


def test_only_the_open_criteria_of_resistance_are_asked() -> None:
    facts = patient("V13", pd_at_first_assessment=AnswerOrNotApplicable.UNKNOWN, current_line_number=None)

    said = advise(facts)

    assert (said.rule, said.missing_facts) == ("T4.2", ("current_line_number", "pd_at_first_assessment"))
    assert said.possible_outcomes == ("D-OUT", "D-RES")


def test_a_denied_criterion_settles_resistance_whatever_else_is_unknown() -> None:
    said = advise(patient("V13", pd_at_first_assessment=AnswerOrNotApplicable.UNKNOWN, dual_blockade_prior=Answer.NO))

    assert said.code == "D-OUT"


@pytest.mark.parametrize(
    ("months", "bucket"),
    [
        (0.0, RelapseInterval.DURING_OR_LE6),
        (6.0, RelapseInterval.DURING_OR_LE6),
        (6.1, RelapseInterval.GT6_LE12),
        (12.0, RelapseInterval.GT6_LE12),
        (12.1, RelapseInterval.GT12),
        (Interval.DURING, RelapseInterval.DURING_OR_LE6),
        (Interval.NOT_APPLICABLE, RelapseInterval.NOT_APPLICABLE),
        (Interval.UNKNOWN, RelapseInterval.UNKNOWN),
    ],
)
def test_the_bucket_follows_from_the_months(months: float | Interval, bucket: RelapseInterval) -> None:
    assert relapse_interval_from(months) is bucket


def test_months_alone_are_enough() -> None:
    by_months = patient("V04", relapse_interval=RelapseInterval.UNKNOWN)

    assert advise(by_months) == advise(PATIENTS["V04"])


def test_a_given_bucket_goes_before_the_months() -> None:
    assert advise(patient("V04", relapse_interval=RelapseInterval.GT12)).code == "F1a"


@pytest.mark.parametrize("bucket", [RelapseInterval.NOT_APPLICABLE, RelapseInterval.UNKNOWN])
def test_after_adjuvant_therapy_an_interval_is_asked_even_where_not_applicable_stands(bucket: RelapseInterval) -> None:
    said = advise(patient("V04", relapse_interval=bucket, adjuvant_relapse_months=Interval.UNKNOWN))

    assert (said.rule, said.missing_facts) == ("T1.5", ("relapse_interval",))
    assert said.possible_outcomes == ("C1", "F1a")


@pytest.mark.parametrize(
    ("adjuvant", "bucket", "early"),
    [
        (AdjuvantAntiHer2.NONE, RelapseInterval.UNKNOWN, Answer.NO),
        (AdjuvantAntiHer2.UNKNOWN, RelapseInterval.GT12, Answer.NO),
        (AdjuvantAntiHer2.UNKNOWN, RelapseInterval.DURING_OR_LE6, Answer.UNKNOWN),
        (AdjuvantAntiHer2.TRASTUZUMAB_BASED, RelapseInterval.GT6_LE12, Answer.YES),
        (AdjuvantAntiHer2.TDM1_OR_OTHER, RelapseInterval.DURING_OR_LE6, Answer.YES),
        (AdjuvantAntiHer2.TRASTUZUMAB_BASED, RelapseInterval.UNKNOWN, Answer.UNKNOWN),
        (AdjuvantAntiHer2.TRASTUZUMAB_BASED, RelapseInterval.NOT_APPLICABLE, Answer.UNKNOWN),
    ],
)
def test_early_relapse(adjuvant: AdjuvantAntiHer2, bucket: RelapseInterval, early: Answer) -> None:
    assert early_relapse(Facts(adjuvant_anti_her2=adjuvant, relapse_interval=bucket)) is early


def test_after_one_line_only_the_open_half_of_early_relapse_is_asked() -> None:
    adjuvant_known = patient(
        "V06", adjuvant_anti_her2=AdjuvantAntiHer2.TRASTUZUMAB_BASED, relapse_interval=RelapseInterval.UNKNOWN
    )
    nothing_known = replace(adjuvant_known, adjuvant_anti_her2=AdjuvantAntiHer2.UNKNOWN)
    nothing_known = replace(nothing_known, adjuvant_relapse_months=Interval.UNKNOWN)
    adjuvant_known = replace(adjuvant_known, adjuvant_relapse_months=Interval.UNKNOWN)

    assert advise(adjuvant_known).missing_facts == ("relapse_interval",)
    assert advise(nothing_known).missing_facts == ("adjuvant_anti_her2", "relapse_interval")
    assert advise(nothing_known).possible_outcomes == ("C1", "D-TDM1N")


def test_a_later_agent_in_an_order_is_judged_even_when_facts_are_missing() -> None:
    assert judge(("tucatinib", "trastuzumab", "capecitabine"), Facts()).order_class.value == "NOT_COVERED"


def test_a_response_without_a_recorded_treatment_is_asked() -> None:
    said = advise(patient("V16", on_anti_her2=Answer.UNKNOWN))

    assert (said.rule, said.possible_outcomes) == ("T5.1", ("E-CR", "E-OFF"))


def test_treated_disease_after_unknown_agents_asks_for_them() -> None:
    said = advise(patient("V07", post2016_agent_exposure=Answer.UNKNOWN))

    assert (said.rule, said.possible_outcomes) == ("T0.9", ("D-TDM1N", "OUT-NEWAGENT"))


def test_t_dm1_left_out_for_every_value_needs_no_answer() -> None:
    said = advise(patient("V07", tdm1_exposure=Given.UNKNOWN, disease_status=DiseaseStatus.COMPLETE_RESPONSE))

    assert said.code == "E-CR"


@pytest.mark.parametrize(
    ("open_fact", "value"),
    [
        ("her2_status", Her2Status.UNKNOWN),
        ("her2_status", Her2Status.EQUIVOCAL),
        ("post2016_agent_exposure", Answer.UNKNOWN),
        ("disease_setting", DiseaseSetting.UNKNOWN),
    ],
)
def test_a_contradiction_between_known_facts_never_answers_an_open_one(open_fact: str, value: object) -> None:
    contradictory = {"last_line_lapatinib": Answer.YES, "lapatinib_exposure": LapatinibGiven.NONE}
    facts = patient("V07", **contradictory, **{open_fact: value})

    said = advise(facts)

    assert (said.code, said.missing_facts) == ("MISSING", (open_fact,))
    assert "INCONSISTENT" in said.possible_outcomes
    assert judge(("trastuzumab-emtansine",), facts).order_class is OrderClass.INSUFFICIENT_DATA

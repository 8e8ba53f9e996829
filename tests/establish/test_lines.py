"""Facts that follow from the lines: status of the disease, and what is not applicable without a line."""

from __future__ import annotations

import pytest
from establish.builders import day, exposures, fact, history, line, line_facts, plain, with_line

from consensus.establish import establish
from consensus.facts import AnswerOrNotApplicable, DiseaseStatus
from treatment_history.answer import Answer
from treatment_history.findings import Stage
from treatment_history.history import Count, Counts, Derived, EndReason, Exposed
from treatment_history.record import MedicationRecord, PatientRecord, Source, StopReason


def test_metastatic_without_any_line_and_completely_read_is_untreated() -> None:
    established = establish(history())

    assert established.facts.disease_status is DiseaseStatus.UNTREATED
    assert established.facts.pd_at_first_assessment is AnswerOrNotApplicable.NOT_APPLICABLE
    assert established.facts.current_line_number == 0


def test_without_a_line_the_line_number_is_0_only_if_that_is_certain() -> None:
    unnumbered = line_facts(current_line_number=plain(None), last_line_number=plain(None))

    certain = establish(history(facts=unnumbered)).facts
    uncertain = establish(history(facts=unnumbered, history_complete=False)).facts

    assert certain.current_line_number == certain.last_line_number == 0
    assert uncertain.current_line_number is uncertain.last_line_number is None


@pytest.mark.parametrize("where", [Exposed.UNDATED, Exposed.UNKNOWN_SETTING, Exposed.POSSIBLE])
def test_therapy_that_may_have_been_a_line_forbids_untreated(where: Exposed) -> None:
    established = establish(history(exposures=exposures(trastuzumab=(where,))))

    assert established.facts.disease_status is DiseaseStatus.UNKNOWN
    assert established.facts.pd_at_first_assessment is AnswerOrNotApplicable.UNKNOWN


def test_early_therapy_alone_leaves_metastatic_disease_untreated() -> None:
    assert (
        establish(history(exposures=exposures(trastuzumab=(Exposed.EARLY,)))).facts.disease_status
        is DiseaseStatus.UNTREATED
    )


def test_early_disease_had_no_therapy_for_metastatic_disease() -> None:
    m0 = Stage("Observation/m0", day("2015-01-05"), Answer.NO)

    established = establish(history(PatientRecord("p", stages=(m0,)), advanced_from=None))

    assert established.facts.disease_status is DiseaseStatus.UNTREATED


def test_an_incomplete_history_or_disease_of_unknown_extent_forbids_untreated() -> None:
    assert establish(history(history_complete=False)).facts.disease_status is DiseaseStatus.UNKNOWN
    assert establish(history(advanced_from=None)).facts.disease_status is DiseaseStatus.UNKNOWN
    some = Counts(Count(0, 0, 1), Count(0, 0, 1), Count(0, 0, 1))
    assert establish(history(counts=some)).facts.disease_status is DiseaseStatus.UNKNOWN
    assert establish(history(investigational=(line(),))).facts.disease_status is DiseaseStatus.UNKNOWN


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("CR", "complete_response"),
        ("PR", "partial_response"),
        ("improved", "partial_response"),
        ("SD", "stable_disease"),
        ("PD", "progressive"),
        ("unknown", "unknown"),
    ],
)
def test_the_last_assessment_of_the_last_line_is_the_status(response: str, expected: str) -> None:
    assert establish(with_line(facts=line_facts(last_response=plain(response)))).facts.disease_status.value == expected


@pytest.mark.parametrize("response", ["CR", "PR", "SD", "PD"])
def test_the_deciding_assessment_is_named(response: str) -> None:
    said = Derived(response, response, evidence=("Observation/o",), date=day("2016-01-10"))

    because = fact(establish(with_line(facts=line_facts(last_response=said))), "disease_status")[1]

    assert because[0].startswith("Last assessment of line 1: ")
    assert because[0].endswith("(2016-01-10; Observation/o)")


def test_improved_is_said_to_be_not_graded() -> None:
    established = establish(with_line(facts=line_facts(last_response=plain("improved"))))

    assert "The record says improved, not graded: read as a response" in fact(established, "disease_status")[1]


def test_without_an_assessment_the_question_names_the_line() -> None:
    assert fact(establish(with_line()), "disease_status")[2] == (
        "date and result of the last assessment on line 1 (since 2015-02-01)",
    )


@pytest.mark.parametrize(
    ("ongoing", "reason", "expected"),
    [
        (False, StopReason.PROGRESSION, DiseaseStatus.PROGRESSIVE),
        (False, StopReason.TOXICITY, DiseaseStatus.UNKNOWN),
        (True, StopReason.PROGRESSION, DiseaseStatus.UNKNOWN),
    ],
)
def test_an_ended_last_line_stopped_for_progression_is_progressive(
    *, ongoing: bool, reason: StopReason, expected: DiseaseStatus
) -> None:
    med = MedicationRecord("MedicationStatement/m1", Source.STATEMENT, ("trastuzumab",), "stopped", stop_reason=reason)
    ended = line(ongoing=ongoing, end=day("2015-12-01"), end_reason=EndReason.PROGRESSION, pd_on_line=Answer.YES)

    assert establish(with_line(PatientRecord("p", medications=(med,)), ended)).facts.disease_status is expected


def test_agents_are_hyphenated_and_readings_are_handed_on() -> None:
    facts = line_facts(
        current_line_agents=plain(("trastuzumab emtansine",)),
        n_her2_lines=Derived(None, 3, possible=(2, 3)),
        pd_at_first_assessment=Derived(Answer.UNKNOWN, Answer.YES, possible=(Answer.YES, Answer.UNKNOWN)),
    )

    established = establish(with_line(facts=facts))

    assert established.facts.current_line_agents == ("trastuzumab-emtansine",)
    assert established.facts.n_her2_lines is None
    assert established.working.n_her2_lines == 3
    assert established.possible["n_her2_lines"] == (2, 3)
    assert established.working.pd_at_first_assessment is AnswerOrNotApplicable.YES

"""What holds for all patients, walked exhaustively over the small enumerations."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from vignettes.load import vignettes
from vignettes.walked import TABLE_FACTS, every_combination

from consensus.algorithm import advise, judge
from consensus.catalogue import every_path
from consensus.completion import DOMAINS
from consensus.currency import CURRENCY_NOTES, NOTES_OF_OUTCOME
from consensus.explore import Beyond, values_of
from consensus.facts import Facts, Given, Her2Status, HrStatus, IldHistory, Pregnancy
from consensus.flags import FLAGS
from consensus.outcome import OrderClass, Outcome, Status
from consensus.regimens import REGIMENS, TDM1, anti_her2
from consensus.safety import SAFETY_RULES
from consensus.situations.answers import NeedsData
from consensus.situations.resistance import Resistance
from consensus.statements import BACKGROUND, STATEMENTS
from treatment_history.agents import BY_HYPHENATED_NAME, Era, Family
from treatment_history.answer import Answer

ROWS = {
    *(f"T0.{row}" for row in (1, 2, 3, 4, 5, 6, 8, 9)),  # T0.7, T0.10 and T0.11 lead to other tables
    *(f"T1.{row}" for row in (5, 6, 7)),  # T1.1 to T1.4 lead to T1F and T3
    *(f"T1F.{row}" for row in range(1, 12)),
    *(f"T2.{row}" for row in (1, 4, 6)),  # T2.2, T2.3 and T2.5 lead to T3 and T4
    *(f"T3.{row}" for row in range(1, 7)),
    *("T4.1", "T4.1b", *(f"T4.{row}" for row in range(2, 19))),
    *(f"T5.{row}" for row in range(1, 8)),
}

CODES = {
    *("F1a", "F1b", "F1c", "F0", "F2", "C1", "C2", "D-TDM1N", "D-LAP", "D-BM", "D-TDM1P-PERT", "D-TDM1P-LT"),
    *("D-TDM1ADJ", "D-RES", "D-RES-CONFLICT", "D-OUT", "E-CR", "E-PR", "E-SD", "E-TOX", "E-PREF", "E-OFF"),
    *("OUT-HER2", "OUT-EARLY", "OUT-LABC", "OUT-NEWAGENT", "OUT-NEWADJ", "OUT-N0", "INCONSISTENT"),
}

EVERY_TABLE = [
    (table, resistance)
    for table in TABLE_FACTS
    for resistance in (Resistance if table == "T4" else (Resistance.NOT_MET,))
]

PRINTED_CONDITIONS = {
    "taxane_contraindicated": "F1c offers both ways, 'unless a taxane is contraindicated'",
    "chemo_indicated": "HR-negative disease: the paper speaks of chemotherapy without asking (T1F.4 to T1F.6)",
    "tdm1_available": "'if T-DM1 is available'",
    "lt_dual_given": "'unless lapatinib + trastuzumab was already given' (consensus.conditions)",
    "pertuzumab_exposure": "'only if pertuzumab was never given'",
    "unacceptable_toxicity": "'ask before going on' (T5)",
    "patient_wishes_to_stop": "'ask before going on' (T5)",
}
"""Facts that never block (A.3.7, point 5): forgetting one may widen the answer, and its condition is printed."""

NEW_AGENTS = tuple(
    name for name, agent in BY_HYPHENATED_NAME.items() if agent.family is Family.ANTI_HER2 and agent.era is Era.LATER
)

ORDERS: tuple[tuple[str, ...], ...] = (
    ("trastuzumab", "pertuzumab", "docetaxel"),
    ("trastuzumab", "vinorelbine"),
    ("trastuzumab", "paclitaxel"),
    ("lapatinib", "capecitabine"),
    ("lapatinib", "trastuzumab"),
    ("lapatinib",),
    ("trastuzumab-emtansine",),
    ("trastuzumab-emtansine", "trastuzumab"),
    ("pertuzumab", "trastuzumab"),
    ("pertuzumab", "trastuzumab", "vinorelbine"),
    ("pertuzumab", "docetaxel"),
    ("letrozole", "trastuzumab"),
    ("letrozole",),
    ("capecitabine",),
    ("STOP-ANTI-HER2",),
)


AT_RISK: dict[str, object] = {
    "age_years": 80.0,
    "diabetes": Answer.YES,
    "lvef_percent": 39.0,
    "lvef_age_days": 91,
    "alt_ast_xuln": 3.1,
    "bilirubin_xuln": 2.1,
    "pregnancy_status": Pregnancy.PREGNANT,
    "ild_history": IldHistory.GRADE2_OR_MORE,
}
"""A patient who meets every safety rule that does not depend on the agents' combination."""


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every different outcome that a patient can reach."""
    return tuple({said: facts for facts, said in every_path() if isinstance(said, Outcome)})


def test_every_row_of_every_table_can_be_reached_and_no_other() -> None:
    rows = {said.rule for _, said in every_path() if not isinstance(said, Beyond)}

    assert rows == ROWS


def test_every_path_ends_in_one_outcome_of_the_catalogue() -> None:
    ends = [said for _, said in every_path()]

    assert all(isinstance(said, (Outcome, NeedsData)) for said in ends)
    assert {said.code for said in ends if isinstance(said, Outcome)} == CODES


def test_what_a_table_asks_for_has_a_domain() -> None:
    asked = {fact for _, said in every_path() if isinstance(said, NeedsData) for fact in said.facts}

    assert asked <= set(DOMAINS)


def test_t_dm1_is_never_recommended_after_exposure_or_where_it_is_unavailable() -> None:
    for facts, said in every_path():
        if isinstance(said, Outcome) and any(option.regimen == TDM1 for option in said.recommended):
            assert facts["tdm1_exposure"] is Given.NONE
            assert facts["tdm1_available"] is not Answer.NO
            assert facts["prior_trastuzumab"] is not Answer.NO


def test_pertuzumab_after_t_dm1_is_never_recommended_after_exposure() -> None:
    for facts, said in every_path():
        if isinstance(said, Outcome) and any(option.regimen == "P+T+CT" for option in said.recommended):
            assert facts["pertuzumab_exposure"] in (Given.NONE, Given.UNKNOWN)
            assert facts["tdm1_exposure"] is Given.METASTATIC


def test_nothing_is_both_recommended_and_spoken_against() -> None:
    for said in outcomes():
        assert not {option.regimen for option in said.recommended} & set(said.not_recommended), said


def test_no_option_when_her2_is_not_positive() -> None:
    for facts, said in every_path():
        if facts.get("her2_status", Her2Status.POSITIVE) is not Her2Status.POSITIVE and isinstance(said, Outcome):
            assert said.recommended == ()


def test_options_stand_only_under_a_status_that_has_options() -> None:
    with_options = (Status.RECOMMENDATION, Status.CONFLICT, Status.STOP_CRITERION_MET)

    for said in outcomes():
        assert bool(said.recommended) == (said.status in with_options), said


def test_an_option_cites_only_statements_of_its_outcome() -> None:
    for said in outcomes():
        for option in said.recommended:
            assert option.statements, option
            assert set(option.statements) <= set(said.statements), (said.code, option)


def test_lists_hold_no_duplicates() -> None:
    for said in outcomes():
        for listed in (said.statements, said.flags, said.currency_notes, said.not_recommended):
            assert len(listed) == len(set(listed)), said


@pytest.mark.parametrize(("table", "resistance"), EVERY_TABLE, ids=str)
def test_forgetting_a_fact_never_reverses_an_outcome(table: str, resistance: Resistance) -> None:
    answers = every_combination(table, resistance)

    for combination, known in answers.items():
        for position, fact in enumerate(TABLE_FACTS[table]):
            forgotten = answers.get(_without(combination, position))
            if forgotten is None or not known.consistent or fact in PRINTED_CONDITIONS:
                continue
            assert forgotten.consistent
            if forgotten.outcome.status is Status.INSUFFICIENT_DATA:
                before = set(known.outcome.possible_outcomes) or {known.outcome.code}
                assert before <= set(forgotten.outcome.possible_outcomes), (combination, fact)
            else:
                assert forgotten.meaning == known.meaning, (combination, fact)


def _without(combination: tuple[object, ...], position: int) -> tuple[object, ...]:
    """The same combination, one fact forgotten."""
    return (*combination[:position], _unknown(combination[position]), *combination[position + 1 :])


def _unknown(value: object) -> object:
    return None if value is None or isinstance(value, int) else type(value).UNKNOWN  # type: ignore[attr-defined]  # every fact's enum has UNKNOWN


def test_forgetting_a_condition_never_leads_to_another_recommendation() -> None:
    widening = {
        ("F1a", "F1c"),
        ("F1b", "F1c"),
        ("F0", "F1a"),
        ("F0", "F1b"),
        ("F0", "F1c"),
        ("D-RES", "D-RES-CONFLICT"),
    }
    asking = {("E-TOX", "E-PREF"), *product(("E-TOX", "E-PREF"), ("E-CR", "E-PR", "E-SD"))}
    met = set()
    for table, resistance in EVERY_TABLE:
        answers = every_combination(table, resistance)
        for combination, known in answers.items():
            for position, fact in enumerate(TABLE_FACTS[table]):
                without = _without(combination, position)
                if fact not in PRINTED_CONDITIONS or without not in answers:
                    continue
                before, after = known.outcome.code, answers[without].outcome.code
                if before != after and "MISSING" not in (before, after) and "INCONSISTENT" not in (before, after):
                    met.add((before, after))

    assert met == widening | asking


def test_an_unknown_is_asked_for_only_if_it_matters() -> None:
    for table, resistance in EVERY_TABLE:
        for resolution in every_combination(table, resistance).values():
            said = resolution.outcome
            if said.status is not Status.INSUFFICIENT_DATA:
                continue
            asked = [completion.facts for completion in resolution.completions]
            assert said.missing_facts, said
            assert len({tuple(getattr(facts, fact) for fact in said.missing_facts) for facts in asked}) > 1
            assert len({completion.outcome for completion in resolution.completions}) > 1


def test_every_statement_is_cited_by_an_outcome_or_declared_background() -> None:
    cited = {statement for said in outcomes() for statement in said.statements}

    assert cited <= set(STATEMENTS)
    assert set(STATEMENTS) - cited == BACKGROUND


def test_every_flag_has_a_sentence_and_can_be_raised() -> None:
    raised = {flag for said in outcomes() for flag in said.flags}
    combined = {
        flag for table, _ in EVERY_TABLE for one in every_combination(table).values() for flag in one.outcome.flags
    }

    assert raised | combined == set(FLAGS)
    assert all(sentence.endswith(".") for sentence in FLAGS.values())


def test_every_currency_note_is_carried_by_an_outcome() -> None:
    carried = {note for said in outcomes() for note in said.currency_notes}

    assert carried == set(CURRENCY_NOTES)
    assert set(NOTES_OF_OUTCOME) <= CODES
    assert all(len(text) <= 400 for text in CURRENCY_NOTES.values())


def test_every_regimen_and_refusal_is_described() -> None:
    named = {option.regimen for said in outcomes() for option in said.recommended}
    refused = {regimen for said in outcomes() for regimen in said.not_recommended}

    assert named | refused <= set(REGIMENS)


def test_every_class_and_every_safety_rule_can_occur() -> None:
    met_classes, met_rules = set(), set()
    for vignette in vignettes():
        at_risk = replace(vignette.facts, **AT_RISK)
        more = (("trastuzumab", "doxorubicin"), ("trastuzumab-emtansine", "capecitabine"), ("tucatinib",))
        for order in (*ORDERS, *more):
            judged = judge(order, at_risk)
            met_classes.add(judged.order_class)
            met_rules |= {alert.rule for alert in judged.alerts}

    silent = replace(_vignette("V11"), lapatinib_exposure=values_of("lapatinib_exposure")[1])
    met_classes.add(judge(("lapatinib", "capecitabine"), silent).order_class)

    assert met_classes == set(OrderClass)
    assert met_rules == set(SAFETY_RULES)


@pytest.mark.parametrize("agent", NEW_AGENTS)
def test_an_agent_later_than_the_paper_is_never_discordant(agent: str) -> None:
    for vignette in vignettes():
        for facts in (vignette.facts, replace(vignette.facts, current_line_agents=(agent,))):
            for partners in ((), ("trastuzumab",), ("capecitabine",), ("trastuzumab-emtansine",)):
                assert judge((agent, *partners), facts).order_class is OrderClass.NOT_COVERED


def test_order_and_duplicates_of_agents_change_nothing() -> None:
    for vignette in vignettes():
        for agents in ORDERS:
            once, shuffled = judge(agents, vignette.facts), judge((*agents[::-1], agents[0]), vignette.facts)
            assert replace(once, agents=()) == replace(shuffled, agents=())


def test_an_anti_her2_order_is_never_concordant_when_her2_is_not_positive() -> None:
    for vignette in vignettes():
        for status in (Her2Status.NEGATIVE, Her2Status.LOW):
            for agents in ORDERS:
                if anti_her2(name for name in agents if name in BY_HYPHENATED_NAME):
                    judged = judge(agents, replace(vignette.facts, her2_status=status))
                    assert judged.order_class is OrderClass.DISCORDANT
                    assert "J-S6" in {alert.rule for alert in judged.alerts}


def test_nothing_that_a_clinician_reads_calls_the_paper_a_guideline() -> None:
    sentences = [
        *FLAGS.values(),
        *(regimen.description for regimen in REGIMENS.values()),
        *(rule.sentence for rule in SAFETY_RULES.values()),
    ]

    assert not [text for text in sentences if "guideline" in text.replace("external guideline", "")]


def test_knowing_nothing_asks_for_her2_first() -> None:
    said = advise(Facts())

    assert (said.code, said.missing_facts) == ("MISSING", ("her2_status",))
    conditions_open = {"F1a", "F1b", "E-TOX", "E-PREF"}  # a condition never blocks: F1c and E-CR, E-PR, E-SD stand
    assert set(said.possible_outcomes) == CODES - {"INCONSISTENT"} - conditions_open


def test_the_receptors_matter_only_in_first_line() -> None:
    for vignette in vignettes():
        answers = {advise(replace(vignette.facts, hr_status=status)).code for status in HrStatus}
        assert len(answers) == 1 or vignette.category == "first-line" or vignette.category in ("missing-data", "safety")


def _vignette(id_: str) -> Facts:
    return next(vignette.facts for vignette in vignettes() if vignette.id == id_)

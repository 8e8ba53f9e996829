"""The registers fit together: statements, readings, evidence, currency, regimens, edition."""

from __future__ import annotations

import string
from datetime import date

import pytest

from consensus.currency import CURRENCY_NOTES, NOTES_THAT_WARN, STANDING_OF_STATEMENT, Standing, overtaken
from consensus.edition import EDITION, review_overdue
from consensus.evidence import EVIDENCE
from consensus.readings import READINGS
from consensus.regimens import REGIMENS, regimen_of
from consensus.safety import SAFETY_RULES
from consensus.statements import STATEMENTS, Kind, Strength, weakest
from treatment_history.agents import BY_HYPHENATED_NAME

GROUPS = {"S0": 8, "S1": 9, "S2": 4, "S3": 6, "S4": 4, "S5": 3, "S6": 3, "S7": 4, "S8": 4, "S9": 4, "S10": 4, "S11": 3}


def test_every_statement_of_the_paper_is_registered() -> None:
    assert list(STATEMENTS) == [f"{group}.{n}" for group, count in GROUPS.items() for n in range(1, count + 1)]
    assert list(EVIDENCE) == [f"E{number}" for number in range(1, 20)]
    assert list(READINGS) == [f"X{number}" for number in range(1, 19)]


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=lambda one: one.id)
def test_a_statement_has_its_place_and_stands_in_our_words(statement: object) -> None:
    assert statement.place
    assert set(statement.lines) <= set(string.digits + "-, ")
    assert statement.paraphrase.endswith(".")
    assert set(statement.evidence) <= set(EVIDENCE)
    assert set(statement.readings) <= set(READINGS)
    assert bool(statement.verb) or statement.strength is Strength.NONE


def test_modal_verbs_carry_the_strength_of_the_paper() -> None:
    weak = {one.id for one in STATEMENTS.values() if one.verb.startswith(("may ", "can ", "could "))}
    strong = {one.id for one in STATEMENTS.values() if "should" in one.verb or "advisable" in one.verb}

    assert all(STATEMENTS[id_].strength is Strength.MAY for id_ in weak)
    assert all(STATEMENTS[id_].strength is Strength.SHOULD for id_ in strong)


def test_no_paraphrase_is_stronger_than_its_verb() -> None:
    for one in STATEMENTS.values():
        if one.strength < Strength.RECOMMENDS and one.kind is not Kind.BACKGROUND:
            assert "recommended" not in one.paraphrase.replace("not yet recommended", ""), one.id


def test_the_weakest_statement_bounds_a_card() -> None:
    assert weakest(("S3.1", "S8.1")) is Strength.MAY
    assert weakest(("S3.1",)) is Strength.RECOMMENDS


def test_currency_is_judged_for_known_statements_only() -> None:
    assert set(STANDING_OF_STATEMENT) <= set(STATEMENTS)
    assert set(CURRENCY_NOTES) >= NOTES_THAT_WARN
    assert overtaken("S5.3")
    assert not overtaken("S9.1")
    assert not overtaken("S0.1")
    assert {judged.standing for judged in STANDING_OF_STATEMENT.values()} == set(Standing)


def test_the_review_is_overdue_the_day_after_it_was_due() -> None:
    assert not review_overdue(EDITION.review_due)
    assert review_overdue(date(2027, 1, 1))
    assert 180 <= (EDITION.review_due - EDITION.currency_reviewed_on).days <= 184


def test_a_regimen_is_what_its_own_agents_make() -> None:
    for code, regimen in REGIMENS.items():
        agents = (*regimen.always, *regimen.one_of[:1])
        assert {*regimen.always, *regimen.one_of} <= set(BY_HYPHENATED_NAME)
        if agents:
            expected = {"dual-HER2": "L+T", "T+nontaxaneCT": "T+CT"}.get(code, code)
            assert regimen_of(agents) == expected


@pytest.mark.parametrize(
    ("agents", "code"),
    [
        ((), "other"),
        (("everolimus",), "other"),
        (("letrozole", "capecitabine"), "chemo-alone"),
        (("letrozole", "palbociclib"), "ET"),
        (("trastuzumab", "letrozole", "vinorelbine"), "T+CT"),
        (("trastuzumab", "doxorubicin", "paclitaxel"), "T+anthracycline"),
        (("trastuzumab", "pertuzumab", "epirubicin"), "P+T+CT"),
        (("trastuzumab", "pertuzumab", "letrozole"), "P+T-without-CT"),
        (("pertuzumab", "lapatinib"), "P-without-T"),
        (("lapatinib", "trastuzumab", "letrozole"), "L+T"),
        (("lapatinib", "letrozole", "capecitabine"), "L+CT"),
        (("trastuzumab-emtansine", "pertuzumab"), "TDM1+other"),
        (("trastuzumab-emtansine", "everolimus"), "TDM1+other"),
        (("trastuzumab-emtansine", "tucatinib"), "NEW"),
        (("neratinib", "capecitabine"), "NEW"),
        (("trastuzumab", "denosumab"), "T-mono"),
    ],
)
def test_regimens_that_the_worked_patients_do_not_show(agents: tuple[str, ...], code: str) -> None:
    assert regimen_of(agents) == code
    assert code in REGIMENS


def test_evidence_is_printed_with_its_interval() -> None:
    assert str(EVIDENCE["E9"].results[0]) == "TTP HR 0.69 (95 % CI 0.48-0.97); p = 0.0338"
    assert [str(arm) for arm in EVIDENCE["E11"].arms] == ["T-DM1 (495)", "L + capecitabine (496)"]
    for row in EVIDENCE.values():
        assert bool(row.results) != bool(row.finding)
        assert all(result.ci[0] < result.hazard_ratio < result.ci[1] for result in row.results)


def test_safety_sentences_are_short_enough_for_a_card() -> None:
    assert all(len(rule.sentence) <= 160 for rule in SAFETY_RULES.values())

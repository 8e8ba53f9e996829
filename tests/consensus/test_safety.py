"""Safety rules: every threshold on both sides, and silence where nothing is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vignettes.load import vignettes

from consensus.algorithm import judge
from consensus.facts import Facts, Her2Status, IldHistory, Pregnancy
from consensus.outcome import Indicator
from consensus.safety import SAFETY_RULES
from treatment_history.answer import Answer

PATIENT = next(vignette.facts for vignette in vignettes() if vignette.id == "V07")
T, P, TDM1, TDXD, L = (
    "trastuzumab",
    "pertuzumab",
    "trastuzumab-emtansine",
    "trastuzumab-deruxtecan",
    "lapatinib",
)


def rules(agents: tuple[str, ...], elderly_age: int = 65, **changes: object) -> list[str]:
    facts = replace(PATIENT, **changes)  # type: ignore[arg-type]  # each test gives a fact's own type
    return [alert.rule for alert in judge(agents, facts, elderly_age=elderly_age).alerts]


@pytest.mark.parametrize(
    ("agents", "expected"),
    [
        ((TDM1, T), ["J-S1"]),
        ((TDM1, "capecitabine"), ["J-S2"]),
        ((TDM1, L), ["J-S2"]),
        ((TDM1, "tucatinib"), ["J-S2"]),
        ((TDM1, T, "capecitabine"), ["J-S1", "J-S2"]),
        ((TDM1, P), ["J-S2", "J-S3"]),
        ((TDM1, "letrozole"), []),
        ((P, "docetaxel"), ["J-S3"]),
        ((P, T), []),
        ((P, TDXD), []),
        ((T, "epirubicin"), ["J-S4"]),
        ((L, "doxorubicin"), []),
        (("doxorubicin",), []),
    ],
)
def test_combinations(agents: tuple[str, ...], expected: list[str]) -> None:
    assert rules(agents) == expected


@pytest.mark.parametrize(
    ("agent", "lvef", "baseline", "held"),
    [
        (TDM1, 39.9, None, True),
        (TDM1, 40, None, False),
        (TDM1, 45, 55, True),
        (TDM1, 45, 54.9, False),
        (TDM1, 45.1, 60, False),
        (TDXD, 39, None, True),
        (TDXD, 45, 55, True),
        (TDXD, 45, 54, False),
        (TDXD, 50, 70, False),
        (TDXD, 50, 70.1, True),
        (T, 60, 76, True),
        (T, 60, 75, False),
        (T, 49.9, 59.9, True),
        (T, 50, 60, False),
        (T, 49, 58, False),
        (T, 39, None, False),
        (P, 39, None, True),
        (P, 45, 55, True),
        (P, 46, 60, False),
        (L, 30, 60, False),
    ],
)
def test_lvef_thresholds(agent: str, lvef: float, baseline: float | None, *, held: bool) -> None:
    agents = (agent, T) if agent == P else (agent,)
    if agent == P and baseline is not None and baseline - lvef >= 10 and lvef < 50 and not held:
        agents = (agent, TDXD)

    assert ("J-S8" in rules(agents, lvef_percent=lvef, lvef_baseline_percent=baseline)) is held


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({"lvef_age_days": 90}, False),
        ({"lvef_age_days": 91}, True),
        ({"lvef_age_days": None}, True),
        ({"lvef_percent": None}, True),
    ],
)
def test_lvef_must_be_recent(changes: dict[str, object], *, fires: bool) -> None:
    assert ("J-S7" in rules((TDM1,), **changes)) is fires
    assert "J-S7" not in rules(("capecitabine",), **changes)


@pytest.mark.parametrize(
    ("agent", "history", "fires"),
    [
        (TDXD, IldHistory.GRADE1, False),
        (TDXD, IldHistory.GRADE2_OR_MORE, True),
        (TDM1, IldHistory.GRADE1, True),
        (TDM1, IldHistory.GRADE2_OR_MORE, True),
        (TDM1, IldHistory.UNKNOWN, False),
        (T, IldHistory.GRADE2_OR_MORE, False),
    ],
)
def test_earlier_lung_disease(agent: str, history: IldHistory, *, fires: bool) -> None:
    assert ("J-S9" in rules((agent,), ild_history=history)) is fires


@pytest.mark.parametrize(
    ("alt_ast", "bilirubin", "fires"),
    [(3.1, 2.1, True), (3.0, 2.1, False), (3.1, 2.0, False), (None, 2.1, False), (3.1, None, False)],
)
def test_liver(alt_ast: float | None, bilirubin: float | None, *, fires: bool) -> None:
    assert ("J-S11" in rules((TDM1,), alt_ast_xuln=alt_ast, bilirubin_xuln=bilirubin)) is fires
    assert "J-S11" not in rules((T, "vinorelbine"), alt_ast_xuln=alt_ast, bilirubin_xuln=bilirubin)


@pytest.mark.parametrize(
    ("age", "heart", "diabetes", "fires"),
    [
        (65, Answer.YES, Answer.NO, True),
        (65, Answer.NO, Answer.YES, True),
        (64.9, Answer.YES, Answer.YES, False),
        (80, Answer.NO, Answer.NO, False),
        (80, Answer.UNKNOWN, Answer.UNKNOWN, False),
        (None, Answer.YES, Answer.YES, False),
    ],
)
def test_cardiac_risk(age: float | None, heart: Answer, diabetes: Answer, *, fires: bool) -> None:
    changes = {"age_years": age, "cardiovascular_disease": heart, "diabetes": diabetes}

    assert ("J-S10" in rules((TDM1,), **changes)) is fires
    assert "J-S10" not in rules(("capecitabine",), **changes)


def test_the_elderly_age_is_the_sites() -> None:
    assert "J-S10" in rules((TDM1,), elderly_age=60, age_years=61.0, diabetes=Answer.YES)
    assert "J-S10" not in rules((TDM1,), elderly_age=75, age_years=70.0, diabetes=Answer.YES)


def test_pregnancy_and_her2() -> None:
    assert rules((L, "capecitabine"), pregnancy_status=Pregnancy.PREGNANT) == ["J-S5"]
    assert rules(("capecitabine",), pregnancy_status=Pregnancy.PREGNANT) == []
    assert rules((TDXD,), her2_status=Her2Status.LOW) == []
    assert rules((TDXD, P), her2_status=Her2Status.LOW) == ["J-S6"]
    assert rules((T,), her2_status=Her2Status.EQUIVOCAL) == []


def test_nothing_recorded_raises_nothing_but_the_missing_lvef() -> None:
    alerts = judge((TDM1,), Facts()).alerts

    assert [(alert.rule, alert.indicator) for alert in alerts] == [("J-S7", Indicator.WARNING)]


def test_every_rule_names_its_sources() -> None:
    assert list(SAFETY_RULES) == [f"J-S{number}" for number in range(1, 12)]
    assert all(rule.sources and rule.sentence.endswith(".") for rule in SAFETY_RULES.values())

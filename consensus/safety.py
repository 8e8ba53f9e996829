"""The safety rules on draft orders (knowledge specification A.5.4, B.6): from product labels, never from the paper.

Only J-S10 rests on a sentence of the paper (S10.3). A rule fires on what is recorded, never on what is missing;
J-S7 alone says that a recent LVEF is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consensus.facts import Facts, Her2Status, IldHistory, Pregnancy
from consensus.outcome import Indicator, SafetyAlert
from consensus.regimens import anti_her2, of_class, of_family
from treatment_history.agents import LAPATINIB, PERTUZUMAB, T_DM1, T_DXD, TRASTUZUMAB, DrugClass, Family
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

_T, _P, _TDM1, _TDXD, _L = (agent.hyphenated for agent in (TRASTUZUMAB, PERTUZUMAB, T_DM1, T_DXD, LAPATINIB))

ELDERLY_AGE = 65
"""Years; a site parameter. The paper gives no age (S10.3)."""

LVEF_VALID_DAYS = 90
"""Labels ask for LVEF before and about every three months (Z103, Z105, Z110)."""


@dataclass(frozen=True, slots=True)
class HoldThreshold:
    """When a label holds the agent: LVEF in percent, falls in points from baseline; None where the label has none.

    `low` stands with a fall of at least 10 points; `low_included` says whether the limit itself is low.
    """

    low: float
    low_included: bool = True
    below: float | None = None
    fall_at_least: float | None = None
    fall_more_than: float | None = None

    def met(self, lvef: float, fall: float | None) -> bool:
        """Whether LVEF, and its fall from baseline where that is known, call for a hold."""
        if self.below is not None and lvef < self.below:
            return True
        if fall is None:
            return False
        low = lvef < self.low or (self.low_included and lvef == self.low)
        return (
            (low and fall >= FALL_WITH_LOW_LVEF)
            or (self.fall_at_least is not None and fall >= self.fall_at_least)
            or (self.fall_more_than is not None and fall > self.fall_more_than)
        )


FALL_WITH_LOW_LVEF = 10
"""Points below baseline that, with a low LVEF, hold every agent here."""

HOLD_THRESHOLDS = {
    _TDM1: HoldThreshold(below=40, low=45),  # Z101-Z103
    _TDXD: HoldThreshold(below=40, fall_more_than=20, low=45),  # Z130
    _T: HoldThreshold(fall_at_least=16, low=50, low_included=False),  # US and EU wording together: Z105, Z106
    _P: HoldThreshold(below=40, low=45),  # Z112
}
"""J-S8, per agent. Lapatinib is not here: its thresholds could not be read in the sources (B.6: unverified)."""


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """One rule: its sentence, its sources (numbers of Part B, or the paper's statement), and when it fires."""

    id: str
    indicator: Indicator
    sentence: str
    sources: tuple[str, ...]
    fires: Callable[[frozenset[str], Facts, int], bool]


def alerts(agents: frozenset[str], facts: Facts, elderly_age: int = ELDERLY_AGE) -> tuple[SafetyAlert, ...]:
    """The safety rules that these agents, drafted and still active together, meet in this patient."""
    return tuple(
        SafetyAlert(rule.id, rule.indicator) for rule in SAFETY_RULES.values() if rule.fires(agents, facts, elderly_age)
    )


def _with_trastuzumab(agents: frozenset[str], _facts: Facts, _age: int) -> bool:
    return {_TDM1, _T} <= agents


def _t_dm1_not_alone(agents: frozenset[str], _facts: Facts, _age: int) -> bool:
    other_anti_her2 = anti_her2(agents) - {_TDM1, _T}
    return _TDM1 in agents and (bool(other_anti_her2) or of_family(agents, Family.CYTOTOXIC))


def _pertuzumab_without_trastuzumab(agents: frozenset[str], _facts: Facts, _age: int) -> bool:
    return _P in agents and not agents & {_T, _TDXD}


def _trastuzumab_with_anthracycline(agents: frozenset[str], _facts: Facts, _age: int) -> bool:
    return _T in agents and of_class(agents, DrugClass.ANTHRACYCLINE)


def _in_pregnancy(agents: frozenset[str], facts: Facts, _age: int) -> bool:
    return bool(anti_her2(agents)) and facts.pregnancy_status is Pregnancy.PREGNANT


def _without_her2(agents: frozenset[str], facts: Facts, _age: int) -> bool:
    return bool(anti_her2(agents) - {_TDXD}) and facts.her2_status in (Her2Status.NEGATIVE, Her2Status.LOW)


def _lvef_not_recent(agents: frozenset[str], facts: Facts, _age: int) -> bool:
    if not anti_her2(agents):
        return False
    return facts.lvef_percent is None or facts.lvef_age_days is None or facts.lvef_age_days > LVEF_VALID_DAYS


def _lvef_at_hold(agents: frozenset[str], facts: Facts, _age: int) -> bool:
    lvef = facts.lvef_percent
    if lvef is None:
        return False
    baseline = facts.lvef_baseline_percent
    fall = None if baseline is None else baseline - lvef
    return any(agent in agents and threshold.met(lvef, fall) for agent, threshold in HOLD_THRESHOLDS.items())


def _after_lung_disease(agents: frozenset[str], facts: Facts, _age: int) -> bool:
    if _TDXD in agents and facts.ild_history is IldHistory.GRADE2_OR_MORE:
        return True
    return _TDM1 in agents and facts.ild_history in (IldHistory.GRADE1, IldHistory.GRADE2_OR_MORE)


def _cardiac_risk(agents: frozenset[str], facts: Facts, elderly_age: int) -> bool:
    if not anti_her2(agents) or facts.age_years is None:
        return False
    at_risk = Answer.YES in (facts.cardiovascular_disease, facts.diabetes)
    return facts.age_years >= elderly_age and at_risk


def _liver(agents: frozenset[str], facts: Facts, _age: int) -> bool:
    if _TDM1 not in agents or facts.alt_ast_xuln is None or facts.bilirubin_xuln is None:
        return False
    return facts.alt_ast_xuln > TRANSAMINASE_LIMIT and facts.bilirubin_xuln > BILIRUBIN_LIMIT


TRANSAMINASE_LIMIT = 3.0
BILIRUBIN_LIMIT = 2.0
"""J-S11, in multiples of the upper limit of normal; both must be exceeded (Z101)."""

SAFETY_RULES = {
    rule.id: rule
    for rule in (
        SafetyRule(
            "J-S1",
            Indicator.CRITICAL,
            "T-DM1 and trastuzumab together: T-DM1 is a single agent; do not substitute it for, or combine it with, "
            "trastuzumab.",
            ("Z100", "Z102"),
            _with_trastuzumab,
        ),
        SafetyRule(
            "J-S2",
            Indicator.WARNING,
            "T-DM1 with chemotherapy or another anti-HER2 agent: its indication is as a single agent.",
            ("Z102", "Z46"),
            _t_dm1_not_alone,
        ),
        SafetyRule(
            "J-S3",
            Indicator.CRITICAL,
            "Pertuzumab without trastuzumab: it is not given as a single agent; it stops when trastuzumab stops.",
            ("Z110", "Z111", "Z133"),
            _pertuzumab_without_trastuzumab,
        ),
        SafetyRule(
            "J-S4",
            Indicator.CRITICAL,
            "Trastuzumab with an anthracycline: left-ventricular dysfunction is most frequent and severe together.",
            ("Z104",),
            _trastuzumab_with_anthracycline,
        ),
        SafetyRule(
            "J-S5",
            Indicator.CRITICAL,
            "Anti-HER2 therapy in pregnancy: embryo-fetal toxicity.",
            ("Z100", "Z104", "Z114", "Z132", "Z141"),
            _in_pregnancy,
        ),
        SafetyRule(
            "J-S6",
            Indicator.CRITICAL,
            "Anti-HER2 agent while the record says HER2-negative or HER2-low: check the HER2 result first; HER2 "
            "overexpression must have been detected.",
            ("Z108",),
            _without_her2,
        ),
        SafetyRule(
            "J-S7",
            Indicator.WARNING,
            "No LVEF of the last 90 days is recorded: labels ask for it before treatment and about every 3 months.",
            ("Z103", "Z105", "Z110"),
            _lvef_not_recent,
        ),
        SafetyRule(
            "J-S8",
            Indicator.CRITICAL,
            "LVEF meets a hold threshold of an ordered agent: labels hold it and repeat LVEF within about 3 weeks.",
            ("Z101", "Z103", "Z105", "Z106", "Z112", "Z130"),
            _lvef_at_hold,
        ),
        SafetyRule(
            "J-S9",
            Indicator.CRITICAL,
            "Earlier interstitial lung disease or pneumonitis: labels stop this agent for good (T-DXd from grade "
            "2, T-DM1 at any grade).",
            ("Z103", "Z131"),
            _after_lung_disease,
        ),
        SafetyRule(
            "J-S10",
            Indicator.INFO,
            "Elderly patient with cardiovascular disease or diabetes: the 2016 panel finds it advisable to consider "
            "continuous cardiac monitoring.",
            ("S10.3",),
            _cardiac_risk,
        ),
        SafetyRule(
            "J-S11",
            Indicator.CRITICAL,
            "ALT or AST above 3 times and bilirubin above 2 times the upper limit of normal: the label stops T-DM1 for "
            "good.",
            ("Z101",),
            _liver,
        ),
    )
}
"""Every safety rule, in the order in which alerts are shown."""

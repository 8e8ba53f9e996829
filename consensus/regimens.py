"""The regimens that the paper speaks of (knowledge specification A.3.3), and which one an order set makes (A.6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from treatment_history.agents import (
    BY_HYPHENATED_NAME,
    LAPATINIB,
    PERTUZUMAB,
    T_DM1,
    TRASTUZUMAB,
    DrugClass,
    Era,
    Family,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

THP = "THP"
T_CHEMO = "T+CT"
T_NON_TAXANE = "T+nontaxaneCT"
L_CHEMO = "L+CT"
L_T = "L+T"
TDM1 = "TDM1"
P_T_CHEMO = "P+T+CT"
P_T_WITHOUT_CHEMO = "P+T-without-CT"
ET_T = "ET+T"
ET_L = "ET+L"
ET = "ET"
DUAL = "dual-HER2"
L_TAXANE = "L+taxane"
L_ALONE = "L-mono"
CHEMO_ALONE = "chemo-alone"
T_ANTHRACYCLINE = "T+anthracycline"
CONTINUE = "continue-anti-HER2"
STOP = "stop-anti-HER2"
NEW = "NEW"

# Refusals that are no regimen (A.6.2).
STOP_WITHOUT_REASON = "stop-anti-HER2-without-reason"
ANOTHER_LINE = "another-anti-HER2-line (implied)"
ANY_ANTI_HER2 = "any-anti-HER2-by-this-consensus"

# What an order set can make beyond the paper's regimens (A.6.4).
TDM1_WITH_OTHER = "TDM1+other"
P_WITHOUT_T = "P-without-T"
L_T_CHEMO = "L+T+CT"
T_ALONE = "T-mono"
OTHER = "other"

STOP_ORDER = "STOP-ANTI-HER2"
"""How an order to stop anti-HER2 therapy is written among the agents of a draft order."""


@dataclass(frozen=True, slots=True)
class Regimen:
    """A regimen code, what it means, and the agents that the paper names for it (`always`, then one of `one_of`)."""

    code: str
    description: str
    always: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


_TAXANES = ("docetaxel", "paclitaxel")
_NON_TAXANES = ("vinorelbine", "carboplatin", "cisplatin", "gemcitabine")

REGIMENS = {
    regimen.code: regimen
    for regimen in (
        Regimen(THP, "trastuzumab + pertuzumab + taxane", ("trastuzumab", "pertuzumab"), _TAXANES),
        Regimen(
            T_CHEMO,
            "trastuzumab + chemotherapy (not an anthracycline)",
            ("trastuzumab",),
            ("vinorelbine", "capecitabine", "docetaxel", "paclitaxel", "carboplatin", "cisplatin", "gemcitabine"),
        ),
        Regimen(
            T_NON_TAXANE,
            "trastuzumab + chemotherapy without a taxane (vinorelbine, a platinum compound or gemcitabine)",
            ("trastuzumab",),
            _NON_TAXANES,
        ),
        Regimen(L_CHEMO, "lapatinib + chemotherapy (the paper names capecitabine)", ("lapatinib",), ("capecitabine",)),
        Regimen(L_T, "lapatinib + trastuzumab", ("lapatinib", "trastuzumab")),
        Regimen(TDM1, "trastuzumab emtansine (T-DM1) as a single agent", ("trastuzumab-emtansine",)),
        Regimen(
            P_T_CHEMO,
            "pertuzumab + trastuzumab + chemotherapy (the paper names vinorelbine)",
            ("pertuzumab", "trastuzumab"),
            ("vinorelbine",),
        ),
        Regimen(P_T_WITHOUT_CHEMO, "pertuzumab + trastuzumab without chemotherapy", ("pertuzumab", "trastuzumab")),
        Regimen(
            ET_T, "endocrine therapy + trastuzumab (the paper names anastrozole)", ("trastuzumab",), ("anastrozole",)
        ),
        Regimen(ET_L, "endocrine therapy + lapatinib (the paper names letrozole)", ("lapatinib",), ("letrozole",)),
        Regimen(ET, "endocrine therapy alone", (), ("letrozole", "anastrozole")),
        Regimen(
            DUAL,
            "dual HER2 blockade (pair not named in Scenario 3; elsewhere the paper means lapatinib + trastuzumab)",
            ("lapatinib", "trastuzumab"),
        ),
        Regimen(L_TAXANE, "lapatinib + taxane", ("lapatinib",), _TAXANES),
        Regimen(L_ALONE, "lapatinib alone", ("lapatinib",)),
        Regimen(CHEMO_ALONE, "chemotherapy without an anti-HER2 agent"),
        Regimen(T_ANTHRACYCLINE, "trastuzumab + anthracycline", ("trastuzumab",), ("doxorubicin", "epirubicin")),
        Regimen(CONTINUE, "continue the present anti-HER2 therapy"),
        Regimen(STOP, "stop anti-HER2 therapy"),
        Regimen(NEW, "a regimen with an anti-HER2 agent later than the paper"),
        Regimen(
            STOP_WITHOUT_REASON, "stopping anti-HER2 therapy without progression, toxicity or the patient's decision"
        ),
        Regimen(
            ANOTHER_LINE, "another line of anti-HER2 therapy (implied by the definition of resistance, not stated)"
        ),
        Regimen(ANY_ANTI_HER2, "any anti-HER2 agent on the ground of this consensus"),
        Regimen(TDM1_WITH_OTHER, "trastuzumab emtansine (T-DM1) together with another anticancer agent"),
        Regimen(P_WITHOUT_T, "pertuzumab without trastuzumab"),
        Regimen(L_T_CHEMO, "lapatinib + trastuzumab + chemotherapy"),
        Regimen(T_ALONE, "trastuzumab alone"),
        Regimen(OTHER, "a combination that the paper does not name"),
    )
}
"""Every code that an outcome or a judged order can carry."""

_T, _P, _TDM1, _L = (agent.hyphenated for agent in (TRASTUZUMAB, PERTUZUMAB, T_DM1, LAPATINIB))
_NOT_ANTICANCER = (Family.SUPPORTIVE,)


def anti_her2(agents: Iterable[str]) -> frozenset[str]:
    """The anti-HER2 agents among them, of any era."""
    return frozenset(name for name in agents if BY_HYPHENATED_NAME[name].family is Family.ANTI_HER2)


def anticancer(agents: Iterable[str]) -> frozenset[str]:
    """The agents that act against the tumour; bone agents, antiemetics and the like are none."""
    return frozenset(name for name in agents if BY_HYPHENATED_NAME[name].family not in _NOT_ANTICANCER)


def of_class(agents: Iterable[str], drug_class: DrugClass) -> bool:
    """Whether one of them belongs to that class."""
    return any(BY_HYPHENATED_NAME[name].drug_class is drug_class for name in agents)


def of_family(agents: Iterable[str], family: Family) -> bool:
    """Whether one of them belongs to that family."""
    return any(BY_HYPHENATED_NAME[name].family is family for name in agents)


def later_than_paper(agents: Iterable[str]) -> bool:
    """Whether one of them is an anti-HER2 agent that the panel could not know."""
    return any(BY_HYPHENATED_NAME[name].era is Era.LATER for name in anti_her2(agents))


def regimen_of(agents: Iterable[str]) -> str:
    """The regimen code that the agents of one order set make together (A.6.4, last paragraph but one)."""
    given = anticancer(agents)
    her2 = anti_her2(given)
    if later_than_paper(her2):
        return NEW
    if not her2:
        return _without_anti_her2(given)
    if _TDM1 in her2:
        return TDM1 if given == {_TDM1} else TDM1_WITH_OTHER
    if _P in her2:
        return _with_pertuzumab(given, her2)
    if her2 == {_L, _T}:
        return L_T_CHEMO if of_family(given, Family.CYTOTOXIC) else L_T
    return _with_lapatinib(given) if her2 == {_L} else _with_trastuzumab(given)


def _without_anti_her2(given: frozenset[str]) -> str:
    if of_family(given, Family.CYTOTOXIC):
        return CHEMO_ALONE
    return ET if of_family(given, Family.ENDOCRINE) else OTHER


def _with_pertuzumab(given: frozenset[str], her2: frozenset[str]) -> str:
    if _T not in her2:
        return P_WITHOUT_T
    if her2 != {_T, _P}:
        return OTHER
    if of_class(given, DrugClass.TAXANE):
        return THP
    return P_T_CHEMO if of_family(given, Family.CYTOTOXIC) else P_T_WITHOUT_CHEMO


def _with_lapatinib(given: frozenset[str]) -> str:
    if of_class(given, DrugClass.TAXANE):
        return L_TAXANE
    if of_family(given, Family.CYTOTOXIC):
        return L_CHEMO
    return ET_L if of_family(given, Family.ENDOCRINE) else L_ALONE


def _with_trastuzumab(given: frozenset[str]) -> str:
    if of_class(given, DrugClass.ANTHRACYCLINE):
        return T_ANTHRACYCLINE
    if of_family(given, Family.CYTOTOXIC):
        return T_CHEMO
    return ET_T if of_family(given, Family.ENDOCRINE) else T_ALONE

"""Rule J: how a draft order stands to what the paper says (knowledge specification A.6.4, in its exact order)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consensus.facts import Facts, Given
from consensus.outcome import Option, OrderClass, Outcome, Status, Tier
from consensus.regimens import (
    DUAL,
    L_CHEMO,
    L_T,
    NEW,
    P_T_CHEMO,
    P_WITHOUT_T,
    STOP_ORDER,
    T_CHEMO,
    T_NON_TAXANE,
    TDM1,
    TDM1_WITH_OTHER,
    THP,
    anti_her2,
    of_class,
    regimen_of,
)
from treatment_history.agents import DrugClass
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTINUING = ("E-CR", "E-PR", "E-SD")
_STOPPING = ("E-TOX", "E-PREF")
_CLASS_OF_TIER = {
    Tier.PREFERRED: OrderClass.CONCORDANT_PREFERRED,
    Tier.OPTION: OrderClass.CONCORDANT_OPTION,
    Tier.COMPETING: OrderClass.COMPETING,
}


@dataclass(frozen=True, slots=True)
class Order:
    """The agents drafted and still active together, and the anti-HER2 agents of the current line beside them."""

    agents: frozenset[str]
    current_anti_her2: frozenset[str]
    regimen: str = field(init=False)
    anti_her2: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regimen", regimen_of(self.agents))
        object.__setattr__(self, "anti_her2", anti_her2(self.agents))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of an order, the step of rule J that decided, and the option that it matched."""

    order_class: OrderClass
    ground: str
    matched: Option | None = None


def effective_agents(draft: Iterable[str], active: Iterable[str]) -> frozenset[str]:
    """What the patient would receive: the draft and what is still active, without the anti-HER2 agents it stops."""
    drafted = frozenset(draft)
    kept = frozenset(active)
    if STOP_ORDER in drafted:
        kept -= anti_her2(kept)
    return (drafted - {STOP_ORDER}) | kept


def judge_stop(said: Outcome, facts: Facts) -> Verdict:
    """Step 0: an order that only stops anti-HER2 therapy (Scenario 5)."""
    if said.code in _CONTINUING:
        unasked = Answer.UNKNOWN in (facts.unacceptable_toxicity, facts.patient_wishes_to_stop)
        return Verdict(OrderClass.INSUFFICIENT_DATA if unasked else OrderClass.DISCORDANT, "J.0")
    if said.code in _STOPPING:
        return Verdict(OrderClass.CONCORDANT_OPTION, "J.0", said.recommended[0])
    return Verdict(OrderClass.NOT_COVERED, "J.0")


def judge_order(order: Order, said: Outcome, facts: Facts) -> Verdict:
    """Steps 2 to 13 against one outcome; the first step that fits decides."""
    return (
        _in_response(order, said)
        or _outside_the_panels_view(order, said, facts)
        or _listed(order, said, facts)
        or _spoken_against(order, said)
        or _by_status(order, said)
    )


def _in_response(order: Order, said: Outcome) -> Verdict | None:
    """Step 2: continuing, changing or reducing anti-HER2 therapy while it works; later agents are left to step 3."""
    if said.code not in (*_CONTINUING, *_STOPPING) or not order.anti_her2 or order.regimen == NEW:
        return None
    if order.regimen in (TDM1_WITH_OTHER, P_WITHOUT_T):
        return Verdict(OrderClass.DISCORDANT, "J.2")
    if order.anti_her2 == order.current_anti_her2:
        if said.code in _STOPPING:
            return Verdict(OrderClass.DISCORDANT, "J.2")
        return Verdict(OrderClass.CONCORDANT_PREFERRED, "J.2", said.recommended[0])
    if order.anti_her2 < order.current_anti_her2:
        return Verdict(OrderClass.NOT_COVERED, "J.2")
    return None


def _outside_the_panels_view(order: Order, said: Outcome, facts: Facts) -> Verdict | None:
    """Steps 3 to 6: later agents, contradictory or missing facts, HER2 not positive, T-DM1 after adjuvant T-DM1."""
    if order.regimen == NEW:
        return Verdict(OrderClass.NOT_COVERED, "J.3")
    if said.status in (Status.INSUFFICIENT_DATA, Status.INCONSISTENT_DATA):
        return Verdict(OrderClass.INSUFFICIENT_DATA, "J.4")
    if said.code == "OUT-HER2":
        return Verdict(OrderClass.DISCORDANT if order.anti_her2 else OrderClass.NOT_COVERED, "J.5")
    after_adjuvant = said.code.startswith(("C", "D")) and facts.tdm1_exposure is Given.ADJUVANT_ONLY
    if order.regimen == TDM1 and after_adjuvant:
        return Verdict(OrderClass.NOT_COVERED, "J.6")
    return None


def _listed(order: Order, said: Outcome, facts: Facts) -> Verdict | None:
    """Step 7: the order is, or matches, an option of the outcome."""
    codes = (order.regimen, *_also_matches(order, said, facts))
    for code in codes:
        for supported in said.recommended:
            if supported.regimen == code:
                return Verdict(_CLASS_OF_TIER[supported.tier], "J.7", supported)
    return None


def _also_matches(order: Order, said: Outcome, facts: Facts) -> tuple[str, ...]:
    if order.regimen == T_CHEMO and not of_class(order.agents, DrugClass.TAXANE):
        return (T_NON_TAXANE,)
    if not said.code.startswith("D-"):
        return ()
    three_drugs = (P_T_CHEMO,) if order.regimen == THP else ()
    if said.code != "D-LAP":
        return three_drugs
    with_pertuzumab = order.regimen in (P_T_CHEMO, THP) and facts.pertuzumab_exposure is Given.NONE
    return (*three_drugs, DUAL) if with_pertuzumab or order.regimen == L_T else three_drugs


def _spoken_against(order: Order, said: Outcome) -> Verdict | None:
    """Steps 8 and 9: refused by a statement or by the agents' own rules; lapatinib again in brain metastases."""
    if order.regimen in (*said.not_recommended, TDM1_WITH_OTHER, P_WITHOUT_T):
        return Verdict(OrderClass.DISCORDANT, "J.8")
    silent = order.regimen == L_CHEMO and "s8-silent-after-lapatinib" in said.flags
    return Verdict(OrderClass.COMPETING, "J.9") if silent and _has_preferred(said) else None


def _by_status(order: Order, said: Outcome) -> Verdict:
    """Steps 10 to 13: what the kind of outcome says about everything that it does not name."""
    if said.code in ("D-RES", "D-RES-CONFLICT"):
        return Verdict(OrderClass.DISCORDANT if order.anti_her2 else OrderClass.NOT_COVERED, "J.10")
    if said.status is Status.OUTSIDE_CONSENSUS:
        return Verdict(OrderClass.NOT_COVERED, "J.11")
    if said.code.startswith("E-"):
        return Verdict(OrderClass.NOT_COVERED, "J.12")
    return Verdict(OrderClass.DISCORDANT if _has_preferred(said) else OrderClass.NOT_LISTED, "J.13")


def _has_preferred(said: Outcome) -> bool:
    return any(supported.tier is Tier.PREFERRED for supported in said.recommended)

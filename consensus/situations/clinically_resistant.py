"""Rows T4.6 to T4.8: the resistance definition is met; what still speaks for an anti-HER2 agent competes with it."""

from __future__ import annotations

from consensus.facts import Facts, Given, LapatinibGiven
from consensus.outcome import Outcome, Status
from consensus.regimens import ANOTHER_LINE, L_CHEMO, L_T, TDM1
from consensus.situations.answers import competing, outcome
from consensus.situations.t_dm1 import (
    brain_present,
    local_treatment_flag,
    site_flag,
    t_dm1_already_given,
    t_dm1_flags,
    t_dm1_ok,
)
from treatment_history.answer import Answer


def clinically_resistant(facts: Facts) -> Outcome:
    """Scenario 2 against the statements that still speak for T-DM1 or, in the brain, lapatinib (A.3.8, X14)."""
    lapatinib_for_brain = brain_present(facts) and facts.lapatinib_exposure is LapatinibGiven.NONE
    if facts.tdm1_exposure is Given.NONE and facts.tdm1_available is not Answer.NO:
        return _resistance_conflict(facts, "T4.6", lapatinib_for_brain=lapatinib_for_brain)
    if lapatinib_for_brain:
        return _resistance_conflict(facts, "T4.7", lapatinib_for_brain=True)
    return outcome(
        "D-RES",
        "T4.8",
        Status.OUTSIDE_CONSENSUS,
        against=(ANOTHER_LINE, *t_dm1_already_given(facts)),
        statements=("S6.1", "S6.2", "S6.3", "S11.3"),
    )


def _resistance_conflict(facts: Facts, rule: str, *, lapatinib_for_brain: bool) -> Outcome:
    t_dm1 = t_dm1_ok(facts)
    dual = (t_dm1 or lapatinib_for_brain) and facts.lt_dual_given is not Answer.YES
    options = (
        *((competing(TDM1, "S4.2", "S5.2"),) if t_dm1 else ()),
        *((competing(L_CHEMO, "S8.1"),) if lapatinib_for_brain else ()),
        *((competing(L_T, "S5.1", "S5.3"),) if dual else ()),
    )
    return outcome(
        "D-RES-CONFLICT",
        rule,
        Status.CONFLICT if options else Status.OUTSIDE_CONSENSUS,
        recommended=options,
        against=(ANOTHER_LINE, *t_dm1_already_given(facts)),
        statements=(
            *("S6.1", "S6.2", "S6.3"),
            *(statement for supported in options for statement in supported.statements),
            "S11.3",
        ),
        flags=(
            *t_dm1_flags(facts),
            *((local_treatment_flag(facts),) if lapatinib_for_brain else ()),
            *site_flag(facts),
        ),
    )

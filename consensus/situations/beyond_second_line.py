"""T4, beyond second line: Scenarios 1 to 4 and the running text, read top-down; the first row that fits speaks."""

from __future__ import annotations

from consensus.facts import Facts, Given, LapatinibGiven, Presence
from consensus.outcome import Option, Outcome, Status
from consensus.regimens import (
    CHEMO_ALONE,
    DUAL,
    L_CHEMO,
    L_T,
    P_T_CHEMO,
    P_T_WITHOUT_CHEMO,
    T_CHEMO,
    TDM1,
)
from consensus.situations.answers import NeedsData, option, outcome, preferred, when
from consensus.situations.clinically_resistant import clinically_resistant
from consensus.situations.resistance import Resistance, clinical_resistance, unknown_criteria
from consensus.situations.t_dm1 import (
    adjuvant_t_dm1_flag,
    brain_flags,
    brain_present,
    local_treatment_flag,
    site_flag,
    t_dm1_already_given,
    t_dm1_flags,
    t_dm1_ok,
)
from treatment_history.answer import Answer

_SCENARIO_3_LINE = 2
"""Scenario 3 speaks of a second-line regimen; of another line only its title does (X6)."""


def beyond_second_line(facts: Facts, *line_flags: str) -> Outcome | NeedsData:
    """Table T4: contradictions and gaps first, then resistance, the brain, and what was given last and before."""
    resistance = clinical_resistance(facts)
    blocked = _contradiction(facts) or _needed_first(facts, resistance)
    if blocked is not None:
        return blocked
    if resistance is Resistance.MET:
        return clinically_resistant(facts)  # T4.6, T4.7, T4.8
    remarks = (
        *site_flag(facts),
        *line_flags,
        *when(resistance is Resistance.BORDERLINE, "resistance-borderline"),
    )
    if brain_present(facts) and facts.lapatinib_exposure is LapatinibGiven.NONE:
        return _brain_metastases(facts, remarks)  # T4.9
    match facts.last_line_lapatinib:
        case Answer.UNKNOWN:
            return NeedsData("T4.10", ("last_line_lapatinib",))
        case Answer.YES:
            return _after_lapatinib(facts, remarks)  # T4.11
    match facts.tdm1_exposure:
        case Given.NONE:
            return _t_dm1_naive(facts, remarks)  # T4.12
        case Given.ADJUVANT_ONLY:
            return _after_adjuvant_t_dm1(facts, remarks)  # T4.13
    return _after_t_dm1(facts, remarks)  # T4.14-T4.18


def _contradiction(facts: Facts) -> Outcome | None:
    """Rows T4.1 and T4.1b: lapatinib never given, yet given in the last line or with trastuzumab."""
    if facts.lapatinib_exposure is not LapatinibGiven.NONE:
        return None
    if facts.last_line_lapatinib is Answer.YES:
        return outcome("INCONSISTENT", "T4.1", Status.INCONSISTENT_DATA)
    if facts.lt_dual_given is Answer.YES:
        return outcome("INCONSISTENT", "T4.1b", Status.INCONSISTENT_DATA)
    return None


def _needed_first(facts: Facts, resistance: Resistance) -> NeedsData | None:
    if resistance is Resistance.UNKNOWN:
        return NeedsData("T4.2", unknown_criteria(facts))
    if facts.tdm1_exposure is Given.UNKNOWN:
        return NeedsData("T4.3", ("tdm1_exposure",))
    if facts.brain_mets is Presence.UNKNOWN:
        return NeedsData("T4.4", ("brain_mets",))
    if brain_present(facts) and facts.lapatinib_exposure is LapatinibGiven.UNKNOWN:
        return NeedsData("T4.5", ("lapatinib_exposure",))
    return None


def _brain_metastases(facts: Facts, remarks: tuple[str, ...]) -> Outcome:
    """Scenario 4, which goes before Scenario 1 (X4)."""
    t_dm1 = t_dm1_ok(facts)
    return _with_remarks(
        "D-BM",
        "T4.9",
        remarks,
        recommended=(
            preferred(L_CHEMO, "S8.1", "S8.4"),
            option(L_T, "S5.3", "S5.1"),
            *((option(TDM1, "S5.2", "S4.2"),) if t_dm1 else ()),
            *_pertuzumab_after_t_dm1(facts),
        ),
        against=(*t_dm1_already_given(facts), CHEMO_ALONE),
        statements=(
            *("S8.1", "S8.2", "S8.3", "S8.4", "S5.3", "S5.1"),
            *when(t_dm1, "S5.2", "S4.2"),
            *when(facts.tdm1_exposure is Given.METASTATIC, "S5.2"),
            *when(_pertuzumab_open(facts), "S4.3", "S4.4"),
            "S4.1",
        ),
        flags=(
            local_treatment_flag(facts),
            *t_dm1_flags(facts),
            *_pertuzumab_flag(facts),
            *adjuvant_t_dm1_flag(facts),
            *brain_flags(facts)[1:],
        ),
    )


def _after_lapatinib(facts: Facts, remarks: tuple[str, ...]) -> Outcome:
    """Scenario 3: trastuzumab again after a lapatinib-containing line."""
    t_dm1 = t_dm1_ok(facts)
    dual = facts.lt_dual_given is not Answer.YES
    return _with_remarks(
        "D-LAP",
        "T4.11",
        remarks,
        recommended=(
            *((preferred(TDM1, "S7.2", "S4.2"),) if t_dm1 else ()),
            *((option(DUAL, "S7.1", "S7.3"),) if dual else ()),
            option(T_CHEMO, "S7.1", "S7.4"),
            *_pertuzumab_after_t_dm1(facts),
        ),
        against=(*t_dm1_already_given(facts), CHEMO_ALONE),
        statements=(
            "S7.1",
            *when(t_dm1, "S7.2", "S4.2"),
            *when(facts.tdm1_exposure is Given.METASTATIC, "S7.2"),
            *("S7.3", "S7.4"),
            *when(_pertuzumab_open(facts), "S4.3", "S4.4"),
            *when(brain_present(facts), "S8.1", "S5.3"),
            "S4.1",
        ),
        flags=(
            *t_dm1_flags(facts),
            *adjuvant_t_dm1_flag(facts),
            *when(not dual, "lt-already-used"),
            *when(facts.pertuzumab_exposure is Given.UNKNOWN, "pertuzumab-only-if-naive"),  # also for the dual option
            *when(facts.last_line_number != _SCENARIO_3_LINE, "scenario3-title-only"),
            *when(brain_present(facts), "s8-silent-after-lapatinib"),
        ),
    )


def _t_dm1_naive(facts: Facts, remarks: tuple[str, ...]) -> Outcome:
    """Scenario 1: T-DM1 first, dual blockade as the alternative."""
    t_dm1 = t_dm1_ok(facts)
    dual = facts.lt_dual_given is not Answer.YES
    return _with_remarks(
        "D-TDM1N",
        "T4.12",
        remarks,
        Status.RECOMMENDATION if t_dm1 or dual else Status.OUTSIDE_CONSENSUS,
        recommended=(
            *((preferred(TDM1, "S5.2", "S4.2"),) if t_dm1 else ()),
            *((option(L_T, "S5.1"),) if dual else ()),
        ),
        against=(CHEMO_ALONE,),
        statements=(
            *("S5.1", "S5.2", "S5.3"),
            *when(t_dm1, "S4.2"),
            *when(brain_present(facts), "S8.1"),
            "S4.1",
        ),
        flags=(
            *t_dm1_flags(facts),
            *when(not dual, "lt-already-used"),
            *when(brain_present(facts), "s8-silent-after-lapatinib"),
        ),
    )


def _after_adjuvant_t_dm1(facts: Facts, remarks: tuple[str, ...]) -> Outcome:
    """T-DM1 after surgery only: the panel could not know it, so T-DM1 is neither offered nor refused."""
    dual = facts.lt_dual_given is not Answer.YES
    return _with_remarks(
        "D-TDM1ADJ",
        "T4.13",
        remarks,
        Status.RECOMMENDATION if dual else Status.OUTSIDE_CONSENSUS,
        recommended=(option(L_T, "S5.1"),) if dual else (),
        against=(CHEMO_ALONE,),
        statements=("S5.1", "S4.1"),
        flags=adjuvant_t_dm1_flag(facts),
    )


def _after_t_dm1(facts: Facts, remarks: tuple[str, ...]) -> Outcome | NeedsData:
    """Rows T4.14 to T4.18: what is left once T-DM1 was given for metastatic disease (S4.3, S11.2)."""
    if facts.pertuzumab_exposure is Given.UNKNOWN:
        return NeedsData("T4.14", ("pertuzumab_exposure",))
    if facts.lt_dual_given is Answer.UNKNOWN:
        return NeedsData("T4.15", ("lt_dual_given",))
    dual = facts.lt_dual_given is Answer.NO
    if facts.pertuzumab_exposure is Given.NONE:
        return _pertuzumab_naive(remarks, dual=dual)  # T4.16
    if dual:
        return _with_remarks(
            "D-TDM1P-LT",
            "T4.17",
            remarks,
            recommended=(option(L_T, "S5.1"),),
            against=(TDM1, CHEMO_ALONE),
            statements=("S5.1", "S5.2", "S4.1", "S11.2"),
            flags=("weak-evidence-after-tdm1",),
        )
    return _with_remarks(
        "D-OUT",
        "T4.18",
        remarks,
        Status.OUTSIDE_CONSENSUS,
        against=(TDM1,),
        statements=("S4.3", "S4.1", "S11.2", "S11.3", "S5.2"),
    )


def _pertuzumab_naive(remarks: tuple[str, ...], *, dual: bool) -> Outcome:
    return _with_remarks(
        "D-TDM1P-PERT",
        "T4.16",
        remarks,
        recommended=(option(P_T_CHEMO, "S4.3", "S4.4"), *((option(L_T, "S5.1"),) if dual else ())),
        against=(TDM1, P_T_WITHOUT_CHEMO, CHEMO_ALONE),
        statements=("S4.3", "S4.4", *when(dual, "S5.1"), "S5.2", "S4.1", "S11.2"),
        flags=("weak-evidence-after-tdm1",),
    )


def _pertuzumab_open(facts: Facts) -> bool:
    """Pertuzumab may follow T-DM1 if it was never given, or not known to have been (S4.3)."""
    return facts.tdm1_exposure is Given.METASTATIC and facts.pertuzumab_exposure in (Given.NONE, Given.UNKNOWN)


def _pertuzumab_after_t_dm1(facts: Facts) -> tuple[Option, ...]:
    return (option(P_T_CHEMO, "S4.3", "S4.4"),) if _pertuzumab_open(facts) else ()


def _pertuzumab_flag(facts: Facts) -> tuple[str, ...]:
    return when(_pertuzumab_open(facts) and facts.pertuzumab_exposure is Given.UNKNOWN, "pertuzumab-only-if-naive")


def _with_remarks(  # noqa: PLR0913 - the columns of A.6.2, one argument each
    code: str,
    rule: str,
    remarks: tuple[str, ...],
    status: Status = Status.RECOMMENDATION,
    *,
    statements: tuple[str, ...],
    recommended: tuple[Option, ...] = (),
    against: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
) -> Outcome:
    """An outcome of T4 with the remarks on site, line count and a resistance that is only borderline (X2)."""
    borderline = "resistance-borderline" in remarks
    return outcome(
        code,
        rule,
        status,
        recommended=recommended,
        against=against,
        statements=(*statements, *when(borderline, "S6.1")),
        flags=(*flags, *remarks),
        more_notes=when(borderline, "CN-RES"),
    )

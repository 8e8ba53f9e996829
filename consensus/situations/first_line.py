"""T1 and T1F: no systemic therapy yet for metastatic disease."""

from __future__ import annotations

from consensus.facts import AdjuvantAntiHer2, Facts, HrStatus, Presence, RelapseInterval
from consensus.outcome import Option, Outcome, Status
from consensus.regimens import CHEMO_ALONE, ET, ET_L, ET_T, L_TAXANE, T_CHEMO, T_NON_TAXANE, TDM1, THP
from consensus.situations.answers import NeedsData, option, outcome, preferred, when
from consensus.situations.second_line import second_line
from treatment_history.answer import Answer


def no_treatment_yet(facts: Facts) -> Outcome | NeedsData:
    """Table T1: adjuvant anti-HER2 therapy and the time to relapse decide the approach (S2.1-S2.3)."""
    match facts.adjuvant_anti_her2:
        case AdjuvantAntiHer2.NONE:
            return first_line(facts)  # T1.1
        case AdjuvantAntiHer2.TDM1_OR_OTHER:
            return outcome(
                "OUT-NEWADJ",
                "T1.6",
                Status.OUTSIDE_CONSENSUS,
                statements=("S2.1",),
                flags=("adjuvant-agent-after-2016",),
            )
        case AdjuvantAntiHer2.UNKNOWN:
            return NeedsData("T1.7", ("adjuvant_anti_her2",))
    match facts.relapse_interval:
        case RelapseInterval.GT12:
            return first_line(facts)  # T1.2
        case RelapseInterval.DURING_OR_LE6 | RelapseInterval.GT6_LE12:
            return second_line(facts)  # T1.3, T1.4
    return NeedsData("T1.5", ("relapse_interval",))


def first_line(facts: Facts) -> Outcome | NeedsData:
    """Table T1F: chemotherapy or not, by hormone receptors and the clinician's judgement (S1.1-S1.9)."""
    row = _chemotherapy_row(facts)
    if row is not None:
        return _with_chemotherapy(facts, row)
    match facts.hr_status, facts.chemo_indicated:
        case HrStatus.NEGATIVE, _:
            return _no_chemotherapy_free_option()  # T1F.7
        case HrStatus.POSITIVE, Answer.NO:
            return _endocrine(facts)  # T1F.8
        case HrStatus.POSITIVE, _:
            return NeedsData("T1F.9", ("chemo_indicated",))
        case _, Answer.NO:
            return NeedsData("T1F.10", ("hr_status",))
    return NeedsData("T1F.11", ("hr_status", "chemo_indicated"))


def _chemotherapy_row(facts: Facts) -> int | None:
    """The first of three rows for chemotherapy (1 when indicated, 4 when HR-negative and not recorded), else None."""
    if facts.chemo_indicated is Answer.YES:
        return 1
    if facts.hr_status is HrStatus.NEGATIVE and facts.chemo_indicated is Answer.UNKNOWN:
        return 4
    return None


def _with_chemotherapy(facts: Facts, row: int) -> Outcome:
    match facts.taxane_contraindicated:
        case Answer.NO:
            return _first_line_chemotherapy("F1a", row, facts, (_thp(), _trastuzumab(facts)))
        case Answer.YES:
            return _first_line_chemotherapy("F1b", row + 1, facts, (option(T_NON_TAXANE, "S1.3"),))
    options = (_thp(), option(T_NON_TAXANE, "S1.3"), _trastuzumab(facts))
    return _first_line_chemotherapy("F1c", row + 2, facts, options)


def _thp() -> Option:
    return preferred(THP, "S1.5", "S1.4")


def _trastuzumab(facts: Facts) -> Option:
    return option(T_CHEMO, "S1.9" if facts.hr_status is HrStatus.POSITIVE else "S1.1", "S1.3")


def _first_line_chemotherapy(code: str, row: int, facts: Facts, options: tuple[Option, ...]) -> Outcome:
    hr_positive = facts.hr_status is HrStatus.POSITIVE
    return outcome(
        code,
        f"T1F.{row}",
        recommended=options,
        against=(TDM1, L_TAXANE, CHEMO_ALONE),
        statements=(
            *(("S1.5", "S1.9") if hr_positive else ("S1.1", "S1.5")),
            *when(code != "F1b", "S1.4"),
            *("S1.3", "S1.6", "S1.2", "S0.6"),
            *_relapse_statements(facts),
        ),
        flags=(*when(code == "F1c", "thp-unless-taxane-contraindicated"), *_brain_flag(facts)),
        more_notes=when(facts.adjuvant_anti_her2 is not AdjuvantAntiHer2.NONE, "CN-ADJ"),
    )


def _endocrine(facts: Facts) -> Outcome:
    return outcome(
        "F2",
        "T1F.8",
        recommended=(preferred(ET_T, "S1.7"), preferred(ET_L, "S1.7"), option(ET, "S1.8")),
        against=(TDM1,),
        statements=("S1.7", "S1.8", "S1.6", *_relapse_statements(facts)),
        flags=("et-alone-subset-undefined", *_brain_flag(facts)),
        more_notes=when(facts.adjuvant_anti_her2 is not AdjuvantAntiHer2.NONE, "CN-ADJ"),
    )


def _no_chemotherapy_free_option() -> Outcome:
    return outcome(
        "F0",
        "T1F.7",
        Status.OUTSIDE_CONSENSUS,
        statements=("S1.1",),
        flags=("no-chemo-free-statement-for-hr-negative",),
    )


def _relapse_statements(facts: Facts) -> tuple[str, ...]:
    return when(facts.adjuvant_anti_her2 is AdjuvantAntiHer2.TRASTUZUMAB_BASED, "S2.1", "S2.2")


def _brain_flag(facts: Facts) -> tuple[str, ...]:
    return when(facts.brain_mets is Presence.PRESENT, "brain-mets-first-line-silent")

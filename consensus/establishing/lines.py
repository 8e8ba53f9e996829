"""The facts that follow from the lines of therapy, in the words of the paper's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from consensus.establishing.grounds import settled, unsettled, written
from consensus.facts import AnswerOrNotApplicable, DiseaseSetting, DiseaseStatus
from treatment_history.agents import agent_named
from treatment_history.answer import Answer
from treatment_history.history import Derived, Exposed
from treatment_history.record import StopReason
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from treatment_history.history import LineOfTherapy, TreatmentHistory

A = TypeVar("A")
B = TypeVar("B")

_STATUS = {
    "CR": DiseaseStatus.COMPLETE_RESPONSE,
    "PR": DiseaseStatus.PARTIAL_RESPONSE,
    "improved": DiseaseStatus.PARTIAL_RESPONSE,
    "SD": DiseaseStatus.STABLE_DISEASE,
    "PD": DiseaseStatus.PROGRESSIVE,
}

_IN_WORDS = {
    Answer.YES: AnswerOrNotApplicable.YES,
    Answer.NO: AnswerOrNotApplicable.NO,
    Answer.UNKNOWN: AnswerOrNotApplicable.UNKNOWN,
}

_ON_TREATMENT = (
    DiseaseStatus.PROGRESSIVE,
    DiseaseStatus.COMPLETE_RESPONSE,
    DiseaseStatus.PARTIAL_RESPONSE,
    DiseaseStatus.STABLE_DISEASE,
)
"""What an assessment after therapy can say; untreated is out once a line is on record."""

_OPEN = (Answer.UNKNOWN, AnswerOrNotApplicable.UNKNOWN)

_ASK_LINES = say("systemic therapy for metastatic disease: agents with dates, and the results of assessments")


def translated(derived: Derived[A], into: Callable[[A], B]) -> Derived[B]:
    """The same ground with the values in other words."""
    return Derived(
        into(derived.value),
        into(derived.working),
        derived.because,
        derived.missing,
        derived.evidence,
        derived.date,
        tuple(dict.fromkeys(into(value) for value in derived.possible)),
    )


def line_facts(history: TreatmentHistory) -> dict[str, Derived[Any]]:
    """The facts that the derivation of lines already answers, by their names in the paper's facts."""
    facts = history.facts
    names = (
        "n_her2_lines",
        "current_line_her2",
        "on_anti_her2",
        "prior_consecutive_her2_lines",
        "dual_blockade_prior",
        "dual_blockade_any",
        "lt_dual_given",
        "last_line_lapatinib",
    )
    return {
        **{name: _asking(getattr(facts, name)) for name in names},
        "current_line_number": _line_number(history, facts.current_line_number),
        "last_line_number": _line_number(history, facts.last_line_number),
        "current_line_agents": translated(facts.current_line_agents, _hyphenated),
        "pd_at_first_assessment": pd_at_first_assessment(history),
    }


def _line_number(history: TreatmentHistory, derived: Derived[int | None]) -> Derived[int | None]:
    """The number of the line; 0 where it is certain that there is none."""
    zero: int | None = 0
    if derived.value is None and has_no_advanced_line(history):
        return settled(zero, _no_line())
    return _asking(derived)


def _asking(derived: Derived[A]) -> Derived[A]:
    """An open fact asks for something: failing a single datum, for the course of therapy."""
    is_open = derived.value is None or derived.value in _OPEN
    return derived._replace(missing=(_ASK_LINES,)) if is_open and not derived.missing else derived


def _no_line() -> Sentence:
    return say("There is no line of therapy for metastatic disease")


def _hyphenated(agents: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(agent_named(agent).hyphenated for agent in agents)


def pd_at_first_assessment(history: TreatmentHistory) -> Derived[AnswerOrNotApplicable]:
    """Progression at the first assessment of the line under judgement; not applicable where there is no line."""
    derived = translated(history.facts.pd_at_first_assessment, _IN_WORDS.__getitem__)
    if has_no_advanced_line(history):
        return settled(AnswerOrNotApplicable.NOT_APPLICABLE, _no_line())
    return _asking(derived)


def has_no_advanced_line(history: TreatmentHistory) -> bool:
    """Whether it is certain that no systemic therapy for metastatic disease was given."""
    uncertain = {Exposed.UNDATED, Exposed.UNKNOWN_SETTING, Exposed.POSSIBLE}
    return (
        history.history_complete
        and history.counts.lines.agreed == 0
        and not history.investigational
        and not any(uncertain & set(exposure.where) for exposure in history.exposures.values())
    )


def disease_status(history: TreatmentHistory, setting: DiseaseSetting) -> Derived[DiseaseStatus]:
    """The last evaluable assessment of the last line (specification 5a)."""
    line = history.last_line
    if line is None:
        return _before_any_line(history, setting)
    last = translated(history.facts.last_response, lambda word: _STATUS.get(word, DiseaseStatus.UNKNOWN))
    if last.value is DiseaseStatus.UNKNOWN and _ended_by_progression(history, line):
        return _progressive_by_reason(line)
    because = _last_said(history.facts.last_response, line)
    if last.value is DiseaseStatus.UNKNOWN:
        return last._replace(
            because=because or last.because, missing=(_ask(line),), possible=_possible(history, last.possible)
        )
    return last._replace(because=because)


def _possible(history: TreatmentHistory, readings: tuple[DiseaseStatus, ...]) -> tuple[DiseaseStatus, ...]:
    """What the readings say where each says something; else, with a line certainly on record, all but untreated."""
    if readings and DiseaseStatus.UNKNOWN not in readings:
        return readings
    return _ON_TREATMENT if history.counts.lines.low >= 1 else ()


def _last_said(response: Derived[str], line: LineOfTherapy) -> tuple[Sentence, ...]:
    """The assessment that decides, at the working reading."""
    place = {"n": line.n, "date": written(response.date), "references": ", ".join(response.evidence)}
    match response.working:
        case "CR":
            return (say("Last assessment of line {n}: complete response ({date}; {references})", **place),)
        case "PR":
            return (say("Last assessment of line {n}: partial response ({date}; {references})", **place),)
        case "improved":
            return (
                say("Last assessment of line {n}: improved ({date}; {references})", **place),
                say("The record says improved, not graded: read as a response"),
            )
        case "SD":
            return (say("Last assessment of line {n}: stable disease ({date}; {references})", **place),)
        case "PD":
            return (say("Last assessment of line {n}: progression ({date}; {references})", **place),)
        case _:
            return ()


def _before_any_line(history: TreatmentHistory, setting: DiseaseSetting) -> Derived[DiseaseStatus]:
    """Untreated means: no systemic therapy yet for metastatic disease (A.3.1); of early disease that is true too."""
    if setting is not DiseaseSetting.UNKNOWN and has_no_advanced_line(history):
        because = say("No systemic therapy for metastatic disease is on record, and the medication was read completely")
        return settled(DiseaseStatus.UNTREATED, because, evidence=history.advanced_evidence)
    because = say("Whether systemic therapy for metastatic disease was given cannot be told from the record")
    missing = say("systemic therapy for metastatic disease so far, and the result of the last assessment")
    return unsettled(DiseaseStatus.UNKNOWN, because, missing=missing)


def _ended_by_progression(history: TreatmentHistory, line: LineOfTherapy) -> bool:
    """An ended last line whose drugs carry the coded reason progression or no response."""
    if line.ongoing or line.pd_on_line is not Answer.YES:
        return False
    evidence = frozenset(line.evidence)
    return any(
        med.stop_reason is StopReason.PROGRESSION
        and med.reference in evidence
        and not set(line.agents).isdisjoint(med.agents)
        for med in history.record.medications
    )


def _progressive_by_reason(line: LineOfTherapy) -> Derived[DiseaseStatus]:
    because = say("Line {n} was stopped because of progression, by the reason recorded with its drugs", n=line.n)
    return settled(DiseaseStatus.PROGRESSIVE, because, evidence=line.evidence, date=line.end)


def _ask(line: LineOfTherapy) -> Sentence:
    return say(
        "date and result of the last assessment on line {n} (since {start})", n=line.n, start=written(line.start)
    )

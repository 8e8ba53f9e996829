"""What only a clinician or the patient can say. These facts are read where they are stated, never inferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import certainly_before, newest, possibly_latest, up_to
from consensus.establishing.setting import predates_distant_disease
from treatment_history.agents import DrugClass, agent_named, is_anti_her2
from treatment_history.answer import Answer
from treatment_history.findings import Comorbidity, Decision
from treatment_history.record import StopReason
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from treatment_history.findings import Finding, StatedDecision
    from treatment_history.history import Derived, TreatmentHistory
    from treatment_history.record import MedicationRecord

_ASK_CHEMOTHERAPY = say("whether chemotherapy is indicated (the clinician's judgement)")
_ASK_TOXICITY = say("whether there is unacceptable toxicity of the anti-HER2 agent")
_ASK_WISH = say("whether the patient wishes to stop the anti-HER2 agent")
_ASK_TAXANE = say("whether a taxane is contraindicated (the clinician's judgement)")


def chemo_indicated(history: TreatmentHistory) -> Derived[Answer]:
    """The clinician's judgement about chemotherapy, as far as it was made since metastatic disease began."""
    return _stated(
        history,
        Decision.CHEMOTHERAPY_INDICATED,
        lambda item: predates_distant_disease(history, item.date),
        _ASK_CHEMOTHERAPY,
    )


def unacceptable_toxicity(history: TreatmentHistory) -> Derived[Answer]:
    """Toxicity of the current anti-HER2 agents that the record itself calls a reason to stop."""
    return _stated_or_coded(history, Decision.UNACCEPTABLE_TOXICITY, StopReason.TOXICITY, _ASK_TOXICITY)


def patient_wishes_to_stop(history: TreatmentHistory) -> Derived[Answer]:
    """The patient's wish to stop the current anti-HER2 agents."""
    return _stated_or_coded(history, Decision.PATIENT_WISHES_TO_STOP, StopReason.PATIENT, _ASK_WISH)


def _stated(
    history: TreatmentHistory,
    decision: Decision,
    is_outdated: Callable[[StatedDecision], bool],
    missing: Sentence,
) -> Derived[Answer]:
    """The most recent statement; an outdated one is about another situation."""
    found = [item for item in up_to(history.as_of, history.record.decisions) if item.decision is decision]
    outdated = [item for item in found if is_outdated(item)]
    latest = possibly_latest(item for item in found if not is_outdated(item))
    values = {item.value for item in latest}
    because = (*map(_sentence, latest), *map(_outdated_sentence, outdated))
    references = [item.reference for item in latest]
    if len(values) == 1 and Answer.UNKNOWN not in values:
        return settled(next(iter(values)), *because, evidence=references, date=newest(latest))
    return unsettled(Answer.UNKNOWN, *because, missing=missing, evidence=references)


def _sentence(item: StatedDecision) -> Sentence:
    match item.value:
        case Answer.YES:
            return say("Stated in the record: yes ({date}; {reference})", **_place(item))
        case Answer.NO:
            return say("Stated in the record: no ({date}; {reference})", **_place(item))
        case _:
            return say("Stated in the record: not known ({date}; {reference})", **_place(item))


def _outdated_sentence(item: StatedDecision) -> Sentence:
    return say("Stated earlier, about another situation ({date}; {reference})", **_place(item))


def _place(item: StatedDecision) -> dict[str, str]:
    return {"date": written(item.date), "reference": item.reference}


def _stated_or_coded(
    history: TreatmentHistory, decision: Decision, reason: StopReason, missing: Sentence
) -> Derived[Answer]:
    """A statement since the last line began; else the coded reason with which its anti-HER2 agents were stopped."""
    start = history.last_line.start if history.last_line is not None else None
    stated = _stated(history, decision, lambda item: certainly_before(item.date, start), missing)
    if stated.value is not Answer.UNKNOWN:
        return stated
    current = _current_anti_her2(history)
    stopped = [med for med in current if med.stop_reason is reason]
    if not stopped:
        return stated
    references = sorted(med.reference for med in stopped)
    because = say(
        "The reason recorded with the stop of {agents} ({references})",
        agents=", ".join(sorted({agent for med in stopped for agent in med.agents})),
        references=", ".join(references),
    )
    if _agents(stopped) == _agents(current):
        return settled(Answer.YES, because, *stated.because, evidence=references)
    others = say("Other anti-HER2 agents of the line were not stopped for it")
    return unsettled(Answer.UNKNOWN, because, others, *stated.because, missing=missing, evidence=references)


def _current_anti_her2(history: TreatmentHistory) -> tuple[MedicationRecord, ...]:
    """The medication records behind the anti-HER2 agents of the ongoing or last line."""
    line = history.last_line
    evidence = frozenset(line.evidence) if line is not None else frozenset[str]()
    return tuple(
        med for med in history.record.medications if med.reference in evidence and any(map(is_anti_her2, med.agents))
    )


def _agents(medications: Sequence[MedicationRecord]) -> set[str]:
    return {agent for med in medications for agent in med.agents if is_anti_her2(agent)}


def taxane_contraindicated(history: TreatmentHistory) -> Derived[Answer]:
    """Yes on a recorded allergy or intolerance. A taxane stopped for toxicity, or neuropathy, is a reason to ask."""
    findings = up_to(history.as_of, history.record.findings)
    intolerance = [item for item in findings if item.kind is Comorbidity.TAXANE_INTOLERANCE]
    present = [item for item in intolerance if item.present is Answer.YES and item.active is not Answer.NO]
    if present:
        references = sorted(item.reference for item in present)
        because = say(
            "Allergy or intolerance to a taxane is on record ({references})", references=", ".join(references)
        )
        return settled(Answer.YES, because, evidence=references, date=newest(present))
    absent = [item for item in intolerance if item.present is Answer.NO]
    hints = (*_stopped_taxanes(history), *_neuropathy(findings))
    if absent and not hints:
        references = sorted(item.reference for item in absent)
        because = say("No intolerance to taxanes, as stated ({references})", references=", ".join(references))
        return settled(Answer.NO, because, evidence=references, date=newest(absent))
    return unsettled(Answer.UNKNOWN, *hints, missing=_ASK_TAXANE)


def _stopped_taxanes(history: TreatmentHistory) -> tuple[Sentence, ...]:
    stopped = {
        (med.reference, agent)
        for med in history.record.medications
        if med.stop_reason is StopReason.TOXICITY
        for agent in med.agents
        if agent_named(agent).drug_class is DrugClass.TAXANE
    }
    return tuple(
        say("{agent} was stopped for toxicity ({reference})", agent=agent, reference=reference)
        for reference, agent in sorted(stopped)
    )


def _neuropathy(findings: Sequence[Finding]) -> tuple[Sentence, ...]:
    return tuple(
        say(
            "Peripheral neuropathy is on record ({date}; {reference})",
            date=written(item.date),
            reference=item.reference,
        )
        for item in findings
        if item.kind is Comorbidity.NEUROPATHY and item.present is Answer.YES
    )

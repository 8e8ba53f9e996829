"""T5, Scenario 5: response or stable disease on anti-HER2 therapy - continue until when?"""

from __future__ import annotations

from consensus.facts import DiseaseStatus, Facts
from consensus.outcome import Outcome, Status
from consensus.regimens import CONTINUE, STOP, STOP_WITHOUT_REASON
from consensus.situations.answers import NeedsData, option, outcome, preferred, when
from treatment_history.answer import Answer

_CONTINUE = {
    DiseaseStatus.COMPLETE_RESPONSE: ("E-CR", "T5.5", "S9.1", ()),
    DiseaseStatus.PARTIAL_RESPONSE: ("E-PR", "T5.6", "S9.2", ("abstract-wording-only",)),
    DiseaseStatus.STABLE_DISEASE: ("E-SD", "T5.7", "S9.3", ("external-guideline-only",)),
}
"""Per status: outcome, row, the statement that carries it, and how far that statement reaches (X1)."""


def response_or_stable(facts: Facts) -> Outcome | NeedsData:
    """Table T5: continue until progression, unacceptable toxicity or the patient's decision (S9.1-S9.4)."""
    match facts.on_anti_her2:
        case Answer.UNKNOWN:
            return NeedsData("T5.1", ("on_anti_her2",))
        case Answer.NO:
            return outcome("E-OFF", "T5.2", Status.OUTSIDE_CONSENSUS, statements=("S9.1",))
    if facts.unacceptable_toxicity is Answer.YES:
        return _stopping_point("E-TOX", "T5.3", facts)
    if facts.patient_wishes_to_stop is Answer.YES:
        return _stopping_point("E-PREF", "T5.4", facts)
    return _continue(facts)  # T5.5, T5.6, T5.7


def _continue(facts: Facts) -> Outcome:
    code, rule, statement, reach = _CONTINUE[facts.disease_status]
    unasked = Answer.UNKNOWN in (facts.unacceptable_toxicity, facts.patient_wishes_to_stop)
    return outcome(
        code,
        rule,
        recommended=(preferred(CONTINUE, statement),),
        against=(STOP_WITHOUT_REASON,),
        statements=(statement, "S9.4"),
        flags=(*reach, *when(unasked, "check-toxicity-and-preference")),
    )


def _stopping_point(code: str, rule: str, facts: Facts) -> Outcome:
    _, _, statement, reach = _CONTINUE[facts.disease_status]
    return outcome(
        code,
        rule,
        Status.STOP_CRITERION_MET,
        recommended=(option(STOP, "S9.1", "S9.4"),),
        statements=(statement, "S9.1", "S9.4"),
        flags=(*reach, "next-therapy-not-covered"),
    )

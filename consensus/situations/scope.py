"""T0, the gate: does the paper speak about this patient at all, and which part of it?"""

from __future__ import annotations

from consensus.facts import DiseaseSetting, DiseaseStatus, Facts, Her2Status
from consensus.outcome import Outcome, Status
from consensus.regimens import ANY_ANTI_HER2
from consensus.situations.answers import NeedsData, outcome, when
from consensus.situations.first_line import no_treatment_yet
from consensus.situations.progression import progression
from consensus.situations.response import response_or_stable
from treatment_history.answer import Answer


def gate(facts: Facts) -> Outcome | NeedsData:
    """Table T0: HER2-positive metastatic disease, treated with agents that the panel knew (S0.1, S0.2)."""
    if facts.her2_status in (Her2Status.LOW, Her2Status.NEGATIVE):
        return _not_her2_positive(facts)
    if facts.her2_status is not Her2Status.POSITIVE:
        return NeedsData("T0.2", ("her2_status",))
    match facts.disease_setting:
        case DiseaseSetting.EARLY:
            return outcome("OUT-EARLY", "T0.3", Status.OUTSIDE_CONSENSUS, statements=("S0.1",))
        case DiseaseSetting.LOCALLY_ADVANCED_UNRESECTABLE:
            return outcome("OUT-LABC", "T0.4", Status.OUTSIDE_CONSENSUS, statements=("S0.1",))
        case DiseaseSetting.UNKNOWN:
            return NeedsData("T0.5", ("disease_setting",))
    return _metastatic(facts)


def _metastatic(facts: Facts) -> Outcome | NeedsData:
    if facts.disease_status is DiseaseStatus.UNKNOWN:
        return NeedsData("T0.6", ("disease_status",))
    if facts.disease_status is DiseaseStatus.UNTREATED:
        return no_treatment_yet(facts)  # T0.7
    match facts.post2016_agent_exposure:
        case Answer.YES:
            return outcome(
                "OUT-NEWAGENT", "T0.8", Status.OUTSIDE_CONSENSUS, statements=("S0.2",), flags=("agent-after-2016",)
            )
        case Answer.UNKNOWN:
            return NeedsData("T0.9", ("post2016_agent_exposure",))
    if facts.disease_status is DiseaseStatus.PROGRESSIVE:
        return progression(facts)  # T0.10
    return response_or_stable(facts)  # T0.11


def _not_her2_positive(facts: Facts) -> Outcome:
    return outcome(
        "OUT-HER2",
        "T0.1",
        Status.OUTSIDE_CONSENSUS,
        against=(ANY_ANTI_HER2,),
        statements=("S0.1",),
        flags=when(facts.her2_status is Her2Status.LOW, "her2-low-later-evidence"),
    )

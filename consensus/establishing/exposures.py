"""Which agents were given, and where. "None" is said only if the medication was read completely and understood.

An agent that the record names no better than "anti-HER2" or an antineoplastic that could not be identified may have
been any of them: then "none" is unknown (line-of-therapy specification 3.4, W5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled
from consensus.facts import Given, LapatinibGiven
from treatment_history.agents import (
    ANTI_HER2_NOT_NAMED,
    LAPATINIB,
    TRASTUZUMAB,
    DrugClass,
    Era,
    Family,
    agent_named,
)
from treatment_history.answer import Answer
from treatment_history.history import Exposed
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from treatment_history.agents import Agent
    from treatment_history.history import Derived, Exposure, TreatmentHistory

_GIVEN = frozenset({Exposed.EARLY, Exposed.ADVANCED, Exposed.UNDATED, Exposed.UNKNOWN_SETTING})


def given_where(history: TreatmentHistory, agent: Agent) -> Derived[Given]:
    """T-DM1 or pertuzumab: none, metastatic, adjuvant only (given early and nowhere else), or unknown."""
    exposure = history.exposures.get(agent.name)
    where = set() if exposure is None else set(exposure.where)
    evidence = () if exposure is None else exposure.evidence
    if Exposed.ADVANCED in where:
        because = say("{agent} was given for metastatic disease", agent=agent.name)
        return settled(Given.METASTATIC, because, evidence=evidence)
    if where & _GIVEN:
        return _given_earlier(history, agent, where, evidence)
    doubts = _doubts_about_absence(history, agent)
    if doubts:
        return unsettled(Given.UNKNOWN, *doubts, missing=_ask(agent), evidence=evidence)
    return settled(Given.NONE, _never(agent))


def _given_earlier(
    history: TreatmentHistory, agent: Agent, where: set[Exposed], evidence: tuple[str, ...]
) -> Derived[Given]:
    """Given, but not certainly for metastatic disease."""
    because = say("{agent} was given before metastatic disease", agent=agent.name)
    if where == {Exposed.EARLY} and not _doubts_about_absence(history, agent):
        return settled(Given.ADJUVANT_ONLY, because, evidence=evidence)
    if where == {Exposed.EARLY}:
        doubts = _doubts_about_absence(history, agent)
        return unsettled(
            Given.UNKNOWN,
            because,
            *doubts,
            missing=_ask(agent),
            likely=Given.ADJUVANT_ONLY,
            evidence=evidence,
            possible=(Given.METASTATIC, Given.ADJUVANT_ONLY),
        )
    unplaced = say("{agent} was given, but the record does not say when or in which setting", agent=agent.name)
    missing = say("when {agent} was given, and whether for metastatic disease", agent=agent.name)
    possible = (Given.METASTATIC, Given.ADJUVANT_ONLY)
    return unsettled(Given.UNKNOWN, unplaced, missing=missing, evidence=evidence, possible=possible)


def lapatinib_given(history: TreatmentHistory) -> Derived[LapatinibGiven]:
    """Lapatinib: none, metastatic or unknown. Given only before metastatic disease the paper has no word for it."""
    given = given_where(history, LAPATINIB)
    if given.value is Given.METASTATIC:
        return settled(LapatinibGiven.METASTATIC, *given.because, evidence=given.evidence)
    if given.value is Given.NONE:
        return settled(LapatinibGiven.NONE, *given.because)
    if given.value is Given.ADJUVANT_ONLY:
        missing = say("whether lapatinib before metastatic disease counts as earlier exposure")
        return unsettled(LapatinibGiven.UNKNOWN, *given.because, missing=missing, evidence=given.evidence)
    return unsettled(LapatinibGiven.UNKNOWN, *given.because, missing=given.missing[0], evidence=given.evidence)


def prior_trastuzumab(history: TreatmentHistory) -> Derived[Answer]:
    """The antibody itself, in any setting; a conjugate is another agent."""
    return _given_anywhere(history, lambda agent: agent is TRASTUZUMAB, say("whether trastuzumab was ever given"))


def prior_taxane(history: TreatmentHistory) -> Derived[Answer]:
    """Any taxane in any setting."""
    return _given_anywhere(
        history, lambda agent: agent.drug_class is DrugClass.TAXANE, say("whether a taxane was ever given")
    )


def post2016_agent_exposure(history: TreatmentHistory) -> Derived[Answer]:
    """An anti-HER2 agent that the 2016 panel did not know, in any setting."""
    missing = say("whether an anti-HER2 agent later than 2016 was given, and which")
    return _given_anywhere(history, lambda agent: agent.era is Era.LATER and agent is not ANTI_HER2_NOT_NAMED, missing)


def _given_anywhere(history: TreatmentHistory, wanted: Callable[[Agent], bool], missing: Sentence) -> Derived[Answer]:
    exposures = [exposure for exposure in _sorted(history) if wanted(agent_named(exposure.agent))]
    given = [exposure for exposure in exposures if _GIVEN & set(exposure.where)]
    if given:
        because = say("Given: {agents}", agents=", ".join(exposure.agent for exposure in given))
        return settled(Answer.YES, because, evidence=_evidence(given))
    doubts = (*_only_ordered(exposures), *_general_doubts(history))
    if doubts:
        return unsettled(Answer.UNKNOWN, *doubts, missing=missing, evidence=_evidence(exposures))
    return settled(Answer.NO, say("Not on record, and the medication was read completely"))


def _doubts_about_absence(history: TreatmentHistory, agent: Agent) -> tuple[Sentence, ...]:
    """Why the record cannot prove that the agent was never given for metastatic disease."""
    exposure = history.exposures.get(agent.name)
    return (*_only_ordered(() if exposure is None else (exposure,)), *_general_doubts(history))


def _only_ordered(exposures: Iterable[Exposure]) -> tuple[Sentence, ...]:
    return tuple(
        say("{agent} was ordered, but the record does not show that it was given", agent=exposure.agent)
        for exposure in exposures
        if Exposed.POSSIBLE in exposure.where
    )


def _general_doubts(history: TreatmentHistory) -> tuple[Sentence, ...]:
    """An incomplete history, and agents that could not be told."""
    incomplete = () if history.history_complete else (say("The medication history is not complete"),)
    unidentified = tuple(
        say("An agent could not be identified: {agent}", agent=exposure.agent)
        for exposure in _sorted(history)
        if _is_unidentified(agent_named(exposure.agent))
    )
    return (*incomplete, *unidentified)


def _is_unidentified(agent: Agent) -> bool:
    return agent.family is Family.UNKNOWN or agent is ANTI_HER2_NOT_NAMED


def _sorted(history: TreatmentHistory) -> tuple[Exposure, ...]:
    return tuple(sorted(history.exposures.values(), key=lambda exposure: exposure.agent))


def _evidence(exposures: Iterable[Exposure]) -> tuple[str, ...]:
    return tuple(reference for exposure in exposures for reference in exposure.evidence)


def _never(agent: Agent) -> Sentence:
    return say("{agent} is not on record, and the medication was read completely", agent=agent.name)


def _ask(agent: Agent) -> Sentence:
    return say("whether {agent} was ever given, and for which setting", agent=agent.name)

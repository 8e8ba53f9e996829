"""Which anticancer agents still have an active order or medication entry: what a new order would be added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.agents import Family, agent_named
from treatment_history.answer import Answer
from treatment_history.record import Source

if TYPE_CHECKING:
    from treatment_history.history import TreatmentHistory
    from treatment_history.record import MedicationRecord

_PLANNED_INTENTS = frozenset({"proposal", "plan", "option"})


def active_agents(history: TreatmentHistory) -> tuple[str, ...]:
    """Hyphenated agents whose order is active at the day, or whose medication entry goes on, in alphabetical order.

    An order is carried out until it is ended. A mere entry of the medication list does not count once its line has
    progressed: it is what the new order replaces (A.5.3 speaks of an *order* left active). On hold is not active.
    """
    last = history.last_line
    failed = frozenset(last.agents) if last is not None and last.pd_on_line is Answer.YES else frozenset()
    agents = {
        agent
        for med in history.record.medications
        if _is_active(history, med)
        for agent in med.agents
        if med.source is Source.ORDER or agent not in failed
    }
    known = (agent_named(agent) for agent in agents)
    return tuple(sorted(agent.hyphenated for agent in known if agent.family not in {Family.SUPPORTIVE, Family.UNKNOWN}))


def _is_active(history: TreatmentHistory, med: MedicationRecord) -> bool:
    ordered_or_listed = med.source in {Source.ORDER, Source.STATEMENT}
    intended = med.source is not Source.ORDER or med.intent not in _PLANNED_INTENTS
    begun = med.start is None or med.start.earliest <= history.as_of
    not_ended = med.end is None or med.end.latest >= history.as_of
    return ordered_or_listed and intended and med.status == "active" and begun and not_ended

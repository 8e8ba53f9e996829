"""Spanish, beside the English of the rooms below: sentences by their English pattern, the paper's entries by their id.

A test proves that nothing is missing, that places and figures are the same, and that no verb is stronger.
"""

from __future__ import annotations

from cards.wording.spanish.agents import AGENTS, with_spanish_agents
from cards.wording.spanish.clinical_facts import CLINICAL_FACTS
from cards.wording.spanish.currency import CURRENCY_NOTES
from cards.wording.spanish.ehr import EHR
from cards.wording.spanish.evidence import EVIDENCE
from cards.wording.spanish.facts import FACTS
from cards.wording.spanish.gaps import GAPS
from cards.wording.spanish.history import HISTORY
from cards.wording.spanish.labels import LABELS
from cards.wording.spanish.launch import LAUNCH
from cards.wording.spanish.orders import ORDER_SENTENCES
from cards.wording.spanish.paper import PLACES, STATEMENTS, VERBS
from cards.wording.spanish.reasoning import REASONING
from cards.wording.spanish.record import RECORD
from cards.wording.spanish.remarks import FLAGS, REGIMENS, SAFETY_RULES
from cards.wording.spanish.sentences import SENTENCES
from cards.wording.spanish.timeline import TIMELINE

__all__ = [
    "AGENTS",
    "CURRENCY_NOTES",
    "EVIDENCE",
    "FLAGS",
    "PATTERNS",
    "PLACES",
    "REGIMENS",
    "SAFETY_RULES",
    "STATEMENTS",
    "VERBS",
    "value",
]

PATTERNS = (
    HISTORY
    | FACTS
    | CLINICAL_FACTS
    | RECORD
    | LABELS
    | SENTENCES
    | ORDER_SENTENCES
    | REASONING
    | TIMELINE
    | LAUNCH
    | EHR
    | GAPS
)
"""Every sentence, by its English pattern."""

_RESPONSES = {"CR": "RC", "PR": "RP", "improved": "mejoría", "SD": "EE", "PD": "PE", "undetermined": "indeterminada"}
"""Assessments, where they stand as the value of a sentence."""


def value(name: str, text: str) -> str:
    """A value inside a sentence: ingredients and assessments in Spanish, everything else as it was written."""
    if name == "value" and text in _RESPONSES:
        return _RESPONSES[text]
    return with_spanish_agents(text)

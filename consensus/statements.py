"""The statements of the paper as data: where each stands, of what kind it is, how strongly it speaks, in our own words.

The paper gives no grades and no vote counts, so none are shown: kind and the paper's own verb stand in their place.
"""

from __future__ import annotations

from consensus.paper.beyond_second_line import BEYOND_SECOND_LINE
from consensus.paper.first_and_second_line import FIRST_LINE, RELAPSE, SECOND_LINE
from consensus.paper.form import Kind, Statement, Strength
from consensus.paper.safety_and_conclusions import CONCLUSIONS, SAFETY
from consensus.paper.scenarios import SCENARIOS
from consensus.paper.scope import SCOPE

__all__ = ["BACKGROUND", "STATEMENTS", "Kind", "Statement", "Strength", "weakest"]

STATEMENTS: dict[str, Statement] = {
    statement.id: statement
    for statement in (
        *SCOPE,
        *FIRST_LINE,
        *RELAPSE,
        *SECOND_LINE,
        *BEYOND_SECOND_LINE,
        *SCENARIOS,
        *SAFETY,
        *CONCLUSIONS,
    )
}
"""Every statement by its id, in the order of the paper."""

BACKGROUND = frozenset(
    {
        *("S0.3", "S0.5", "S0.7", "S0.8"),  # what was approved, the method, the nature of the evidence
        *("S3.5", "S3.6"),  # evidence for a strategy, and a combination that is mentioned only
        *("S10.1", "S10.2", "S10.3", "S10.4"),  # safety: S10.3 speaks through rule J-S10
        "S11.1",
    }
)
"""Statements that no outcome cites: background of the paper, or spoken through a safety rule."""


def weakest(ids: tuple[str, ...]) -> Strength:
    """The strength of the weakest of these statements: a card never speaks more strongly."""
    return min(STATEMENTS[id_].strength for id_ in ids)

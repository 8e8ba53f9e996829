"""T2, progression: which line has failed, and so which part of the paper speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.derived import early_relapse
from consensus.outcome import Outcome, Status
from consensus.situations.answers import NeedsData, outcome
from consensus.situations.beyond_second_line import beyond_second_line
from consensus.situations.second_line import second_line
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from consensus.facts import Facts


def progression(facts: Facts) -> Outcome | NeedsData:
    """Table T2: after one anti-HER2 line an early relapse counts as a line of its own (S2.3, reading X13)."""
    match facts.n_her2_lines:
        case 0:
            return outcome(
                "OUT-N0",
                "T2.1",
                Status.OUTSIDE_CONSENSUS,
                statements=("S1.1", "S1.7"),
                flags=("no-anti-her2-yet",),
            )
        case 1:
            return _after_one_line(facts)
        case None:
            return NeedsData("T2.6", ("n_her2_lines",))
    return beyond_second_line(facts)  # T2.5


def _after_one_line(facts: Facts) -> Outcome | NeedsData:
    match early_relapse(facts):
        case Answer.NO:
            return second_line(facts)  # T2.2
        case Answer.YES:
            return beyond_second_line(facts, "line-count-includes-adjuvant")  # T2.3
    return NeedsData("T2.4", ("adjuvant_anti_her2", "relapse_interval"))

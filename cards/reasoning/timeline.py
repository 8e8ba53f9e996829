"""The course of disease as lanes to draw and as entries to read: every mark names the resources that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.reasoning.bars import agent_lanes, line_lane, setting_lane
from cards.reasoning.ledger import Ledger
from cards.reasoning.marks import mark_lanes
from cards.reasoning.model import Timeline
from treatment_history.parameters import DEFAULT
from treatment_history.therapy import read_therapy

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.wording.voice import Voice


def timeline(consult: Consult, voice: Voice) -> Timeline:
    """Setting and lines, agents by kind, then what was found and done."""
    history, ledger = consult.history, Ledger(voice)
    therapy = read_therapy(history.record, history.as_of, DEFAULT)
    lanes = (
        setting_lane(consult, ledger),
        line_lane(history, ledger),
        *agent_lanes(therapy, ledger),
        *mark_lanes(history, ledger),
    )
    return Timeline(
        lanes=tuple(lane for lane in lanes if lane.bars or lane.marks),
        entries=tuple(ledger.entries),
        undated=tuple(ledger.undated),
        today=history.as_of,
    )

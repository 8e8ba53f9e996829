"""The form of a statement: kind, strength, place, paraphrase, and our reading where the paper leaves doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum


class Kind(Enum):
    """Who speaks in a statement."""

    CONSENSUS = "recommendation agreed by the whole panel (Table 2)"
    PANEL_TEXT = "the panel's text outside Table 2"
    EXTERNAL_GUIDELINE = "an external guideline as cited in the paper"
    REGULATOR = "a regulator as cited in the paper"
    OTHER_AUTHORS = "other authors as cited in the paper"
    TRIAL = "trial evidence"
    DEFINITION = "definition"
    BACKGROUND = "background"
    IMPLIED = "implied by the paper, not stated"


class Strength(IntEnum):
    """How strongly the paper's own verb speaks, from silence to recommendation; a card never exceeds it."""

    NONE = 0
    REPORTS = 1
    MAY = 2
    SUGGESTS = 3
    SHOULD = 4
    RECOMMENDS = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `lines` are lines of the text as it was read; `verb` is the paper's own; `readings` are X ids."""

    id: str
    place: str
    lines: str
    kind: Kind
    strength: Strength
    verb: str
    paraphrase: str
    evidence: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

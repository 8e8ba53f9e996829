"""What happened: lines of therapy and the course of disease, as `derive` finds them in a record.

Field by field this is the output of the line-of-therapy specification, section 3.11.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from treatment_history.answer import Answer
from treatment_history.kinds import Kinds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from treatment_history.dates import PartialDate
    from treatment_history.record import Conflict, Excluded, Gap, PatientRecord
    from treatment_history.sentences import Sentence

V = TypeVar("V")


class EarlyKind(Kinds):
    """Where a course before distant disease stands to surgery."""

    NEOADJUVANT = "neoadjuvant"
    ADJUVANT = "adjuvant"
    PERIOPERATIVE = "perioperative"
    UNSPECIFIED = "early-unspecified"


@dataclass(frozen=True, slots=True)
class EarlyTherapy:
    """One course of therapy before distant disease."""

    kind: EarlyKind
    agents: tuple[str, ...]
    start: PartialDate | None
    end: PartialDate | None
    ongoing: bool
    evidence: tuple[str, ...]


class Basis(Kinds):
    """How a line began: only `FIRST`, `EXPLICIT` and `DOCUMENTED` count in the low reading."""

    FIRST = "first"
    EXPLICIT = "explicit"
    DOCUMENTED = "documented"
    PRESUMED = "presumed"
    AMBIGUOUS = "ambiguous"


class EndReason(Kinds):
    """Why a line ended, as far as the record says."""

    ONGOING = "ongoing"
    PROGRESSION = "progression"
    TOXICITY = "toxicity"
    PATIENT = "patient"
    AVAILABILITY = "availability"
    COMPLETED = "completed"
    UNKNOWN = "unknown"


class Confidence(Kinds):
    """How firmly a line stands (specification 3.8)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Modification:
    """A change inside a line: `grade` is major or minor, `rule` the row of specification 3.7 that fitted."""

    date: PartialDate | None
    grade: str
    agents: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class LineOfTherapy:
    """One line at the working reading. Agents are ingredient names in alphabetical order.

    `end` is None while ongoing and where an agent's end is unknown; `end_bound` is `before` where the end is only
    bounded by the partial start of the next line (W15). `because` tells the boundary with its rule number.
    """

    n: int
    track: str
    enlist: str
    agents: tuple[str, ...]
    anti_her2: tuple[str, ...]
    chemo: tuple[str, ...]
    endocrine: tuple[str, ...]
    other: tuple[str, ...]
    dual: Answer
    pair: tuple[str, ...]
    pair_in_source: bool
    start: PartialDate | None
    end: PartialDate | None
    end_bound: str | None
    ongoing: bool
    end_reason: EndReason
    best_response: str
    first_assessment_pd: Answer
    pd_on_line: Answer
    basis: Basis
    rule: str
    because: Sentence
    modifications: tuple[Modification, ...]
    confidence: Confidence
    evidence: tuple[str, ...]
    setting_evidence: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A number at the low, the working and the high reading (specification 1.3)."""

    low: int
    working: int
    high: int

    def at_least(self, threshold: int) -> Answer:
        """Whether the number reaches the threshold at every reading, at none, or it depends on the reading."""
        reached = {value >= threshold for value in (self.low, self.working, self.high)}
        if len(reached) > 1:
            return Answer.UNKNOWN
        return Answer.YES if reached.pop() else Answer.NO

    @property
    def readings(self) -> tuple[int, int, int]:
        """The three numbers as a tuple (low, working, high)."""
        return self.low, self.working, self.high

    @property
    def agreed(self) -> int | None:
        """The number if all three readings agree, else None."""
        return self.low if self.low == self.working == self.high else None


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines, anti-HER2 lines and the longest unbroken run of anti-HER2 lines, in the advanced setting."""

    lines: Count
    anti_her2: Count
    consecutive: Count


class Derived(NamedTuple, Generic[V]):
    """A fact with its ground.

    `value` holds at every reading of the record, `working` at the most likely one; `possible` lists the values of
    the three readings where they differ; `missing` names what would settle it; `evidence` is where it was read.
    """

    value: V
    working: V
    because: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    evidence: tuple[str, ...] = ()
    date: PartialDate | None = None
    possible: tuple[V, ...] = ()


class Exposed(Kinds):
    """Where an agent was given (specification 3.10 and W12)."""

    EARLY = "early"
    ADVANCED = "advanced"
    UNDATED = "undated"
    UNKNOWN_SETTING = "unknown-setting"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Where one agent was given, with the resources that say so."""

    agent: str
    where: tuple[Exposed, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """The facts of specification 3.10 and 5a that follow from the lines. Values are Answer, int, str or tuples."""

    current_line_number: Derived[int | None]
    last_line_number: Derived[int | None]
    current_line_agents: Derived[tuple[str, ...]]
    current_line_her2: Derived[Answer]
    on_anti_her2: Derived[Answer]
    prior_consecutive_her2_lines: Derived[int | None]
    dual_blockade_prior: Derived[Answer]
    dual_blockade_any: Derived[Answer]
    pd_at_first_assessment: Derived[Answer]
    last_line_lapatinib: Derived[Answer]
    lt_dual_given: Derived[Answer]
    clinical_resistance: Derived[Answer]
    progressed_after_2_anti_her2: Derived[Answer]
    first_line_approach: Derived[str]
    relapse_interval_days: Derived[tuple[int, int] | None]
    complete_response_ongoing: Derived[Answer]
    last_response: Derived[str]
    n_her2_lines: Derived[int | None]


@dataclass(frozen=True, slots=True)
class TreatmentHistory:
    """The course of disease at a day. `lines` is the advanced track at the working reading, in order."""

    as_of: date
    parameters_version: str
    record: PatientRecord
    advanced_from: PartialDate | None
    advanced_evidence: tuple[str, ...]
    early: tuple[EarlyTherapy, ...]
    lines: tuple[LineOfTherapy, ...]
    investigational: tuple[LineOfTherapy, ...]
    counts: Counts
    facts: LineFacts
    exposures: Mapping[str, Exposure] = field(default_factory=lambda: MappingProxyType({}))
    history_complete: bool = True
    excluded: tuple[Excluded, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    flags: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def last_line(self) -> LineOfTherapy | None:
        """The ongoing or last line of the advanced track."""
        return self.lines[-1] if self.lines else None

"""The values of the reasoning page. Texts are ready to be read and safe as plain text; dates stay dates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from treatment_history.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Read:
    """Where something was read: its date as written, and the resources (`Type/id`)."""

    date: str = ""
    references: tuple[str, ...] = ()
    more: int = 0


class Tone(Enum):
    """How the answer stands: the page says it in words and shows it by a sign."""

    ADVICE = "advice"
    LIKELY = "likely"
    OPEN = "open"
    OUTSIDE = "outside"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Sure:
    """One side of how sure the answer is: the record, the paper, or what came later."""

    about: str
    level: str
    because: str


@dataclass(frozen=True, slots=True)
class Head:
    """The answer first: whom it is about, what is advised, how sure that is."""

    patient: str
    about: tuple[str, ...]
    as_of: str
    standing: tuple[str, ...]
    tone: Tone
    situation: str
    advice: tuple[str, ...]
    sure: tuple[Sure, ...]
    safety: tuple[str, ...]
    notes: tuple[str, ...]
    edition: tuple[str, ...]


class Kind(Enum):
    """What a bar of the timeline stands for; each kind has a colour, a pattern and a name."""

    ANTI_HER2 = "anti-her2"
    CHEMOTHERAPY = "chemotherapy"
    ENDOCRINE = "endocrine"
    OTHER = "other"
    LINE = "line"
    EARLY = "early"
    ADVANCED = "advanced"


class Shape(Enum):
    """The sign of a mark; hollow signs stand for what was looked for and not there, or not done."""

    METASTASIS = "metastasis"
    BRAIN = "brain"
    SURGERY = "surgery"
    RADIATION = "radiation"
    RESPONSE = "response"
    STABLE = "stable"
    PROGRESSION = "progression"
    TEST = "test"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the timeline, in words, with the resources that say it."""

    id: str
    what: str
    when: str
    why: str
    read: Read


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasted. Without a start it is open to the left, without an end and not ongoing to the right."""

    entry: str
    label: str
    kind: Kind
    start: PartialDate | None
    end: PartialDate | None
    ongoing: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was found or done on a day. `height` (per cent) places a measured value in its lane."""

    entry: str
    label: str
    shape: Shape
    date: PartialDate
    hollow: bool = False
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the timeline."""

    title: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """The course of disease: lanes to draw, and the same in words; what has no date stands in words alone."""

    lanes: tuple[Lane, ...]
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    today: date


class State(Enum):
    """How a question of the paper was answered."""

    KNOWN = "known"
    ANSWERED = "answered"
    LIKELY = "likely"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other values of a fact would lead to, everything else as it is."""

    values: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the paper's algorithm with this patient's answer."""

    fact: str
    question: str
    answer: str
    state: State
    because: tuple[str, ...]
    read: Read
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One table of the algorithm, and the questions that it asked on the way."""

    id: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One answer in the tree. `taken`: this patient's; `possible`: the record leaves it open."""

    values: str
    taken: bool
    possible: bool
    question: str = ""
    ways: tuple[Way, ...] = ()
    row: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """The questions that were asked, where they ended, and the whole tree of the last table."""

    stages: tuple[Stage, ...]
    row: str
    says: str
    tree_title: str = ""
    tree_question: str = ""
    tree: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement of the paper in our words: who speaks, where, with which verb, and how it stands today."""

    id: str
    text: str
    place: str
    kind: str
    verb: str
    standing: str
    overtaken: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of the outcome."""

    regimen: str
    in_full: str
    quotes: tuple[Quote, ...]
    safety: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierOfChoices:
    """The options of one tier; the paper does not rank them among themselves."""

    heading: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """One result of a trial that the paper prints: hazard ratio and 95 % interval of the first arm over the second."""

    name: str
    arms: str
    endpoint: str
    ratio: float
    low: float
    high: float
    remark: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence for which the paper prints no hazard ratio."""

    name: str
    arms: str
    text: str


@dataclass(frozen=True, slots=True)
class Against:
    """What the paper does not support here, and why."""

    regimen: str
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class Options:
    """What the paper offers, on which evidence, and why not the others."""

    tiers: tuple[TierOfChoices, ...]
    further: tuple[Quote, ...]
    trials: tuple[Trial, ...]
    findings: tuple[Finding, ...]
    against: tuple[Against, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that the record leaves open, and how the clinician can answer it for this view.

    `values` are pairs of the written value and its name; `settles`: the datum that would settle it in the record.
    """

    fact: str
    name: str
    needed: bool
    settles: tuple[str, ...]
    record: tuple[str, ...]
    leads_to: tuple[Elsewhere, ...]
    values: tuple[tuple[str, str], ...]
    chosen: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Resources that were understood and deliberately left out, by the reason."""

    why: str
    read: Read


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements of the record that contradict each other."""

    text: str
    read: Read


@dataclass(frozen=True, slots=True)
class Change:
    """What the clinician's answers change: before and after, and the answers that were not applied."""

    answers: tuple[str, ...]
    before: str
    after: str
    changed: bool
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is missing, doubtful, contradictory, unread or left out."""

    questions: tuple[Question, ...]
    likely: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    unread: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]
    more_gaps: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. Without advice (another disease, no diagnosis) path, options and questions are empty."""

    language: str
    head: Head
    timeline: Timeline
    path: Path | None
    options: Options | None
    doubt: Doubt
    change: Change | None

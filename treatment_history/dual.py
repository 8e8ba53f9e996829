"""Dual HER2 blockade: two anti-HER2 agents of different kinds given together (specification 3.8, W0, W1, W8)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from treatment_history.agents import LAPATINIB, PERTUZUMAB, TRASTUZUMAB, DrugClass, Family
from treatment_history.answer import Answer, any_of
from treatment_history.courses import is_conjugate, is_naked_trastuzumab
from treatment_history.dates import days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from treatment_history.agents import Agent
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.exposures import Taken
    from treatment_history.parameters import Parameters

NAMED_PAIRS = (
    frozenset({TRASTUZUMAB.name, PERTUZUMAB.name}),
    frozenset({TRASTUZUMAB.name, LAPATINIB.name}),
)
"""The pairs that the paper itself calls dual blockade."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The stretch of time in which agents must meet: from the start of a line to the next line or to today."""

    start: PartialDate
    until_certain: date
    until_possible: date
    as_of: date


@dataclass(frozen=True, slots=True)
class Dual:
    """Whether a line was dual blockade, by which pair, and the same question for lapatinib + trastuzumab alone."""

    answer: Answer
    pair: tuple[str, ...] = ()
    in_source: bool = False
    lapatinib_trastuzumab: Answer = Answer.NO


def dual_blockade(members: Sequence[Course], frame: Frame, partners: Sequence[Taken], parameters: Parameters) -> Dual:
    """Judge every pair of anti-HER2 agents of a line. `partners`: undated or only ordered drugs (W0)."""
    anti_her2 = [course for course in members if course.agent.family is Family.ANTI_HER2]
    pairs: dict[frozenset[str], Answer] = {}
    for one, other in combinations(anti_her2, 2):
        pair = frozenset({one.name, other.name})
        pairs[pair] = pairs.get(pair, Answer.NO) | _together(one, other, frame, parameters)
    for pair in _pairs_with(anti_her2, partners, frame, parameters):
        pairs[pair] = pairs.get(pair, Answer.NO) | Answer.UNKNOWN
    unclear = _unclear(members)
    return _summary(pairs, unclear)


def _summary(pairs: dict[frozenset[str], Answer], unclear: Answer) -> Dual:
    answer = any_of((*pairs.values(), unclear))
    named_first = sorted(pairs, key=lambda pair: (pair not in NAMED_PAIRS, sorted(pair)))
    shown = next((pair for pair in named_first if pairs[pair] is answer), None) if answer is not Answer.NO else None
    return Dual(
        answer=answer,
        pair=tuple(sorted(shown)) if shown else (),
        in_source=shown in NAMED_PAIRS,
        lapatinib_trastuzumab=pairs.get(NAMED_PAIRS[1], Answer.NO) | unclear,
    )


def _unclear(members: Sequence[Course]) -> Answer:
    """A drug of unknown class may be the partner, or a fixed combination (W5)."""
    unknown = any(course.agent.family is Family.UNKNOWN for course in members)
    return Answer.UNKNOWN if unknown else Answer.NO


def _together(one: Course, other: Course, frame: Frame, parameters: Parameters) -> Answer:
    kinds = _different_kinds(one.agent, other.agent)
    if kinds is Answer.NO:
        return Answer.NO
    return kinds & _met(one, other, frame, parameters)


def _different_kinds(one: Agent, other: Agent) -> Answer:
    """Trastuzumab with its conjugates, two conjugates and two of one class are no pair; an unnamed agent may be any."""
    if DrugClass.HER2_UNSPECIFIED in {one.drug_class, other.drug_class}:
        return Answer.NO if one is other else Answer.UNKNOWN
    if one.drug_class is other.drug_class:
        return Answer.NO
    pair = (one, other)
    if any(map(is_naked_trastuzumab, pair)) and any(map(is_conjugate, pair)):
        return Answer.NO
    return Answer.YES


def _met(one: Course, other: Course, frame: Frame, parameters: Parameters) -> Answer:
    """(a) both there within 28 days of the line's start, or (b) >= 42 days of overlap inside the line."""
    first, second = sorted((one, other), key=lambda course: course.order)
    if _from_the_start(first, frame, parameters) and _from_the_start(second, frame, parameters):
        same_day = first.start.text == second.start.text or _both_carried(first, second, frame)
        if same_day or first.last_certain_day(frame.as_of) >= second.start.latest:
            return Answer.YES
    certain = days(
        max(frame.start.latest, first.start.latest, second.start.latest),
        min(frame.until_certain, first.last_certain_day(frame.as_of), second.last_certain_day(frame.as_of)),
    )
    if certain >= parameters.dual_min_overlap:
        return Answer.YES
    possible = days(
        max(frame.start.earliest, first.start.earliest, second.start.earliest),
        min(frame.until_possible, first.last_possible_day(frame.as_of), second.last_possible_day(frame.as_of)),
    )
    return Answer.UNKNOWN if possible >= parameters.dual_min_overlap else Answer.NO


def _from_the_start(course: Course, frame: Frame, parameters: Parameters) -> bool:
    return days(frame.start.earliest, course.start.earliest) <= parameters.regimen_window


def _both_carried(first: Course, second: Course, frame: Frame) -> bool:
    """Whether both ran on into the line and so were there together when it began."""
    day = frame.start
    return (
        second.start.earliest < day.earliest
        and first.last_certain_day(frame.as_of) >= day.latest
        and second.last_certain_day(frame.as_of) >= day.latest
    )


def _pairs_with(
    anti_her2: Sequence[Course], partners: Sequence[Taken], frame: Frame, parameters: Parameters
) -> list[frozenset[str]]:
    """Pairs named by the paper that an undated or only ordered drug would form with an agent of the line (W0)."""
    present = {course.name for course in anti_her2}
    possible = {item.agent for item in partners if _may_be_in(item, frame, parameters)}
    return [
        frozenset({name, partner})
        for name in present
        for partner in possible
        if frozenset({name, partner}) in NAMED_PAIRS
    ]


def _may_be_in(item: Taken, frame: Frame, parameters: Parameters) -> bool:
    """Whether a drug without certain dates may have been given inside the line."""
    if item.end is not None and item.end.latest < frame.start.earliest:
        return False
    if item.start is None:
        return True
    if item.start.earliest > frame.until_possible:
        return False
    open_ended = item.end is None and not item.ongoing
    return not open_ended or days(item.start.latest, frame.start.earliest) <= parameters.regimen_window

"""The history as one plain document: the object of the line-of-therapy specification, section 3.11."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from treatment_history.agents import LAPATINIB, PERTUZUMAB, T_DM1, TRASTUZUMAB, Family, agent_named
from treatment_history.dates import PartialDate
from treatment_history.line_view import code_order
from treatment_history.parameters import DEFAULT, Parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treatment_history.history import Count, Derived, EarlyTherapy, LineOfTherapy, TreatmentHistory
    from treatment_history.record import Conflict

_ALWAYS_SHOWN = (TRASTUZUMAB, PERTUZUMAB, T_DM1, LAPATINIB)


def as_document(history: TreatmentHistory, parameters: Parameters = DEFAULT) -> dict[str, Any]:
    """Everything that was derived, in JSON's types: dates as written, references as `Type/id`, arrays in fixed order.

    `facts` holds the facts of the lines only; the caller adds those of the paper and the edition.
    """
    return {
        "as_of": history.as_of.isoformat(),
        "params_version": history.parameters_version,
        "parameters": {spec.name: getattr(parameters, spec.name) for spec in fields(parameters)},
        "advanced_from": _written(history.advanced_from),
        "advanced_evidence": list(history.advanced_evidence),
        "early": _early(history.early),
        "lines": [_line(line) for line in history.lines],
        "investigational": [_line(line) for line in history.investigational],
        "counts": {name: _count(getattr(history.counts, name)) for name in ("lines", "anti_her2", "consecutive")},
        "facts": _facts(history),
        "history_complete": history.history_complete,
        "excluded": [{"id": item.reference, "why": item.why} for item in history.excluded],
        "conflicts": [_conflict(conflict) for conflict in history.conflicts],
        "flags": list(history.flags),
        "gaps": [{"reference": gap.reference, "reason": gap.reason} for gap in history.gaps],
    }


def _written(value: object) -> Any:
    """A value in JSON's types; a date as it was written."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_written(item) for item in value]
    return value


def _count(count: Count) -> list[int]:
    return list(count.readings)


def _early(courses: Iterable[EarlyTherapy]) -> list[dict[str, Any]]:
    """One entry a kind, with its courses; an end stands only where every course has one."""
    by_kind: dict[str, list[EarlyTherapy]] = {}
    for course in courses:
        by_kind.setdefault(course.kind.value, []).append(course)
    return [_early_kind(kind, by_kind[kind]) for kind in sorted(by_kind)]


def _early_kind(kind: str, courses: list[EarlyTherapy]) -> dict[str, Any]:
    starts = [course.start for course in courses if course.start]
    ends = [course.end for course in courses if course.end]
    return {
        "kind": kind,
        "agents": sorted({agent for course in courses for agent in course.agents}),
        "start": _written(min(starts, key=lambda day: (day.earliest, day.latest), default=None)),
        "end": _written(max(ends, key=lambda day: (day.latest, day.earliest))) if len(ends) == len(courses) else None,
        "ongoing": any(course.ongoing for course in courses),
        "evidence": sorted({reference for course in courses for reference in course.evidence}),
        "courses": [
            {
                "agents": list(course.agents),
                "start": _written(course.start),
                "end": _written(course.end),
                "ongoing": course.ongoing,
                "evidence": list(course.evidence),
            }
            for course in courses
        ],
    }


def _line(line: LineOfTherapy) -> dict[str, Any]:
    shown = {spec.name: _written(getattr(line, spec.name)) for spec in fields(line)}
    return {
        **shown,
        "because": str(line.because),
        "modifications": [
            {
                "date": _written(change.date),
                "class": change.grade,
                "agents": list(change.agents),
                "rule": change.rule,
            }
            for change in line.modifications
        ],
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {"kind": conflict.kind, "text": str(conflict.sentence), "references": list(conflict.references)}


def derived_document(derived: Derived[Any]) -> dict[str, Any]:
    """A fact with its ground: value, working value, why, what would settle it, and where it was read."""
    return {
        "value": _said(derived.value),
        "working": _said(derived.working),
        "because": [str(sentence) for sentence in derived.because],
        "missing": [str(sentence) for sentence in derived.missing],
        "evidence": list(derived.evidence),
    }


def _said(value: object) -> Any:
    return "unknown" if value is None else _written(value)


def _facts(history: TreatmentHistory) -> dict[str, Any]:
    facts = history.facts
    return {
        "dual_blockade_advanced": derived_document(facts.dual_blockade_any),
        "clinical_resistance": derived_document(facts.clinical_resistance),
        "progressed_after_2_anti_her2": derived_document(facts.progressed_after_2_anti_her2),
        "first_line_approach": derived_document(facts.first_line_approach),
        "relapse_interval_days": derived_document(facts.relapse_interval_days),
        "complete_response_ongoing": derived_document(facts.complete_response_ongoing),
        "resistance_working": {**derived_document(facts.clinical_resistance), "value": _working_resistance(history)},
        "exposure": _exposure(history),
    }


def _working_resistance(history: TreatmentHistory) -> str:
    return history.facts.clinical_resistance.working.value


def _exposure(history: TreatmentHistory) -> dict[str, Any]:
    """Where each anti-HER2 agent was given, by code; the four that the paper asks for always stand there."""
    agents = {agent.her2_code or agent.name: agent for agent in _ALWAYS_SHOWN}
    for name in history.exposures:
        agent = agent_named(name)
        if agent.family is Family.ANTI_HER2:
            agents[agent.her2_code or agent.name] = agent
    seen = {code: history.exposures.get(agents[code].name) for code in sorted(agents, key=code_order)}
    value = {code: sorted(_written(exposure.where)) if exposure else [] for code, exposure in seen.items()}
    evidence = sorted({reference for exposure in seen.values() if exposure for reference in exposure.evidence})
    return {"value": value, "working": value, "because": [], "missing": [], "evidence": evidence}

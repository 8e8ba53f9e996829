"""The trials behind the statements: the figures that the paper prints, and in words where it prints none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.reasoning.model import Finding, Trial
from consensus.evidence import EVIDENCE
from consensus.statements import STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cards.wording.voice import Voice
    from consensus.evidence import Evidence, Result


def trials_of(statements: Iterable[str], voice: Voice) -> tuple[Trial, ...]:
    """Every hazard ratio behind these statements, by trial; the first arm over the second."""
    return tuple(_trial(row, result, voice) for row in _rows(statements) for result in row.results)


def findings_of(statements: Iterable[str], voice: Voice) -> tuple[Finding, ...]:
    """Evidence without a hazard ratio in the paper."""
    return tuple(
        Finding(_name(row), _arms(row, voice), voice.evidence(row.finding))
        for row in _rows(statements)
        if not row.results
    )


def _rows(statements: Iterable[str]) -> Iterator[Evidence]:
    cited = {id_ for statement in statements for id_ in STATEMENTS[statement].evidence}
    return (row for row in EVIDENCE.values() if row.id in cited)


def _trial(row: Evidence, result: Result, voice: Voice) -> Trial:
    low, high = result.ci
    remark = "; ".join(part for part in (result.p, voice.evidence(result.note) if result.note else "") if part)
    return Trial(_name(row), _arms(row, voice), result.endpoint, result.hazard_ratio, low, high, remark)


def _name(row: Evidence) -> str:
    return f"{row.trial} {row.references}".strip()


def _arms(row: Evidence, voice: Voice) -> str:
    def arm(treatment: str, patients: int | None) -> str:
        said = voice.evidence(treatment)
        return said if patients is None else f"{said} ({patients})"

    return " : ".join(arm(one.treatment, one.patients) for one in row.arms)

"""The facts that follow from the lines, evaluated on every reading of the record (specification 3.10, 5a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.agents import LAPATINIB
from treatment_history.agreement import Needs
from treatment_history.answer import Answer, all_of, answer, any_of
from treatment_history.assessments import best_response, last_results
from treatment_history.history import Derived, LineFacts
from treatment_history.line_grounds import (
    dual_ground,
    evidence_of,
    first_assessment_ground,
    last_line_ground,
    lines_ground,
    resistance_ground,
)
from treatment_history.record import Response
from treatment_history.runs import THREE_LINES, Unclear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treatment_history.agreement import Ground, Readings
    from treatment_history.boundaries import Boundary
    from treatment_history.exposures import Taken
    from treatment_history.judged import JudgedLine
    from treatment_history.runs import Reading

_UNKNOWN = "unknown"


def line_facts(  # noqa: PLR0913, PLR0917 - three facts come from beside the lines
    readings: Readings,
    boundaries: Sequence[Boundary],
    partners: Sequence[Taken],
    on_anti_her2: Derived[Answer],
    approach: Derived[str],
    interval: Derived[tuple[int, int] | None],
) -> LineFacts:
    """Every fact with its value, the working value, its ground and what would settle it."""
    lines = lines_ground(readings, boundaries)
    dual = dual_ground(readings, partners, lines)
    first = first_assessment_ground(readings)
    last = last_line_ground(readings, lines)
    resistance = resistance_ground(lines, dual, first)
    complete = not readings.trust.observations_incomplete
    return LineFacts(
        current_line_number=readings.number(_index_number, Needs.LAST_LINE, lines),
        last_line_number=readings.number(_last_number, Needs.LAST_LINE, lines),
        current_line_agents=_last_agents(readings),
        current_line_her2=readings.answer(_index_her2, Needs.LAST_LINE, lines),
        on_anti_her2=on_anti_her2,
        prior_consecutive_her2_lines=_prior_run(readings, lines),
        dual_blockade_prior=readings.answer(_dual_prior, Needs.WHOLE_HISTORY, dual),
        dual_blockade_any=readings.answer(_dual_any, Needs.WHOLE_HISTORY, dual),
        pd_at_first_assessment=readings.answer(_first_pd, Needs.LAST_LINE, first),
        last_line_lapatinib=readings.answer(_lapatinib_last, Needs.LAST_LINE, lines),
        lt_dual_given=readings.answer(_lapatinib_trastuzumab, Needs.SOME_LINE, dual),
        clinical_resistance=readings.answer(lambda reading: reading.resistance, Needs.WHOLE_HISTORY, resistance),
        progressed_after_2_anti_her2=readings.answer(
            lambda reading: reading.progressed_after_two(observations_complete=complete), Needs.WHOLE_HISTORY, lines
        ),
        first_line_approach=approach,
        relapse_interval_days=interval,
        complete_response_ongoing=readings.answer(_complete_response_ongoing, Needs.LAST_LINE, last),
        last_response=_last_response(readings, last),
        n_her2_lines=readings.number(_her2_lines, Needs.WHOLE_HISTORY, lines),
    )


def _index_number(reading: Reading) -> int | None:
    return None if reading.index is None else reading.lines[reading.index].number + reading.undated


def _last_number(reading: Reading) -> int | None:
    return reading.lines[-1].number + reading.undated if reading.lines else None


def _her2_lines(reading: Reading) -> int:
    counted = {Answer.YES, Answer.UNKNOWN} if reading.unclear is Unclear.COUNTS else {Answer.YES}
    return sum(line.her2 in counted for line in reading.lines) + reading.undated_her2


def _index_her2(reading: Reading) -> Answer:
    return Answer.NO if reading.index is None else reading.lines[reading.index].her2


def _dual_prior(reading: Reading) -> Answer:
    return Answer.NO if reading.index is None else reading.dual_before(reading.index)


def _dual_any(reading: Reading) -> Answer:
    seen = any_of(line.dual.answer for line in reading.lines)
    return seen | Answer.UNKNOWN if reading.undated_her2 else seen


def _lapatinib_trastuzumab(reading: Reading) -> Answer:
    return any_of(line.dual.lapatinib_trastuzumab for line in reading.lines)


def _first_pd(reading: Reading) -> Answer:
    return Answer.UNKNOWN if reading.index is None else reading.lines[reading.index].first.progression


def _lapatinib_last(reading: Reading) -> Answer:
    """Lapatinib in the last line; a drug of unknown class in it may be lapatinib."""
    if not reading.lines:
        return Answer.NO
    last = reading.lines[-1]
    held = LAPATINIB.name in _agents(last)
    return answer(certain=held, possible=last.her2 is Answer.UNKNOWN)


def _agents(line: JudgedLine) -> tuple[str, ...]:
    return tuple(sorted({course.name for course in line.members}))


def _last_agents(readings: Readings) -> Derived[tuple[str, ...]]:
    given = [_agents(reading.lines[-1]) if reading.lines else () for reading in readings.all]
    known = len(set(given)) == 1 and readings.trust.holds(Answer.UNKNOWN, Needs.LAST_LINE)
    return Derived(given[0] if known else (), given[0], evidence=evidence_of(readings.working.lines[-1:]))


def _prior_run(readings: Readings, ground: Ground) -> Derived[int | None]:
    """The run before the line under judgement; known if every reading lies on the same side of three (5a)."""
    counted = readings.number(_run_before_index, Needs.WHOLE_HISTORY, ground)
    runs = [_run_before_index(reading) for reading in readings.all]
    sides = {run >= THREE_LINES for run in runs}
    if len(sides) == 1 and readings.trust.holds(Answer.UNKNOWN, Needs.WHOLE_HISTORY):
        return Derived(runs[0], runs[0], ground.because, (), ground.evidence)
    return counted


def _run_before_index(reading: Reading) -> int:
    if reading.index is None:
        return 0
    return len(reading.run_before(reading.index)) + reading.undated_her2


def _complete_response_ongoing(reading: Reading) -> Answer:
    """Scenario 5: complete response on a line that goes on without progression."""
    if not reading.lines:
        return Answer.NO
    last = reading.lines[-1]
    best = best_response(last.assessments)
    complete = answer(certain=best is Response.COMPLETE, possible=best is None)
    return all_of((complete, answer(certain=last.end.ongoing), ~last.progressed))


def _last_response(readings: Readings, ground: Ground) -> Derived[str]:
    """The last evaluable assessment of the last line."""
    said = [_last_word(reading) for reading in readings.all]
    known = len(set(said)) == 1 and not readings.trust.observations_incomplete and not readings.trust.drugs_incomplete
    value = said[0] if known else _UNKNOWN
    results = last_results(readings.working.lines[-1].assessments) if readings.working.lines else ()
    return Derived(
        value=value,
        working=said[0],
        because=ground.because,
        missing=ground.missing if value == _UNKNOWN else (),
        evidence=tuple(one.reference for one in results),
        date=results[-1].date if results else None,
    )


def _last_word(reading: Reading) -> str:
    results = last_results(reading.lines[-1].assessments) if reading.lines else ()
    values = {one.value.value for one in results}
    return values.pop() if len(values) == 1 else _UNKNOWN

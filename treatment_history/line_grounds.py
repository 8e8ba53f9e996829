"""What is said about the facts of the lines: their ground, and the one datum that would settle them (3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.agreement import Ground
from treatment_history.answer import Answer
from treatment_history.explain import because
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from treatment_history.agreement import Readings, Trust
    from treatment_history.boundaries import Boundary
    from treatment_history.exposures import Taken
    from treatment_history.judged import JudgedLine
    from treatment_history.sentences import Sentence


def evidence_of(lines: Iterable[JudgedLine]) -> tuple[str, ...]:
    """The resources of therapy and assessments of some lines."""
    found = [line.evidence for line in lines]
    return found[0] if len(found) == 1 else tuple(sorted({reference for each in found for reference in each}))


def lines_ground(readings: Readings, boundaries: Sequence[Boundary]) -> Ground:
    """For facts that count lines: how each line began, and which change of therapy is in doubt."""
    lines = readings.working.lines
    doubted = [boundary for boundary in boundaries if boundary.is_uncertain]
    return Ground(
        because=tuple(because(line.stretch.opening) for line in lines),
        missing=(*_record_gaps(readings.trust), *map(_whether_progressed, doubted)),
        evidence=evidence_of(lines),
    )


def _whether_progressed(boundary: Boundary) -> Sentence:
    return say(
        "whether the disease had progressed when {agents} began on {start}",
        agents=" + ".join(sorted(boundary.group.names)),
        start=boundary.group.start,
    )


def _record_gaps(trust: Trust) -> Iterable[Sentence]:
    if trust.lines_unknown:
        yield say("date of the first distant metastasis, and the line of therapy as the clinician counts it")
    if trust.drugs_incomplete:
        yield say("the complete anticancer medication: a part of the record could not be read")
    if trust.earlier_missing:
        yield say("the earlier lines of therapy, which are not in the record")


def dual_ground(readings: Readings, partners: Iterable[Taken], counted: Ground) -> Ground:
    """For dual blockade: the lines that show it, and the drugs or dates in doubt."""
    lines = readings.working.lines
    shown = [line for line in lines if line.dual.answer is Answer.YES]
    unclear = [line for line in lines if line.dual.answer is Answer.UNKNOWN]
    asked = [
        *dict.fromkeys(
            say("whether and when {agent} was given ({resource})", agent=item.agent, resource=item.reference)
            for item in sorted(partners, key=lambda item: (item.agent, item.reference))
        ),
        *(
            say("from when to when the anti-HER2 agents of line {number} were given", number=line.number)
            for line in unclear
        ),
    ]
    return Ground(
        because=tuple(
            say("line {number}: {pair} given together", number=line.number, pair=" + ".join(line.dual.pair))
            for line in shown
        ),
        missing=(*_record_gaps(readings.trust), *asked) if asked else counted.missing,
        evidence=evidence_of(shown or unclear or lines),
    )


def first_assessment_ground(readings: Readings) -> Ground:
    """For the first assessment on the line under judgement."""
    index = readings.working.index
    if index is None:
        return Ground()
    line = readings.working.lines[index]
    first = line.assessments[:1]
    return Ground(
        because=tuple(
            say(
                "first assessment on record on line {number}: {value} on {date} ({resource})",
                number=line.number,
                value=one.value.value,
                date=one.date,
                resource=one.reference,
            )
            for one in first
        ),
        missing=(
            *_record_gaps(readings.trust),
            say("date and result of the first assessment on line {number}", number=line.number),
        ),
        evidence=tuple(one.reference for one in line.assessments) or evidence_of([line]),
    )


def last_line_ground(readings: Readings, counted: Ground) -> Ground:
    """For the response on the last line."""
    lines = readings.working.lines[-1:]
    return Ground(
        because=counted.because[-1:],
        missing=tuple(
            say("date and result of the last assessment on line {number}", number=line.number) for line in lines
        ),
        evidence=evidence_of(lines),
    )


def resistance_ground(lines: Ground, dual: Ground, first: Ground) -> Ground:
    """For clinical resistance: the grounds of its criteria together."""
    return Ground(
        because=(*lines.because, *dual.because, *first.because),
        missing=tuple(dict.fromkeys((*first.missing, *dual.missing, *lines.missing))),
        evidence=tuple(sorted({*lines.evidence, *first.evidence})),
    )

"""Assessments of the disease: which can be used, which line owns them, and what they say of it (3.8, W6, W14)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from treatment_history.answer import Answer
from treatment_history.dates import contains, days
from treatment_history.record import Excluded, Response, distinct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day  # noqa: N812 - the field is called date

    from treatment_history.dates import PartialDate
    from treatment_history.parameters import Parameters
    from treatment_history.record import StatusObservation

_BEST_FIRST = (
    Response.COMPLETE,
    Response.PARTIAL,
    Response.IMPROVED,
    Response.STABLE,
    Response.PROGRESSION,
)


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """A dated, evaluable result."""

    reference: str
    date: PartialDate
    value: Response

    @property
    def is_progression(self) -> bool:
        """Whether it says progression."""
        return self.value is Response.PROGRESSION

    @property
    def order(self) -> tuple[Day, Day, str, str]:
        """Chronological order with a fixed order of ties."""
        return self.date.earliest, self.date.latest, self.value.value, self.reference


@dataclass(frozen=True, slots=True)
class Assessments:
    """The usable results in order, and what was passed over."""

    evaluable: tuple[Assessment, ...]
    excluded: tuple[Excluded, ...]
    flags: frozenset[str]


def read_assessments(statuses: Sequence[StatusObservation], as_of: Day) -> Assessments:
    """Keep CR, PR, improved, SD and PD that are final, dated and not read from tumour markers alone (3.8, W10)."""
    evaluable: list[Assessment] = []
    excluded: list[Excluded] = []
    for status in distinct(statuses):
        why = _passed_over(status, as_of)
        if status.date is None or why is not None:
            excluded.append(Excluded(status.reference, why or "undated-status"))
        else:
            evaluable.append(Assessment(status.reference, status.date, status.value))
    flags = {item.why for item in excluded} & {"status-not-final", "marker-only", "undated-status"}
    return Assessments(tuple(sorted(evaluable, key=lambda one: one.order)), tuple(excluded), frozenset(flags))


def _passed_over(status: StatusObservation, as_of: Day) -> str | None:
    if not status.final:
        return "status-not-final"
    if status.marker_only:
        return "marker-only"
    if status.value is Response.UNDETERMINED:
        return "not-evaluable"
    return "after-as-of" if status.date is not None and status.date.earliest > as_of else None


def started(start: PartialDate, assessment: Assessment) -> bool:
    """Whether a therapy had begun by the assessment; the same day or the same partial interval is not begun (W6)."""
    if assessment.date.latest <= start.earliest:
        return False
    return not contains(assessment.date, start)


def since_start(start: PartialDate, assessment: Assessment) -> int:
    """Days from the start of a line to an assessment, at the bounds of W1."""
    return days(start.earliest, assessment.date.latest)


@dataclass(frozen=True, slots=True)
class Owned:
    """The assessments by line, and those of trial regimens or of no line."""

    by_line: tuple[tuple[Assessment, ...], ...]
    before_treatment: tuple[Assessment, ...]

    def index_of(self, assessment: Assessment) -> int | None:
        """The place of the line that owns it, None if no line does."""
        return next((i for i, owned in enumerate(self.by_line) if assessment in owned), None)


def assign(
    assessments: Sequence[Assessment],
    starts: Sequence[PartialDate],
    trial_starts: Sequence[PartialDate],
    parameters: Parameters,
    opened_by: Mapping[Assessment, int] | None = None,
) -> Owned:
    """Give each assessment to the line that it judges (W6).

    `opened_by`: progressions that documented the start of a line, by the place of that line; each belongs to a line
    before it. Assessments under a trial regimen belong to no numbered line (W0).
    """
    owned: list[list[Assessment]] = [[] for _ in starts]
    before: list[Assessment] = []
    begun = [start.earliest for start in starts]
    for assessment in assessments:
        owner = _owner(assessment, starts, begun, owned, parameters)
        opened = (opened_by or {}).get(assessment)
        if opened is not None and (owner is None or owner >= opened):
            owner = opened - 1
        if owner is None:
            if assessment.is_progression:
                before.append(assessment)
        elif not _under_trial(assessment, owner, begun, trial_starts):
            owned[owner].append(assessment)
    return Owned(tuple(map(tuple, owned)), tuple(before))


def _owner(
    assessment: Assessment,
    starts: Sequence[PartialDate],
    begun: Sequence[Day],
    owned: Sequence[Sequence[Assessment]],
    parameters: Parameters,
) -> int | None:
    line = bisect_left(begun, assessment.date.latest) - 1
    while line >= 0 and not started(starts[line], assessment):
        line -= 1
    if line < 0:
        return None
    if since_start(starts[line], assessment) > parameters.pd_previous_line:
        return line
    if not assessment.is_progression:
        return None
    if line == 0:
        return None
    return line if _has_older_progression(owned[line - 1], assessment, parameters) else line - 1


def _has_older_progression(owned: Sequence[Assessment], later: Assessment, parameters: Parameters) -> bool:
    return any(
        item.is_progression and days(item.date.latest, later.date.earliest) > parameters.pd_own_gap for item in owned
    )


def _under_trial(assessment: Assessment, owner: int, begun: Sequence[Day], trial_starts: Sequence[PartialDate]) -> bool:
    """Whether a trial regimen began after the owning line, before the next one and before the assessment (W0)."""
    until = begun[owner + 1] if owner + 1 < len(begun) else None
    return any(
        begun[owner] <= trial.earliest and (until is None or trial.earliest < until) and started(trial, assessment)
        for trial in trial_starts
    )


def best_response(owned: Sequence[Assessment]) -> Response | None:
    """The best result: CR before PR, improved, SD and PD."""
    values = {item.value for item in owned}
    return next((value for value in _BEST_FIRST if value in values), None)


@dataclass(frozen=True, slots=True)
class FirstAssessment:
    """Whether the first assessment on a line showed progression; `late` if the first that is known came too late."""

    progression: Answer
    late: bool = False


def first_assessment(owned: Sequence[Assessment], start: PartialDate, parameters: Parameters) -> FirstAssessment:
    """Progression at the first assessment: all candidates for the earliest agree, within 126 days (3.8, W14)."""
    if not owned:
        return FirstAssessment(Answer.UNKNOWN)
    first_ends = min(one.date.latest for one in owned)
    candidates = graded_first([one for one in owned if one.date.earliest <= first_ends])
    kinds = {one.is_progression for one in candidates}
    if kinds == {False}:
        return FirstAssessment(Answer.NO)
    if len(kinds) > 1:
        return FirstAssessment(Answer.UNKNOWN)
    if all(days(start.earliest, one.date.latest) <= parameters.first_assessment_max for one in candidates):
        return FirstAssessment(Answer.YES)
    late = all(days(start.latest, one.date.earliest) > parameters.first_assessment_max for one in candidates)
    return FirstAssessment(Answer.UNKNOWN, late=late)


def last_results(owned: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """The results that could be the latest."""
    last_begins = max((one.date.earliest for one in owned), default=None)
    return graded_first([one for one in owned if last_begins is None or one.date.latest >= last_begins])


def graded_first(results: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """Without `improved` where the same day also has a graded result (W14)."""
    graded_days = {one.date.text for one in results if one.value is not Response.IMPROVED}
    return tuple(one for one in results if one.value is not Response.IMPROVED or one.date.text not in graded_days)

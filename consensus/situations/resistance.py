"""Scenario 2: the panel's definition of clinical resistance, read strictly (statement S6.1, reading X2)."""

from __future__ import annotations

from enum import Enum

from consensus.facts import AnswerOrNotApplicable, Facts
from treatment_history.answer import Answer, all_of, answer

CONSECUTIVE_LINES = 3
"""Unbroken anti-HER2 lines that must stand before the current one (Table 2 criterion 1; the abstract: consecutive)."""

CURRENT_LINE = 4
"""The line, counted over all systemic therapy for metastatic disease, from which resistance can show (criterion 3)."""

EVALUATED_FROM_LINES = 3
"""Anti-HER2 lines from which the definition is looked at; with fewer it cannot be met."""

CRITERIA = (
    "prior_consecutive_her2_lines",
    "dual_blockade_prior",
    "current_line_number",
    "current_line_her2",
    "pd_at_first_assessment",
)
"""The five facts, in the order of A.3.6."""

_THRESHOLDS = {"prior_consecutive_her2_lines": CONSECUTIVE_LINES, "current_line_number": CURRENT_LINE}


class Resistance(Enum):
    """Borderline: only a looser wording of the paper is met; it is shown and changes nothing."""

    MET = "met"
    BORDERLINE = "borderline"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


def clinical_resistance(facts: Facts) -> Resistance:
    """Three consecutive anti-HER2 lines, one dual, then progression at the first assessment of a line >= 4."""
    if facts.n_her2_lines is not None and facts.n_her2_lines < EVALUATED_FROM_LINES:
        return Resistance.NOT_MET
    match all_of(criteria(facts).values()):
        case Answer.YES:
            return Resistance.MET
        case Answer.UNKNOWN:
            return Resistance.UNKNOWN
    return Resistance.BORDERLINE if _looser_wording_met(facts) else Resistance.NOT_MET


def criteria(facts: Facts) -> dict[str, Answer]:
    """Each of the five criteria with its answer, in the order of A.3.6."""
    return {
        "prior_consecutive_her2_lines": _at_least(facts.prior_consecutive_her2_lines, CONSECUTIVE_LINES),
        "dual_blockade_prior": facts.dual_blockade_prior,
        "current_line_number": _at_least(facts.current_line_number, CURRENT_LINE),
        "current_line_her2": facts.current_line_her2,
        "pd_at_first_assessment": _answer(facts.pd_at_first_assessment),
    }


def unknown_criteria(facts: Facts) -> tuple[str, ...]:
    """The criteria that the record leaves open."""
    return tuple(name for name, given in criteria(facts).items() if given is Answer.UNKNOWN)


def told_apart(criterion: str, values: tuple[object, ...]) -> tuple[object, ...]:
    """The values of a criterion that differ to the definition: of counts, one on each side of the threshold."""
    threshold = _THRESHOLDS.get(criterion)
    if threshold is None:
        return values
    return tuple({isinstance(count, int) and count >= threshold: count for count in values}.values())


def failed_criteria(facts: Facts) -> tuple[str, ...]:
    """The criteria that the record denies: what a card names when the definition is borderline."""
    return tuple(name for name, given in criteria(facts).items() if given is Answer.NO)


def _looser_wording_met(facts: Facts) -> bool:
    """The legend without consecutive lines, or Table 2 read as any time after the first assessment (X2)."""
    if facts.dual_blockade_any is not Answer.YES:
        return False
    given = criteria(facts)
    legend = given["pd_at_first_assessment"] is Answer.YES and _at_least(facts.n_her2_lines, 3) is Answer.YES
    any_time_after = facts.pd_at_first_assessment is AnswerOrNotApplicable.NO and all(
        given[name] is Answer.YES for name in CRITERIA if name not in ("dual_blockade_prior", "pd_at_first_assessment")
    )
    return legend or any_time_after


def _at_least(count: int | None, threshold: int) -> Answer:
    return Answer.UNKNOWN if count is None else answer(certain=count >= threshold)


def _answer(given: AnswerOrNotApplicable) -> Answer:
    match given:
        case AnswerOrNotApplicable.YES:
            return Answer.YES
        case AnswerOrNotApplicable.UNKNOWN:
            return Answer.UNKNOWN
    return Answer.NO

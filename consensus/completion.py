"""The completion rule: an unknown fact is asked for only if its value would change the answer (A.3.7, A.6.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from consensus.edition import EDITION
from consensus.facts import (
    AdjuvantAntiHer2,
    AnswerOrNotApplicable,
    DiseaseSetting,
    DiseaseStatus,
    Facts,
    Given,
    Her2Status,
    HrStatus,
    LapatinibGiven,
    Presence,
    RelapseInterval,
    with_known,
)
from consensus.outcome import Outcome, Status
from consensus.situations.resistance import CRITERIA, clinical_resistance, told_apart
from consensus.situations.scope import gate
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consensus.situations.answers import NeedsData

Possible: TypeAlias = "tuple[tuple[str, tuple[object, ...]], ...]"
"""Values that a record still allows for an unknown fact, as sorted pairs (so that an answer can be remembered)."""

_COUNTS = (0, 1, 2, 3, 4, 5)
_YES_NO = (Answer.YES, Answer.NO)
_GIVEN = (Given.NONE, Given.METASTATIC, Given.ADJUVANT_ONLY)
_INTERVALS = (RelapseInterval.DURING_OR_LE6, RelapseInterval.GT6_LE12, RelapseInterval.GT12)

DOMAINS: dict[str, tuple[object, ...]] = {
    # equivocal HER2 settles nothing, and "not applicable" is no interval: neither is tried
    "her2_status": (Her2Status.POSITIVE, Her2Status.LOW, Her2Status.NEGATIVE),
    "hr_status": (HrStatus.POSITIVE, HrStatus.NEGATIVE),
    "disease_setting": tuple(value for value in DiseaseSetting if value is not DiseaseSetting.UNKNOWN),
    "disease_status": tuple(value for value in DiseaseStatus if value is not DiseaseStatus.UNKNOWN),
    "adjuvant_anti_her2": tuple(value for value in AdjuvantAntiHer2 if value is not AdjuvantAntiHer2.UNKNOWN),
    "relapse_interval": _INTERVALS,
    "n_her2_lines": _COUNTS,
    "prior_consecutive_her2_lines": _COUNTS,
    "current_line_number": _COUNTS,
    "current_line_her2": _YES_NO,
    "dual_blockade_prior": _YES_NO,
    "pd_at_first_assessment": tuple(
        value for value in AnswerOrNotApplicable if value is not AnswerOrNotApplicable.UNKNOWN
    ),
    "on_anti_her2": _YES_NO,
    "tdm1_exposure": _GIVEN,
    "pertuzumab_exposure": _GIVEN,
    "lapatinib_exposure": (LapatinibGiven.NONE, LapatinibGiven.METASTATIC),
    "lt_dual_given": _YES_NO,
    "last_line_lapatinib": _YES_NO,
    "post2016_agent_exposure": _YES_NO,
    "brain_mets": (Presence.NONE, Presence.PRESENT),
    "chemo_indicated": _YES_NO,
}
"""Every fact that a table can ask for, and the values that are tried for it (A.6.2)."""


_IN_CONTRADICTION = frozenset({"lapatinib_exposure", "last_line_lapatinib", "lt_dual_given"})


@dataclass(frozen=True, slots=True)
class Completion:
    """One way in which the open facts may turn out, and what the paper would say then."""

    facts: Facts
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer, with every consistent completion behind it (one, if nothing was open)."""

    outcome: Outcome
    completions: tuple[Completion, ...]
    meaning: tuple[object, ...]

    @property
    def consistent(self) -> bool:
        """Whether the facts do not contradict each other."""
        return self.outcome.status is not Status.INCONSISTENT_DATA


def resolve(facts: Facts, possible: Possible = ()) -> Resolution:
    """Walk the tables; where they need a fact, try all its values and ask only if the answers differ."""
    step = gate(facts)
    if isinstance(step, Outcome):
        return Resolution(step, (Completion(facts, step),), _meaning(step))
    branches = tuple(resolve(completed, possible) for completed in _completions(facts, step, possible))
    if not any(branch.consistent for branch in branches):
        return branches[0]
    consistent = tuple(branch for branch in branches if branch.consistent or not _contradicts(facts, step))
    completions = tuple(completion for branch in consistent for completion in branch.completions)
    if all(branch.meaning == consistent[0].meaning for branch in consistent):
        return Resolution(_common(consistent), completions, consistent[0].meaning)
    return Resolution(
        _insufficient(step, facts, completions),
        completions,
        (step.facts, *(branch.meaning for branch in branches)),
    )


def _contradicts(facts: Facts, step: NeedsData) -> bool:
    """Whether the open facts can themselves make the contradiction of T4.1 or T4.1b, so that such values fall away.

    Where the contradiction lies between known facts, it says nothing about the open one: unknown HER2 would otherwise
    read as negative, because only "positive" leads to the contradictory row.
    """
    return not _IN_CONTRADICTION.isdisjoint(asked(facts, step))


def asked(facts: Facts, step: NeedsData) -> tuple[str, ...]:
    """The facts of the row that are open: a fact that the record holds is not asked for again."""
    return tuple(name for name in step.facts if is_open(name, getattr(facts, name)))


def is_open(name: str, value: object) -> bool:
    """Whether a value settles nothing: unknown, HER2 equivocal, or no interval where one is needed."""
    return value is None or (not isinstance(value, int) and value not in DOMAINS[name])


def _completions(facts: Facts, step: NeedsData, possible: Possible) -> Iterator[Facts]:
    """The facts with every value of the open ones; criteria of resistance that come to the same are tried once."""
    names = asked(facts, step)
    tried = [_values(name, possible) for name in names]
    if not set(names) <= set(CRITERIA):
        return _completed(facts, names, tried)
    telling = list(map(told_apart, names, tried))
    return iter({clinical_resistance(one): one for one in _completed(facts, names, telling)}.values())


def _completed(facts: Facts, names: tuple[str, ...], tried: list[tuple[object, ...]]) -> Iterator[Facts]:
    return (with_known(facts, dict(zip(names, values, strict=True))) for values in product(*tried))


def _values(name: str, possible: Possible) -> tuple[object, ...]:
    narrowed = tuple(value for value in dict(possible).get(name, ()) if not is_open(name, value))
    return narrowed or DOMAINS[name]


def _meaning(said: Outcome) -> tuple[object, ...]:
    """What must agree for two completions to be the same: outcome, status, recommended, spoken against (A.6.2)."""
    options = tuple((supported.tier, supported.regimen) for supported in said.recommended)
    return (said.code, said.status, options, said.not_recommended)


def _common(branches: tuple[Resolution, ...]) -> Outcome:
    """What all completions say: of flags, statements and notes only those that hold in every one."""
    first = branches[0].outcome
    if first.status is Status.INSUFFICIENT_DATA:
        return first
    said = [branch.outcome for branch in branches]
    return replace(
        first,
        flags=(*_in_all(tuple(one.flags for one in said)), "unknown-but-irrelevant"),
        statements=_in_all(tuple(one.statements for one in said)),
        currency_notes=_in_all(tuple(one.currency_notes for one in said)),
    )


def _in_all(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(
        item for item in lists[0] if item != "unknown-but-irrelevant" and all(item in other for other in lists)
    )


def _insufficient(step: NeedsData, facts: Facts, completions: tuple[Completion, ...]) -> Outcome:
    return Outcome(
        edition=EDITION.id,
        code="MISSING",
        rule=step.rule,
        status=Status.INSUFFICIENT_DATA,
        missing_facts=asked(facts, step),
        possible_outcomes=tuple(sorted({completion.outcome.code for completion in completions})),
    )

"""The decision tables as the walker sees them: where each begins, what it asks, what stands still meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from consensus.explore import Beyond, Path, Said, explore, tree_of, values_of
from consensus.facts import (
    AdjuvantAntiHer2,
    AnswerOrNotApplicable,
    DiseaseStatus,
    LocalTreatment,
    Presence,
    RelapseInterval,
)
from consensus.outcome import Outcome
from consensus.situations.beyond_second_line import beyond_second_line
from consensus.situations.first_line import first_line, no_treatment_yet
from consensus.situations.progression import progression
from consensus.situations.resistance import Resistance
from consensus.situations.response import response_or_stable
from consensus.situations.scope import gate
from consensus.situations.second_line import second_line
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consensus.explore import Situation, Tree

_CONDITIONS = {
    "adjuvant_anti_her2": AdjuvantAntiHer2.NONE,
    "relapse_interval": RelapseInterval.NOT_APPLICABLE,
    "disease_status": DiseaseStatus.PROGRESSIVE,
    "brain_mets": Presence.NONE,
    "brain_progression": AnswerOrNotApplicable.UNKNOWN,
    "brain_local_therapy": LocalTreatment.UNKNOWN,
    "prior_trastuzumab": Answer.YES,
    "prior_taxane": Answer.YES,
    "tdm1_available": Answer.YES,
    "last_line_number": 2,
}
"""Facts that only condition the wording or an option: while a table's rows are printed they stand still."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `questions` select the row, in reading order; `entrance` is the first fact that it asks for."""

    id: str
    title: str
    situation: Situation
    questions: tuple[str, ...]
    entrance: str
    given: Mapping[str, object] = field(default_factory=dict)
    limits: Mapping[str, tuple[object, ...]] = field(default_factory=dict)

    def values(self, fact: str) -> tuple[object, ...]:
        """The values of a question that can come to this table."""
        return self.limits.get(fact, values_of(fact))

    def paths(self) -> Iterator[tuple[Path, Said]]:
        """Every path by the table's own questions, as the situation asks them; everything else stands still."""
        return explore(self.situation, {fact: self.values(fact) for fact in self.questions}, self._standing())

    def tree(self) -> Tree:
        """The decision tree in reading order, for a patient without gaps and contradictions."""
        known = [[value for value in self.values(fact) if not _is_unknown(value)] for fact in self.questions]
        leaves = []
        for values in product(*known):
            path = tuple(zip(self.questions, values, strict=True))
            _, said = next(iter(explore(self.situation, {}, {**self._standing(), **dict(path)})))
            if label(said)[1] != "INCONSISTENT" and not label(said)[1].startswith("asks"):
                leaves.append((path, label(said)))
        return tree_of(leaves)

    def _standing(self) -> dict[str, object]:
        return {name: value for name, value in self.given.items() if name not in self.questions}


def _is_unknown(value: object) -> bool:
    return value is None or getattr(value, "value", None) == "unknown"


RESISTANCE_BY_CRITERIA: dict[Resistance, dict[str, object]] = {
    Resistance.MET: {
        "n_her2_lines": 4,
        "prior_consecutive_her2_lines": 3,
        "dual_blockade_prior": Answer.YES,
        "dual_blockade_any": Answer.YES,
        "current_line_number": 4,
        "current_line_her2": Answer.YES,
        "pd_at_first_assessment": AnswerOrNotApplicable.YES,
    },
}
_MET = RESISTANCE_BY_CRITERIA[Resistance.MET]
RESISTANCE_BY_CRITERIA |= {
    Resistance.BORDERLINE: {**_MET, "pd_at_first_assessment": AnswerOrNotApplicable.NO},
    Resistance.NOT_MET: {**_MET, "n_her2_lines": 2},
    Resistance.UNKNOWN: {**_MET, "pd_at_first_assessment": AnswerOrNotApplicable.UNKNOWN},
}
"""For each value of the resistance definition one patient who has it (all values are walked in the tests)."""

_T4_QUESTIONS = (
    "brain_mets",
    "lapatinib_exposure",
    "last_line_lapatinib",
    "tdm1_exposure",
    "tdm1_available",
    "pertuzumab_exposure",
    "lt_dual_given",
)

TABLES = (
    Table(
        "T0",
        "Gate",
        gate,
        ("her2_status", "disease_setting", "disease_status", "post2016_agent_exposure"),
        "her2_status",
    ),
    Table(
        "T1",
        "No systemic therapy yet for metastatic disease: which approach?",
        no_treatment_yet,
        ("adjuvant_anti_her2", "relapse_interval"),
        "adjuvant_anti_her2",
    ),
    Table(
        "T1F",
        "First-line approach",
        first_line,
        ("chemo_indicated", "hr_status", "taxane_contraindicated"),
        "chemo_indicated",
        _CONDITIONS,
    ),
    Table(
        "T2",
        "Progression: which line?",
        progression,
        ("n_her2_lines", "adjuvant_anti_her2", "relapse_interval"),
        "n_her2_lines",
    ),
    Table(
        "T3",
        "Second-line approach",
        second_line,
        ("brain_mets", "lapatinib_exposure", "tdm1_exposure"),
        "tdm1_exposure",
        _CONDITIONS,
    ),
    *(
        Table(
            "T4",
            f"Beyond second line, clinical resistance {resistance.value.replace('_', ' ')}",
            beyond_second_line,
            _T4_QUESTIONS,
            "lapatinib_exposure",
            {**_CONDITIONS, **RESISTANCE_BY_CRITERIA[resistance]},
        )
        for resistance in (Resistance.NOT_MET, Resistance.BORDERLINE, Resistance.MET, Resistance.UNKNOWN)
    ),
    Table(
        "T5",
        "Response or stable disease",
        response_or_stable,
        ("on_anti_her2", "unacceptable_toxicity", "patient_wishes_to_stop", "disease_status"),
        "on_anti_her2",
        limits={
            "disease_status": (
                DiseaseStatus.COMPLETE_RESPONSE,
                DiseaseStatus.PARTIAL_RESPONSE,
                DiseaseStatus.STABLE_DISEASE,
            )
        },
    ),
)
"""Every table, in the order in which they are read."""

_NEXT_TABLE = {table.entrance: table.id for table in TABLES} | {"prior_consecutive_her2_lines": "T4"}


def label(said: Said) -> tuple[str, str]:
    """The row and what it says: an outcome, the facts that it asks for, or the table that goes on."""
    if isinstance(said, Outcome):
        return said.rule, said.code
    if isinstance(said, Beyond):
        return "", f"to {_NEXT_TABLE[said.fact]}"
    return said.rule, f"asks for {', '.join(said.facts)}"

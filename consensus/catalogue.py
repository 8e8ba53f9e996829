"""Everything that the paper can say: the outcomes that can be reached, gathered by their code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from consensus.algorithm import READ_BY_THE_TABLES
from consensus.explore import Path, Said, explore, values_of
from consensus.outcome import Option, Outcome
from consensus.situations.beyond_second_line import beyond_second_line
from consensus.situations.resistance import Resistance
from consensus.situations.scope import gate
from consensus.tables import RESISTANCE_BY_CRITERIA

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Entry:
    """One outcome of the catalogue, over all patients who reach it; each list in order of first appearance."""

    code: str
    rules: tuple[str, ...]
    statuses: tuple[str, ...]
    options: tuple[Option, ...]
    not_recommended: tuple[str, ...]
    statements: tuple[str, ...]
    flags: tuple[str, ...]
    currency_notes: tuple[str, ...]


@cache
def every_path() -> tuple[tuple[dict[str, object], Said], ...]:
    """Every path that can be reached from knowing nothing, with the facts that only condition an option or a remark.

    Resistance is walked in its four values; each is reached by the criteria of one patient.
    """
    questions = {fact: values_of(fact) for fact in READ_BY_THE_TABLES}
    fewer_lines = {**questions, "n_her2_lines": (None, 0, 1, 2), "last_line_number": (None, 2, 3)}
    paths: list[tuple[Path, Said]] = list(explore(gate, fewer_lines, {}))
    walked = [(dict(path), said) for path, said in paths]
    for resistance in Resistance:
        criteria = RESISTANCE_BY_CRITERIA[resistance]
        walked += [
            ({**criteria, **dict(path)}, said) for path, said in explore(beyond_second_line, fewer_lines, criteria)
        ]
    return tuple(walked)


@cache
def catalogue() -> dict[str, Entry]:
    """The outcome catalogue (specification A.3.4), as the walker found it."""
    found: dict[str, list[Outcome]] = {}
    for _, said in every_path():
        if isinstance(said, Outcome):
            found.setdefault(said.code, []).append(said)
    return {code: _entry(code, list(dict.fromkeys(outcomes))) for code, outcomes in found.items()}


def _entry(code: str, outcomes: list[Outcome]) -> Entry:
    fullest_first = sorted(outcomes, key=lambda said: -len(said.recommended))
    return Entry(
        code=code,
        rules=_gathered((said.rule,) for said in outcomes),
        statuses=_gathered((said.status.value,) for said in fullest_first),
        options=tuple(dict.fromkeys(option for said in fullest_first for option in said.recommended)),
        not_recommended=_gathered(said.not_recommended for said in outcomes),
        statements=_gathered(said.statements for said in fullest_first),
        flags=_gathered(said.flags for said in outcomes),
        currency_notes=_gathered(said.currency_notes for said in outcomes),
    )


def _gathered(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for listed in lists for item in listed))

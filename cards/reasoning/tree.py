"""The decision tree of the last table on the way, with this patient's answers in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cards.grounds import is_unknown
from cards.reasoning.model import Way
from cards.summary import capital
from cards.wording import labels
from consensus.explore import Fork
from consensus.situations.resistance import Resistance, clinical_resistance
from consensus.tables import TABLES
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.wording.voice import Voice
    from consensus.explore import Tree
    from consensus.facts import Facts

_FURTHER = "to "
"""Begins a leaf that leads to another table."""

_HIGHEST_COUNT = 4
"""The highest count that the tables tell apart: it stands for more as well."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tree ready to be drawn; empty where the table is only entered once a criterion is known."""

    title: str = ""
    question: str = ""
    ways: tuple[Way, ...] = ()


def tree_of_situation(rule: str, facts: Facts, voice: Voice) -> Drawn:
    """The tree of the table whose row decided."""
    table = rule.partition(".")[0]
    resistance = clinical_resistance(facts) if table == "T4" else Resistance.NOT_MET
    if resistance is Resistance.UNKNOWN:
        return Drawn()
    tree = _tree(table, resistance)
    if not isinstance(tree, Fork):
        return Drawn()
    return Drawn(voice.plain(labels.TABLES[table]), _question(tree, voice), _ways(tree, facts, voice, open_way=True))


@cache
def _tree(table: str, resistance: Resistance) -> Tree | None:
    """A table's tree: knowledge alone, the same for every patient."""
    ending = f"clinical resistance {resistance.value.replace('_', ' ')}"
    return next(
        (one.tree() for one in TABLES if one.id == table and (table != "T4" or one.title.endswith(ending))), None
    )


def _question(fork: Fork, voice: Voice) -> str:
    return capital(voice.plain(labels.FACTS[fork.fact]))


def _ways(fork: Fork, facts: Facts, voice: Voice, *, open_way: bool) -> tuple[Way, ...]:
    """`open_way`: this patient comes, or may come, to this fork."""
    value = getattr(facts, fork.fact)
    ways = []
    for values, tree in fork.ways:
        taken = open_way and _holds(value, values)
        possible = open_way and is_unknown(value)
        ways.append(
            Way(
                values=" / ".join(_said(one, voice) for one in values),
                taken=taken,
                possible=possible,
                question=_question(tree, voice) if isinstance(tree, Fork) else "",
                ways=_ways(tree, facts, voice, open_way=taken or possible) if isinstance(tree, Fork) else (),
                row="" if isinstance(tree, Fork) else tree[0],
                says="" if isinstance(tree, Fork) else _leaf(tree[1], voice),
            )
        )
    return tuple(ways)


def _holds(value: object, values: tuple[object, ...]) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return min(value, _HIGHEST_COUNT) in values
    return value in values


def _said(value: object, voice: Voice) -> str:
    if value == _HIGHEST_COUNT:
        return voice.plain(say("{n} or more", n=value))
    return voice.plain(labels.written(value))


def _leaf(says: str, voice: Voice) -> str:
    if says.startswith(_FURTHER):
        return voice.plain(say("continues: {table}", table=voice.raw(labels.TABLES[says.removeprefix(_FURTHER)])))
    return capital(voice.plain(labels.OUTCOMES[says]))

"""The way through the paper's algorithm: each question with this patient's answer, and where other answers lead.

The questions are those that the tables really asked; what other answers would lead to is what the algorithm says when
that one answer is exchanged. Nothing here is drawn that the code does not walk.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cards.grounds import basis, facts_used, is_unknown
from cards.reasoning.head import shown_outcome
from cards.reasoning.model import Elsewhere, Path, Read, Stage, State, Step
from cards.reasoning.reading import read_from
from cards.reasoning.tree import tree_of_situation
from cards.summary import capital
from cards.wording import labels
from consensus.algorithm import advise
from consensus.completion import DOMAINS
from consensus.explore import values_of
from consensus.outcome import Status
from consensus.tables import TABLES
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.consult import Consult
    from cards.reasoning.answers import Given
    from cards.wording.voice import Voice
    from consensus.facts import Facts
    from consensus.outcome import Outcome

_BEFORE = {
    "T0": ("T0",),
    "T1": ("T0", "T1"),
    "T1F": ("T0", "T1", "T1F"),
    "T2": ("T0", "T2"),
    "T4": ("T0", "T2", "T4"),
    "T5": ("T0", "T5"),
}
"""The tables in the order in which one comes to a table; second line has two ways to it."""


def path(consult: Consult, given: tuple[Given, ...], voice: Voice) -> Path:
    """The whole way, on the reading that the page explains."""
    outcome = shown_outcome(consult)
    likely = outcome is not consult.outcome
    facts = consult.established.working if likely else consult.established.facts
    answered = {answer.fact for answer in given}
    steps = [_step(consult, fact, facts, answered, voice) for fact in facts_used(facts)]
    tree = tree_of_situation(outcome.rule, facts, voice)
    return Path(
        stages=_stages(steps, tables_on_the_way(outcome.rule, facts), voice),
        row=outcome.rule,
        says=capital(voice.plain(labels.OUTCOMES[outcome.code])),
        tree_title=tree.title,
        tree_question=tree.question,
        tree=tree.ways,
    )


def tables_on_the_way(rule: str, facts: Facts) -> tuple[str, ...]:
    """The tables that were read, up to the one whose row decided."""
    last = rule.partition(".")[0]
    if last == "T3":
        untreated = facts.disease_status.value == "untreated"
        return ("T0", "T1" if untreated else "T2", "T3")
    return _BEFORE.get(last, ("T0",))


def _stages(steps: Iterable[Step], tables: tuple[str, ...], voice: Voice) -> tuple[Stage, ...]:
    """Each question stands under the last table on the way that had been entered when it was asked."""
    asks = {table.id: set(table.questions) for table in TABLES}
    found: dict[str, list[Step]] = {table: [] for table in tables}
    now = 0
    for step in steps:
        if step.fact not in asks[tables[now]]:
            now = next((n for n in range(now + 1, len(tables)) if step.fact in asks[tables[n]]), len(tables) - 1)
        found[tables[now]].append(step)
    return tuple(Stage(id_, voice.plain(labels.TABLES[id_]), tuple(said)) for id_, said in found.items() if said)


def _step(consult: Consult, fact: str, facts: Facts, answered: set[str], voice: Voice) -> Step:
    ground, value = basis(consult, fact), getattr(facts, fact)
    state = _state(fact, value, getattr(consult.established.facts, fact), answered)
    return Step(
        fact=fact,
        question=capital(voice.plain(labels.FACTS[fact])),
        answer=capital(voice.plain(labels.written(value))),
        state=state,
        because=tuple(capital(voice.plain(sentence)) for sentence in ground.because),
        read=Read() if state is State.ANSWERED else read_from(ground.evidence, ground.date),
        elsewhere=elsewhere(fact, facts, consult.established.possible, voice),
    )


def _state(fact: str, value: object, agreed: object, answered: set[str]) -> State:
    if fact in answered:
        return State.ANSWERED
    if is_unknown(value):
        return State.OPEN
    return State.LIKELY if is_unknown(agreed) else State.KNOWN


def elsewhere(fact: str, facts: Facts, possible: Any, voice: Voice) -> tuple[Elsewhere, ...]:
    """For each other value of the fact what the algorithm says then; values that change nothing are left out."""
    here = _meaning(advise(facts, possible))
    found: dict[tuple[object, ...], list[object]] = {}
    said: dict[tuple[object, ...], Outcome] = {}
    for value in _values(fact, facts, possible):
        exchanged = replace(facts, **{fact: value})  # type: ignore[arg-type]  # values of the fact's own type
        outcome = advise(exchanged, possible)
        meaning = _meaning(outcome)
        if meaning != here:
            found.setdefault(meaning, []).append(value)
            said[meaning] = outcome
    return tuple(
        Elsewhere(_values_said(values, voice), leading_to(said[meaning], voice)) for meaning, values in found.items()
    )


def leading_to(outcome: Outcome, voice: Voice) -> str:
    """The situation of an outcome, and its options in few words."""
    situation = voice.raw(labels.OUTCOMES[outcome.code])
    if outcome.status is Status.INSUFFICIENT_DATA:
        asked = ", ".join(voice.raw(labels.FACTS[fact]) for fact in outcome.missing_facts)
        return voice.plain(say("still open, asks for {facts}", facts=asked))
    if not outcome.recommended:
        return voice.plain(say("{situation}", situation=situation))
    names = " / ".join(voice.raw(labels.REGIMENS[one.regimen]) for one in outcome.recommended)
    return voice.plain(say("{situation}: {regimens}", situation=situation, regimens=names))


def _values(fact: str, facts: Facts, possible: Any) -> list[object]:
    """Other values: those that the record still allows for an open fact, every value that the tables know else."""
    value = getattr(facts, fact)
    every = (possible.get(fact) if is_unknown(value) else None) or DOMAINS.get(fact) or values_of(fact)
    return [other for other in every if other != value and not is_unknown(other)]


def _values_said(values: list[object], voice: Voice) -> str:
    return " / ".join(voice.plain(labels.written(value)) for value in values)


def _meaning(outcome: Outcome) -> tuple[object, ...]:
    options = tuple((one.tier, one.regimen) for one in outcome.recommended)
    return (outcome.code, outcome.status, options, outcome.missing_facts)

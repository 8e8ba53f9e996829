"""The second layer of a card: short Markdown in sections, always in the same order, always with the currency line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import unread
from cards.currency import closing
from cards.grounds import basis, split
from cards.options import cited
from cards.standing import where_read
from cards.wording import labels
from consensus.conditions import conditions
from consensus.flags import FLAGS
from consensus.situations.resistance import failed_criteria
from treatment_history.answer import Answer
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.consult import Consult
    from cards.wording.voice import Voice
    from consensus.outcome import Outcome

Section = tuple[str, ...]
"""Lines of Markdown that stand below each other."""

_SAID_ELSEWHERE = frozenset({"disease_status", "n_her2_lines", "tdm1_available"})
"""Facts that stand in the line above, or in a flag."""

_TOLD_BY_FLAG = {
    "unacceptable_toxicity": "check-toxicity-and-preference",
    "patient_wishes_to_stop": "check-toxicity-and-preference",
    "taxane_contraindicated": "thp-unless-taxane-contraindicated",
    "pertuzumab_exposure": "pertuzumab-only-if-naive",
}
"""Open facts of which a flag already says what follows."""

_NEGATIVE = ("none", "no", "not_applicable")


def paragraphs(*sections: Iterable[str]) -> str:
    """Sections as Markdown, an empty line between them; empty sections are left out."""
    return "\n\n".join("\n".join(lines) for lines in map(tuple, sections) if lines)


def section(heading: Sentence, lines: Iterable[str], voice: Voice) -> Section:
    """A heading and its lines; nothing if there are no lines."""
    given = tuple(lines)
    return (f"**{voice.markdown(heading)}**", *given) if given else ()


def why(consult: Consult, voice: Voice) -> Section:
    """The facts on which the outcome rests: what is there with date and resource, then what is not, in one line."""
    known, _ = split(consult)
    shown = [name for name in known if name not in _SAID_ELSEWHERE]
    absent = [name for name in shown if getattr(basis(consult, name).value, "value", None) in _NEGATIVE]
    lines = [f"- {voice.markdown(_present(consult, name, voice))}" for name in shown if name not in absent]
    if absent:
        facts = "; ".join(_named(consult, name, voice) for name in absent)
        lines.append(f"- {voice.markdown(say('No, or none:'))} {facts}")
    return section(say("Why, from this record:"), lines, voice)


def not_known(consult: Consult, outcome: Outcome, voice: Voice) -> Section:
    """What is open: conditions of the options, facts without a value, contradictions, and what was not read."""
    lines = (
        *(voice.flag(flag) for flag in outcome.flags if flag in FLAGS),
        *map(voice.markdown, conditions(outcome, consult.established.facts)),
        *map(voice.markdown, _open(consult, outcome, voice)),
        *unread.contradictions(consult, voice),
        *unread.not_read(consult, voice),
    )
    return section(say("Conditions, and what is not known:"), (f"- {line}" for line in lines), voice)


def statements(ids: Iterable[str], voice: Voice) -> Section:
    """Statements of the paper under one heading: those that carry an outcome without options."""
    return section(say("What the 2016 panel says:"), (f"- {cited(id_, voice)}" for id_ in ids), voice)


def end(consult: Consult, notes: tuple[str, ...], voice: Voice) -> tuple[Section, ...]:
    """The closing paragraphs, each of its own."""
    return tuple((line,) for line in closing(notes, consult.as_of, voice))


def _open(consult: Consult, outcome: Outcome, voice: Voice) -> tuple[Sentence, ...]:
    open_facts = tuple(name for name in split(consult)[1] if not _told(name, outcome))
    person = consult.history.record.person
    failed = failed_criteria(consult.established.facts) if "resistance-borderline" in outcome.flags else ()
    return (
        *((say("Criterion of resistance not met: {facts}.", facts=_names(failed, voice)),) if failed else ()),
        *((say("Not known from the record: {facts}.", facts=_names(open_facts, voice)),) if open_facts else ()),
        *((say("The panel does not speak about men."),) if person and person.male is Answer.YES else ()),
    )


def _told(name: str, outcome: Outcome) -> bool:
    return name in _SAID_ELSEWHERE or _TOLD_BY_FLAG.get(name) in outcome.flags


def _names(facts: Iterable[str], voice: Voice) -> str:
    return ", ".join(voice.raw(labels.FACTS[name]) for name in facts)


def _present(consult: Consult, name: str, voice: Voice) -> Sentence:
    ground = basis(consult, name)
    fact, value = voice.raw(labels.FACTS[name]), voice.raw(labels.written(ground.value))
    read = where_read(ground.date, ground.evidence)
    if not read:
        return say("{fact}: {value}", fact=fact, value=value)
    return say("{fact}: {value} ({source})", fact=fact, value=value, source=read)


def _named(consult: Consult, name: str, voice: Voice) -> str:
    ground = basis(consult, name)
    fact, read = voice.raw(labels.FACTS[name]), where_read(ground.date, ground.evidence)
    return voice.markdown(say("{fact} ({source})", fact=fact, source=read) if read else say("{fact}", fact=fact))

"""The second layer of a card: short Markdown in sections, always in the same order, always with the currency line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import unread
from cards.currency import closing
from cards.grounds import basis, split
from cards.options import cited
from cards.standing import where_read
from cards.wording import labels
from consensus.flags import FLAGS
from treatment_history.answer import Answer
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.consult import Consult
    from cards.wording.voice import Voice
    from consensus.outcome import Outcome

_IMPLIED_BY_SCOPE = frozenset({"post2016_agent_exposure", "current_line_her2", "tdm1_available"})
"""Facts that a clinician need not read again among the reasons unless they are open."""


def paragraphs(*parts: Iterable[str]) -> str:
    """Sections as Markdown paragraphs; lines of one section stand below each other, empty sections are left out."""
    return "\n\n".join("\n".join(lines) for lines in map(tuple, parts) if lines)


def section(heading: Sentence, lines: Iterable[str], voice: Voice) -> tuple[str, ...]:
    """A heading and its lines; nothing if there are no lines."""
    given = tuple(lines)
    return (f"**{voice.markdown(heading)}**", *given) if given else ()


def why(consult: Consult, voice: Voice) -> tuple[str, ...]:
    """The facts on which the outcome rests, with the date and the resource of each."""
    known, _ = split(consult)
    shown = [name for name in known if name not in _IMPLIED_BY_SCOPE]
    sourced = [name for name in shown if basis(consult, name).evidence]
    plainly = [name for name in shown if name not in sourced]
    lines = [f"- {voice.markdown(_sourced(consult, name, voice))}" for name in sourced]
    if plainly:
        lines.append("- " + "; ".join(voice.markdown(_plainly(consult, name, voice)) for name in plainly))
    return section(say("Why, from this record:"), lines, voice)


def not_known(consult: Consult, outcome: Outcome, voice: Voice) -> tuple[str, ...]:
    """What is open: conditions of the options, facts without a value, contradictions, and what was not read."""
    _, open_facts = split(consult)
    names = ", ".join(voice.raw(labels.FACTS[name]) for name in open_facts)
    person = consult.history.record.person
    lines = [
        *(f"- {voice.flag(flag)}" for flag in outcome.flags if flag in FLAGS),
        *([f"- {voice.markdown(say('Not recorded: {facts}.', facts=names))}"] if names else []),
        *(
            [f"- {voice.markdown(say('The panel does not speak about men.'))}"]
            if person and person.male is Answer.YES
            else []
        ),
        *(f"- {line}" for line in (*unread.contradictions(consult, voice), *unread.not_read(consult, voice))),
    ]
    return section(say("Conditions, and what is not known:"), lines, voice)


def further_statements(outcome: Outcome, shown: Iterable[str], voice: Voice) -> tuple[str, ...]:
    """The statements that carry an outcome without options."""
    already = set(shown)
    return tuple(f"- {cited(id_, voice)}" for id_ in outcome.statements if id_ not in already)


def end(consult: Consult, notes: tuple[str, ...], voice: Voice) -> tuple[tuple[str, ...], ...]:
    """The closing paragraphs, each of its own."""
    return tuple((line,) for line in closing(notes, consult.as_of, voice))


def _sourced(consult: Consult, name: str, voice: Voice) -> Sentence:
    ground = basis(consult, name)
    return say(
        "{fact}: {value} ({source})",
        fact=voice.raw(labels.FACTS[name]),
        value=voice.raw(labels.written(ground.value)),
        source=where_read(ground.date, ground.evidence),
    )


def _plainly(consult: Consult, name: str, voice: Voice) -> Sentence:
    value = voice.raw(labels.written(basis(consult, name).value))
    return say("{fact}: {value}", fact=voice.raw(labels.FACTS[name]), value=value)

"""What is missing or doubtful, each with the one datum that would settle it, and the questions to the clinician."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import text, unread
from cards.advice import presumed_lines
from cards.grounds import facts_used
from cards.reasoning.answers import allowed, answerable
from cards.reasoning.head import not_applied, shown_outcome
from cards.reasoning.model import Contradiction, Doubt, LeftOut, Question
from cards.reasoning.path import elsewhere
from cards.reasoning.reading import read_from
from cards.summary import capital
from cards.wording import labels, timeline_labels
from cards.wording.gap_labels import GAPS
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.reasoning.answers import Given
    from cards.wording.voice import Voice
    from consensus.establish import Established

_MOST_GAPS = 20


def doubt(consult: Consult, record: Established, given: tuple[Given, ...], voice: Voice) -> Doubt:
    """`record`: the facts as the record alone has them, before any answer."""
    gaps = unread.gaps(consult)
    likely = shown_outcome(consult) is not consult.outcome
    return Doubt(
        questions=() if not_applied(consult) else _questions(consult, record, given, voice),
        likely=presumed_lines(consult, voice.plain, voice) if likely else (),
        contradictions=tuple(
            Contradiction(capital(voice.plain(one.sentence)), read_from(one.references))
            for one in unread.conflicts(consult)
        ),
        unread=tuple(voice.plain(sentence) for sentence in unread.incomplete_sentences(consult, voice)),
        gaps=tuple((text.plain(gap.reference), voice.plain(GAPS[gap.reason])) for gap in gaps[:_MOST_GAPS]),
        more_gaps=max(0, len(gaps) - _MOST_GAPS),
        left_out=_left_out(consult, voice),
    )


def _questions(consult: Consult, record: Established, given: tuple[Given, ...], voice: Voice) -> tuple[Question, ...]:
    """Open facts: first those on which the answer depends, then those that were asked, then those answered."""
    by_fact = {answer.fact: answer for answer in given}
    asked = (*consult.outcome.missing_facts, *facts_used(consult.established.facts), *by_fact)
    open_facts = [fact for fact in dict.fromkeys(asked) if answerable(fact, record)]
    return tuple(_question(fact, consult, record, by_fact.get(fact), voice) for fact in open_facts)


def _question(fact: str, consult: Consult, record: Established, answer: Given | None, voice: Voice) -> Question:
    ground = record.bases[fact]
    values = allowed(fact, record)
    chosen = next((written for written, value in values.items() if answer and value == answer.value), "")
    needed = fact in consult.outcome.missing_facts
    return Question(
        fact=fact,
        name=capital(voice.plain(labels.FACTS[fact])),
        needed=needed,
        settles=tuple(capital(voice.plain(sentence)) for sentence in ground.missing),
        record=tuple(capital(voice.plain(sentence)) for sentence in ground.because),
        leads_to=elsewhere(fact, consult.established.facts, consult.established.possible, voice) if needed else (),
        values=tuple((written, voice.plain(labels.written(value))) for written, value in values.items()),
        chosen=chosen,
        day=str(answer.day) if answer and answer.day else "",
    )


def _left_out(consult: Consult, voice: Voice) -> tuple[LeftOut, ...]:
    by_reason: dict[str, list[str]] = {}
    for one in consult.history.excluded:
        by_reason.setdefault(one.why, []).append(one.reference)
    return tuple(LeftOut(_why(why, voice), read_from(references)) for why, references in sorted(by_reason.items()))


def _why(why: str, voice: Voice) -> str:
    """The reason in words; a status word that FHIR allows and we have no words for stands as it came."""
    known = timeline_labels.LEFT_OUT.get(why)
    return capital(voice.plain(known or say("status: {status}", status=why)))

"""How sure the answer is, on three sides: what the record documents, who speaks in the paper, what came later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import unread
from cards.grounds import facts_used, is_unknown
from cards.options import supporting
from cards.reasoning.model import Sure
from cards.wording import labels
from consensus.currency import overtaken
from consensus.edition import EDITION, review_overdue
from consensus.outcome import Outcome, Status, Tier
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from datetime import date

    from cards.consult import Consult
    from cards.reasoning.answers import Given
    from cards.wording.voice import Voice


def how_sure(consult: Consult, outcome: Outcome, given: tuple[Given, ...], voice: Voice) -> tuple[Sure, ...]:
    """The record first: without it the paper's strength says nothing about this patient."""
    record = (say("The record"), *_record(consult, outcome, given, voice))
    sides = (
        (record,)
        if outcome.status is Status.INSUFFICIENT_DATA
        else (
            record,
            (say("The paper"), *_paper(outcome, voice)),
            (say("Today"), *_today(outcome, consult.as_of)),
        )
    )
    return tuple(Sure(*(voice.plain(sentence) for sentence in side)) for side in sides)


def _record(consult: Consult, outcome: Outcome, given: tuple[Given, ...], voice: Voice) -> tuple[Sentence, Sentence]:
    if unread.conflicts(consult):
        return (
            say("contradictory in places"),
            say("Statements of the record contradict each other; they stand under missing and doubtful."),
        )
    if outcome.status is Status.INSUFFICIENT_DATA:
        return say("incomplete"), say("A fact on which the answer depends is not in the record.")
    if outcome is not consult.outcome:
        return say("likely, not documented"), say("The answer rests on the most likely reading of the record.")
    if given:
        named = ", ".join(voice.raw(labels.FACTS[answer.fact]) for answer in given)
        return say("completed by your answers"), say("Not in the record, but answered by you: {facts}.", facts=named)
    facts = consult.established.facts
    open_facts = [name for name in facts_used(facts) if is_unknown(getattr(facts, name))]
    if open_facts:
        named = ", ".join(voice.raw(labels.FACTS[name]) for name in open_facts)
        return (
            say("documented, with conditions"),
            say("Not recorded, and unable to change the situation: {facts}.", facts=named),
        )
    if unread.incomplete(consult) or unread.gaps(consult):
        return say("documented, not fully read"), say("Parts of the record could not be read; see below.")
    return say("documented"), say("Every fact that was asked for is in the record, at every reading of it.")


def _paper(outcome: Outcome, voice: Voice) -> tuple[Sentence, Sentence]:
    options = [one for one in outcome.recommended if one.tier is Tier.PREFERRED] or list(outcome.recommended)
    cited = supporting(options[0]) if options else next(iter(outcome.statements), None)
    if cited is None:
        return say("no statement"), say("The paper grades no evidence; it gives no statement here.")
    verb = voice.verb(cited)
    if verb:
        return (
            say("{kind}", kind=voice.kind(cited)),
            say(
                "Its own verb in {statement}: \u201c{verb}\u201d. The paper grades no evidence.",
                statement=cited,
                verb=verb,
            ),
        )
    return say("{kind}", kind=voice.kind(cited)), say("See {statement}. The paper grades no evidence.", statement=cited)


def _today(outcome: Outcome, as_of: date) -> tuple[Sentence, Sentence]:
    reviewed = f"{EDITION.currency_reviewed_on:%Y-%m}"
    late = review_overdue(as_of)
    because = (
        say("Later evidence was last reviewed in {reviewed}; that review is overdue.", reviewed=reviewed)
        if late
        else say("Later evidence was last reviewed in {reviewed}.", reviewed=reviewed)
    )
    if any(overtaken(id_) for option in outcome.recommended for id_ in option.statements):
        return say("overtaken in part"), because
    return (say("later evidence exists"), because) if outcome.currency_notes else (say("from 2016"), because)

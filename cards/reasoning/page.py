"""From a consultation and a clinician's answers to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.reasoning.doubt import doubt
from cards.reasoning.head import head, not_applied
from cards.reasoning.model import Change, Page
from cards.reasoning.options import options
from cards.reasoning.path import leading_to, path
from cards.reasoning.timeline import timeline
from cards.summary import capital
from cards.wording import labels
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.reasoning.answers import Given, Taken
    from cards.wording.voice import Voice


def page_of(before: Consult, after: Consult, taken: Taken, name: str, voice: Voice) -> Page:
    """`before` is the consultation by the record alone, `after` the one with the answers in place."""
    applied = not not_applied(after)
    return Page(
        language=voice.language.value,
        head=head(after, name, taken.given, voice),
        timeline=timeline(after, voice),
        path=path(after, taken.given, voice) if applied else None,
        options=options(after, voice) if applied else None,
        doubt=doubt(after, before.established, taken.given, voice),
        change=_change(before, after, taken, voice) if applied and (taken.given or taken.refused) else None,
    )


def _change(before: Consult, after: Consult, taken: Taken, voice: Voice) -> Change:
    was, now = leading_to(before.outcome, voice), leading_to(after.outcome, voice)
    return Change(
        answers=tuple(capital(voice.plain(_said(answer, voice))) for answer in taken.given),
        before=capital(was),
        after=capital(now),
        changed=was != now,
        refused=tuple(capital(voice.plain(labels.FACTS[fact])) for fact in taken.refused),
    )


def _said(answer: Given, voice: Voice) -> Sentence:
    fact, value = voice.raw(labels.FACTS[answer.fact]), voice.raw(labels.written(answer.value))
    if answer.day is None:
        return say("{fact}: {value}", fact=fact, value=value)
    return say("{fact}, {date}: {value}", fact=fact, date=answer.day, value=value)

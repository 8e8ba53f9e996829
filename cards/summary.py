"""The one sentence of a card: at most 139 characters, plain text, never stronger than the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.model import SUMMARY_LIMIT
from cards.text import shortened
from cards.wording import labels
from consensus.currency import overtaken
from consensus.outcome import Status, Tier
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.wording.voice import Voice
    from consensus.outcome import Outcome
    from treatment_history.sentences import Sentence


def fitting(voice: Voice, *sentences: Sentence) -> str:
    """The first sentence that fits; the last one is cut if none does."""
    said = ""
    for sentence in sentences:
        said = capital(voice.plain(sentence))
        if len(said) <= SUMMARY_LIMIT and shortened(said) == said:
            return said
    return shortened(said)


def capital(text: str) -> str:
    """A sentence begins with a capital letter."""
    return text[:1].upper() + text[1:]


def of_outcome(outcome: Outcome, voice: Voice) -> str:
    """What the panel says in this situation, or that it says nothing."""
    situation = voice.raw(labels.OUTCOMES[outcome.code])
    match outcome.status:
        case Status.RECOMMENDATION if outcome.code.startswith("E-"):
            return fitting(voice, *_continuing(situation))
        case Status.RECOMMENDATION:
            return fitting(voice, *_options(outcome, situation, voice))
        case Status.CONFLICT:
            return fitting(
                voice, say("The 2016 Spanish panel's statements compete here: {situation}", situation=situation)
            )
        case Status.STOP_CRITERION_MET:
            return fitting(voice, *_stopping(situation))
        case Status.INCONSISTENT_DATA:
            return fitting(voice, say("The record contradicts itself: nothing can be said from the 2016 Spanish panel"))
    return fitting(voice, *_outside(situation))


def likely(outcome: Outcome, voice: Voice) -> str:
    """The same for a likely, not documented, reading of the record."""
    names = _names(outcome, voice)
    situation = voice.raw(labels.OUTCOMES[outcome.code])
    return fitting(
        voice,
        say(
            "Likely {situation} (not documented): the 2016 Spanish panel names {regimens}",
            situation=situation,
            regimens=names,
        ),
        say("Likely {situation} (not documented): see the 2016 Spanish panel's options", situation=situation),
    )


def _options(outcome: Outcome, situation: str, voice: Voice) -> tuple[Sentence, ...]:
    names = _names(outcome, voice)
    number = len(outcome.recommended)
    ranked = any(option.tier is Tier.PREFERRED for option in outcome.recommended)
    old = any(overtaken(id_) for option in outcome.recommended for id_ in option.statements)
    if ranked and old:
        return (
            say(
                "{situation}: in 2016 the Spanish panel named {regimens} first; later evidence has changed this",
                situation=situation,
                regimens=names,
            ),
            say("{situation}: see the 2016 Spanish panel; later evidence has changed its view", situation=situation),
        )
    if ranked:
        return (
            say(
                "{situation}: in 2016 the Spanish panel named {regimens} first; see what came later",
                situation=situation,
                regimens=names,
            ),
            say("{situation}: see the 2016 Spanish panel's options and what came later", situation=situation),
        )
    return (
        say(
            "{situation}: the 2016 Spanish panel lists {regimens}; later evidence exists",
            situation=situation,
            regimens=names,
        ),
        say(
            "{situation}: the 2016 Spanish panel lists {n} options; later evidence exists",
            situation=situation,
            n=number,
        ),
    )


def _names(outcome: Outcome, voice: Voice) -> str:
    first = [option for option in outcome.recommended if option.tier is not Tier.OPTION] or list(outcome.recommended)
    return " / ".join(voice.raw(labels.REGIMENS[option.regimen]) for option in first)


def _continuing(situation: str) -> tuple[Sentence, ...]:
    return (
        say(
            "{situation}: by the 2016 Spanish panel it can go on until progression, toxicity or the patient's decision",
            situation=situation,
        ),
        say("{situation}: see what the 2016 Spanish panel says on going on", situation=situation),
    )


def _stopping(situation: str) -> tuple[Sentence, ...]:
    return (
        say(
            "{situation} is recorded; what should follow is not covered by the 2016 Spanish panel", situation=situation
        ),
        say("A stopping point of the 2016 Spanish panel is recorded; what should follow is not covered"),
    )


def _outside(situation: str) -> tuple[Sentence, ...]:
    return (
        say("{situation}: the 2016 Spanish panel gives no option here; later evidence exists", situation=situation),
        say("The 2016 Spanish panel gives no option here; later evidence exists"),
    )

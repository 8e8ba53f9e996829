"""The head of the page: whom it is about, what is advised in two sentences, how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import relevance, text
from cards.currency import edition_lines
from cards.reasoning.model import Head, Tone
from cards.reasoning.sure import how_sure
from cards.safety import gravest, present_therapy
from cards.standing import standing_sentences
from cards.summary import capital
from cards.wording import labels
from consensus.currency import overtaken
from consensus.outcome import Outcome, Status, Tier
from treatment_history.answer import Answer
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.reasoning.answers import Given
    from cards.wording.voice import Voice


def head(consult: Consult, name: str, given: tuple[Given, ...], voice: Voice) -> Head:
    """The answer first. `name` is the patient's, as the record writes it; it stands on this page alone."""
    outcome = shown_outcome(consult)
    tone, sentences = _advice(consult, outcome, voice)
    silent = not_applied(consult)
    named = not silent and tone is not Tone.OPEN
    return Head(
        patient=text.plain(name) if name else "",
        about=tuple(voice.plain(sentence) for sentence in _about(consult)),
        as_of=consult.as_of.isoformat(),
        standing=()
        if silent
        else tuple(voice.plain(sentence) for sentence in standing_sentences(consult, voice, sourced=False)),
        tone=tone,
        situation=capital(voice.plain(labels.OUTCOMES[outcome.code])) if named else "",
        advice=tuple(capital(voice.plain(sentence)) for sentence in sentences),
        sure=() if silent else how_sure(consult, outcome, given, voice),
        safety=tuple(voice.safety(alert.rule) for alert in gravest(present_therapy(consult))),
        notes=() if silent else tuple(voice.note(note) for note in outcome.currency_notes),
        edition=tuple(voice.plain(sentence) for sentence in edition_lines(consult.as_of)),
    )


def shown_outcome(consult: Consult) -> Outcome:
    """The outcome that the page explains: the likely one only where the agreed one lacks data, as on the cards."""
    return relevance.usable_likely(consult) or consult.outcome


def not_applied(consult: Consult) -> bool:
    """Whether the paper is not applied at all: no breast cancer, none stated, or the patient has died."""
    return relevance.whole_patient(consult) is not None or relevance.diagnosis_missing(consult)


def _about(consult: Consult) -> tuple[Sentence, ...]:
    person = consult.history.record.person
    if person is None:
        return (say("patient {id}", id=consult.patient_id),)
    born = (say("born {date}", date=person.birth_date),) if person.birth_date else ()
    sex = {Answer.YES: (say("male"),), Answer.NO: (say("female"),)}.get(person.male, ())
    return (*born, *sex, say("patient {id}", id=consult.patient_id))


def _advice(consult: Consult, outcome: Outcome, voice: Voice) -> tuple[Tone, tuple[Sentence, ...]]:
    if not_applied(consult):
        return Tone.OUTSIDE, _not_applied(consult)
    if outcome is not consult.outcome:
        return Tone.LIKELY, (
            say(
                "The record makes one situation likely without documenting it: {situation}.",
                situation=_name(outcome, voice),
            ),
            *_offered(outcome, voice),
            _then_and_now(outcome),
        )
    match outcome.status:
        case Status.INSUFFICIENT_DATA:
            return Tone.OPEN, _open(outcome, voice)
        case Status.INCONSISTENT_DATA:
            return Tone.CONTRADICTION, (
                say("The record contradicts itself: nothing can be said from the 2016 Spanish panel"),
                say("Below stands what contradicts what."),
            )
        case Status.OUTSIDE_CONSENSUS if not outcome.recommended:
            return Tone.OUTSIDE, (
                say("The 2016 Spanish panel gives no option here: {situation}.", situation=_name(outcome, voice)),
                say("Later evidence exists; the panel could not take it into account."),
            )
        case Status.STOP_CRITERION_MET:
            return Tone.ADVICE, (
                say("A stopping point of the 2016 Spanish panel is recorded; what should follow is not covered"),
                _then_and_now(outcome),
            )
    return Tone.ADVICE, (*_offered(outcome, voice), _then_and_now(outcome))


def _not_applied(consult: Consult) -> tuple[Sentence, ...]:
    silent = relevance.whole_patient(consult)
    if silent is relevance.Silence.DECEASED:
        return (say("The record says that the patient has died: nothing is advised."),)
    if silent is relevance.Silence.NO_BREAST_CANCER:
        return (say("The record holds no breast cancer: the 2016 Spanish panel is not applied."),)
    return (say("Not recorded: a diagnosis of breast cancer. Without it the 2016 Spanish panel is not applied"),)


def _open(outcome: Outcome, voice: Voice) -> tuple[Sentence, ...]:
    asked = ", ".join(voice.raw(labels.FACTS[fact]) for fact in outcome.missing_facts)
    ways = "; ".join(voice.raw(labels.OUTCOMES[code]) for code in outcome.possible_outcomes)
    return (
        say("Nothing is advised yet: what the 2016 Spanish panel says depends on {facts}.", facts=asked),
        say("Still possible: {situations}.", situations=ways),
    )


def _offered(outcome: Outcome, voice: Voice) -> tuple[Sentence, ...]:
    """One sentence with the options by rank: the paper's own rank, never more."""
    if outcome.code.startswith("E-"):
        return (
            say(
                "{situation}: by the 2016 Spanish panel it can go on until progression, toxicity or the patient's "
                "decision",
                situation=_name(outcome, voice),
            ),
        )
    first, others = _of(outcome, voice, Tier.PREFERRED), _of(outcome, voice, Tier.OPTION)
    if outcome.status is Status.CONFLICT:
        return (
            say(
                "The 2016 Spanish panel's statements compete here: its definition of clinical resistance is met, and "
                "other statements speak for {regimens}.",
                regimens=_of(outcome, voice, Tier.COMPETING) or others,
            ),
        )
    if first and others:
        return (
            say("In 2016 the Spanish panel named {first} first; it also named {others}.", first=first, others=others),
        )
    if first:
        return (say("In 2016 the Spanish panel named {first} first.", first=first),)
    return (say("In 2016 the Spanish panel listed, without a ranking: {others}.", others=others),)


def _of(outcome: Outcome, voice: Voice, tier: Tier) -> str:
    return " / ".join(voice.raw(labels.REGIMENS[one.regimen]) for one in outcome.recommended if one.tier is tier)


def _then_and_now(outcome: Outcome) -> Sentence:
    if any(overtaken(id_) for option in outcome.recommended for id_ in option.statements):
        return say("Later evidence has overtaken part of this: read what changed since 2016 before acting.")
    return say("Later evidence exists: read what came since 2016 before acting.")


def _name(outcome: Outcome, voice: Voice) -> str:
    return voice.raw(labels.OUTCOMES[outcome.code])

"""The advice card of an opened chart: what the 2016 panel says about this patient, or that it says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cards import detail, summary
from cards.extension import extension
from cards.grounds import basis, is_unknown
from cards.identity import derived_id, links, override_reasons, source
from cards.model import Card, SelectionBehavior
from cards.options import option_sections, refusal_lines, supporting
from cards.standing import standing
from cards.suggest import proposals
from cards.wording import labels
from consensus.facts import FACT_NAMES
from consensus.outcome import Indicator, Outcome, Status
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from cards.consult import Consult, Presentation
    from cards.wording.voice import Voice

_CONTINUING = ("E-CR", "E-PR", "E-SD")


def advice_card(consult: Consult, voice: Voice, presentation: Presentation) -> Card:
    """The card of an outcome that holds at every reading of the record."""
    outcome = consult.outcome
    said = summary.of_outcome(outcome, voice)
    return _card(consult, outcome, said, _body(consult, outcome, voice), voice, presentation)


def likely_card(consult: Consult, likely: Outcome, voice: Voice, presentation: Presentation) -> Card:
    """The card of the most likely reading, where the record documents less than the paper asks for.

    Where the patient stands is told as documented; the grounds are those of the likely reading, which the card names.
    """
    established = replace(consult.established, facts=consult.established.working)
    _, *grounds = _body(replace(consult, established=established), likely, voice)
    body = (_resting_on(consult, voice), (standing(consult, voice),), *grounds)
    return _card(consult, likely, summary.likely(likely, voice), body, voice, presentation)


def _card(  # noqa: PLR0913, PLR0917 - one argument per part of the card
    consult: Consult,
    outcome: Outcome,
    said: str,
    body: tuple[detail.Section, ...],
    voice: Voice,
    presentation: Presentation,
) -> Card:
    suggestions = proposals(consult, outcome, voice, presentation)
    return Card(
        uuid=derived_id(consult, "advice", outcome.rule, outcome.code),
        summary=said,
        indicator=Indicator.WARNING if outcome.status is Status.INCONSISTENT_DATA else Indicator.INFO,
        source=source(f"advice{outcome.code}", voice, presentation),
        detail=detail.paragraphs(*body, *detail.end(consult, outcome.currency_notes, voice)),
        suggestions=suggestions,
        selection_behavior=SelectionBehavior.AT_MOST_ONE if suggestions else None,
        override_reasons=override_reasons(voice),
        links=links(presentation, voice),
        extension=extension(consult, outcome),
    )


def _body(consult: Consult, outcome: Outcome, voice: Voice) -> tuple[detail.Section, ...]:
    """Where the patient stands, what the panel says, why, why not the others, and what is not known."""
    continuing = outcome.code in _CONTINUING
    options = () if continuing else option_sections(outcome, voice)
    by_option = outcome.status is Status.RECOMMENDATION and not continuing
    shown = {supporting(option) for option in outcome.recommended} if options else set()
    others = () if by_option else [id_ for id_ in outcome.statements if id_ not in shown]
    refusals = refusal_lines(outcome, voice, shown={*shown, *others})
    return (
        (standing(consult, voice),),
        *options,
        detail.statements(others, voice),
        detail.why(consult, voice),
        detail.section(say("Spoken against:"), () if continuing else refusals, voice),
        detail.not_known(consult, outcome, voice),
    )


def _resting_on(consult: Consult, voice: Voice) -> detail.Section:
    """Which facts are only likely, and what would document them."""
    lines = [f"- {line}" for line in presumed_lines(consult, voice.markdown, voice)]
    return detail.section(say("This rests on a likely reading of the record, not a documented one:"), lines, voice)


def presumed_lines(consult: Consult, said: Callable[[Sentence], str], voice: Voice) -> tuple[str, ...]:
    """Each ground once of what is only likely, as `said` puts a sentence into its place."""
    established = consult.established
    presumed = [
        name
        for name in FACT_NAMES
        if is_unknown(getattr(established.facts, name)) and not is_unknown(getattr(established.working, name))
    ]
    grounds = {(basis(consult, name).because, basis(consult, name).missing): name for name in reversed(presumed)}
    return tuple(said(_presumed(consult, name, voice)) for name in reversed(grounds.values()))


def _presumed(consult: Consult, name: str, voice: Voice) -> Sentence:
    ground = basis(consult, name)
    fact, value = voice.raw(labels.FACTS[name]), voice.raw(labels.written(ground.working))
    because = voice.raw(ground.because[-1]) if ground.because else ""
    missing = voice.raw(ground.missing[0]) if ground.missing else ""
    if because and missing:
        return say(
            "{fact}: likely {value}, because: {because}; not documented: {missing}",
            fact=fact,
            value=value,
            because=because,
            missing=missing,
        )
    if because:
        return say("{fact}: likely {value}, because: {because}", fact=fact, value=value, because=because)
    return say("{fact}: likely {value}, not documented", fact=fact, value=value)

"""From a consultation to the cards of a hook; an empty answer comes with the reason of the silence, for the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import relevance
from cards.advice import advice_card, likely_card
from cards.missing import diagnosis_card, missing_card
from cards.model import Card, CdsResponse
from cards.orders import order_card
from cards.profiles import adapted
from cards.safety import safety_card
from cards.wording.voice import Voice
from consensus.outcome import Status

if TYPE_CHECKING:
    from cards.consult import Consult, Presentation

Answer = tuple[CdsResponse, str | None]
"""The response, and why it is silent (a code; None if it speaks)."""


def patient_view_cards(consult: Consult, presentation: Presentation) -> Answer:
    """For an opened chart: at most one safety card, one advice card and one missing-data card, in that order."""
    silent = relevance.patient_silence(consult)
    if silent is not None:
        return CdsResponse(), silent.value
    voice = Voice(presentation.language)
    if relevance.diagnosis_missing(consult):
        return _response([diagnosis_card(consult, voice, presentation)], presentation)
    cards = [safety_card(consult, voice, presentation), *_on_the_paper(consult, voice, presentation)]
    return _response([card for card in cards if card is not None], presentation)


def order_cards(consult: Consult, presentation: Presentation) -> Answer:
    """For selected or signed orders: one card per decision that is worth a word."""
    silent = relevance.every_order(consult)
    if silent is not None:
        return CdsResponse(), silent.value
    voice = Voice(presentation.language)
    reasons: list[str] = []
    cards: list[Card] = []
    for decision in consult.orders:
        quiet = relevance.order_silence(consult, decision, presentation) if decision.selected else None
        if decision.selected and quiet is None:
            cards.append(order_card(consult, decision, voice, presentation))
        elif quiet is not None:
            reasons.append(quiet.value)
    if cards:
        return _response(cards, presentation)
    return CdsResponse(), (reasons or [relevance.Silence.NO_ORDER_CONCERNED.value])[0]


def _on_the_paper(consult: Consult, voice: Voice, presentation: Presentation) -> list[Card]:
    if consult.outcome.status is not Status.INSUFFICIENT_DATA:
        return [advice_card(consult, voice, presentation)]
    likely = relevance.usable_likely(consult)
    advice = [likely_card(consult, likely, voice, presentation)] if likely else []
    return [*advice, missing_card(consult, voice, presentation)]


def _response(cards: list[Card], presentation: Presentation) -> Answer:
    return adapted(CdsResponse(tuple(cards)), presentation.profile), None

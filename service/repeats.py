"""No repeats: a card that was overridden is not shown again for the same patient, facts and edition.

It comes back when a fact that it rests on changes, when the edition changes, or when the setting says so. A critical
card (a safety rule) stays away for one day only: the next session hears of the danger again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from service.database import Store, reading
from service.feedback import CardOutcome
from service.shown_cards import Showing, facts_digest
from service.tables import feedback, shown_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ORDER_HOOKS = frozenset({"order-select", "order-sign"})
"""Opening the chart always says where the patient stands."""

CRITICAL_STAYS_AWAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class PastReport:
    """What a client once said about a card with this digest. `received_at` is our clock, not the client's."""

    digest: str
    outcome: CardOutcome
    received_at: datetime


def without_repeats(store: Store, cards: list[dict[str, Any]], showing: Showing) -> list[dict[str, Any]]:
    """The cards that are still worth showing to this client.

    Raises:
        StoreUnavailableError: the memory cannot be read; the caller then shows every card.
    """
    if showing.hook not in ORDER_HOOKS or not cards:
        return cards
    digests = [facts_digest(store.digest_key, card, client=showing.client, patient=showing.patient) for card in cards]
    latest = _latest(past_reports(store, showing.client, [digest for digest in digests if digest is not None]))
    return [
        card
        for card, digest in zip(cards, digests, strict=True)
        if digest is None or not is_repeat(card, latest.get(digest), now=showing.at)
    ]


def is_repeat(card: Mapping[str, Any], last: PastReport | None, *, now: datetime) -> bool:
    """Whether the clinician has overridden this very card before, and that was their last word on it."""
    if last is None or last.outcome is not CardOutcome.OVERRIDDEN:
        return False
    return card["indicator"] != "critical" or now - last.received_at < CRITICAL_STAYS_AWAY


def past_reports(store: Store, client: str, digests: list[str]) -> list[PastReport]:
    """What this client said about cards with these digests, oldest first."""
    same_card = and_(shown_cards.c.client == feedback.c.client, shown_cards.c.card == feedback.c.card)
    query = (
        select(shown_cards.c.facts_digest, feedback.c.outcome, feedback.c.received_at)
        .join_from(shown_cards, feedback, same_card)
        .where(shown_cards.c.client == client, shown_cards.c.facts_digest.in_(digests))
        .order_by(feedback.c.outcome_at, feedback.c.id)
    )
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
    return [PastReport(digest, CardOutcome(outcome), datetime.fromisoformat(at)) for digest, outcome, at in rows]


def _latest(reports: Iterable[PastReport]) -> dict[str, PastReport]:
    return {report.digest: report for report in reports}

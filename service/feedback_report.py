"""What clinicians do with the cards: how many were accepted and overridden, by rule, hook, order class and reason.

A card counts once, with the last thing that was said about it. Rates are shares of the cards with feedback, because
EHRs do not report ignored cards; each stands with its 95 % interval (Wilson), since small numbers mean little.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.database import reading
from service.feedback import CardOutcome
from service.feedback_log import ShownCard, StoredReport, stored_reports
from service.tables import shown_cards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from service.database import Store

Z = 1.959964
"""Quantile of the normal distribution for a 95 % interval."""

UNKNOWN_CARD = "(unknown card)"
NO_REASON = "(no reason given)"
NONE = "(none)"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the interval in which the true share lies (95 %, Wilson); 0 to 1 when whole is 0."""

    part: int
    whole: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """The cards of one kind. `shown` is None where it cannot be known."""

    name: str
    shown: int | None
    accepted: Share
    overridden: Share


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """The whole report; rows stand with the most frequent first."""

    reports: int
    total: Row
    unknown_cards: int
    by_rule: tuple[Row, ...]
    by_hook: tuple[Row, ...]
    by_order_class: tuple[Row, ...]
    by_reason: tuple[tuple[str, Share], ...]


def report(store: Store) -> FeedbackReport:
    """Read the stored feedback and count it."""
    return count(tuple(stored_reports(store)), _shown(store))


def count(reports: Sequence[StoredReport], shown: Sequence[tuple[str, str, str]]) -> FeedbackReport:
    """Count reports. `shown` names rule, hook and order classes of every card that was shown."""
    cards = last_words(reports)
    rules, hooks, classes = [Counter(card[place] for card in shown) for place in range(3)]
    overrides = [card for card in cards if card.outcome is CardOutcome.OVERRIDDEN]
    return FeedbackReport(
        reports=len(reports),
        total=_row("all cards", len(shown), cards),
        unknown_cards=sum(card.shown is None for card in cards),
        by_rule=_rows(cards, rules, lambda card: card.rule),
        by_hook=_rows(cards, hooks, lambda card: card.hook),
        by_order_class=_rows(cards, classes, lambda card: card.order_classes),
        by_reason=_reasons(overrides),
    )


def last_words(reports: Iterable[StoredReport]) -> list[StoredReport]:
    """The last report about each card of each client, by the time of the outcome."""
    ordered = sorted(reports, key=lambda each: each.outcome_at)
    return list({(each.client, each.card): each for each in ordered}.values())


def share(part: int, whole: int) -> Share:
    """The share with its Wilson score interval."""
    if whole == 0:
        return Share(0, 0, 0.0, 1.0)
    rate, spread = part / whole, Z * Z / whole
    middle = (rate + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(rate * (1 - rate) / whole + spread / (4 * whole))
    return Share(part, whole, max(0.0, middle - half), min(1.0, middle + half))


def _shown(store: Store) -> list[tuple[str, str, str]]:
    """Rule, hook and order classes of every card that was shown."""
    query = select(shown_cards.c.rule, shown_cards.c.hook, shown_cards.c.order_classes)
    with reading(store.engine) as connection:
        return [(rule or NONE, hook, classes or NONE) for rule, hook, classes in connection.execute(query)]


def _rows(
    cards: Iterable[StoredReport], shown: Counter[str], name: Callable[[ShownCard], str | None]
) -> tuple[Row, ...]:
    groups: dict[str, list[StoredReport]] = {kind: [] for kind in shown}
    for card in cards:
        groups.setdefault(UNKNOWN_CARD if card.shown is None else name(card.shown) or NONE, []).append(card)
    rows = (_row(kind, None if kind == UNKNOWN_CARD else shown[kind], group) for kind, group in groups.items())
    return tuple(sorted(rows, key=lambda row: (-row.overridden.whole, row.name)))


def _row(name: str, shown: int | None, cards: list[StoredReport]) -> Row:
    accepted = sum(card.outcome is CardOutcome.ACCEPTED for card in cards)
    return Row(name, shown, share(accepted, len(cards)), share(len(cards) - accepted, len(cards)))


def _reasons(overrides: list[StoredReport]) -> tuple[tuple[str, Share], ...]:
    """How often each reason was given, as a share of the overridden cards; a card may have several reasons."""
    counts = Counter(name for card in overrides for name in {reason.name for reason in card.reasons} or {NO_REASON})
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((name, share(times, len(overrides))) for name, times in ordered)

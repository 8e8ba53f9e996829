"""The stored feedback: written once, on disk before it is acknowledged, joined to what the card was when it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from service.database import Store, insert_once, reading, utc_text, writing
from service.feedback import CardOutcome, Reason, Report
from service.tables import feedback, shown_cards

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many reports were new, how many were known already, how many concern no card that this client was shown."""

    new: int
    repeated: int
    unknown_cards: int


@dataclass(frozen=True, slots=True)
class ShownCard:
    """What a card was (see `shown_cards`)."""

    hook: str
    indicator: str
    shown_at: str
    topic: str | None
    edition: str | None
    rule: str | None
    advice: str | None
    order_classes: str | None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One report as it was stored, and the card it is about: None if this client was shown no such card."""

    client: str
    service: str
    card: str
    outcome: CardOutcome
    outcome_at: str
    outcome_timestamp: str
    received_at: str
    accepted_suggestions: tuple[str, ...]
    reasons: tuple[Reason, ...]
    comment: str
    shown: ShownCard | None


def record_feedback(store: Store, reports: Sequence[Report], *, client: str, service: str, at: datetime) -> Recorded:
    """Store the reports of one call, all or none; they are on disk when this returns.

    A report that was sent before is not stored again. A report about a card that is unknown, or that was shown to
    another client, is kept without a card and answered like any other.

    Raises:
        StoreUnavailableError: nothing was stored; the client may send it again.
    """
    received = {"client": client, "service": service, "received_at": utc_text(at)}
    rows = [feedback_row(report) | received for report in reports]
    with writing(store.engine) as connection:
        new = insert_once(connection, feedback, rows)
        cards = {report.card for report in reports}
        mine = and_(shown_cards.c.client == client, shown_cards.c.card.in_(cards))
        known = connection.scalar(select(func.count()).select_from(shown_cards).where(mine)) or 0
    return Recorded(new=new, repeated=len(rows) - new, unknown_cards=len(cards) - known)


def stored_reports(store: Store) -> Iterator[StoredReport]:
    """Every report in the order in which it came."""
    same_card = and_(shown_cards.c.client == feedback.c.client, shown_cards.c.card == feedback.c.card)
    joined = feedback.outerjoin(shown_cards, same_card)
    card = [shown_cards.c[name].label(f"shown_{name}") for name in ShownCard.__dataclass_fields__]
    query = select(feedback, *card).select_from(joined).order_by(feedback.c.id)
    with reading(store.engine) as connection:
        for row in connection.execution_options(yield_per=1000).execute(query):
            yield _stored(row)


def feedback_row(report: Report) -> dict[str, Any]:
    """The columns that a report fills; `content` tells two reports of one instant apart."""
    said = {
        "accepted_suggestions": json.dumps(report.accepted_suggestions),
        "reasons": json.dumps([asdict(reason) for reason in report.reasons]),
        "comment": report.comment or None,
    }
    return {
        "card": report.card,
        "outcome": report.outcome.value,
        "outcome_at": utc_text(report.outcome_at),
        "content": hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest(),
        "outcome_timestamp": report.outcome_timestamp,
        **said,
    }


def _stored(row: Row[Any]) -> StoredReport:
    shown = {name: getattr(row, f"shown_{name}") for name in ShownCard.__dataclass_fields__}
    return StoredReport(
        client=row.client,
        service=row.service,
        card=row.card,
        outcome=CardOutcome(row.outcome),
        outcome_at=row.outcome_at,
        outcome_timestamp=row.outcome_timestamp,
        received_at=row.received_at,
        accepted_suggestions=tuple(json.loads(row.accepted_suggestions)),
        reasons=tuple(Reason(**reason) for reason in json.loads(row.reasons)),
        comment=row.comment or "",
        shown=ShownCard(**shown) if shown["hook"] is not None else None,
    )

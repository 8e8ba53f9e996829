"""What each card was when it was shown: enough to learn from feedback, nothing that names a patient.

Read from the card as it stands on the wire (`extension["org.her2-cds"]`, contract of the HTTP part), so that the record
says what the client received.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cards.identity import EXTENSION
from service.database import Store, StoreUnavailableError, insert_once, utc_text, writing
from service.log import log_error
from service.tables import shown_cards

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

CALENDAR_FACTS = frozenset({"age_years", "lvef_age_days"})
"""Facts that change by themselves from one day to the next; when they matter, the rule or a flag changes with them."""

HOOK_WAITS_MS = 250
"""How long a hook call waits for another writer before it goes on without being remembered."""

_MEANING = ("edition", "edition_version", "outcome", "status", "rule", "likely", "flags", "missing")


@dataclass(frozen=True, slots=True)
class Showing:
    """The call in which cards were shown. The patient's id is used for the digest and is stored nowhere."""

    client: str
    service: str
    hook: str
    patient: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Noting:
    """What the cards of one call were, to be stored before they leave; one shown before stays as it was first."""

    store: Store
    service: str
    rows: list[dict[str, Any]]

    def write(self, connection: Connection) -> None:
        """Store it, within the transaction of somebody else."""
        insert_once(connection, shown_cards, self.rows)

    def alone(self) -> None:
        """Store it in a transaction of its own."""
        try:
            with writing(self.store.engine, waits_ms=HOOK_WAITS_MS) as connection:
                self.write(connection)
        except StoreUnavailableError:
            self.lost()

    def lost(self) -> None:
        """The cards are shown all the same: guidance comes first, the log says what was lost."""
        log_error("cards-not-remembered", service=self.service, cards=len(self.rows))


def noting(store: Store, cards: list[dict[str, Any]], showing: Showing) -> Noting:
    """The note of these cards; those without an id cannot be found again."""
    return Noting(store, showing.service, [_row(card, showing, store) for card in cards if "uuid" in card])


def facts_digest(key: bytes, card: Mapping[str, Any], *, client: str, patient: str) -> str | None:
    """One opaque word for: this client, this patient, and everything this card rests on.

    Equal while edition, rule, outcome, flags, gating facts and the agents that were judged are equal. Dates and
    references do not count: the same value measured again is no news; nor does the hook: order-sign need not repeat
    what was overridden in order-select. None if the card does not say what it rests on.
    """
    meaning = card.get("extension", {}).get(EXTENSION)
    if not meaning:
        return None
    message = {name: meaning.get(name) for name in _MEANING} | {
        "client": client,
        "patient": patient,
        "topic": _topic(card),
        "facts": _fact_values(meaning),
        "orders": sorted(_order_meaning(order) for order in meaning.get("orders", ())),
    }
    text = json.dumps(message, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _fact_values(meaning: Mapping[str, Any]) -> list[list[Any]]:
    facts = [fact for fact in meaning.get("facts", ()) if fact.get("name") not in CALENDAR_FACTS]
    return sorted(([fact.get("name"), fact.get("value"), fact.get("working")] for fact in facts), key=repr)


def _order_meaning(order: Mapping[str, Any]) -> list[Any]:
    return [sorted(order.get("agents", ())), order.get("class", ""), sorted(order.get("safety_rules", ()))]


def _topic(card: Mapping[str, Any]) -> str | None:
    code = card.get("source", {}).get("topic", {}).get("code")
    return None if code is None else str(code)


def _row(card: Mapping[str, Any], showing: Showing, store: Store) -> dict[str, Any]:
    meaning = card.get("extension", {}).get(EXTENSION, {})
    classes = sorted({str(order["class"]) for order in meaning.get("orders", ()) if "class" in order})
    return {
        "client": showing.client,
        "card": card["uuid"],
        "shown_at": utc_text(showing.at),
        "service": showing.service,
        "hook": showing.hook,
        "indicator": card["indicator"],
        "topic": _topic(card),
        "edition": meaning.get("edition"),
        "rule": meaning.get("rule"),
        "advice": meaning.get("outcome"),
        "order_classes": " ".join(classes) or None,
        "patient": store.audit_key.patient(showing.client, showing.patient),
        "facts_digest": facts_digest(store.digest_key, card, client=showing.client, patient=showing.patient),
    }

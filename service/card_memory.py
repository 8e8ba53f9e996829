"""What the service remembers between calls: repeats are left out, the cards that are shown are noted.

A memory that cannot be read hides nothing, and one that cannot be written holds no card back: guidance comes first, the
log says what was lost. Feedback is the other way round: it is acknowledged only when it is on disk (`feedback_log`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from service.database import Store, StoreUnavailableError
from service.log import log_error
from service.repeats import without_repeats
from service.shown_cards import Noting, Showing, noting

if TYPE_CHECKING:
    from collections.abc import Callable


def utc_now() -> datetime:
    """The clock of the memory."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class CardMemory:
    """The memory of one process. `repeat_overridden`: overridden cards are shown again all the same."""

    store: Store
    repeat_overridden: bool = False
    now: Callable[[], datetime] = utc_now

    def pass_on(
        self, cards: list[dict[str, Any]], *, client: str, service: str, hook: str, patient: str
    ) -> tuple[list[dict[str, Any]], Noting]:
        """The cards to show to this client, and the note of them that is to be stored before they leave."""
        showing = Showing(client=client, service=service, hook=hook, patient=patient, at=self.now())
        shown = cards if self.repeat_overridden else self._news(cards, showing)
        return shown, noting(self.store, shown, showing)

    def _news(self, cards: list[dict[str, Any]], showing: Showing) -> list[dict[str, Any]]:
        try:
            return without_repeats(self.store, cards, showing)
        except StoreUnavailableError:
            log_error("repeats-not-known", service=showing.service, cards=len(cards))
            return cards

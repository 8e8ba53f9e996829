"""Where something was read, ready for the page: date as written, the first references, how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import text
from cards.reasoning.model import Read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treatment_history.dates import PartialDate

SHOWN = 3
"""References that stand beside one finding; the number of the others is said."""


def read_from(references: Iterable[str], date: PartialDate | None = None) -> Read:
    """The resources behind a finding, each once, in a fixed order."""
    found = sorted(set(references))
    shown = tuple(text.plain(reference) for reference in found[:SHOWN])
    return Read(str(date) if date else "", shown, max(0, len(found) - SHOWN))

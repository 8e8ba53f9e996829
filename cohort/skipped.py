"""What was left aside on the way, counted by reason, with a few places for each: file and line, never content."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

EXAMPLES = 5
"""How many places are listed for one reason."""


@dataclass(slots=True)
class Skipped:
    """A tally of what could not be used. Two tallies add up to the same one in any grouping."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def note(self, reason: str, place: str, times: int = 1) -> None:
        """Count one more, and keep the place if few are known yet."""
        self.counts[reason] += times
        kept = self.places.setdefault(reason, [])
        if len(kept) < EXAMPLES:
            kept.append(place)

    def add(self, other: Skipped) -> None:
        """Take over another tally."""
        self.counts.update(other.counts)
        for reason, places in other.places.items():
            kept = self.places.setdefault(reason, [])
            kept.extend(places[: EXAMPLES - len(kept)])

    def document(self) -> dict[str, dict[str, object]]:
        """Reason by reason, in alphabetical order."""
        return {
            reason: {"count": self.counts[reason], "for_example": self.places.get(reason, [])}
            for reason in sorted(self.counts)
        }

    @classmethod
    def of(cls, document: dict[str, dict[str, object]]) -> Skipped:
        """Read back what `document` wrote."""
        skipped = cls()
        for reason, told in document.items():
            skipped.counts[reason] = int(str(told["count"]))
            places = told["for_example"]
            skipped.places[reason] = [str(place) for place in places] if isinstance(places, list) else []
        return skipped

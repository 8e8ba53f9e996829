"""At which days a population is looked at: today, another day, or every start of a line in the advanced setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DECISION_POINTS = "decision-points"


@dataclass(frozen=True, slots=True)
class Moment:
    """`day` is the last day that is looked at; with `decisions` every start of a line up to it is.

    `past` says that the day was chosen: what came after it is then left out of the record.
    """

    day: date
    decisions: bool = False
    past: bool = False

    def __str__(self) -> str:
        return f"{DECISION_POINTS} up to {self.day}" if self.decisions else str(self.day)


def moment(written: str, today: date) -> Moment:
    """The moment that `--at` names: `today`, a day, or `decision-points`.

    Raises:
        ValueError: it names none of them.
    """
    if written == "today":
        return Moment(today)
    if written == DECISION_POINTS:
        return Moment(today, decisions=True)
    return Moment(date.fromisoformat(written), past=True)

"""Partial dates. A FHIR date is an interval of days; comparisons of intervals answer yes, no or unknown."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from treatment_history.answer import Answer, answer

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MAXIMUM_WIDTHS = ((1, "U0"), (14, "U1"), (31, "U2"), (93, "U3"))
_MONTHS_IN_A_YEAR = 12
_FULL_LENGTH = len("YYYY-MM-DD")


class InvalidDateError(ValueError):
    """The text is no FHIR date: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or a dateTime that begins with one."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as written (`2014`, `2014-03`, `2014-03-01`), standing for every day that it may mean."""

    text: str
    earliest: date
    latest: date

    @classmethod
    def parse(cls, written: str) -> PartialDate:
        """Read a FHIR date or dateTime; of a dateTime only the calendar day as written is kept.

        Raises:
            InvalidDateError: the text is no date, or names a day that does not exist.
        """
        day_part, _, _ = written.partition("T")
        day_known = _full(day_part)
        if day_known is not None:
            return cls(day_part, day_known, day_known)
        match = _WRITTEN.fullmatch(day_part)
        if match is None:
            raise InvalidDateError("not a FHIR date")
        year, month, day = match.groups()
        try:
            if month is None:
                return cls(day_part, date(int(year), 1, 1), date(int(year), _MONTHS_IN_A_YEAR, 31))
            first = date(int(year), int(month), int(day or 1))
        except ValueError as error:
            raise InvalidDateError("no such day") from error
        last = first if day else first.replace(day=monthrange(first.year, first.month)[1])
        return cls(day_part, first, last)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """One exactly known day."""
        return cls(day.isoformat(), day, day)

    def __str__(self) -> str:
        return self.text

    @property
    def is_exact(self) -> bool:
        """Whether the day itself is known."""
        return self.earliest == self.latest

    @property
    def uncertainty(self) -> str:
        """Class of the interval's width: U0 one day, U1 <= 14, U2 <= 31, U3 <= 93, U4 more."""
        width = (self.latest - self.earliest).days + 1
        return next((name for limit, name in _MAXIMUM_WIDTHS if width <= limit), "U4")

    def before(self, other: PartialDate) -> Answer:
        """Whether this lies before the other: yes and no only if every reading of both agrees."""
        return answer(certain=self.latest < other.earliest, possible=self.earliest < other.latest)


def _full(written: str) -> date | None:
    """The day of a full date in plain digits, as nearly all are; None for any other, which is read closely."""
    if len(written) != _FULL_LENGTH or written[4] != "-" or written[7] != "-":
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """The same day some calendar months later; the last day of a shorter month (29 Feb + 12 = 28 Feb)."""
    year, month = divmod(day.year * _MONTHS_IN_A_YEAR + day.month - 1 + months, _MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(earlier: date, later: date) -> int:
    """Days from one day to another; negative if the second lies first."""
    return (later - earlier).days


def contains(wide: PartialDate, narrow: PartialDate) -> bool:
    """Whether every day that the second may mean is one that the first may mean."""
    return wide.earliest <= narrow.earliest and narrow.latest <= wide.latest

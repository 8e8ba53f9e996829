"""Which of several dated statements is the most recent: with partial dates there may be more than one candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from treatment_history.dates import PartialDate


class Dated(Protocol):
    """Anything that carries a date, if the record has one."""

    @property
    def date(self) -> PartialDate | None:
        """The date as the record has it; None if it has none."""


class Read(Dated, Protocol):
    """Anything dated that was read from a resource."""

    @property
    def reference(self) -> str:
        """The resource, `Type/id`."""


D = TypeVar("D", bound=Dated)
R = TypeVar("R", bound=Read)


def up_to(day: date, items: Iterable[R]) -> tuple[R, ...]:
    """Those that are not certainly later than the day, by date and reference, so that input order never shows."""
    known = [item for item in items if item.date is None or item.date.earliest <= day]
    return tuple(known) if len(known) <= 1 else tuple(sorted(known, key=_place))


def _place(item: Read) -> tuple[str, str]:
    return ("" if item.date is None else item.date.text), item.reference


def possibly_latest(items: Iterable[D]) -> tuple[D, ...]:
    """Those that no other is certainly later than. An undated one may always be the latest."""
    given = tuple(items)
    start = latest_start(given) if len(given) > 1 else None
    if start is None:  # none is dated, or there is but one
        return given
    return tuple([item for item in given if item.date is None or item.date.latest >= start])


def latest_start(items: Iterable[Dated]) -> date | None:
    """The latest of the earliest days that the dates may mean; what ended before it is certainly not the latest."""
    return max((item.date.earliest for item in items if item.date is not None), default=None)


def dated_first(items: Iterable[D]) -> tuple[D, ...]:
    """The dated ones; the undated ones only if there is nothing else."""
    given = tuple(items)
    return tuple(item for item in given if item.date is not None) or given


def certainly_before(earlier: PartialDate | None, later: PartialDate | None) -> bool:
    """Whether both dates are known and every reading puts the first before the second."""
    return earlier is not None and later is not None and earlier.latest < later.earliest


def newest(items: Iterable[D]) -> PartialDate | None:
    """The latest date among them, for display."""
    return max((item.date for item in items if item.date is not None), key=_order, default=None)


def _order(when: PartialDate) -> tuple[date, date]:
    return when.earliest, when.latest

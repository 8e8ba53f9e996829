"""Where the bars and marks of a timeline stand: numbers for the template, no words of its own.

A drawing stays small however long the record is: marks that would overlap become one with a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cards.reasoning.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.reasoning.model import Bar, Lane, Mark, Timeline
    from treatment_history.dates import PartialDate

ROW, TOP, RIGHT = 30, 24, 16
CLOSE = 20
"""Marks nearer than this many pixels become one."""

STUB = 26
"""Pixels that a bar without a recorded end is drawn beyond its last known day."""

_CHARACTER = 6.8
_LEAST = 4
"""Fewer letters than this say nothing."""

_BANDS = (Kind.EARLY, Kind.ADVANCED, Kind.LINE)


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """`start` and `end` are the widths of the hatched, uncertain ends; `open` is "arrow", "torn" or empty."""

    entry: str
    kind: str
    label: str
    x: float
    width: float
    start: float
    end: float
    open: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """One mark, or several that stand together; `left` to `right` is the span of an uncertain date."""

    entries: tuple[str, ...]
    shape: str
    label: str
    x: float
    y: float
    left: float
    right: float
    hollow: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One lane with its place."""

    title: str
    y: float
    bars: tuple[DrawnBar, ...]
    marks: tuple[DrawnMark, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole timeline for one width. `name` keeps the patterns of two drawings on a page apart."""

    name: str
    width: int
    height: int
    left: int
    top: int
    today: float
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to pixels."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """The place of a day; what lies outside stands at the edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 1)


def draw(timeline: Timeline, *, name: str, width: int, left: int) -> Drawing:
    """The timeline in a width; `left` is the column of the lane titles, 0 puts them above their lane."""
    scale = _scale(timeline, left, width - RIGHT)
    height = ROW if left else ROW + 14
    rows = tuple(_row(lane, TOP + n * height, scale, titled=bool(left)) for n, lane in enumerate(timeline.lanes))
    return Drawing(
        name=name,
        width=width,
        height=TOP + height * len(rows) + 8,
        left=left,
        top=TOP,
        today=scale.x(timeline.today),
        rows=rows,
        ticks=tuple(_ticks(scale)),
    )


def _scale(timeline: Timeline, left: int, right: int) -> Scale:
    days = [
        day.earliest
        for lane in timeline.lanes
        for day in (*(bar.start for bar in lane.bars), *(mark.date for mark in lane.marks))
        if day is not None
    ]
    first = min((*days, timeline.today - timedelta(days=365)))
    margin = timedelta(days=max(20, (timeline.today - first).days // 40))
    return Scale(max(date.min + margin, first) - margin, timeline.today + margin, left + 8, right)


def _ticks(scale: Scale) -> Iterator[tuple[float, str]]:
    """Years, as many as have room; quarters where the whole is short."""
    years = scale.last.year - scale.first.year + 1
    room = (scale.right - scale.left) / 44
    step = max(1, -(-years // max(1, int(room))))
    for year in range(scale.first.year + 1, scale.last.year + 1, step):
        yield scale.x(date(year, 1, 1)), str(year)


def _row(lane: Lane, y: float, scale: Scale, *, titled: bool) -> Row:
    inner = y if titled else y + 14
    marks = tuple(_marks(lane, inner, scale))
    values = [mark for mark in marks if mark.shape == "value"]
    line = " ".join(f"{mark.x},{mark.y}" for mark in values) if len(values) > 1 else ""
    return Row(lane.title, y, tuple(_bar(bar, scale) for bar in lane.bars), marks, line)


def _bar(bar: Bar, scale: Scale) -> DrawnBar:
    x = scale.x(bar.start.earliest) if bar.start else scale.left
    known = scale.x(bar.start.latest) if bar.start else scale.left
    if bar.ongoing:
        right, certain, ending = scale.x(scale.last), scale.x(scale.last), "arrow"
    elif bar.end is not None:
        right, certain, ending = scale.x(bar.end.latest), scale.x(bar.end.earliest), ""
    else:
        right, certain, ending = min(scale.right, known + STUB), known, "torn"
    width = max(4.0, round(right - x, 1))
    start = round(min(width, known - x), 1) if bar.start and not bar.start.is_exact else 0.0
    end = round(min(width - start, right - certain), 1) if bar.end and not bar.end.is_exact else 0.0
    label = bar.label if bar.kind in _BANDS else ""
    return DrawnBar(
        bar.entry, bar.kind.value, _fitting(label, width - 10), x, width, start, max(0.0, end), ending, bar.doubtful
    )


def _fitting(label: str, room: float) -> str:
    """The label if it has room, else as much of it as says something, else nothing."""
    if len(label) * _CHARACTER <= room:
        return label
    number, colon, _ = label.partition(":")
    kept = label[: max(0, int(room / _CHARACTER) - 1)].rstrip(" +:,")
    if len(kept) > _LEAST:
        return f"{kept}\u2026"
    return number if colon and len(number) * _CHARACTER <= room else ""


def _marks(lane: Lane, y: float, scale: Scale) -> Iterator[DrawnMark]:
    """Neighbours that would overlap stand together; the last of them gives the sign."""
    group: list[Mark] = []
    for mark in sorted(lane.marks, key=lambda one: (_middle(one.date), one.entry)):
        if group and scale.x(_middle(mark.date)) - scale.x(_middle(group[0].date)) >= CLOSE:
            yield _drawn(group, y, scale)
            group = []
        group.append(mark)
    if group:
        yield _drawn(group, y, scale)


def _drawn(group: list[Mark], y: float, scale: Scale) -> DrawnMark:
    last = group[-1]
    left, right = scale.x(group[0].date.earliest), scale.x(max(mark.date.latest for mark in group))
    same = {(mark.label, mark.hollow) for mark in group}
    label = last.label if len(same) == 1 else str(len(group))
    middle = y + ROW / 2
    height = middle if last.height is None else round(y + 24 - min(1.0, max(0.0, (last.height - 30) / 50)) * 14, 1)
    exact = len(group) == 1 and last.date.is_exact
    x = scale.x(_middle(last.date))
    return DrawnMark(
        tuple(mark.entry for mark in group),
        last.shape.value,
        label,
        x,
        height,
        x if exact else left,
        x if exact else right,
        last.hollow,
    )


def _middle(day: PartialDate) -> date:
    return day.earliest + (day.latest - day.earliest) / 2

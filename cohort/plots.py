"""The plots of the report as SVG text; the same numbers give the same bytes, and stand in a table beside the plot."""

from __future__ import annotations

import io
import re
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STYLE: Any = {"svg.hashsalt": "her2-cds", "svg.fonttype": "none", "font.size": 10, "font.family": "sans-serif"}
COLOURS = ("#1b5e8c", "#d98324", "#4f8f4f", "#a23b3b", "#6f5a9c", "#7a7a7a", "#c9a227", "#333333")
"""Told apart by their order in the legend as well, not by hue alone."""

_SHADES = ("", "//", "..", "xx", "\\\\", "--", "++", "oo")


_WIDEST_NAME = 44


def bars(values: Mapping[str, int], of: Mapping[str, int], says: str) -> str:
    """Horizontal bars: of so many (pale) so many (dark)."""
    given = list(values)[::-1]
    names = [textwrap.fill(name, _WIDEST_NAME) for name in given]
    figure, axes = _figure(0.8 + 0.34 * len(names) + 0.12 * sum("\n" in name for name in names))
    axes.barh(names, [of[name] for name in given], color="#c7d3dd")
    axes.barh(names, [values[name] for name in given], color=COLOURS[0])
    for place, name in enumerate(given):
        axes.text(of[name], place, f" {values[name]:,} of {of[name]:,}", va="center", fontsize=9)
    axes.margins(x=0.25)
    return _svg(figure, axes, says)


def stacked(groups: Mapping[str, Mapping[str, int]], order: Sequence[str], says: str) -> str:
    """One bar a group, cut into shares of 100 %; a kind has the same colour whichever others there are."""
    found = {kind for counts in groups.values() for kind in counts}
    kinds = [*order, *sorted(found - set(order))]
    names = list(groups)[::-1]
    figure, axes = _figure(1.5 + 0.42 * len(names))
    left = [0.0] * len(names)
    for number, kind in enumerate(kinds):
        if kind not in found:
            continue
        shares = [100 * groups[name].get(kind, 0) / (sum(groups[name].values()) or 1) for name in names]
        colour, shade = COLOURS[number % len(COLOURS)], _SHADES[number % len(_SHADES)]
        axes.barh(names, shares, left=left, color=colour, hatch=shade, edgecolor="white", label=kind)
        left = [before + share for before, share in zip(left, shares, strict=True)]
    axes.set_xlim(0, 100)
    axes.set_xlabel("per cent of the row")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.9 / len(names)), ncols=2, frameon=False, fontsize=9)
    return _svg(figure, axes, says)


def months(values: Sequence[tuple[str, int, int]], says: str) -> str:
    """Share per month, in per cent."""
    figure, axes = _figure(2.8)
    names = [month for month, _, _ in values]
    axes.bar(names, [100 * firing / rows if rows else 0 for _, firing, rows in values], color=COLOURS[0])
    axes.set_ylabel("per cent with a card")
    axes.set_ylim(0, 100)
    step = max(1, len(names) // 12)
    axes.set_xticks(range(0, len(names), step), names[::step], rotation=45, ha="right", fontsize=8)
    return _svg(figure, axes, says)


def _figure(height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(8.4, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Figure, _: Any, says: str) -> str:
    written = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    drawing = text[text.index("<svg") :]
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    return drawing.replace("<svg", f'<svg role="img" aria-label="{says}"', 1)

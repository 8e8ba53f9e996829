"""Curves of cost over size, as SVG that is the same for the same figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Curve(NamedTuple):
    """One candidate: pairs of kilobytes and milliseconds, drawn in a line style and colour of matplotlib."""

    label: str
    points: list[tuple[float, float]]
    style: str
    color: str


def draw(curves: Iterable[Curve], path: Path) -> None:
    """Both axes logarithmic."""
    import matplotlib as mpl  # noqa: PLC0415 - a moment to import, and only here

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "her2-cds"
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of the backend

    figure, axes = plt.subplots(figsize=(6, 3.2))
    for curve in curves:
        axes.loglog(*zip(*curve.points, strict=True), curve.style, color=curve.color, label=curve.label)
    axes.set(xlabel="body, KB", ylabel="CPU, ms")
    axes.legend(frameon=False)
    figure.tight_layout()
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)

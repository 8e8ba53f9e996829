"""The forest plot: hazard ratios and their intervals on one logarithmic axis."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cards.reasoning.model import Trial

WIDTH = 200
_LOWEST, _HIGHEST = 0.3, 2.0
_TICKS = (0.3, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Plotted:
    """One result: the places of the ratio and of both ends of its interval."""

    trial: Trial
    ratio: float
    low: float
    high: float


def place(ratio: float) -> float:
    """Pixels from the left; what lies outside the axis stands at its edge."""
    share = (log(ratio) - log(_LOWEST)) / (log(_HIGHEST) - log(_LOWEST))
    return round(8 + min(1.0, max(0.0, share)) * (WIDTH - 16), 1)


def plotted(trials: Sequence[Trial]) -> tuple[Plotted, ...]:
    """Every result with its places."""
    return tuple(Plotted(trial, place(trial.ratio), place(trial.low), place(trial.high)) for trial in trials)


def axis() -> tuple[tuple[float, str], ...]:
    """The ticks of the axis."""
    return tuple((place(tick), f"{tick:g}") for tick in _TICKS)

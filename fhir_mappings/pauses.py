"""Long readings give way: whoever reads a chart beside other work can have it stop between two resources.

Nothing that is read depends on it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Pause = Callable[[], object]

T = TypeVar("T")
_PAUSE: ContextVar[Pause | None] = ContextVar("her2cds_pause", default=None)


@contextmanager
def pausing(pause: Pause) -> Iterator[None]:
    """Within this block `pause` is called after every resource."""
    before = _PAUSE.set(pause)
    try:
        yield
    finally:
        _PAUSE.reset(before)


def unhurried(resources: Iterable[T]) -> Iterable[T]:
    """The resources as they are; where somebody asked for it, with a pause after each."""
    pause = _PAUSE.get()
    return resources if pause is None else _with_pauses(resources, pause)


def _with_pauses(resources: Iterable[T], pause: Pause) -> Iterator[T]:
    for resource in resources:
        yield resource
        pause()

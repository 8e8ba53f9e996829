"""Where each agent was given: early, advanced, undated, in an unknown setting, or only possibly (3.10, 5a, W12)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from treatment_history.history import Exposed, Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from treatment_history.exposures import Taken
    from treatment_history.setting import Settings


def exposure_map(settings: Settings, undated: Iterable[Taken], possible: Iterable[Taken]) -> Mapping[str, Exposure]:
    """Every anticancer agent of the record by ingredient name."""
    where: dict[str, set[Exposed]] = {}
    evidence: dict[str, set[str]] = {}
    for name, place, references in _seen(settings, undated, possible):
        where.setdefault(name, set()).add(place)
        evidence.setdefault(name, set()).update(references)
    for places in where.values():
        if Exposed.ADVANCED in places:  # a further order that nobody confirmed adds nothing
            places.discard(Exposed.POSSIBLE)
    return MappingProxyType(
        {
            name: Exposure(
                agent=name,
                where=tuple(sorted(where[name], key=lambda place: place.value)),
                evidence=tuple(sorted(evidence[name])),
            )
            for name in sorted(where)
        }
    )


def _seen(
    settings: Settings, undated: Iterable[Taken], possible: Iterable[Taken]
) -> Iterator[tuple[str, Exposed, tuple[str, ...]]]:
    for _, course in settings.early:
        yield course.name, Exposed.EARLY, course.references
    for course in settings.advanced:
        yield course.name, Exposed.ADVANCED, course.references
    for course in settings.unplaced:
        yield course.name, Exposed.UNKNOWN_SETTING, course.references
    for item in undated:
        yield item.agent, Exposed.UNDATED, (item.reference,)
    for item in possible:
        yield item.agent, Exposed.POSSIBLE, (item.reference,)

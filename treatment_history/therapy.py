"""The anticancer therapy of a record: courses, settings, tracks, and the numbers stated for them (3.3-3.6, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from treatment_history.agents import Family, agent_named
from treatment_history.all_readings import Undated
from treatment_history.boundaries import groups_of
from treatment_history.conjugates import settle_conjugates
from treatment_history.courses import courses_of
from treatment_history.exposures import read_exposures
from treatment_history.setting import settle_settings
from treatment_history.stated_lines import numbers_of, place_on_tracks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from treatment_history.boundaries import Group
    from treatment_history.courses import Course
    from treatment_history.explicit import StatedNumbers
    from treatment_history.exposures import Exposures, Taken
    from treatment_history.parameters import Parameters
    from treatment_history.record import Conflict, PatientRecord
    from treatment_history.setting import Settings


@dataclass(frozen=True, eq=False)
class Therapy:
    """What was given, by setting. `on_track`: the courses from which lines are built, in order."""

    exposures: Exposures
    undated: tuple[Taken, ...]
    courses: tuple[Course, ...]
    settings: Settings
    on_track: tuple[Course, ...]
    trials: tuple[Group, ...]
    stated: Mapping[Course, StatedNumbers]
    conflicts: tuple[Conflict, ...]

    @cached_property
    def partners(self) -> tuple[Taken, ...]:
        """Drugs without dates or only ordered: each may have been given beside another (W0)."""
        return (*self.undated, *self.exposures.possible)

    @cached_property
    def undated_alone(self) -> Undated:
        """Agents without dates that appear in no line (3.2)."""
        in_lines = {course.name for course in self.on_track}
        alone = {item.agent for item in self.undated} - in_lines
        anti_her2 = sum(agent_named(name).family is Family.ANTI_HER2 for name in alone)
        return Undated(anti_her2, len(alone) - anti_her2)

    @property
    def may_hold_early_anti_her2(self) -> bool:
        """Whether an anti-HER2 agent, or one of unknown class, may have been given before distant disease unseen."""
        since = self.settings.distant.since
        suspects = {Family.ANTI_HER2, Family.UNKNOWN}
        unnamed = any(course.agent.family is Family.UNKNOWN for _, course in self.settings.early)
        unplaced = any(course.agent.family in suspects for course in self.settings.unplaced)
        return (
            unnamed
            or unplaced
            or any(
                agent_named(item.agent).family in suspects
                and (item.start is None or since is None or item.start.earliest < since.latest)
                for item in self.partners
            )
        )


def read_therapy(record: PatientRecord, as_of: date, parameters: Parameters) -> Therapy:
    """Exposures, then courses, then settings and tracks."""
    exposures = read_exposures(record, as_of, parameters)
    courses, stale = settle_conjugates(courses_of(exposures.taken, as_of, parameters))
    tracks = place_on_tracks(courses, record.explicit_lines, as_of)
    settings = settle_settings(tracks.courses, record, tracks.advanced, as_of, parameters)
    on_track = tuple(sorted((*settings.advanced, *settings.unplaced), key=lambda course: course.order))
    return Therapy(
        exposures=exposures,
        undated=tuple(item for item in exposures.taken if item.start is None),
        courses=tracks.courses,
        settings=settings,
        on_track=on_track,
        trials=tuple(group for group in groups_of(on_track) if group.is_trial_only),
        stated=numbers_of(tracks.statements, on_track),
        conflicts=(*stale, *settings.conflicts),
    )

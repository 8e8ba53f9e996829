"""A patient's record before it is read: the resources as they came, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from treatment_history.record import Completeness, Gap, Query


class UnreadableRecordError(ValueError):
    """The document is no FHIR record of one patient; the message says what was expected."""


class PatientMismatchError(ValueError):
    """The record belongs to another patient than the one asked for."""


class SearchMode(Enum):
    """Why a resource is in a search result; only matches and included resources are read."""

    MATCH = "match"
    INCLUDE = "include"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class RawResource:
    """One resource as it came. `origin` is the prefetch key or `bundle`; `full_url` is the entry's address."""

    resource: dict[str, Any]
    origin: str = "bundle"
    full_url: str = ""
    search_mode: SearchMode = SearchMode.MATCH


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Everything that came about one patient, with how completely each part was given."""

    patient_id: str
    resources: tuple[RawResource, ...] = ()
    completeness: Mapping[Query, Completeness] = field(default_factory=lambda: MappingProxyType({}))
    gaps: tuple[Gap, ...] = ()

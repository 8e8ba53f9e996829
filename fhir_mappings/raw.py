"""A patient's record before it is read: the resources as they came, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import msgspec

from fhir_mappings.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    """One resource as it came, parsed. `origin` is the prefetch key or `bundle`; `full_url` is the entry's address."""

    resource: dict[str, Any]
    origin: str = "bundle"
    full_url: str = ""
    search_mode: SearchMode = SearchMode.MATCH
    sighting: ClassVar[None] = None  # a parsed resource is read

    @property
    def kind(self) -> str:
        """The resource type as it is written, or an empty string."""
        kind = self.resource.get("resourceType")
        return kind if isinstance(kind, str) else ""

    def read(self) -> dict[str, Any]:
        """The resource."""
        return self.resource


class Sighting(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a glance tells of a resource, one object for all that look alike: of a chart's thousands, a few dozen.

    `verdict` is what every reader would say of it, if a glance can tell: nothing at all (an empty string), or the
    reason for which it is left out. None: it has to be read. The verdict holds for the patient named by `subject`.
    `perhaps_older`: it has a member that only releases before R4 know.
    """

    kind: str
    origin: str
    search_mode: SearchMode
    verdict: str | None
    subject: bytes = b""
    perhaps_older: bool = False


class SentResource(msgspec.Struct, gc=False):
    """One resource as it came, in bytes, with what a glance tells of it; it is decoded when somebody reads it."""

    entry: msgspec.Raw
    reference: str
    sighting: Sighting
    decoded: dict[str, Any] | None = None

    @property
    def kind(self) -> str:
        """The resource type."""
        return self.sighting.kind

    @property
    def origin(self) -> str:
        """The prefetch key, or `bundle`."""
        return self.sighting.origin

    @property
    def search_mode(self) -> SearchMode:
        """Why it is in the search result."""
        return self.sighting.search_mode

    @property
    def id(self) -> str:
        """The logical id."""
        return self.reference.partition("/")[2]

    @property
    def resource(self) -> dict[str, Any]:
        """The resource, parsed strictly at the first call and kept: several may refer to it.

        Raises:
            InvalidJsonError: it is not strict JSON.
        """
        if self.decoded is None:
            self.decoded = self.read()
        return self.decoded

    def read(self) -> dict[str, Any]:
        """The resource, parsed strictly and not kept: a dict is seven times as large as its bytes.

        Raises:
            InvalidJsonError: it is not strict JSON.
        """
        if self.decoded is not None:
            return self.decoded
        resource: dict[str, Any] = parse(bytes(self.entry), LEVELS_AROUND)["resource"]
        return resource

    @property
    def full_url(self) -> str:
        """The address of the entry; an empty string if it is none."""
        try:
            return _ADDRESS.decode(self.entry).fullUrl.strip()
        except msgspec.ValidationError:
            return ""


LEVELS_AROUND = 4
"""How many levels stand around an entry: request, prefetch, page, list of entries."""


class _Address(msgspec.Struct, gc=False):
    fullUrl: str = ""  # noqa: N815 - FHIR's spelling


_ADDRESS = msgspec.json.Decoder(_Address)


_SENT_ALONE = frozenset({SentResource})


class SentEntries(list[Any]):
    """The entries of a page as they were sent, with what is asked about all of them at once."""

    __slots__ = ("beside", "kinds")

    def __init__(self, entries: Iterable[Any]) -> None:
        super().__init__(entries)
        sent = (
            self if _SENT_ALONE.issuperset(map(type, self)) else [each for each in self if type(each) is SentResource]
        )
        sightings = {entry.sighting for entry in sent}
        beside = {sighting for sighting in sightings if sighting.search_mode is not SearchMode.MATCH}
        self.kinds = {sighting.kind for sighting in sightings} if sent is self else None
        self.beside = sum(entry.sighting in beside for entry in sent) if beside else 0


AnyResource: TypeAlias = RawResource | SentResource


def only(found: Sequence[AnyResource], wanted: Callable[[Sighting | RawResource], bool]) -> Sequence[AnyResource]:
    """The resources that are wanted; those in bytes are asked about once for all that look alike."""
    told = {sighting: sighting is None or wanted(sighting) for sighting in {raw.sighting for raw in found}}
    if not any(told.values()):
        return []
    seen = found if all(told.values()) else [raw for raw in found if told[raw.sighting]]
    return [raw for raw in seen if raw.sighting is not None or wanted(raw)] if None in told else seen


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Everything that came about one patient, with how completely each part was given."""

    patient_id: str
    resources: tuple[AnyResource, ...] = ()
    completeness: Mapping[Query, Completeness] = field(default_factory=lambda: MappingProxyType({}))
    gaps: tuple[Gap, ...] = ()

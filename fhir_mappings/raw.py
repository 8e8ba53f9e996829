"""A patient's record before it is read: the resources as they came, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import msgspec

from fhir_mappings.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    verdict: ClassVar[None] = None  # a parsed resource is read

    @property
    def kind(self) -> str:
        """The resource type as it is written, or an empty string."""
        kind = self.resource.get("resourceType")
        return kind if isinstance(kind, str) else ""


class SentResource(msgspec.Struct, gc=False):
    """One resource as it came, in bytes, with what a glance tells of it; it is decoded when somebody reads it.

    `verdict` is what every reader would say of it, if a glance can tell: nothing at all (an empty string), or the
    reason for which it is left out. None: it has to be read. The verdict holds for the patient named by `subject`.
    """

    entry: msgspec.Raw
    kind: str
    reference: str
    origin: str
    search_mode: SearchMode
    verdict: str | None
    subject: bytes
    plain_url: bool
    decoded: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """The logical id."""
        return self.reference.partition("/")[2]

    @property
    def resource(self) -> dict[str, Any]:
        """The resource, parsed strictly at the first call.

        Raises:
            InvalidJsonError: it is not strict JSON.
        """
        if self.decoded is None:
            self.decoded = parse(bytes(self.entry), LEVELS_AROUND)["resource"]
        return self.decoded

    @property
    def full_url(self) -> str:
        """The address of the entry."""
        return _ADDRESS.decode(self.entry).fullUrl.strip()


LEVELS_AROUND = 4
"""How many levels stand around an entry: request, prefetch, page, list of entries."""


class _Address(msgspec.Struct, gc=False):
    fullUrl: str = ""  # noqa: N815 - FHIR's spelling


_ADDRESS = msgspec.json.Decoder(_Address)


class SentEntries(list[Any]):
    """The entries of a page as they were sent, with what is asked about all of them at once."""

    __slots__ = ("beside", "kinds")

    def __init__(self, entries: Iterable[Any]) -> None:
        super().__init__(entries)
        sent = [entry for entry in self if isinstance(entry, SentResource)]
        self.kinds = {entry.kind for entry in sent} if len(sent) == len(self) else None
        self.beside = len(sent) - [entry.search_mode for entry in sent].count(SearchMode.MATCH)


AnyResource: TypeAlias = RawResource | SentResource


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Everything that came about one patient, with how completely each part was given."""

    patient_id: str
    resources: tuple[AnyResource, ...] = ()
    completeness: Mapping[Query, Completeness] = field(default_factory=lambda: MappingProxyType({}))
    gaps: tuple[Gap, ...] = ()

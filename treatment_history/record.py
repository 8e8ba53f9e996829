"""What was read: one patient's record, freed from the format it came in, with the resource behind every word.

`fhir_mappings` builds it; `treatment_history.derive` and `consensus.establish` read it. Nothing here is derived.
References are `Type/id`. A date that the record does not hold is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from treatment_history.answer import Answer
from treatment_history.kinds import Kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from treatment_history.dates import PartialDate
    from treatment_history.findings import (
        CancerDiagnosis,
        Finding,
        Measurement,
        Person,
        Stage,
        StatedDecision,
        TumorMarker,
        Unread,
    )
    from treatment_history.sentences import Sentence


class Source(Kinds):
    """Which kind of resource a drug was read from."""

    ADMINISTRATION = "MedicationAdministration"
    STATEMENT = "MedicationStatement"
    ORDER = "MedicationRequest"
    DISPENSE = "MedicationDispense"


class StopReason(Kinds):
    """Coded reason why a drug was stopped (specification section 6)."""

    PROGRESSION = "progression"
    TOXICITY = "toxicity"
    PATIENT = "patient"
    AVAILABILITY = "availability"
    COMPLETED = "completed"
    DEATH = "death"
    LOST = "lost to follow-up"
    OTHER = "other"


class StatedSetting(Kinds):
    """The setting that the record itself states for a therapy."""

    NEOADJUVANT = "neoadjuvant"
    ADJUVANT = "adjuvant"
    METASTATIC = "metastatic"


@dataclass(frozen=True, slots=True)
class MedicationRecord:
    """One medication resource about one or more anticancer agents.

    `agents` are ingredient names of `agents.AGENTS`; an antineoplastic that could not be mapped stands under its
    own text and has no entry there. `status` and `intent` are FHIR R4 codes (R5 ones are translated by the reader).
    """

    reference: str
    source: Source
    agents: tuple[str, ...]
    status: str
    intent: str = "order"
    start: PartialDate | None = None
    end: PartialDate | None = None
    stop_reason: StopReason | None = None
    stated_setting: StatedSetting | None = None
    investigational: bool = False  # linked to a research study
    name_only: bool = False  # recognised by its text, no code
    contexts: tuple[str, ...] = ()  # EpisodeOfCare and CarePlan references that the resource names
    planned_completion: bool = False  # ended as planned, with a planned change of substance
    as_written: str = ""


class Response(Kinds):
    """A disease-status assessment. `IMPROVED` is mCODE's ungraded improvement: never a complete or partial response."""

    COMPLETE = "CR"
    PARTIAL = "PR"
    IMPROVED = "improved"
    STABLE = "SD"
    PROGRESSION = "PD"
    UNDETERMINED = "undetermined"


class Site(Kinds):
    """Sites of metastasis, as far as a rule or a card tells them apart."""

    BRAIN = "brain"
    BRAIN_OR_MENINGES = "brain or meninges"
    MENINGES = "meninges"
    CNS_OTHER = "central nervous system, other"
    LIVER = "liver"
    LUNG = "lung"
    BONE = "bone"
    PLEURA = "pleura"
    SKIN = "skin"
    REGIONAL_NODES = "regional lymph nodes"
    OTHER_NODES = "other lymph nodes"
    BREAST = "breast"
    OTHER = "other"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class StatusObservation:
    """One disease-status assessment. `final` is false for preliminary or otherwise unfinished results."""

    reference: str
    date: PartialDate | None
    value: Response
    marker_only: bool = False
    final: bool = True
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Metastasis:
    """A statement about distant (or regional) disease at a site. `present` is no where the record states absence."""

    reference: str
    date: PartialDate | None
    site: Site
    present: Answer = Answer.YES
    doubt: Sentence | None = None  # code and text contradict, other primary possible, provisional
    other_primary: bool = False  # the record ties it to another cancer


class Purpose(Kinds):
    """Why an operation was done."""

    PRIMARY = "primary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Surgery:
    """An operation on the breast (`PRIMARY`) or elsewhere."""

    reference: str
    date: PartialDate | None
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class LocalTherapy:
    """Radiotherapy, radiosurgery, resection or ablation of a metastatic site; `done` is no where it was not done."""

    reference: str
    date: PartialDate | None
    site: Site
    done: Answer = Answer.YES


class LineRank(Kinds):
    """Who stated a line number, strongest first (specification section 5)."""

    THERAPY = "clinician's statement on the therapy"
    CONTAINER = "EpisodeOfCare or CarePlan"
    ORDINAL = "ordinal procedure code"
    SOFTWARE = "list or other software output"


@dataclass(frozen=True, slots=True)
class ExplicitLine:
    """A line number that the record states. `track`: a (advanced), e (early), i (investigational); None if unsaid."""

    reference: str
    rank: LineRank
    number: int
    covers: tuple[str, ...] = ()
    modification: int = 0
    track: str | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    status: str = ""


class Completeness(Kinds):
    """Whether a query of the record gave everything, a part (paging, limits), or nothing (failed, not asked)."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    FAILED = "failed"


class Query(Kinds):
    """The parts of a record that are asked for one by one."""

    CONDITIONS = "conditions"
    OBSERVATIONS = "observations"
    PROCEDURES = "procedures"
    STATEMENTS = "medication statements"
    ORDERS = "medication requests"
    ADMINISTRATIONS = "medication administrations"


MEDICATION_QUERIES = (Query.STATEMENTS, Query.ORDERS, Query.ADMINISTRATIONS)


class Excluded(NamedTuple):
    """A resource that was understood and deliberately left out: `why` is a short code such as `entered-in-error`."""

    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A resource that could not be read or understood. `about` names the part of the record it may concern."""

    reference: str
    reason: str
    about: Query | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements of one record that contradict each other: both resources are named."""

    kind: str
    sentence: Sentence
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """Everything that was read about one patient. Order of the tuples carries no meaning."""

    patient_id: str
    person: Person | None = None
    medications: tuple[MedicationRecord, ...] = ()
    statuses: tuple[StatusObservation, ...] = ()
    metastases: tuple[Metastasis, ...] = ()
    surgeries: tuple[Surgery, ...] = ()
    local_therapies: tuple[LocalTherapy, ...] = ()
    explicit_lines: tuple[ExplicitLine, ...] = ()
    markers: tuple[TumorMarker, ...] = ()
    cancers: tuple[CancerDiagnosis, ...] = ()
    stages: tuple[Stage, ...] = ()
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    unread: tuple[Unread, ...] = ()
    decisions: tuple[StatedDecision, ...] = ()
    completeness: Mapping[Query, Completeness] = field(default_factory=lambda: MappingProxyType({}))
    excluded: tuple[Excluded, ...] = ()
    gaps: tuple[Gap, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()  # data-quality remarks for the log: codes only, no values
    condition_references: tuple[str, ...] = ()  # Conditions that state the breast cancer, for reasonReference

    def query(self, query: Query) -> Completeness:
        """How completely that part was read; a part nobody spoke of counts as complete (a whole record was given)."""
        return self.completeness.get(query, Completeness.COMPLETE)

    @property
    def medications_complete(self) -> bool:
        """Whether every medication query gave everything."""
        return all(self.query(query) is Completeness.COMPLETE for query in MEDICATION_QUERIES)


class _Referenced(Protocol):
    @property
    def reference(self) -> str: ...


_R = TypeVar("_R", bound=_Referenced)


def distinct(items: Iterable[_R]) -> tuple[_R, ...]:
    """Each item once: a resource that came twice says nothing twice."""
    given = tuple(items)
    if len({item.reference for item in given}) == len(given):
        return given
    seen: dict[str, list[_R]] = {}
    for item in given:
        same = seen.setdefault(item.reference, [])
        if item not in same:
            same.append(item)
    return tuple(item for same in seen.values() for item in same)

"""One patient's chart: the resources that are hers, each once and newest, with references resolved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from fhir_mappings.cancer_names import Named, cancer_named
from fhir_mappings.elements import Json, codings, record, records, string, texts
from fhir_mappings.identity import Belonging, Subjects, belonging, identifiers_of
from fhir_mappings.newest import mostly_older, newest
from fhir_mappings.raw import AnyResource, RawRecord, RawResource, SearchMode, Sighting, only
from fhir_mappings.references import References, digest, reference_of
from fhir_mappings.screen import PASSED_OVER, READ
from fhir_mappings.standing import Standing, ended, verified
from fhir_mappings.versions import OLDER, as_r4, older_version
from fhir_mappings.words import words
from treatment_history.record import Excluded, Gap, Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

QUERY_OF = {
    "Condition": Query.CONDITIONS,
    "Observation": Query.OBSERVATIONS,
    "Procedure": Query.PROCEDURES,
    "MedicationStatement": Query.STATEMENTS,
    "MedicationRequest": Query.ORDERS,
    "MedicationAdministration": Query.ADMINISTRATIONS,
    "MedicationDispense": Query.ORDERS,
    "MedicationOrder": Query.ORDERS,
}


class Entry(msgspec.Struct, frozen=True):
    """One resource of the patient in R4 shape and as it came, with the name under which it is cited."""

    reference: str
    kind: str
    body: Json
    raw: AnyResource | None = None

    @property
    def query(self) -> Query | None:
        """The part of the record that it belongs to."""
        return QUERY_OF.get(self.kind)


class Waiting(NamedTuple):
    """A resource that is yet to be opened, in the order of reading, which does not depend on the order of the input.

    `left_out`: a glance told why nothing of it counts; it need not be opened.
    """

    kind: str
    reference: str
    content: str  # decides only between equal names
    place: int
    raw: AnyResource
    left_out: str | None


@dataclass(slots=True)
class Chart:
    """What the readers of one patient's resources share."""

    patient_id: str
    references: References
    notes: list[str] = field(default_factory=list)
    other_cancers: list[Entry] = field(default_factory=list)  # Conditions that may be the origin of a metastasis


@dataclass(slots=True)
class Charted:
    """The resources of a chart, and what is left out on the way.

    Each is opened when its turn comes and may be forgotten when it was read: opened, it is seven times as large.
    """

    chart: Chart
    subjects: Subjects
    identifiers: frozenset[tuple[str, str]]
    all_old: bool
    waiting: list[Waiting]
    not_used: list[tuple[int, Excluded | Gap]] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """One entry after another, without what is left out.

        Conditions are opened first: one may be the origin of what the others tell.
        """
        conditions = {one.place: self._opened(one) for one in self.waiting if one.kind == "Condition"}
        known = [entry for entry in conditions.values() if entry is not None]
        self.chart.other_cancers = [entry for entry in known if _may_spread(entry.body)]
        for one in self.waiting:
            if one.left_out is not None:
                continue
            entry = conditions[one.place] if one.kind == "Condition" else self._opened(one)
            if entry is not None:
                yield entry

    def left_out(self) -> list[Waiting]:
        """What a glance told to be left out, with the reason."""
        return [one for one in self.waiting if one.left_out is not None]

    def _opened(self, one: Waiting) -> Entry | None:
        """The entry in R4 shape; None if it is not this patient's or cannot be used, which is noted."""
        resource = one.raw.read()
        hindrance = self._hindrance(one, resource)
        if hindrance is not None:
            self.not_used.append((one.place, hindrance))
            return None
        body, notes = as_r4(resource)
        self.chart.notes.extend(notes)
        return Entry(one.reference, one.kind, body, one.raw)

    def _hindrance(self, one: Waiting, resource: Json) -> Excluded | Gap | None:
        query = QUERY_OF.get(one.kind)
        match self._belonging(one.raw, resource):
            case Belonging.OTHER:
                return Excluded(one.reference, "other-patient")
            case Belonging.UNKNOWN:
                return Gap(one.reference, "names no patient, not used", query)
            case Belonging.PATIENT:
                pass
        why = _unreadable(resource) or (f"{OLDER} not supported" if self.all_old and one.kind != "Patient" else None)
        return Gap(one.reference, why, query) if why else None

    def _belonging(self, raw: AnyResource, resource: Json) -> Belonging:
        if raw.sighting is not None and self.subjects.is_hers(raw.sighting.subject) and "focus" not in resource:
            return Belonging.PATIENT
        return belonging(raw, resource, self.chart.patient_id, self.identifiers, self.chart.references)

    def excluded(self) -> list[Excluded]:
        """What was left out, in the order in which it came; complete once all entries were read."""
        return [noted for _, noted in sorted(self.not_used, key=itemgetter(0)) if isinstance(noted, Excluded)]

    def gaps(self) -> list[Gap]:
        """What could not be used, in the order in which it came; complete once all entries were read."""
        return [noted for _, noted in sorted(self.not_used, key=itemgetter(0)) if isinstance(noted, Gap)]


def charted(raw: RawRecord, *, screened: bool = True) -> Charted:
    """Sort a raw record: this patient's resources, newest versions, R4 shapes; the rest is listed with its reason.

    `screened`: what a glance told to be of no concern is passed over unread.
    """
    kept, repeated = newest(only(raw.resources, _is_no_outcome))
    all_old = mostly_older(kept)
    subjects = Subjects(raw.patient_id)
    verdicts = _verdicts(kept, subjects, screened=screened and not all_old)
    chart = Chart(raw.patient_id, References(kept), ["duplicate"] * repeated)
    return Charted(chart, subjects, identifiers_of(kept, raw.patient_id), all_old, _in_order(kept, verdicts))


def _in_order(kept: Sequence[AnyResource], verdicts: Mapping[Sighting | None, str | None]) -> list[Waiting]:
    """What is read or left out, in the order of reading."""
    concerned = [(place, raw) for place, raw in enumerate(kept) if verdicts[raw.sighting] != PASSED_OVER]
    waiting = [
        Waiting(kind, reference_of(raw), "", place, raw, verdicts[raw.sighting])
        for place, raw in concerned
        if (kind := string(raw.kind)) in READ
    ]
    if len({one.reference for one in waiting}) < len(waiting):
        named = Counter(one.reference for one in waiting)
        waiting = [one if named[one.reference] == 1 else one._replace(content=_content(one)) for one in waiting]
    return sorted(waiting)  # by kind and name; no two have one place


def _content(one: Waiting) -> str:
    return digest({} if one.left_out is not None else as_r4(one.raw.read())[0])


def _is_no_outcome(raw: Sighting | RawResource) -> bool:
    return raw.search_mode is not SearchMode.OUTCOME


def _verdicts(kept: Sequence[AnyResource], subjects: Subjects, *, screened: bool) -> dict[Sighting | None, str | None]:
    """What every reader would say of the resources that look so, if they are this patient's; None: they are read."""
    return {
        seen: _verdict(seen, subjects, screened=screened) if seen is not None else None
        for seen in {raw.sighting for raw in kept}
    }


def _verdict(seen: Sighting, subjects: Subjects, *, screened: bool) -> str | None:
    if seen.kind not in READ:
        return PASSED_OVER
    hers = screened and seen.verdict is not None and subjects.is_hers(seen.subject)
    return seen.verdict if hers else None


def _may_spread(body: Json) -> bool:
    """A confirmed cancer of another organ that is not over; skin cancer that hardly ever spreads is left aside."""
    concept = record(body.get("code"))
    if cancer_named(concept) is not Named.OTHER_CANCER or verified(body) is not Standing.HOLDS or ended(body):
        return False
    said = {word for text in texts(concept) for word in words(text)}
    skin = any(string(coding.get("code")).upper().startswith("C44") for coding in codings(concept))
    return not skin and not said & {"basal", "basocelular", "skin", "piel"}


def _unreadable(resource: Json) -> str | None:
    old = older_version(resource)
    if old:
        return f"{old} not supported"
    if records(resource.get("modifierExtension")):
        return "a modifier extension that is not understood changes its meaning"
    if string(resource.get("implicitRules")):
        return "implicit rules that are not understood change its meaning"
    return None

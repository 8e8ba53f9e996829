"""The first reading of the input: per resource only type, patient and code are decoded, and nothing is built.

Most of a hospital's records hold no word of breast cancer. Finding out costs a few microseconds a resource: the codes
that can be such a word are asked of the readers themselves (`cohort.signals`), once per distinct code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from cohort.lines import blocks_in, lines_of
from cohort.narrow import NARROW, Narrow, owners_of_alike
from cohort.owners import NOBODY, Reference, drug_numbers, number_of, patient_numbers
from cohort.packages import SHARED, opened
from cohort.signals import COMPONENT, CONDITION, CONTAINED, DISPLAY, DRUG, R5_DRUG, RECEPTOR, product_names_anti_her2
from cohort.sources import Kind
from fhir_mappings.elements import record, records, string
from fhir_mappings.screen import MEDICATIONS

if TYPE_CHECKING:
    from cohort.index import IndexBeingWritten
    from cohort.lines import Block
    from cohort.owners import Numbers
    from cohort.packages import Opened
    from cohort.skipped import Skipped
    from cohort.sources import Unit


class _AnyShape(msgspec.Struct, gc=False):
    resourceType: Any = None  # noqa: N815 - as above


@dataclass
class Screen:
    """Reads one unit into an index."""

    skipped: Skipped
    index: IndexBeingWritten
    patients: Numbers = field(default_factory=patient_numbers)
    drugs: Numbers = field(default_factory=drug_numbers)

    def __post_init__(self) -> None:
        self._reference = msgspec.json.Decoder(Reference).decode

    def read(self, unit: Unit) -> None:
        """Read the unit."""
        if unit.kind in (Kind.DOCUMENT, Kind.PACKED_DOCUMENT):
            for number, found in enumerate(opened(unit, self.skipped)):
                self._opened(found, number, unit)
            return
        before = 0
        for block in blocks_in(unit, self.skipped):
            before += self._block(block, before, unit)

    def _block(self, block: Block, before: int, unit: Unit) -> int:
        """The lines of a block, `before` of which were read in other blocks; how many it has."""
        try:
            found = list(map(NARROW.decode, block.lines))
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return self._one_by_one(block, before, unit)
        sizes = np.fromiter(map(len, block.lines), np.uint64, len(found))
        numbered = unit.kind is not Kind.LINES
        places = np.arange(len(found), dtype=np.uint64) + before if numbered else sizes.cumsum() - sizes + block.place
        lengths = (sizes - 1).astype(np.uint32)
        lengths[-1] += not block.lines[-1].endswith(b"\n")
        owners = owners_of_alike(found, self.patients, self.index.speaking)
        if owners:
            self.index.add_all(owners, places, lengths)
        else:
            for narrow, place, length in zip(found, places.tolist(), lengths.tolist(), strict=True):
                self._resource(narrow, place, length, unit)
        return len(found)

    def _one_by_one(self, block: Block, before: int, unit: Unit) -> int:
        """Lines of which one is broken, blank or unusual."""
        number = before
        for number, (place, line) in enumerate(lines_of(block), start=before + 1):
            at = place if unit.kind is Kind.LINES else number - 1
            if not line or line.isspace():
                self._nothing(unit, at)
            else:
                self.line(line, at, unit)
        return number - before

    def _nothing(self, unit: Unit, at: int) -> None:
        if unit.kind is not Kind.LINES:
            self.index.add(NOBODY, NOBODY, at, 0)

    def line(self, line: bytes, place: int, unit: Unit) -> None:
        """One line of NDJSON."""
        try:
            narrow = NARROW.decode(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._unusual(line, place, unit)
            return
        self._resource(narrow, place, len(line), unit)

    def _resource(self, narrow: Narrow, place: int, length: int, unit: Unit) -> None:
        owner = self._owner(narrow)
        if owner == NOBODY and narrow.resourceType not in SHARED:
            self._without_patient(narrow, place, unit)
            return
        self.index.add(owner, self._signals(narrow, owner), place, length)

    def _owner(self, narrow: Narrow) -> int:
        if narrow.resourceType == "Patient":
            return self.patients[f"Patient/{narrow.id}"] if narrow.id else NOBODY
        named = narrow.subject or narrow.patient
        return self.patients[named.reference] if named is not None else NOBODY

    def _signals(self, narrow: Narrow, owner: int) -> int:
        """Note a word of breast cancer; the number of the Medication that is named, or that this is."""
        kind = narrow.resourceType
        if kind == "Observation":
            if (narrow.code and RECEPTOR(bytes(narrow.code))) or (
                narrow.component and COMPONENT(bytes(narrow.component))
            ):
                self.index.speaking.add(owner)
            return NOBODY
        if kind == "Condition":
            if narrow.code and CONDITION(bytes(narrow.code)):
                self.index.speaking.add(owner)
            return NOBODY
        if kind in MEDICATIONS:
            return self._medication(narrow, owner)
        return self._product(narrow) if kind in SHARED else NOBODY

    def _medication(self, narrow: Narrow, owner: int) -> int:
        reference = narrow.medicationReference
        if (
            (narrow.medicationCodeableConcept and DRUG(bytes(narrow.medicationCodeableConcept)))
            or (reference and DISPLAY(bytes(reference)))
            or (narrow.medication and R5_DRUG(bytes(narrow.medication)))
            or (narrow.contained and CONTAINED(bytes(narrow.contained)))
        ):
            self.index.speaking.add(owner)
        if reference:
            return self._drug_named(bytes(reference))
        return self._r5_drug_named(bytes(narrow.medication)) if narrow.medication else NOBODY

    def _drug_named(self, written: bytes) -> int:
        try:
            return self.drugs[self._reference(written).reference]
        except (msgspec.DecodeError, UnicodeError):
            return NOBODY

    def _r5_drug_named(self, written: bytes) -> int:
        given = record(record(msgspec.json.decode(written)).get("reference"))
        return self.drugs[string(given.get("reference"))]

    def _product(self, narrow: Narrow) -> int:
        product = {"code": _value(narrow.code), "ingredient": _value(narrow.ingredient)}
        return self.product(f"{narrow.resourceType}/{narrow.id}", product)

    def product(self, name: str, product: dict[str, Any]) -> int:
        """A Medication that several resources may name: its number, its ingredients, and whether it is anti-HER2."""
        own = number_of(name)
        if product_names_anti_her2(product):
            self.index.speaking_drugs.add(own)
        for item in records(product.get("ingredient")):
            inner = record(item.get("itemReference")) or record(record(item.get("item")).get("reference"))
            named = self.drugs[string(inner.get("reference"))]
            if named:
                self.index.made_of.append((own, named))
        return own

    def _unusual(self, line: bytes, place: int, unit: Unit) -> None:
        """A line of another shape: a Bundle, an element of the wrong type, or no JSON at all."""
        try:
            kind = msgspec.json.Decoder(_AnyShape).decode(line).resourceType
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            kind = None
        if not isinstance(kind, str):
            self.skipped.note("line that is no FHIR resource", _place(unit, place))
            if unit.kind is not Kind.LINES:
                self.index.add(NOBODY, NOBODY, place, 0)
            return
        self._loose(line, place, unit)

    def _loose(self, line: bytes, place: int, unit: Unit) -> None:
        """An element that decides has a shape of its own: the patient counts as one to look at, if one is named."""
        body = record(msgspec.json.decode(line))
        named = record(body.get("subject")) or record(body.get("patient"))
        owner = self.patients[string(named.get("reference"))]
        if owner == NOBODY:
            self.skipped.note("resource that names no patient", _place(unit, place))
        else:
            self.index.speaking.add(owner)
        self.index.add(owner, NOBODY, place, len(line))

    def _without_patient(self, narrow: Narrow, place: int, unit: Unit) -> None:
        if not narrow.resourceType:
            self.skipped.note("line that is no FHIR resource", _place(unit, place))
        elif narrow.resourceType == "Patient":
            self.skipped.note("Patient without an id", _place(unit, place))
        elif narrow.resourceType == "Bundle":
            self.skipped.note("Bundle as a line (give Bundles as *.json)", _place(unit, place))
        elif narrow.subject or narrow.patient or narrow.resourceType in _OF_A_PATIENT:
            self.skipped.note("resource that names no patient", _place(unit, place))
        if unit.kind is not Kind.LINES:
            self.index.add(NOBODY, NOBODY, place, 0)

    def _opened(self, found: Opened, number: int, unit: Unit) -> None:
        """A resource out of a Bundle: its package has told whose it is, and holds the drugs that it names."""
        if not found.owner:
            self.skipped.note("resource that names no patient", _place(unit, number))
            self.index.add(NOBODY, NOBODY, number, 0)
            return
        owner, drug = number_of(found.owner), NOBODY
        try:
            narrow = NARROW.decode(found.body)
            if narrow.resourceType in SHARED:
                if self._product(narrow) in self.index.speaking_drugs:
                    self.index.speaking.add(owner)
            else:
                drug = self._signals(narrow, owner)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self.index.speaking.add(owner)
        self.index.add(owner, drug, number, len(found.body))


_OF_A_PATIENT = frozenset(
    {*MEDICATIONS, "Condition", "Observation", "Procedure", "AllergyIntolerance", "EpisodeOfCare", "CarePlan"}
)


def _value(written: msgspec.Raw) -> Any:
    return msgspec.json.decode(written) if written else None


def _place(unit: Unit, place: int) -> str:
    return f"{unit.name} {'at byte' if unit.kind is Kind.LINES else 'number'} {place}"

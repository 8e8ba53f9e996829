"""The first reading of the input: per resource only type, patient and code are decoded, and nothing is built.

Most of a hospital's records hold no word of breast cancer. Finding out costs a few microseconds a resource: the codes
that can be such a word are asked of the readers themselves (`cohort.signals`), once per distinct code.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np

from cohort.lines import blocks_in, lines_of
from cohort.owners import NOBODY, Reference, drug_numbers, number_of, patient_numbers
from cohort.packages import SHARED, opened
from cohort.signals import (
    Remembered,
    component_names_receptor,
    contained_names_anti_her2,
    display_names_anti_her2,
    names_anti_her2,
    names_breast_cancer,
    names_receptor,
    product_names_anti_her2,
    r5_names_anti_her2,
)
from cohort.sources import Kind
from fhir_mappings.elements import record, records, string
from fhir_mappings.screen import MEDICATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cohort.index import IndexBeingWritten
    from cohort.lines import Block
    from cohort.owners import Numbers
    from cohort.packages import Opened
    from cohort.skipped import Skipped
    from cohort.sources import Unit

NONE = msgspec.Raw(b"")


class _Narrow(msgspec.Struct, gc=False):
    """The few members that decide; everything else is passed over."""

    resourceType: str = ""  # noqa: N815 - FHIR's own spelling
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None
    code: msgspec.Raw = NONE
    component: msgspec.Raw = NONE
    contained: msgspec.Raw = NONE
    ingredient: msgspec.Raw = NONE
    medication: msgspec.Raw = NONE
    medicationCodeableConcept: msgspec.Raw = NONE  # noqa: N815 - as above
    medicationReference: msgspec.Raw = NONE  # noqa: N815 - as above


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
        narrow = msgspec.json.Decoder(_Narrow)
        self._narrow, self._narrow_lines = narrow.decode, narrow.decode_lines
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
        ends = _ends_of_resources(block.content)
        try:
            found = self._narrow_lines(block.content) if ends is not None else []
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            found = []
        if ends is None or len(found) != len(ends):
            return self._one_by_one(block, before, unit)
        begins = np.concatenate([[0], ends[:-1] + 1])
        numbered = unit.kind is not Kind.LINES
        places = (np.arange(len(ends)) + before if numbered else begins + block.place).astype(np.uint64)
        lengths = (ends - begins).astype(np.uint32)
        owners = self._alike(found)
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
            narrow = self._narrow(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._unusual(line, place, unit)
            return
        self._resource(narrow, place, len(line), unit)

    def _resource(self, narrow: _Narrow, place: int, length: int, unit: Unit) -> None:
        owner = self._owner(narrow)
        if owner == NOBODY and narrow.resourceType not in SHARED:
            self._without_patient(narrow, place, unit)
            return
        self.index.add(owner, self._signals(narrow, owner), place, length)

    def _alike(self, found: list[_Narrow]) -> array[int] | None:
        """The owners of resources of one type that tell all by their code; None where one needs a closer look.

        The loops of this one place run inside the interpreter's own functions: most of a population passes here.
        """
        kind = found[0].resourceType
        told_by = _TOLD_BY.get(kind)
        if told_by is None or set(map(_KIND, found)) != {kind} or any(any(map(more, found)) for more in told_by.more):
            return None
        try:
            owners = array("Q", [self.patients[each.subject.reference] for each in found])  # type: ignore[union-attr]  # None raises
        except AttributeError:
            return None
        if NOBODY in owners:
            return None
        codes = list(map(bytes, map(told_by.code, found)))
        telling = {code for code in set(codes) if code and told_by.asks(code)}
        if telling:
            self.index.speaking.update(owner for owner, code in zip(owners, codes, strict=True) if code in telling)
        return owners

    def _owner(self, narrow: _Narrow) -> int:
        if narrow.resourceType == "Patient":
            return self.patients[f"Patient/{narrow.id}"] if narrow.id else NOBODY
        named = narrow.subject or narrow.patient
        return self.patients[named.reference] if named is not None else NOBODY

    def _signals(self, narrow: _Narrow, owner: int) -> int:
        """Note a word of breast cancer; the number of the Medication that is named, or that this is."""
        kind = narrow.resourceType
        if kind == "Observation":
            if (narrow.code and _RECEPTOR(bytes(narrow.code))) or (
                narrow.component and _COMPONENT(bytes(narrow.component))
            ):
                self.index.speaking.add(owner)
            return NOBODY
        if kind == "Condition":
            if narrow.code and _CONDITION(bytes(narrow.code)):
                self.index.speaking.add(owner)
            return NOBODY
        if kind in MEDICATIONS:
            return self._medication(narrow, owner)
        return self._product(narrow) if kind in SHARED else NOBODY

    def _medication(self, narrow: _Narrow, owner: int) -> int:
        reference = narrow.medicationReference
        if (
            (narrow.medicationCodeableConcept and _DRUG(bytes(narrow.medicationCodeableConcept)))
            or (reference and _DISPLAY(bytes(reference)))
            or (narrow.medication and _R5_DRUG(bytes(narrow.medication)))
            or (narrow.contained and _CONTAINED(bytes(narrow.contained)))
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

    def _product(self, narrow: _Narrow) -> int:
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

    def _without_patient(self, narrow: _Narrow, place: int, unit: Unit) -> None:
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
            narrow = self._narrow(found.body)
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
_RECEPTOR = Remembered(names_receptor)
_COMPONENT = Remembered(component_names_receptor)
_CONDITION = Remembered(names_breast_cancer)
_DRUG = Remembered(names_anti_her2)
_DISPLAY = Remembered(display_names_anti_her2)
_R5_DRUG = Remembered(r5_names_anti_her2)
_CONTAINED = Remembered(contained_names_anti_her2)


class _ToldBy(NamedTuple):
    """How resources of a type tell: by the code of one member, unless one of the other members is there."""

    code: Callable[[_Narrow], msgspec.Raw]
    asks: Remembered
    more: tuple[Callable[[_Narrow], msgspec.Raw], ...]


_KIND = attrgetter("resourceType")
_OTHERWISE = tuple(map(attrgetter, ("medicationReference", "medication", "contained")))
_DRUG_TOLD = _ToldBy(attrgetter("medicationCodeableConcept"), _DRUG, _OTHERWISE)
_TOLD_BY = {
    "Observation": _ToldBy(attrgetter("code"), _RECEPTOR, (attrgetter("component"),)),
    "Condition": _ToldBy(attrgetter("code"), _CONDITION, ()),
    **dict.fromkeys(MEDICATIONS, _DRUG_TOLD),
}


def _value(written: msgspec.Raw) -> Any:
    return msgspec.json.decode(written) if written else None


def _place(unit: Unit, place: int) -> str:
    return f"{unit.name} {'at byte' if unit.kind is Kind.LINES else 'number'} {place}"


def _ends_of_resources(content: bytes) -> NDArray[np.intp] | None:
    """Where the lines end, if each is one JSON object; None if that has to be told line by line.

    Between two values of one document stands a comma or a bracket, so `}`, a line end and `{` part two documents.
    """
    if not (content.startswith(b"{") and content.endswith(b"}\n")):
        return None
    written = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(written == _LINE_END)
    inner = ends[:-1]
    apart = (written[inner - 1] == _CLOSES).all() and (written[inner + 1] == _OPENS).all()
    return ends if apart else None


_LINE_END, _OPENS, _CLOSES = b"\n{}"

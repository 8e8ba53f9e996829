"""Whether a code or a text can be a word of breast cancer: a diagnosis, a receptor test, an anti-HER2 drug.

Where a record holds no such word, the service is silent about the patient whatever else the record holds
(`consensus.establishing.setting.breast_cancer`); such patients are counted and not evaluated. The readers themselves
are asked about the bare concept, each once per concept, so that the sieve can never be narrower than the reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from fhir_mappings.drugs import ingredients
from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.history import read_record
from fhir_mappings.raw import RawRecord, RawResource
from fhir_mappings.resources import Validation
from fhir_mappings.tumor_markers import tests_of
from treatment_history.agents import is_anti_her2
from treatment_history.findings import Cancer

if TYPE_CHECKING:
    from collections.abc import Callable

_REMEMBERED = 50_000
_BREAST = frozenset({Cancer.BREAST_INVASIVE, Cancer.BREAST_HISTORY})
_SOMEBODY = {"reference": "Patient/somebody"}


class Remembered:
    """A question about JSON elements, answered once for the same bytes; what cannot be read is a yes."""

    def __init__(self, asks: Callable[[Any], bool]) -> None:
        self._asks = asks
        self._answers: dict[bytes, bool] = {}

    def __call__(self, written: bytes) -> bool:
        known = self._answers.get(written)
        if known is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            known = self._answers[written] = self._answered(written)
        return known

    def _answered(self, written: bytes) -> bool:
        try:
            return self._asks(msgspec.json.decode(written))
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return True


def names_breast_cancer(code: object) -> bool:
    """Whether a Condition of this code could state breast cancer or a receptor."""
    bare = {"resourceType": "Condition", "id": "bare", "subject": _SOMEBODY, "code": code}
    read = read_record(RawRecord("somebody", (RawResource(bare),)), validation=Validation.OFF)
    return bool(read.markers) or any(cancer.cancer in _BREAST for cancer in read.cancers)


def names_receptor(code: object) -> bool:
    """Whether an Observation of this code could be a receptor test."""
    return bool(tests_of(code))


def component_names_receptor(components: object) -> bool:
    """Whether one of the components could be a receptor test."""
    return any(names_receptor(part.get("code")) for part in records(components))


def names_anti_her2(concept: object) -> bool:
    """Whether a medication of this concept could be an anti-HER2 drug."""
    return any(map(is_anti_her2, ingredients((record(concept),)).agents))


def display_names_anti_her2(reference: object) -> bool:
    """Whether a reference to a medication names an anti-HER2 drug by its display."""
    return names_anti_her2({"text": string(record(reference).get("display"))})


def r5_names_anti_her2(medication: object) -> bool:
    """The same of R5's `medication`, a concept or a reference."""
    given = record(medication)
    return names_anti_her2(given.get("concept")) or display_names_anti_her2(given.get("reference"))


def product_names_anti_her2(product: Json) -> bool:
    """Whether a Medication is an anti-HER2 drug by its code or one of its ingredients."""
    inner = [
        record(item.get("itemCodeableConcept")) or record(record(item.get("item")).get("concept"))
        for item in records(product.get("ingredient"))
    ]
    return any(map(names_anti_her2, (record(product.get("code")), *inner)))


def contained_names_anti_her2(contained: object) -> bool:
    """Whether one of the contained resources is an anti-HER2 drug."""
    return any(map(product_names_anti_her2, records(contained)))


RECEPTOR = Remembered(names_receptor)
COMPONENT = Remembered(component_names_receptor)
CONDITION = Remembered(names_breast_cancer)
DRUG = Remembered(names_anti_her2)
DISPLAY = Remembered(display_names_anti_her2)
R5_DRUG = Remembered(r5_names_anti_her2)
CONTAINED = Remembered(contained_names_anti_her2)

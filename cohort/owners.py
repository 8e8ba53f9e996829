"""Whose resource it is and under which short number that is kept: patients and drugs by 64-bit digests of their names.

Digests only group and select; two names with the same number are told apart later by the names themselves.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from fhir_mappings.references import local

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = 0
_REMEMBERED = 200_000


def number_of(name: str) -> int:
    """The short number of a name, the same on every machine; never 0."""
    return int.from_bytes(blake2b(name.encode(errors="replace"), digest_size=8).digest(), "big") or 1


def patient_in(reference: str) -> str:
    """The id of the patient whom a reference names, or an empty string."""
    named = local(reference.split("/_history/", 1)[0])
    if named.startswith("Patient/"):
        return named.removeprefix("Patient/")
    return named.rpartition(":")[2] if named.startswith(("urn:uuid:", "urn:oid:")) else ""


class Reference(msgspec.Struct, gc=False):
    """Where a reference points to."""

    reference: str = ""


class _Named(msgspec.Struct, gc=False):
    resourceType: str = ""  # noqa: N815 - FHIR's own spelling
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None


_NAMED = msgspec.json.Decoder(_Named).decode


def owner_at_a_glance(written: bytes) -> str:
    """The id of the patient to whom a resource belongs; empty if that takes a closer look, or it belongs to none."""
    try:
        named = _NAMED(written)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return ""
    if named.resourceType == "Patient":
        return named.id.strip()
    pointer = named.subject or named.patient
    return patient_in(pointer.reference.strip()) if pointer is not None else ""


class Numbers(dict[str, int]):
    """Short numbers of references, worked out once for each; they are looked up like the values of a dictionary."""

    def __init__(self, name_in: Callable[[str], str]) -> None:
        super().__init__()
        self._name_in = name_in

    def __missing__(self, reference: str) -> int:
        name = self._name_in(reference)
        number = number_of(name) if name else NOBODY
        if len(self) >= _REMEMBERED:
            self.clear()
        self[reference] = number
        return number


def patient_numbers() -> Numbers:
    """Of the patient in a reference; 0 if it names none."""
    return Numbers(patient_in)


def drug_numbers() -> Numbers:
    """Of the Medication in a reference; 0 for one that is contained, or none."""
    return Numbers(_drug_in)


def _drug_in(reference: str) -> str:
    return "" if reference.startswith("#") else local(reference.split("/_history/", 1)[0])

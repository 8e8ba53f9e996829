"""Whose resource it is and under which short number that is kept: patients and drugs by 64-bit digests of their names.

Digests only group and select; two names with the same number are told apart later by the names themselves.
"""

from __future__ import annotations

from hashlib import blake2b

from fhir_mappings.references import local

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


class Numbers:
    """Short numbers of references, worked out once for each."""

    def __init__(self) -> None:
        self._patients: dict[str, int] = {}
        self._drugs: dict[str, int] = {}

    def patient(self, reference: str) -> int:
        """The number of the patient in a reference; 0 if it names none."""
        known = self._patients.get(reference)
        if known is None:
            name = patient_in(reference)
            known = self._kept(self._patients, reference, number_of(name) if name else NOBODY)
        return known

    def drug(self, reference: str) -> int:
        """The number of the Medication in a reference; 0 for one that is contained, or none."""
        if not reference or reference.startswith("#"):
            return NOBODY
        known = self._drugs.get(reference)
        if known is None:
            known = self._kept(self._drugs, reference, number_of(local(reference.split("/_history/", 1)[0])))
        return known

    @staticmethod
    def _kept(known: dict[str, int], reference: str, number: int) -> int:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[reference] = number
        return number

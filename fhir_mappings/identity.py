"""Whose resource it is: only what names this patient is read (security notes P4)."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.raw import only
from fhir_mappings.references import id_of, local, target
from fhir_mappings.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.raw import AnyResource, RawResource, Sighting
    from fhir_mappings.references import References


class Belonging(Enum):
    """Whether a resource is the patient's."""

    PATIENT = auto()
    OTHER = auto()
    UNKNOWN = auto()


def identifiers_of(resources: Sequence[AnyResource], patient_id: str) -> frozenset[tuple[str, str]]:
    """The business identifiers of the patient, for subjects that are named by identifier alone."""
    return frozenset(
        pair
        for raw in only(resources, _is_patient)
        if id_of(raw) == patient_id
        for identifier in records(raw.read().get("identifier"))
        for pair in [_pair(identifier)]
        if all(pair)
    )


def _is_patient(raw: Sighting | RawResource) -> bool:
    return raw.kind == "Patient"


def _pair(identifier: Json) -> tuple[str, str]:
    return string(identifier.get("system")), string(identifier.get("value"))


def belonging(
    raw: AnyResource, resource: Json, patient_id: str, identifiers: frozenset[tuple[str, str]], references: References
) -> Belonging:
    """Whether the resource, as it was read, is this patient's, another's, or does not say."""
    if resource.get("resourceType") == "Patient":
        return Belonging.PATIENT if id_of(raw) == patient_id else Belonging.OTHER
    subject = resource.get("subject") or resource.get("patient")
    if not isinstance(subject, dict) or not subject:
        return Belonging.UNKNOWN
    verdict = _by_reference(subject, resource, patient_id, identifiers, references)
    if verdict is Belonging.PATIENT and _about_another(resource, patient_id):
        return Belonging.OTHER
    return verdict


def names_patient(subject: object, patient_id: str) -> bool:
    """Whether a Reference names the patient by her own id."""
    named = (f"Patient/{patient_id}", f"urn:uuid:{patient_id}", f"urn:oid:{patient_id}")
    return local(target(subject)) in named


class Subjects:
    """Whether a subject, as it was written, names the patient by her own id: each way to write it is read once."""

    def __init__(self, patient_id: str) -> None:
        self._patient_id = patient_id
        self._hers: dict[bytes, bool] = {b"": False}

    def is_hers(self, written: bytes) -> bool:
        """Whether the bytes name her."""
        hers = self._hers.get(written)
        if hers is None:
            hers = self._hers[written] = self._names_her(written)
        return hers

    def _names_her(self, written: bytes) -> bool:
        try:
            return names_patient(parse(written), self._patient_id)
        except InvalidJsonError:
            return False  # reading the resource will say what is wrong


def _by_reference(
    subject: Json, resource: Json, patient_id: str, identifiers: frozenset[tuple[str, str]], references: References
) -> Belonging:
    address = target(subject)
    if not address:
        return Belonging.PATIENT if _pair(record(subject.get("identifier"))) in identifiers else Belonging.UNKNOWN
    if address.startswith("#"):
        return _by_contained(references.resolved(subject, resource), identifiers)
    if names_patient(subject, patient_id):
        return Belonging.PATIENT
    found = references.resolved(subject, resource)
    if found is not None and found.get("resourceType") == "Patient" and string(found.get("id")) == patient_id:
        return Belonging.PATIENT
    return Belonging.OTHER


def _by_contained(found: Json | None, identifiers: frozenset[tuple[str, str]]) -> Belonging:
    known = {_pair(identifier) for identifier in records(record(found).get("identifier"))}
    return Belonging.PATIENT if known & identifiers else Belonging.UNKNOWN


def _about_another(resource: Json, patient_id: str) -> bool:
    """Whether an Observation's focus is another person (a donor, a fetus, a relative)."""
    named = (local(target(focus)) for focus in records(resource.get("focus")))
    return any(
        name.startswith("RelatedPerson/") or (name.startswith("Patient/") and name != f"Patient/{patient_id}")
        for name in named
    )

"""Small FHIR resources of one patient, for tests that read as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from fhir_mappings.resources import Validation

if TYPE_CHECKING:
    from treatment_history.record import PatientRecord

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
HERS = {"reference": "Patient/p"}
PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-05-01"}


def code(system: str, value: str, display: str | None = None, text: str | None = None) -> dict[str, Any]:
    """A CodeableConcept of one coding."""
    coding = {"system": system, "code": value} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def text(words: str) -> dict[str, Any]:
    """A CodeableConcept of words alone."""
    return {"text": words}


def condition(
    concept: dict[str, Any], *, clinical: str = "active", verified: str = "confirmed", **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c",
        "subject": HERS,
        "clinicalStatus": {"coding": [{"code": clinical}]},
        "verificationStatus": {"coding": [{"code": verified}]},
        "code": concept,
        "onsetDateTime": "2014-03-01",
    } | more


def observation(concept: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "subject": HERS,
        "code": concept,
        "effectiveDateTime": "2014-02-01",
    } | more


def statement(concept: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    drug = {} if concept is None else {"medicationCodeableConcept": concept}
    return {"resourceType": "MedicationStatement", "id": "m", "status": "active", "subject": HERS} | drug | more


def procedure(concept: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "s",
        "status": "completed",
        "subject": HERS,
        "code": concept,
        "performedDateTime": "2014-04-01",
    } | more


def read(*resources: Any, validation: Validation = Validation.OFF) -> PatientRecord:
    """What is read from the patient and these resources."""
    entries = [{"resource": resource} for resource in (PATIENT, *resources)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return read_record(raw_from_bundle(bundle, "p"), validation=validation)


def agents(*resources: Any) -> tuple[str, ...]:
    """The ingredients that are read from these medications."""
    return tuple(sorted(agent for taken in read(*resources).medications for agent in taken.agents))


def why(record: PatientRecord) -> dict[str, str]:
    """Why resources were left out, by reference."""
    return {left.reference: left.why for left in record.excluded}


def gap_reasons(record: PatientRecord) -> list[str]:
    return [gap.reason for gap in record.gaps]

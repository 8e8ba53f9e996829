"""The codes of drugs that the code tables do not hold: system and code alone, never the text beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, codings, record, string
from fhir_mappings.references import References, reference_of
from fhir_mappings.screen import MEDICATIONS
from treatment_history.agents import AGENTS
from treatment_history.record import MEDICATION_QUERIES

if TYPE_CHECKING:
    from fhir_mappings.raw import RawRecord
    from treatment_history.record import PatientRecord

NAMED_ONLY = "(a name without a code)"
_LONGEST = 200


def unmapped_codes(raw: RawRecord, record_read: PatientRecord) -> tuple[str, ...]:
    """`system|code` of every drug of the patient that was not understood, each once, in order."""
    concerned = {
        drug.reference for drug in record_read.medications if not all(agent in AGENTS for agent in drug.agents)
    }
    concerned |= {gap.reference for gap in record_read.gaps if gap.about in MEDICATION_QUERIES}
    if not concerned:
        return ()
    references = References(raw.resources)
    found = {
        code
        for each in raw.resources
        if each.kind in MEDICATIONS and reference_of(each) in concerned
        for code in _codes(each.resource, references)
    }
    return tuple(sorted(found))


def _codes(resource: Json, references: References) -> list[str]:
    given = record(resource.get("medication"))
    concept = record(resource.get("medicationCodeableConcept")) or record(given.get("concept"))
    pointer = record(resource.get("medicationReference")) or record(given.get("reference"))
    product = references.resolved(pointer, resource) if pointer else None
    concept = concept or record(record(product).get("code"))
    codes = [
        f"{string(coding.get('system'))[:_LONGEST]}|{string(coding.get('code'))[:_LONGEST]}"
        for coding in codings(concept)
        if string(coding.get("code"))
    ]
    return codes or [NAMED_ONLY]

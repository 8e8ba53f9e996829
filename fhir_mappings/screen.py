"""The sieve: which resources of a record any reader would look at. Cheap, and passed by most of a real chart's bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import string

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDICATIONS = frozenset({"MedicationStatement", "MedicationRequest", "MedicationAdministration", "MedicationDispense"})
READ = frozenset(
    {
        *MEDICATIONS,
        "MedicationOrder",  # only to say that DSTU2 is not supported
        "Patient",
        "Condition",
        "Observation",
        "Procedure",
        "AllergyIntolerance",
        "EpisodeOfCare",
        "CarePlan",
        "List",
    }
)
"""The resource types that a reader looks at; the others only serve as targets of references."""


def is_read(resource: Mapping[str, object]) -> bool:
    """Whether a reader exists for this resource."""
    return string(resource.get("resourceType")) in READ

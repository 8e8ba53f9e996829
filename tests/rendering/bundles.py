"""Packaging of resources: a collection, paged search sets, the prefetch of a CDS Hooks request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rendering.vocabulary import Json

_PREFETCH_KEYS = {
    "conditions": "Condition",
    "observations": "Observation",
    "procedures": "Procedure",
    "medicationStatements": "MedicationStatement",
    "medicationRequests": "MedicationRequest",
    "medicationAdministrations": "MedicationAdministration",
    "allergies": "AllergyIntolerance",
    "episodes": "EpisodeOfCare",
    "carePlans": "CarePlan",
}


def _entry(resource: Json, base: str) -> Json:
    if "id" not in resource:
        return {"resource": resource}
    return {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource}


def collection(resources: Iterable[Json], *, base: str) -> Json:
    """A Bundle of type collection."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [_entry(resource, base) for resource in resources],
    }


def search_set(resources: Sequence[Json], included: Sequence[Json], *, base: str) -> Json:
    """The reply to one search: the matches, and the Medications that `_include` brought along."""
    matches = [_entry(resource, base) | {"search": {"mode": "match"}} for resource in resources]
    includes = [_entry(resource, base) | {"search": {"mode": "include"}} for resource in included]
    bundle: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(matches)}
    return bundle | ({"entry": matches + includes} if matches else {})


def search_sets(resources: Sequence[Json], *, base: str) -> dict[str, Json]:
    """One search set per resource type; a type of which the record holds nothing gives an empty one."""
    drugs = [resource for resource in resources if resource["resourceType"] == "Medication"]
    sets = {}
    for kind in ("Patient", *_PREFETCH_KEYS.values()):
        found = [resource for resource in resources if resource["resourceType"] == kind]
        named = [drug for drug in drugs if any(drug["id"].removesuffix("-drug") == item["id"] for item in found)]
        sets[kind] = search_set(found, named, base=base)
    return sets


def prefetch(resources: Sequence[Json], *, base: str) -> Json:
    """The prefetch of a CDS Hooks request: the Patient, and a search set per key."""
    sets = search_sets(resources, base=base)
    patient = next(resource for resource in resources if resource["resourceType"] == "Patient")
    return {"patient": patient} | {key: sets[kind] for key, kind in _PREFETCH_KEYS.items()}

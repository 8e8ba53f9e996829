"""Ways in which real charts fall short, each taken from a whole record: what is left away, and how it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
_HER2_TESTS = ("85319-2", "85318-4", "48676-1")
_DRUGS = ("MedicationStatement", "MedicationRequest", "MedicationAdministration")
_DAY = re.compile(r"^(\d{4}-\d\d)-\d\d$")


@dataclass(frozen=True, slots=True)
class Gap:
    """One way to fall short. `change` gives back the resource as it is then written, or None if it is not there."""

    says: str
    change: Callable[[Json], Json | None]

    def applied(self, bundle: Json) -> Json:
        """The record with the gap."""
        changed = [self.change(entry["resource"]) for entry in bundle["entry"]]
        return bundle | {"entry": [{"resource": resource} for resource in changed if resource is not None]}


def _coded(resource: Json, codes: tuple[str, ...]) -> bool:
    return any(coding.get("code") in codes for coding in resource.get("code", {}).get("coding", ()))


def _without_end(resource: Json) -> Json:
    resource.get("effectivePeriod", {}).pop("end", None)
    return resource


def _without_start(resource: Json) -> Json:
    if resource["resourceType"] in _DRUGS:
        resource.pop("effectivePeriod", None)
    return resource


def _her2_unknown(resource: Json) -> Json | None:
    return None if _coded(resource, _HER2_TESTS) else resource


def _no_response(resource: Json) -> Json | None:
    return None if resource["resourceType"] == "Observation" and "focus" in resource else resource


def _no_birth_date(resource: Json) -> Json:
    if resource["resourceType"] == "Patient":
        resource.pop("birthDate", None)
    return resource


def _only_months(resource: Json) -> Json:
    return {name: _in_months(value) for name, value in resource.items() if name != "birthDate"}


def _in_months(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _in_months(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_months(inner) for inner in value]
    return _DAY.sub(r"\1", value) if isinstance(value, str) else value


def _drug_as_text(resource: Json) -> Json:
    concept = resource.get("medicationCodeableConcept")
    if concept and concept.get("coding"):
        name = concept.get("text") or concept["coding"][0].get("display")
        resource["medicationCodeableConcept"] = {"text": name} if name else concept
    return resource


def _no_metastases(resource: Json) -> Json | None:
    is_primary = resource.get("id") == "primary" or resource["resourceType"] != "Condition"
    return resource if is_primary or not str(resource.get("id", "")).startswith("e") else None


def _no_brain_imaging(resource: Json) -> Json | None:
    return None if resource["resourceType"] == "Observation" and "brain" in str(resource).lower() else resource


def _no_procedures(resource: Json) -> Json | None:
    return None if resource["resourceType"] == "Procedure" else resource


GAPS = {
    "nothing": Gap("the whole record", lambda resource: resource),
    "no stop dates": Gap("drugs have a start alone; their status stays", _without_end),
    "no drug dates": Gap("drugs have no dates at all", _without_start),
    "no HER2": Gap("no receptor test of HER2", _her2_unknown),
    "no response": Gap("no assessment of the disease", _no_response),
    "no brain imaging": Gap("no Observation about the brain, progression there included", _no_brain_imaging),
    "no metastases": Gap("only the primary tumour is coded", _no_metastases),
    "no procedures": Gap("no surgery, no radiotherapy", _no_procedures),
    "no birth date": Gap("Patient without birthDate", _no_birth_date),
    "months only": Gap("every day is cut to its month", _only_months),
    "drugs as text": Gap("drugs have a name without a code", _drug_as_text),
}
"""The gaps by their names; the first one takes nothing away and is the measure of the others."""

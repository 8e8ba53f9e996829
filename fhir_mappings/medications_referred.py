"""Which Medication resources a record refers to without holding them.

EHRs differ in whether a search brings along what its results refer to, and in whether `_include` is supported at all;
so the templates do not ask for it, and what is missing is read one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir_mappings.bundle import unpacked
from fhir_mappings.elements import Json, record, string
from fhir_mappings.prefetch import MEDICATION_KEYS, TEMPLATES
from fhir_mappings.references import References, target
from fhir_mappings.screen import MEDICATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fhir_mappings.raw import AnyResource

KEY = "medications"
"""Where the resources that were read stand in a completed prefetch."""


def medications_referred(prefetch: Mapping[str, Any], draft_orders: Mapping[str, Any]) -> tuple[str, ...]:
    """References to products that neither the prefetch nor the drafts hold, those without any name first."""
    sent = [raw for key in prefetch if _may_hold(key) for raw in unpacked(prefetch[key])[0]]
    found = (*sent, *unpacked(dict(draft_orders))[0])
    return tuple(dict.fromkeys(address for _, address in sorted(_unresolved(found))))


def _may_hold(key: str) -> bool:
    return key in MEDICATION_KEYS or key not in TEMPLATES


def _unresolved(found: tuple[AnyResource, ...]) -> Iterator[tuple[bool, str]]:
    """Whether the reference has a name of its own, and its address."""
    known = References(found)
    for raw in found:
        if raw.kind not in MEDICATIONS or (raw.sighting is not None and raw.sighting.verdict is not None):
            continue  # a glance gives a verdict only on drugs that are written out
        reference = _reference(raw.resource)
        address = target(reference)
        if address and not address.startswith(("#", "urn:")) and known.resolved(reference, raw.resource) is None:
            yield bool(string(reference.get("display"))), address


def _reference(resource: Json) -> Json:
    """The reference to a product in R4 or R5 shape; empty where the drug is written out."""
    if record(resource.get("medicationCodeableConcept")):
        return {}
    inner = record(resource.get("medication"))
    return record(resource.get("medicationReference")) or (
        {} if inner.get("concept") else record(inner.get("reference"))
    )

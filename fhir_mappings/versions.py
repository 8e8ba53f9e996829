"""FHIR R4, R4B and R5 shapes brought to one view, R4's; older versions recognised (mapping specification 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, coded, codings, record, records, string

if TYPE_CHECKING:
    from collections.abc import Callable

_MEDICATIONS = ("MedicationStatement", "MedicationRequest", "MedicationAdministration", "MedicationDispense")
_NOTES = list[str]


_RECORDED = ("recorded", "draft")
"""The statuses of an R5 statement that say nothing about taking."""

OLDER = "FHIR DSTU2 or STU3"


def older_version(resource: Json) -> str | None:
    """`FHIR DSTU2 or STU3` if the shape is one that R4 no longer has."""
    has_old_shape = _OLD_SHAPES.get(string(resource.get("resourceType")))
    return OLDER if has_old_shape is not None and has_old_shape(resource) else None


def _any(*members: str) -> Callable[[Json], bool]:
    looked_for = frozenset(members)
    return lambda resource: not looked_for.isdisjoint(resource)


_taken = _any("taken", "wasNotTaken")
_commented = _any("comments", "related")
_asserted = _any("patient", "dateRecorded", "assertedDate")


def _old_statement(resource: Json) -> bool:
    return _taken(resource) or ("patient" in resource and "subject" not in resource)


def _old_observation(resource: Json) -> bool:
    return isinstance(resource.get("category"), dict) or _commented(resource)


def _old_condition(resource: Json) -> bool:
    coded_as_string = isinstance(resource.get("clinicalStatus"), str) or isinstance(
        resource.get("verificationStatus"), str
    )
    return coded_as_string or _asserted(resource)


def _old_allergy(resource: Json) -> bool:
    return isinstance(resource.get("clinicalStatus"), str) or "substance" in resource


_OLD_SHAPES: dict[str, Callable[[Json], bool]] = {
    "MedicationOrder": lambda _: True,
    "MedicationStatement": _old_statement,
    "MedicationRequest": _any("definition", "context"),
    "MedicationAdministration": _any("wasNotGiven", "notGiven", "patient", "prescription"),
    "Observation": _old_observation,
    "Condition": _old_condition,
    "Procedure": _any("notPerformed", "notDone"),
    "AllergyIntolerance": _old_allergy,
}


_of_r5 = _any("medication", "occurenceDateTime", "occurencePeriod", "occurrenceDateTime")


def is_r5(resource: Json) -> bool:
    """Whether the shape is one that only R5 has."""
    kind = string(resource.get("resourceType"))
    if kind in _MEDICATIONS:
        return _of_r5(resource)
    return kind == "Procedure" and any(member.startswith("occurrence") for member in resource)


def as_r4(resource: Json) -> tuple[Json, _NOTES]:
    """The resource under R4 member names, with notes on what the translation could not keep."""
    translate = _TRANSLATORS.get(resource["resourceType"])
    return translate(resource) if translate else (resource, [])


_EFFECTIVE = {
    f"{spelt}{old}": f"effective{old}"
    for old in ("DateTime", "Period", "Timing")
    for spelt in ("occurence", "occurrence")  # R5 itself writes one r here
}
_to_be_translated = _any("medication", "reason", "adherence", *_EFFECTIVE)


def _medication(resource: Json) -> tuple[Json, _NOTES]:
    if not _to_be_translated(resource) and string(resource.get("status")) not in _RECORDED:
        return resource, []
    body = dict(resource)
    notes: _NOTES = []
    _codeable_reference(body, "medication", "medicationCodeableConcept", "medicationReference")
    _reasons(body)
    for spelt, member in _EFFECTIVE.items():
        if spelt in body:
            body.setdefault(member, body[spelt])
    if body["resourceType"] == "MedicationStatement":
        notes += _statement_status(body)
    return body, notes


def _procedure(resource: Json) -> tuple[Json, _NOTES]:
    body = dict(resource)
    _reasons(body)
    for member in list(body):
        if member.startswith("occurrence"):
            body.setdefault(member.replace("occurrence", "performed"), body[member])
    return body, []


def _codeable_reference(body: Json, member: str, concept: str, reference: str) -> None:
    given = body.get(member)
    if isinstance(given, dict):
        if isinstance(given.get("concept"), dict):
            body.setdefault(concept, given["concept"])
        if isinstance(given.get("reference"), dict):
            body.setdefault(reference, given["reference"])


def _reasons(body: Json) -> None:
    reasons = records(body.get("reason"))
    if reasons:
        body.setdefault(
            "reasonCode", [reason["concept"] for reason in reasons if isinstance(reason.get("concept"), dict)]
        )
        body.setdefault(
            "reasonReference", [reason["reference"] for reason in reasons if isinstance(reason.get("reference"), dict)]
        )


def _statement_status(body: Json) -> _NOTES:
    """R5 status and adherence as one R4 status: the pair says what R4's single code said."""
    status = string(body.get("status"))
    adherence = record(body.get("adherence"))
    taking = _adherence(adherence.get("code"))
    if status not in _RECORDED and not taking:
        return []
    if isinstance(adherence.get("reason"), dict):
        body.setdefault("statusReason", [adherence["reason"]])
    if status == "entered-in-error":
        return []
    original = _original_status(body)
    if original:
        body["status"] = original
        return []
    dated = bool(body.get("effectivePeriod") or body.get("effectiveDateTime") or body.get("effectiveTiming"))
    if taking == "not-taking":
        dated = bool(record(body.get("effectivePeriod")).get("end"))
    body["status"] = _R4_STATUS[taking](dated) if taking else _without_adherence(status, dated=dated)
    return [] if taking else [f"r5-{status}-without-adherence"]


def _original_status(body: Json) -> str:
    """The R4 status that a converted statement carries along in HL7's cross-version extension."""
    carried = [string(item.get("valueCode")) for item in records(body.get("extension")) if item.get("url") == R4_STATUS]
    return next((code for code in carried if code in _R4_CODES), "")


def _adherence(concept: object) -> str:
    found = {name.removeprefix("adherence.r5.") for name in coded(concept) if name.startswith("adherence.r5.")}
    found |= {string(coding.get("code")) for coding in codings(concept)} & set(_R4_STATUS)
    return next((name for name in _R4_STATUS if name in found), "")


def _without_adherence(status: str, *, dated: bool) -> str:
    # HL7's own R4-to-R5 map turns active into draft and both taken and not-taken into recorded: a dated recorded
    # statement is a probable exposure whose present is unknown; everything weaker stays unknown.
    return "completed" if status == "recorded" and dated else "unknown"


R4_STATUS = "http://hl7.org/fhir/4.0/StructureDefinition/extension-MedicationStatement.status"
"""Cross-version extension, by the pattern of the FHIR extensions for data of another version."""

_R4_CODES = ("active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken")
_R4_STATUS: dict[str, Callable[[bool], str]] = {
    "taking-as-directed": lambda _: "active",
    "taking-not-as-directed": lambda _: "active",
    "taking": lambda _: "active",
    "on-hold-as-directed": lambda _: "on-hold",
    "on-hold-not-as-directed": lambda _: "on-hold",
    "on-hold": lambda _: "on-hold",
    "stopped-as-directed": lambda _: "stopped",
    "stopped-not-as-directed": lambda _: "stopped",
    "stopped": lambda _: "stopped",
    # Never, or no longer? A period of "not taking" is by definition the time of not taking, so its start proves
    # nothing; only one that has ended is read as a course that was stopped.
    "not-taking": lambda ended: "stopped" if ended else "unknown",
    "unknown": lambda _: "unknown",
}
_TRANSLATORS: dict[str, Callable[[Json], tuple[Json, _NOTES]]] = {
    **dict.fromkeys(_MEDICATIONS, _medication),
    "Procedure": _procedure,
}

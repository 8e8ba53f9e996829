"""Medication resources: statement, request, administration and dispense, in R4 and R5 shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rendering.dialects import DrugPlace
from rendering.vocabulary import REGULAR_END_AND_CHANGE, SETTING, STOP_REASON, drug_concept

from fhir_mappings.versions import R4_STATUS

if TYPE_CHECKING:
    from rendering.dialects import Dialect
    from rendering.vocabulary import Json

_INTENT = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"
_STUDY = "http://hl7.org/fhir/StructureDefinition/workflow-researchStudy"
_ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
_R5_STATEMENT = {  # R4 status -> R5 status and adherence
    "active": ("recorded", "taking"),
    "completed": ("recorded", None),
    "stopped": ("recorded", "stopped"),
    "on-hold": ("recorded", "on-hold"),
    "not-taken": ("recorded", "not-taking"),
    "intended": ("draft", None),
    "unknown": ("recorded", None),
    "entered-in-error": ("entered-in-error", None),
}


def render_medication(item: Json, subject: Json, dialect: Dialect) -> list[Json]:
    """The resource of one medication entry of a case, with a Medication entry if the dialect keeps drugs apart."""
    concept = drug_concept(item["drug"], dialect.drugs)
    separate: Json = {"resourceType": "Medication", "id": f"{item['id']}-drug", "code": concept}
    resource: Json = {"resourceType": item["resource"], "id": item["id"]}
    if dialect.place is DrugPlace.CONTAINED:
        resource["contained"] = [separate]
    if extensions := _extensions(item):
        resource["extension"] = extensions
    resource |= _drug(concept, separate["id"], dialect) | {"subject": subject}
    resource |= _WRITERS[item["resource"]](item, dialect)
    return [resource, separate] if dialect.place is DrugPlace.ENTRY else [resource]


def _extensions(item: Json) -> list[Json]:
    said = []
    if setting := item.get("setting"):
        said.append({"url": _INTENT, "valueCodeableConcept": SETTING[setting]})
    if item.get("investigational"):
        said.append({"url": _STUDY, "valueReference": {"reference": "ResearchStudy/trial"}})
    return said


def _drug(concept: Json, identifier: str, dialect: Dialect) -> Json:
    if dialect.place is DrugPlace.INLINE:
        return {"medication": {"concept": concept}} if dialect.r5 else {"medicationCodeableConcept": concept}
    target = f"#{identifier}" if dialect.place is DrugPlace.CONTAINED else f"Medication/{identifier}"
    reference = {"reference": target}
    return {"medication": {"reference": reference}} if dialect.r5 else {"medicationReference": reference}


def _period(item: Json) -> Json:
    return {side: str(item[side]) for side in ("start", "end") if item.get(side) is not None}


def _reason(item: Json) -> Json | None:
    if item.get("planned"):
        return REGULAR_END_AND_CHANGE
    return STOP_REASON[item["reason"]] if item.get("reason") else None


def _statement(item: Json, dialect: Dialect) -> Json:
    if dialect.r5:
        return _statement_r5(item)
    written: Json = {"status": item["status"]}
    if reason := _reason(item):
        written["statusReason"] = [reason]
    if period := _period(item):
        written["effectivePeriod"] = period
    if route := item.get("route"):
        written["dosage"] = [{"text": route}]
    if context := item.get("context"):
        written["context"] = {"reference": context}
    return written


def _statement_r5(item: Json) -> Json:
    status, adherence = _R5_STATEMENT[item["status"]]
    written: Json = {"status": status}
    if _reason(item) and adherence is None:
        adherence = "stopped"  # R5 has no statusReason: a reason stands with the adherence alone
    if adherence:
        written["adherence"] = {"code": {"coding": [{"system": _ADHERENCE, "code": adherence}]}}
        if reason := _reason(item):
            written["adherence"]["reason"] = reason
    if item["status"] in ("not-taken", "intended"):  # R5 has no word for these: converters carry the R4 code along
        written["extension"] = [{"url": R4_STATUS, "valueCode": item["status"]}]
    return written | ({"effectivePeriod": period} if (period := _period(item)) else {})


def _request(item: Json, dialect: Dialect) -> Json:
    written: Json = {"status": item["status"], "intent": item.get("intent", "order")}
    if reason := _reason(item):
        written["statusReason"] = reason
    if item.get("start") is not None:
        written["authoredOn"] = str(item["start"])
    if item.get("end") is not None and dialect.r5:
        written["effectiveDosePeriod"] = _period(item)
    elif item.get("end") is not None:
        written["dosageInstruction"] = [{"timing": {"repeat": {"boundsPeriod": _period(item)}}}]
    return written


def _administration(item: Json, dialect: Dialect) -> Json:
    written: Json = {"status": item["status"]}
    if reason := _reason(item):
        written["statusReason"] = [reason]
    if context := item.get("context"):
        written["encounter" if dialect.r5 else "context"] = {"reference": context}
    element = "occurence" if dialect.r5 else "effective"  # R5 itself spells it with one r
    start, end = item.get("start"), item.get("end")
    if item["status"] == "in-progress" or (end is not None and end != start):
        return written | {f"{element}Period": _period(item)}
    return written | ({f"{element}DateTime": str(start)} if start is not None else {})


def _dispense(item: Json, _dialect: Dialect) -> Json:
    written: Json = {"status": item["status"]}
    return written | ({"whenHandedOver": str(item["start"])} if item.get("start") is not None else {})


_WRITERS = {
    "MedicationStatement": _statement,
    "MedicationRequest": _request,
    "MedicationAdministration": _administration,
    "MedicationDispense": _dispense,
}

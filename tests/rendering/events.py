"""The events of a case as FHIR: metastases, disease status, procedures, results, comorbidities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rendering.dialects import ResponseCoding
from rendering.vocabulary import (
    COMORBIDITY,
    EVIDENCE,
    LOINC,
    METASTASIS,
    RESPONSE,
    RESPONSE_TEST,
    SNOMED,
    coded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rendering.dialects import Dialect
    from rendering.vocabulary import Json

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_EVIDENCE_TYPE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-cancer-disease-status-evidence-type"
_RELATED = "http://hl7.org/fhir/StructureDefinition/condition-related"
PRIMARY = {"reference": "Condition/breast-cancer"}


def condition(identifier: str, code: Json, subject: Json, *, verified: str = "confirmed") -> Json:
    """A problem-list Condition."""
    written: Json = {"resourceType": "Condition", "id": identifier}
    if verified != "entered-in-error":  # an R4 invariant forbids a clinical status there
        active = "inactive" if verified == "refuted" else "active"
        written["clinicalStatus"] = coded(_CLINICAL, active)
    return written | {"verificationStatus": coded(_VERIFIED, verified), "code": code, "subject": subject}


def breast_cancer(subject: Json, onset: object = None) -> Json:
    """The primary cancer (mCODE primary cancer condition)."""
    code = coded(SNOMED, "254837009", "Malignant tumor of breast")
    return condition("breast-cancer", code, subject) | ({"onsetDateTime": str(onset)} if onset else {})


def _metastasis(event: Json, subject: Json, dialect: Dialect, _all: Sequence[Json]) -> Json:
    site = event.get("site")
    table = METASTASIS[dialect.sites]
    code = table.get(site) or {"text": f"{site} metastases"} if site else table.get(None, METASTASIS_OF_UNKNOWN_SITE)
    verified = "refuted" if event.get("present") == "no" else event.get("status", "confirmed")
    written = condition(event["id"], code, subject, verified=verified)
    written["extension"] = [{"url": _RELATED, "valueReference": PRIMARY}]
    return written | ({"onsetDateTime": str(event["date"])} if event.get("date") is not None else {})


METASTASIS_OF_UNKNOWN_SITE = {"text": "Metastatic disease"}


def _absence(event: Json, subject: Json, dialect: Dialect, _all: Sequence[Json]) -> Json:
    """Imaging that found no metastasis at a site: the suspected Condition is refuted on that day."""
    table = METASTASIS[dialect.sites]
    written = condition(event["id"], table[event["site"]], subject, verified="refuted")
    return written | {"recordedDate": str(event["date"])}


def _observation(event: Json, code: Json, subject: Json, value: Json) -> Json:
    written = {"resourceType": "Observation", "id": event["id"], "status": event.get("status", "final"), "code": code}
    dated = {"effectiveDateTime": str(event["date"])} if event.get("date") is not None else {}
    return written | {"subject": subject} | dated | value


def _status(event: Json, subject: Json, dialect: Dialect, events: Sequence[Json]) -> Json:
    code = RESPONSE_TEST[dialect.response]
    table = RESPONSE[dialect.response]
    value = table.get(event["value"]) or RESPONSE[ResponseCoding.MCODE][event["value"]]
    written = _observation(event, code, subject, {"valueCodeableConcept": value})
    if evidence := event.get("evidence"):
        written["extension"] = [{"url": _EVIDENCE_TYPE, "valueCodeableConcept": EVIDENCE[evidence]}]
    written["focus"] = [_lesion(event, events)]
    if site := event.get("site"):
        written["bodySite"] = {"text": site}
    return written


def _lesion(event: Json, events: Sequence[Json]) -> Json:
    at_site = [e["id"] for e in events if e["type"] == "metastasis" and e.get("site") == event.get("site")]
    return {"reference": f"Condition/{at_site[0]}"} if event.get("site") and at_site else PRIMARY


def _procedure(event: Json, code: Json, subject: Json, dialect: Dialect) -> Json:
    written = {"resourceType": "Procedure", "id": event["id"], "status": event.get("status", "completed")}
    element = "occurrenceDateTime" if dialect.r5 else "performedDateTime"
    dated = {element: str(event["date"])} if event.get("date") is not None else {}
    site = {"bodySite": [{"text": event["site"]}]} if event.get("site") else {}
    return written | {"code": code, "subject": subject} | dated | site


def _surgery(event: Json, subject: Json, dialect: Dialect, _all: Sequence[Json]) -> Json:
    if event.get("purpose", "primary") == "primary":
        return _procedure(event, coded(SNOMED, "172043006", "SM - Simple mastectomy"), subject, dialect)
    if event.get("site") == "liver":
        return _procedure(event, coded(SNOMED, "307616002", "Excision of liver metastasis"), subject, dialect)
    return _procedure(event, {"text": f"Surgery of {event.get('site', 'another site')}"}, subject, dialect)


def _radiotherapy(event: Json, subject: Json, dialect: Dialect, _all: Sequence[Json]) -> Json:
    if event.get("site") == "brain":
        code = coded(SNOMED, "429584001", "Stereotactic radiosurgery of brain tissue (procedure)")
    else:
        code = coded(SNOMED, "1287742003", "Radiotherapy (procedure)")
    return _procedure(event, code, subject, dialect)


def _marker(event: Json, subject: Json, _dialect: Dialect, _all: Sequence[Json]) -> Json:
    return _observation(event, _MARKER_TESTS[event["test"]], subject, _MARKER_VALUES[event["value"]])


_MARKER_TESTS = {
    "HER2 IHC": coded(LOINC, "85319-2", "HER2 [Presence] in Breast cancer specimen by Immune stain"),
    "HER2 ISH": coded(LOINC, "85318-4", "ERBB2 gene duplication [Presence] in Breast cancer specimen by FISH"),
    "HER2": coded(LOINC, "48676-1", "HER2 [Interpretation] in Tissue"),
    "ER": coded(LOINC, "85337-4", "Estrogen receptor Ag [Presence] in Breast cancer specimen by Immune stain"),
    "PR": coded(LOINC, "85339-0", "Progesterone receptor Ag [Presence] in Breast cancer specimen by Immune stain"),
    "ER percent": coded(
        LOINC, "85329-1", "Cells.estrogen receptor/100 cells in Breast cancer specimen by Immune stain"
    ),
}
_MARKER_VALUES: dict[str, Json] = {
    "positive": {"valueCodeableConcept": coded(LOINC, "LA6576-8", "Positive")},
    "negative": {"valueCodeableConcept": coded(LOINC, "LA6577-6", "Negative")},
    "equivocal": {"valueCodeableConcept": coded(SNOMED, "280414007", "Equivocal result")},
    "0": {"valueCodeableConcept": coded(LOINC, "LA6111-4", "0")},
    "1+": {"valueCodeableConcept": coded(LOINC, "LA11841-6", "1+")},
    "2+": {"valueCodeableConcept": coded(LOINC, "LA11842-4", "2+")},
    "3+": {"valueCodeableConcept": coded(LOINC, "LA11843-2", "3+")},
    "3+ in words": {"valueString": "IHC 3+"},
    "90 %": {"valueQuantity": {"value": 90, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}},
}


def _measurement(event: Json, subject: Json, _dialect: Dialect, _all: Sequence[Json]) -> Json:
    code, unit, upper_limit = _MEASUREMENTS[event["quantity"]]
    amount = event["value"] * (upper_limit or 1)
    quantity = {"value": amount, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    high = {"high": {"value": upper_limit, "unit": unit}}
    limits: Json = {"referenceRange": [high]} if upper_limit else {}
    return _observation(event, code, subject, {"valueQuantity": quantity} | limits)


_MEASUREMENTS: dict[
    str, tuple[Json, str, float | None]
] = {  # code, unit, upper limit of normal where the case gives multiples of it
    "LVEF": (coded(LOINC, "10230-1", "Left ventricular Ejection fraction"), "%", None),
    "ALT": (
        coded(LOINC, "1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma"),
        "U/L",
        40,
    ),
    "bilirubin": (coded(LOINC, "1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma"), "mg/dL", 1.2),
}


def _comorbidity(event: Json, subject: Json, _dialect: Dialect, _all: Sequence[Json]) -> Json:
    written = condition(event["id"], COMORBIDITY[event["kind"]], subject)
    return written | ({"onsetDateTime": str(event["date"])} if event.get("date") else {})


def _stage(event: Json, subject: Json, _dialect: Dialect, _all: Sequence[Json]) -> Json:
    code = coded(LOINC, "21908-9", "Stage group.clinical Cancer")
    stages = {
        "II": coded(SNOMED, "258219007", "Stage 2"),
        "III": coded(SNOMED, "258224005", "Stage 3"),
        "IV": coded(SNOMED, "258228008", "Stage 4"),
    }
    return _observation(event, code, subject, {"valueCodeableConcept": stages[event["value"]]})


def _allergy(event: Json, subject: Json, _dialect: Dialect, _all: Sequence[Json]) -> Json:
    written = {"resourceType": "AllergyIntolerance", "id": event["id"], "verificationStatus": _ALLERGY_CONFIRMED}
    return written | {"code": {"text": event["drug"]}, "patient": subject, "recordedDate": str(event["date"])}


_ALLERGY_CONFIRMED = coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "confirmed")

WRITERS: dict[str, Callable[[Json, Json, Dialect, Sequence[Json]], Json]] = {
    "metastasis": _metastasis,
    "absence": _absence,
    "status": _status,
    "surgery": _surgery,
    "radiotherapy": _radiotherapy,
    "marker": _marker,
    "measurement": _measurement,
    "comorbidity": _comorbidity,
    "stage": _stage,
    "allergy": _allergy,
}
"""How each type of event is written; `explicit_line` stands in rendering.lines."""

"""Invented hook requests of any size: 70 % Observations, 17 % medication statements, 13 % Conditions, seeded.

Every chart holds the same few resources that a rule asks for and, beyond 200 resources, about 6 % of such; the rest is
what real charts consist of: vital signs, laboratory values, other diseases, other drugs.
"""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec

SIZES = (20, 200, 2_000, 20_000)
PATIENT = "bench-1"
Json = dict[str, Any]
_LOINC, _SNOMED = "http://loinc.org", "http://snomed.info/sct"
_RXNORM, _ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"
_ICD = "http://hl7.org/fhir/sid/icd-10-cm"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_LABS = (
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "259695003", "Hemoglobin concentration", "g/dL", 12.1),
    ("6690-2", "Leukocytes [#/volume] in Blood", "767002", "White blood cell count", "10*3/uL", 6.3),
    ("777-3", "Platelets [#/volume] in Blood", "61928009", "Platelet count", "10*3/uL", 210.5),
    ("2160-0", "Creatinine [Mass/volume] in Serum", "113075003", "Serum creatinine", "mg/dL", 0.9),
    ("2823-3", "Potassium [Moles/volume] in Serum", "59573005", "Potassium measurement", "mmol/L", 4.1),
    ("8310-5", "Body temperature", "386725007", "Body temperature", "Cel", 36.6),
    ("8867-4", "Heart rate", "364075005", "Heart rate", "/min", 72.5),
    ("29463-7", "Body weight", "27113001", "Body weight", "kg", 67.2),
)
_DISEASES = (
    ("J45.909", "Unspecified asthma, uncomplicated", "195967001", "Asthma"),
    ("M54.5", "Low back pain", "279039007", "Low back pain"),
    ("K21.9", "Gastro-esophageal reflux disease", "235595009", "Gastroesophageal reflux disease"),
    ("E03.9", "Hypothyroidism, unspecified", "40930008", "Hypothyroidism"),
)
_DRUGS = (
    ("161", "acetaminophen", "N02BE01", "paracetamol"),
    ("7646", "omeprazole", "A02BC01", "omeprazole"),
    ("10582", "levothyroxine", "H03AA01", "levothyroxine sodium"),
    ("36567", "simvastatin", "C10AA01", "simvastatin"),
)


def request(resources: int, seed: int = 7) -> bytes:
    """A patient-view request with so many resources beside the Patient."""
    return msgspec.json.encode(
        {
            "hook": "patient-view",
            "hookInstance": "5b2b4d4e-8f5a-4b9f-9d0a-1d6f6a3c2b10",
            "context": {"userId": "Practitioner/bench", "patientId": PATIENT},
            "prefetch": prefetch(resources, seed),
        }
    )


def prefetch(resources: int, seed: int = 7) -> Json:
    """The chart as the answers to our prefetch templates."""
    random = Random(seed)  # noqa: S311 - a benchmark repeats itself
    relevant = _relevant(7 if resources <= 20 else max(24, resources * 6 // 100), random)
    others = [_other(number, random) for number in range(resources - len(relevant))]
    random.shuffle(others)
    pages: dict[str, list[Json]] = {"Observation": [], "Condition": [], "MedicationStatement": []}
    for resource in (*relevant, *others):
        pages[resource["resourceType"]].append(resource)
    empty = ("procedures", "medicationRequests", "medicationAdministrations", "allergies", "episodes")
    patient = {"resourceType": "Patient", "id": PATIENT, "gender": "female", "birthDate": "1960-04-05"}
    return {
        "patient": patient,
        "conditions": _page(pages["Condition"]),
        "observations": _page(pages["Observation"]),
        "medicationStatements": _page(pages["MedicationStatement"]),
    } | {key: _page([]) for key in empty}


def _page(resources: list[Json]) -> Json:
    entries = [_entry(resource) for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _entry(resource: Json) -> Json:
    address = f"https://ehr.example.org/fhir/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": "match"}}


def _base(kind: str, identifier: str, number: int) -> Json:
    meta = {"versionId": "1", "lastUpdated": f"201{number % 6}-03-04T08:15:30.000Z"}
    subject = {"reference": f"Patient/{PATIENT}", "display": "Bench, Invented"}
    return {"resourceType": kind, "id": identifier, "meta": meta, "subject": subject}


def _day(number: int) -> str:
    return f"{2009 + number % 7}-{number % 12 + 1:02}-{number % 28 + 1:02}"


def _coded(*codings: tuple[str, str, str], text: str) -> Json:
    return {"coding": [{"system": s, "code": c, "display": d} for s, c, d in codings], "text": text}


def _other(number: int, random: Random) -> Json:
    kind = random.choices(("o", "m", "c"), (70, 17, 13))[0]
    if kind == "o":
        return _laboratory(number, random)
    return _drug(number, *random.choice(_DRUGS)) if kind == "m" else _disease(number, *random.choice(_DISEASES))


def _laboratory(number: int, random: Random) -> Json:
    loinc, name, snomed, other, unit, value = random.choice(_LABS)
    measured = round(value * random.uniform(0.7, 1.3), 1)
    ucum = {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return _base("Observation", f"lab-{number}", number) | {
        "status": "final",
        "category": [_coded((_CATEGORY, "laboratory", "Laboratory"), text="Laboratory")],
        "code": _coded((_LOINC, loinc, name), (_SNOMED, snomed, other), text=name),
        "encounter": {"reference": f"Encounter/visit-{number % 97}"},
        "effectiveDateTime": f"{_day(number)}T07:30:00Z",
        "issued": f"{_day(number)}T09:10:11.000Z",
        "performer": [{"reference": "Organization/lab", "display": "Central laboratory"}],
        "valueQuantity": {"value": measured} | ucum,
        "referenceRange": [
            {"low": {"value": value * 0.75} | ucum, "high": {"value": value * 1.25} | ucum, "text": "adult, method 2"}
        ],
        "note": [{"text": "Measured on the analyser of the central laboratory; plausibility checked. " * 3}],
    }


def _disease(number: int, icd: str, name: str, snomed: str, other: str) -> Json:
    return _base("Condition", f"disease-{number}", number) | {
        "clinicalStatus": _coded((_CLINICAL, "active", "Active"), text="active"),
        "verificationStatus": _coded((_VERIFICATION, "confirmed", "Confirmed"), text="confirmed"),
        "code": _coded((_ICD, icd, name), (_SNOMED, snomed, other), text=other),
        "onsetDateTime": _day(number),
        "recordedDate": _day(number),
        "note": [{"text": "Known for years, followed by the family physician; no change of treatment. " * 5}],
    }


def _drug(number: int, rxnorm: str, name: str, atc: str, other: str) -> Json:
    return _base("MedicationStatement", f"drug-{number}", number) | {
        "status": "active",
        "medicationCodeableConcept": _coded((_RXNORM, rxnorm, name), (_ATC, atc, other), text=name),
        "effectivePeriod": {"start": _day(number)},
        "dateAsserted": _day(number),
        "dosage": [{"text": "1 tablet daily", "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}],
        "note": [{"text": "Taken as prescribed; reported by the patient at the last visit to the clinic. " * 5}],
    }


def _relevant(count: int, random: Random) -> list[Json]:
    """HER2-positive metastatic disease after first-line therapy, then ejection fractions over and over."""
    cancer = _disease(0, "C50.911", "Malignant neoplasm of breast", "254837009", "Malignant neoplasm of breast")
    bone = _disease(1, "C79.51", "Secondary malignant neoplasm of bone", "94222008", "Bone metastasis")
    her2 = _laboratory(2, random) | {
        "code": _coded((_LOINC, "85319-2", "HER2 [Presence] in Breast cancer specimen"), text="HER2"),
        "valueCodeableConcept": _coded((_LOINC, "LA6576-8", "Positive"), text="Positive"),
    }
    her2.pop("valueQuantity")
    found = [cancer | {"id": "cancer"}, bone | {"id": "bone"}, her2 | {"id": "her2"}]
    for name, rxnorm, atc in (("trastuzumab", "224905", "L01FD01"), ("pertuzumab", "1298944", "L01FD02")):
        found.append(_drug(0, rxnorm, name, atc, name) | {"id": name, "effectivePeriod": {"start": "2014-03-01"}})
    found.extend(_heart(number, random) for number in range(count - len(found)))
    return found


def _heart(number: int, random: Random) -> Json:
    code = _coded((_LOINC, "10230-1", "Left ventricular Ejection fraction"), text="LVEF")
    percent = {"value": random.randrange(50, 70), "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}
    return _laboratory(number, random) | {"id": f"lvef-{number}", "code": code, "valueQuantity": percent}

"""The codes that the renderer writes, chosen by hand as a hospital would; not read from the product's own tables."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from rendering.dialects import DrugCoding, ResponseCoding, SiteCoding

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
ICD_10_GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
ATC_GERMAN = "http://fhir.de/CodeSystem/bfarm/atc"
_MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem"
MII_ASSESSMENT = f"{_MII}/mii-cs-onko-verlauf-gesamtbeurteilung"

Json: TypeAlias = dict[str, Any]


def coded(system: str, code: str, display: str = "", text: str = "") -> Json:
    """A CodeableConcept with one coding."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


METASTASIS: dict[SiteCoding, dict[str | None, Json]] = {
    SiteCoding.SNOMED: {
        "brain": coded(SNOMED, "94225005", "Secondary malignant neoplasm of brain"),
        "meninges": coded(SNOMED, "1155991005", "Secondary malignant neoplasm of leptomeninges"),
        "liver": coded(SNOMED, "94381002", "Secondary malignant neoplasm of liver"),
        "lung": coded(SNOMED, "94391008", "Secondary malignant neoplasm of lung"),
        "bone": coded(SNOMED, "94222008", "Secondary malignant neoplasm of bone"),
        "pleura": coded(SNOMED, "94493005", "Secondary malignant neoplasm of pleura"),
        "skin": coded(SNOMED, "94579000", "Secondary malignant neoplasm of skin"),
        "nodes": coded(SNOMED, "94396003", "Secondary malignant neoplasm of lymph nodes of multiple sites"),
        "regional nodes": coded(SNOMED, "94181007", "Secondary malignant neoplasm of axillary lymph nodes"),
        None: coded(SNOMED, "128462008", "Metastatic neoplasm (disease)"),
    },
    SiteCoding.ICD_10_CM: {
        "brain": coded(ICD_10_CM, "C79.31", "Secondary malignant neoplasm of brain"),
        "meninges": coded(ICD_10_CM, "C79.32", "Secondary malignant neoplasm of cerebral meninges"),
        "liver": coded(ICD_10_CM, "C78.7", "Secondary malignant neoplasm of liver and intrahepatic bile duct"),
        "lung": coded(ICD_10_CM, "C78.00", "Secondary malignant neoplasm of unspecified lung"),
        "bone": coded(ICD_10_CM, "C79.51", "Secondary malignant neoplasm of bone"),
        "pleura": coded(ICD_10_CM, "C78.2", "Secondary malignant neoplasm of pleura"),
        "skin": coded(ICD_10_CM, "C79.2", "Secondary malignant neoplasm of skin"),
        "nodes": coded(ICD_10_CM, "C77.8"),
        "regional nodes": coded(ICD_10_CM, "C77.3"),
        None: coded(ICD_10_CM, "C79.9", "Secondary malignant neoplasm of unspecified site"),
    },
    SiteCoding.ICD_10: {
        "brain": coded(ICD_10, "C79.3", "Secondary malignant neoplasm of brain and cerebral meninges"),
        "liver": coded(ICD_10, "C78.7", "Secondary malignant neoplasm of liver and intrahepatic bile duct"),
        "lung": coded(ICD_10, "C78.0", "Secondary malignant neoplasm of lung"),
        "bone": coded(ICD_10, "C79.5", "Secondary malignant neoplasm of bone and bone marrow"),
        "pleura": coded(ICD_10, "C78.2", "Secondary malignant neoplasm of pleura"),
        "skin": coded(ICD_10, "C79.2", "Secondary malignant neoplasm of skin"),
        "nodes": coded(ICD_10, "C77.8"),
        "regional nodes": coded(ICD_10, "C77.3"),
    },
}

METASTASIS[SiteCoding.ICD_10_GM] = {
    site: coded(ICD_10_GM, concept["coding"][0]["code"]) for site, concept in METASTASIS[SiteCoding.ICD_10].items()
}

RESPONSE: dict[ResponseCoding, dict[str, Json]] = {
    ResponseCoding.MCODE: {
        "CR": coded(SNOMED, "103338009", "In full remission (qualifier value)"),
        "PR": coded(SNOMED, "103337004", "In partial remission (qualifier value)"),
        "improved": coded(SNOMED, "268910001", "Patient's condition improved (finding)"),
        "SD": coded(SNOMED, "359746009", "Patient's condition stable (finding)"),
        "PD": coded(SNOMED, "271299001", "Patient's condition worsened (finding)"),
        "undetermined": coded(SNOMED, "709137006", "Patient condition undetermined (finding)"),
    },
    ResponseCoding.RECIST: {
        "CR": coded(LOINC, "LA28366-5", "Complete response"),
        "PR": coded(LOINC, "LA28369-9", "Partial response"),
        "SD": coded(LOINC, "LA28371-5", "Stable disease"),
        "PD": coded(LOINC, "LA28370-7", "Progressive disease"),
    },
    ResponseCoding.MII: {
        "CR": coded(MII_ASSESSMENT, "V"),
        "PR": coded(MII_ASSESSMENT, "T"),
        "improved": coded(MII_ASSESSMENT, "B"),
        "SD": coded(MII_ASSESSMENT, "K"),
        "PD": coded(MII_ASSESSMENT, "P"),
        "undetermined": coded(MII_ASSESSMENT, "U"),
    },
}

RESPONSE_TEST: dict[ResponseCoding, Json] = {
    ResponseCoding.MCODE: coded(LOINC, "97509-4", "Cancer disease progression"),
    ResponseCoding.RECIST: coded(LOINC, "97509-4", "Cancer disease progression"),
    ResponseCoding.MII: coded(SNOMED, "396432002", "Status of regression of tumor (observable entity)"),
}

EVIDENCE: dict[str, Json] = {
    "imaging": coded(SNOMED, "363679005", "Imaging (procedure)"),
    "clinical": coded(SNOMED, "5880005", "Physical examination procedure (procedure)"),
    "pathology": coded(SNOMED, "252416005", "Histopathology test (procedure)"),
    "marker": coded(SNOMED, "250724005", "Tumor marker measurement (procedure)"),
}

STOP_REASON: dict[str, Json] = {
    "progression": coded(SNOMED, "266721009", "No response to treatment (situation)"),
    "toxicity": coded(SNOMED, "407563006", "Treatment not tolerated (situation)"),
    "patient": coded(SNOMED, "105480006", "Refusal of treatment by patient (situation)"),
    "availability": coded(SNOMED, "309846006", "Treatment not available (situation)"),
    "completed": coded(SNOMED, "182992009", "Treatment completed (situation)"),
}

REGULAR_END_AND_CHANGE = coded(f"{_MII}/mii-cs-therapie-grund-ende", "W", "reguläres Ende mit Substanzwechsel")

SETTING: dict[str, Json] = {
    "neoadjuvant": coded(SNOMED, "373847000", "Neo-adjuvant - intent (qualifier value)"),
    "adjuvant": coded(SNOMED, "373846009", "Adjuvant - intent"),
    "metastatic": coded(SNOMED, "128462008", "Metastatic neoplasm (disease)"),
}

COMORBIDITY: dict[str, Json] = {
    "cardiovascular disease": coded(ICD_10_CM, "I25", "Chronic ischemic heart disease"),
    "diabetes": coded(SNOMED, "44054006", "Diabetes mellitus type 2 (disorder)"),
    "hypertension": coded(ICD_10_CM, "I10", "Essential (primary) hypertension"),
    "neuropathy": coded(SNOMED, "302226006", "Peripheral nerve disease (disorder)"),
}

SYSTEMS = {
    DrugCoding.RXNORM: RXNORM,
    DrugCoding.ATC: ATC,
    DrugCoding.ATC_GERMAN: ATC_GERMAN,
    DrugCoding.ATC_BEFORE_2022: ATC,
    DrugCoding.SNOMED: SNOMED,
}
OTHER_ANTINEOPLASTIC = "L01XX"  # the ATC group under which a new anticancer drug is filed
SUPPORTIVE = frozenset(
    {"zoledronic acid", "denosumab", "filgrastim", "pegfilgrastim", "ondansetron", "dexamethasone", "metoclopramide"}
)
FIXED_COMBINATION = {
    DrugCoding.RXNORM: "2382605",
    DrugCoding.ATC: "L01FY01",
    DrugCoding.ATC_GERMAN: "L01FY01",
    DrugCoding.BRAND: "Phesgo",
}
SHORT_NAMES = {"t-dm1": "trastuzumab emtansine", "t-dxd": "trastuzumab deruxtecan", "abraxane": "nab-paclitaxel"}


@cache
def drug_codes() -> dict[str, dict[str, str]]:
    """The drug table by ingredient."""
    with (Path(__file__).parent / "drug_codes.csv").open(encoding="utf-8", newline="") as table:
        return {row["ingredient"]: row for row in csv.DictReader(table)}


def ingredients(drug: str) -> tuple[str, ...]:
    """The ingredients that a drug text of a case names; the longest name wins, each part of the text is read once."""
    names = drug_codes() | {short: {} for short in SHORT_NAMES}
    longest_first = sorted(names, key=len, reverse=True)
    found = re.findall("|".join(map(re.escape, longest_first)), drug.lower())
    return tuple(dict.fromkeys(SHORT_NAMES.get(name, name) for name in found))


def drug_concept(drug: str, coding: DrugCoding) -> Json:
    """The drug as this hospital names it; a drug that its code system lacks is written as text."""
    named = ingredients(drug)
    code = _code(named, coding)
    if not named and drug not in SUPPORTIVE:
        return coded(ATC, OTHER_ANTINEOPLASTIC, text=drug)
    if not code:
        return {"text": drug}
    system = SYSTEMS.get(coding)
    if system is None:
        return {"text": code}
    match coding:
        case DrugCoding.RXNORM:
            return coded(system, code, drug.capitalize())
        case DrugCoding.SNOMED:
            return coded(system, code, text=drug)
        case _:
            return coded(system, code)


def _code(named: tuple[str, ...], coding: DrugCoding) -> str:
    if set(named) == {"trastuzumab", "pertuzumab"}:
        return FIXED_COMBINATION.get(coding, "")
    if len(named) != 1:
        return ""
    row = drug_codes()[named[0]]
    if coding is DrugCoding.ATC_GERMAN:
        return row["atc"]
    unchanged_in_2022 = row["atc"] if coding is DrugCoding.ATC_BEFORE_2022 else ""
    return row.get(coding.value, "") or unchanged_in_2022

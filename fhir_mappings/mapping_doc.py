"""Prints docs/mapping.md: which FHIR element becomes which fact, and the value tables, from the code itself.

Run `python -m fhir_mappings.mapping_doc > docs/mapping.md`.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from fhir_mappings import cancers, comorbidities, disease_status, indication, marker_values, sites, stop_reasons
from fhir_mappings import tumor_markers as markers
from fhir_mappings.codes import rows
from fhir_mappings.prefetch import MEDICATION_KEYS, REQUIRED, TEMPLATES
from fhir_mappings.systems import ATC, ICD_10, ICD_10_CM, ICD_10_PCS, LOINC, RXNORM, SNOMED, TEXT, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ELEMENTS = (
    ("Patient", "birthDate, gender, deceased[x], link", "person: age, sex, death; a main record elsewhere"),
    ("Condition", "code, verificationStatus, clinicalStatus, onset[x], recordedDate", "diagnosis of cancer"),
    (
        "Condition",
        "code of secondary disease, bodySite, extension condition-related",
        "metastasis, its site, its origin",
    ),
    ("Condition", "code that states receptors (ICD-10-CM Z17, SNOMED CT pre-coordinated)", "HER2, ER, PR as stated"),
    ("Condition", "stage.summary", "stage"),
    ("Condition", "code, severity, stage.summary", "comorbidity, grade of interstitial lung disease"),
    ("AllergyIntolerance", "code, reaction.substance", "taxane allergy or intolerance"),
    ("Observation", "code, value[x], component, interpretation, focus", "HER2, ER, PR result"),
    ("Observation", "code, value[x], extension evidence-type, focus, bodySite", "response or progression"),
    ("Observation", "code, value[x]", "stage group, M category"),
    ("Observation", "code, value[x], bodySite, focus", "distant metastases, or their stated absence"),
    (
        "Observation",
        "code, value[x], referenceRange",
        "LVEF in per cent; ALT, AST, bilirubin as multiple of their limit",
    ),
    ("Observation", "code, value[x]", "pregnancy"),
    (
        "MedicationStatement",
        "medication[x], status, adherence, effective[x], dosage.timing, statusReason",
        "drug taken",
    ),
    ("MedicationAdministration", "medication[x], status, effective[x], statusReason", "drug given"),
    (
        "MedicationRequest",
        "medication[x], status, intent, authoredOn, dosageInstruction.timing, effectiveDosePeriod, statusReason",
        "drug ordered",
    ),
    ("MedicationDispense", "medication[x], status, whenHandedOver", "drug dispensed"),
    ("Medication*", "reasonCode, reasonReference", "left out if it names another cancer"),
    ("Medication*", "category, extension with adjuvant, neoadjuvant, metastatic", "stated setting"),
    ("Medication*", "basedOn, partOf, extension to ResearchStudy", "investigational"),
    ("Procedure", "code, status, performed[x], bodySite, reason", "operation; local treatment and its site"),
    (
        "EpisodeOfCare, CarePlan, List, Procedure, Medication*",
        "line-of-therapy extensions, ordinal codes",
        "stated line",
    ),
)
_INTRODUCTION = (
    "Printed by `python -m fhir_mappings.mapping_doc`; a test compares. R4, R4B and R5 are read; older versions are "
    "reported as not supported. Every resource must name the patient; entered-in-error, refuted, planned and not-taken "
    "are never evidence for; what is not understood is listed as a gap."
)
_SYSTEMS = {
    SNOMED: "SNOMED CT",
    LOINC: "LOINC",
    RXNORM: "RxNorm",
    ATC: "ATC",
    ICD_10: "ICD-10",
    ICD_10_CM: "ICD-10-CM",
    ICD_10_PCS: "ICD-10-PCS",
    TEXT: "names",
}


def document() -> str:
    """The whole page."""
    parts = (
        "# From FHIR to facts",
        _INTRODUCTION,
        "## What is asked for",
        _table(
            ("prefetch key", "template", "needed"),
            ((key, f"`{asked}`", _need(key)) for key, asked in TEMPLATES.items()),
        ),
        "## Which element becomes which fact",
        _table(("resource", "elements", "fact"), ELEMENTS),
        "## Values",
        "### Receptor results",
        _values(marker_values.BY_CONCEPT),
        _values(marker_values.BY_SCORE_CONCEPT),
        "### Receptor tests",
        _values({name: f"{marker.value}, {method.value}" for name, (marker, method, _) in markers.TESTS.items()}),
        "### Receptors stated with the diagnosis",
        _values({name: ", ".join(f"{m.value} {r.value}" for m, r in pairs) for name, pairs in cancers.STATED.items()}),
        "### Response and progression",
        _values(disease_status.RESPONSES),
        "### Sites of metastasis",
        _values(sites.BY_CONCEPT),
        "### Reasons for stopping",
        _values(stop_reasons.REASONS),
        "### Stated setting",
        _values(indication.SETTINGS),
        "### Comorbidities",
        _values(comorbidities.KINDS),
        "## Codes per concept",
        "Each row of `fhir_mappings/codes/*.csv` names its source. Names are words as records write them.",
        _table(("concept", "codes"), _counts()),
    )
    return "\n\n".join(parts) + "\n"


def _need(key: str) -> str:
    if key in REQUIRED:
        return "required"
    return "at least one of three" if key in MEDICATION_KEYS else "used if sent"


def _values(table: Mapping[str, object]) -> str:
    return _table(
        ("concept", "read as"), ((name, str(getattr(value, "value", value))) for name, value in table.items())
    )


def _counts() -> Iterable[tuple[str, str]]:
    counted: dict[str, Counter[str]] = {}
    for row in rows():
        system = normalised(row.system)
        counted.setdefault(row.concept, Counter())[_SYSTEMS.get(system, system)] += 1
    for concept in sorted(counted):
        yield concept, ", ".join(f"{system} {times}" for system, times in sorted(counted[concept].items()))


def _table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    body = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *body])


if __name__ == "__main__":
    sys.stdout.write(document())

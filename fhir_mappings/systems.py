"""The names under which records carry one code system, brought to one name (mapping specification 3.1)."""

from __future__ import annotations

from functools import lru_cache

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD_10_PCS = "http://www.cms.gov/Medicare/Coding/ICD10"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
TEXT = "text"

_ALIASES = {
    "loinc": LOINC,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "snomed": SNOMED,
    "snomed-ct": SNOMED,
    "snomed ct": SNOMED,
    "sct": SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "rxnorm": RXNORM,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "atc": ATC,
    "http://www.whocc.no/atc": ATC,
    "https://www.whocc.no/atc": ATC,
    "http://whocc.no/atc": ATC,
    "http://fhir.de/codesystem/bfarm/atc": ATC,
    "http://fhir.de/codesystem/dimdi/atc": ATC,
    "http://fhir.de/codesystem/ifa/atc": ATC,
    "http://hl7.org/fhir/uv/ips/valueset/whoatc-uv-ips": ATC,
    "urn:oid:2.16.840.1.113883.6.73": ATC,
    "icd-10": ICD_10,
    "http://fhir.de/codesystem/bfarm/icd-10-gm": ICD_10,
    "http://fhir.de/codesystem/dimdi/icd-10-gm": ICD_10,
    "urn:oid:2.16.840.1.113883.6.3": ICD_10,
    "urn:oid:1.2.276.0.76.5.409": ICD_10,
    "icd-10-cm": ICD_10_CM,
    "urn:oid:2.16.840.1.113883.6.90": ICD_10_CM,
    "cie-10": ICD_10_CM,
    "cie-10-es": ICD_10_CM,
    "urn:oid:2.16.724.4.21.5.29": ICD_10_CM,
    "http://hl7.org/fhir/sid/icd-10-es": ICD_10_CM,
    "urn:oid:2.16.840.1.113883.6.4": ICD_10_PCS,
    "http://hl7.org/fhir/sid/icd-10-pcs": ICD_10_PCS,
    "icd-10-pcs": ICD_10_PCS,
    "http://hl7.org/fhir/valueset/observation-interpretation": INTERPRETATION,
    "http://hl7.org/fhir/v2/0078": INTERPRETATION,
    "http://terminology.hl7.org/valueset/v3-observationinterpretation": INTERPRETATION,
}
_LONGEST = 300


@lru_cache(maxsize=1024)
def normalised(system: str) -> str:
    """One name for a code system: versions, editions, OIDs, bare names and misused value-set addresses folded."""
    bare = system[:_LONGEST].split("|", 1)[0].strip()
    folded = bare.lower().rstrip("/")
    if folded[:1].isdigit():
        folded = f"urn:oid:{folded}"
    if folded.startswith((f"{SNOMED}/", "http://snomed.info/sct", "https://snomed.info/sct")):
        return SNOMED
    if folded.startswith("http://hl7.org/fhir/sid/icd-10-cm"):  # Taiwan appends a year
        return ICD_10_CM
    return (
        _ALIASES.get(folded)
        or _ALIASES.get(folded.replace("https://", "http://"))
        or _known_web(folded)
        or bare.rstrip("/")
    )


def _known_web(folded: str) -> str | None:
    plain = folded.replace("https://", "http://").replace("http://www.", "http://")
    return next((uri for uri in (LOINC, ICD_10, ICD_10_CM, INTERPRETATION) if plain == uri.lower()), None)

"""The ways in which hospitals write the same record: code systems, FHIR release, references, packaging."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class DrugCoding(Enum):
    """How a drug is named: mostly columns of drug_codes.csv; `text` is the name as the case gives it."""

    RXNORM = "rxnorm"
    ATC = "atc"
    ATC_GERMAN = "atc_german"
    ATC_BEFORE_2022 = "atc_before_2022"
    SNOMED = "snomed"
    BRAND = "brand"
    SPANISH = "spanish"
    TEXT = "text"


class SiteCoding(Enum):
    """How the site of a metastasis is coded. Values are keys of vocabulary.METASTASIS."""

    SNOMED = "snomed"
    ICD_10_CM = "icd-10-cm"
    ICD_10 = "icd-10"
    ICD_10_GM = "icd-10-gm"


class ResponseCoding(Enum):
    """How a disease-status assessment is coded. Values are keys of vocabulary.RESPONSE."""

    MCODE = "mcode"
    RECIST = "recist"
    MII = "mii"


class DrugPlace(Enum):
    """Where the drug stands: in the resource, contained in it, or as a Medication entry of the Bundle."""

    INLINE = "inline"
    CONTAINED = "contained"
    ENTRY = "entry"


class Packaging(Enum):
    """What holds the resources: one collection Bundle, or one paged search set after the other."""

    COLLECTION = "collection"
    SEARCH_SETS = "search sets"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One hospital's habits."""

    name: str
    drugs: DrugCoding
    sites: SiteCoding = SiteCoding.SNOMED
    response: ResponseCoding = ResponseCoding.MCODE
    place: DrugPlace = DrugPlace.INLINE
    packaging: Packaging = Packaging.COLLECTION
    r5: bool = False
    absolute_references: bool = False


_ALL = (
    Dialect("rxnorm", DrugCoding.RXNORM, SiteCoding.ICD_10_CM),
    Dialect("atc", DrugCoding.ATC, SiteCoding.ICD_10, ResponseCoding.RECIST),
    Dialect("atc-before-2022", DrugCoding.ATC_BEFORE_2022, SiteCoding.ICD_10),
    Dialect("german", DrugCoding.ATC_GERMAN, SiteCoding.ICD_10_GM, ResponseCoding.MII),
    Dialect("snomed", DrugCoding.SNOMED),
    Dialect("text", DrugCoding.TEXT),
    Dialect("brand", DrugCoding.BRAND, response=ResponseCoding.RECIST),
    Dialect("spanish", DrugCoding.SPANISH),
    Dialect("rxnorm-medication-entries", DrugCoding.RXNORM, SiteCoding.ICD_10_CM, place=DrugPlace.ENTRY),
    Dialect("snomed-contained", DrugCoding.SNOMED, place=DrugPlace.CONTAINED),
    Dialect(
        "rxnorm-search-sets",
        DrugCoding.RXNORM,
        SiteCoding.ICD_10_CM,
        place=DrugPlace.ENTRY,
        packaging=Packaging.SEARCH_SETS,
        absolute_references=True,
    ),
    Dialect("r5-rxnorm", DrugCoding.RXNORM, r5=True),
    Dialect("r5-atc", DrugCoding.ATC, response=ResponseCoding.RECIST, place=DrugPlace.ENTRY, r5=True),
    Dialect("r5-text", DrugCoding.TEXT, r5=True),
)

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in _ALL}

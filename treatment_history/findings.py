"""What was read beside therapy and course: receptor results, diagnoses, stage, comorbidities, measurements, decisions.

The companion of `record`: built by `fhir_mappings`, read by `consensus.establish`. Nothing here is derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from treatment_history.answer import Answer
from treatment_history.kinds import Kinds

if TYPE_CHECKING:
    from treatment_history.dates import PartialDate


class Marker(Kinds):
    """Tumour markers that a rule asks for."""

    HER2 = "HER2"
    ER = "ER"
    PR = "PR"
    HR = "ER/PR combined"


class Method(Kinds):
    """How a marker result was obtained."""

    IHC = "IHC"
    ISH = "ISH"
    OVERALL = "overall interpretation"
    GENOMIC = "genomic report"
    CONDITION = "stated with the diagnosis"


class MarkerResult(Kinds):
    """What one result says by itself. `LOW` is IHC 1+, or 2+ with a negative ISH in the same report."""

    POSITIVE = "positive"
    LOW = "low"
    NEGATIVE = "negative"
    EQUIVOCAL = "equivocal"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True)
class TumorMarker:
    """One result of a receptor test. `score` is the IHC score (0, 1+, 2+, 3+) where there is one.

    `other_tumour` is true if the record ties the result to a tumour that is not the breast cancer.
    """

    reference: str
    marker: Marker
    method: Method
    result: MarkerResult
    date: PartialDate | None
    as_written: str
    score: str | None = None
    final: bool = True
    other_tumour: bool = False


class Cancer(Kinds):
    """Cancer diagnoses, as far as the scope gate tells them apart."""

    BREAST_INVASIVE = "invasive breast cancer"
    BREAST_IN_SITU = "breast carcinoma in situ"
    BREAST_HISTORY = "history of breast cancer"
    OTHER = "other cancer"


@dataclass(frozen=True, slots=True)
class CancerDiagnosis:
    """A primary cancer that the record states. `active` is no in remission, resolved or inactive."""

    reference: str
    cancer: Cancer
    date: PartialDate | None
    active: Answer = Answer.UNKNOWN
    locally_advanced: Answer = Answer.UNKNOWN
    as_written: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Spread by TNM or stage group: `distant` is yes for M1 or stage IV, no for M0 or stage 0-III."""

    reference: str
    date: PartialDate | None
    distant: Answer
    locally_advanced: Answer = Answer.UNKNOWN  # stage III
    as_written: str = ""


class Comorbidity(Kinds):
    """Conditions that a safety rule or a first-line fact asks for."""

    CARDIOVASCULAR = "cardiovascular disease"
    HEART_FAILURE = "heart failure"
    HYPERTENSION = "hypertension"
    DIABETES = "diabetes"
    ILD = "interstitial lung disease"
    NEUROPATHY = "peripheral neuropathy"
    PREGNANCY = "pregnancy"
    TAXANE_INTOLERANCE = "taxane allergy or intolerance"


@dataclass(frozen=True, slots=True)
class Finding:
    """A comorbidity or intolerance. `present` is no where the record states absence; `grade` is CTCAE where given."""

    reference: str
    kind: Comorbidity
    date: PartialDate | None
    present: Answer = Answer.YES
    active: Answer = Answer.UNKNOWN
    grade: int | None = None


class Quantity(Kinds):
    """Measured quantities that a safety rule asks for."""

    LVEF = "LVEF"
    ALT = "ALT"
    AST = "AST"
    BILIRUBIN = "bilirubin"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value: LVEF in per cent; liver tests as multiples of the upper limit of normal of their own report."""

    reference: str
    quantity: Quantity
    value: float
    date: PartialDate | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A measurement that was made and whose value could not be read: older values are no longer the newest."""

    reference: str
    quantity: Quantity
    date: PartialDate | None


class Decision(Kinds):
    """Statements about intent that the paper asks for and that must never be inferred."""

    CHEMOTHERAPY_INDICATED = "chemotherapy indicated"
    UNACCEPTABLE_TOXICITY = "unacceptable toxicity of the anti-HER2 agent"
    PATIENT_WISHES_TO_STOP = "patient wishes to stop"


@dataclass(frozen=True, slots=True)
class StatedDecision:
    """A clinician's or patient's decision that the record itself states."""

    reference: str
    decision: Decision
    value: Answer
    date: PartialDate | None


@dataclass(frozen=True, slots=True)
class Person:
    """The patient, as far as a rule asks. `male` is unknown unless administrative gender says so."""

    reference: str
    birth_date: PartialDate | None = None
    male: Answer = Answer.UNKNOWN
    deceased: Answer = Answer.UNKNOWN
    died: PartialDate | None = None

"""What a reader may hand back about one resource, and how it is filed into the patient record."""

from __future__ import annotations

from typing import TypeAlias

from treatment_history.findings import (
    CancerDiagnosis,
    Finding,
    Measurement,
    Person,
    Stage,
    StatedDecision,
    TumorMarker,
    Unread,
)
from treatment_history.record import (
    Conflict,
    Excluded,
    ExplicitLine,
    Gap,
    LocalTherapy,
    MedicationRecord,
    Metastasis,
    StatusObservation,
    Surgery,
)

Reading: TypeAlias = (
    MedicationRecord
    | StatusObservation
    | Metastasis
    | Surgery
    | LocalTherapy
    | ExplicitLine
    | TumorMarker
    | CancerDiagnosis
    | Stage
    | Finding
    | Measurement
    | Unread
    | StatedDecision
    | Person
    | Excluded
    | Gap
    | Conflict
)
"""One thing that was read."""

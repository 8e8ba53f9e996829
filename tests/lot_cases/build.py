"""Short builders of records for corners that a worked case cannot say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from treatment_history.dates import PartialDate
from treatment_history.derive import derive
from treatment_history.record import MedicationRecord, Metastasis, PatientRecord, Response, Site, Source
from treatment_history.record import StatusObservation as Observation

if TYPE_CHECKING:
    from treatment_history.history import TreatmentHistory

AS_OF = date(2016, 6, 1)
SPREAD = Metastasis("Condition/c1", PartialDate.parse("2014-01-20"), Site.LIVER)


def when(written: str | None) -> PartialDate | None:
    return None if written is None else PartialDate.parse(written)


def drug(name: str, start: str | None = None, end: str | None = None, **more: Any) -> MedicationRecord:
    given = {"status": "completed" if end else "active", "source": Source.STATEMENT, **more}
    reference = given.pop("reference", f"MedicationStatement/{name.replace(' ', '-')}-{start}")
    return MedicationRecord(reference=reference, agents=(name,), start=when(start), end=when(end), **given)


def dose(name: str, day: str, **more: Any) -> MedicationRecord:
    reference = f"MedicationAdministration/{name.replace(' ', '-')}-{day}"
    return drug(name, day, **{"source": Source.ADMINISTRATION, "status": "completed", "reference": reference, **more})


def seen(value: str, day: str | None, **more: Any) -> Observation:
    return Observation(f"Observation/{value}-{day}", when(day), Response(value), **more)


def record(*medications: MedicationRecord, **more: Any) -> PatientRecord:
    return PatientRecord("corner", medications=medications, **{"metastases": (SPREAD,), **more})


def history(*medications: MedicationRecord, **more: Any) -> TreatmentHistory:
    as_of = more.pop("as_of", AS_OF)
    return derive(record(*medications, **more), as_of)

"""The patient's name as the record writes it, for a page that the clinician of this patient opens - nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import record, records, string, strings
from fhir_mappings.references import id_of

if TYPE_CHECKING:
    from fhir_mappings.raw import RawRecord

_NOT_SHOWN = ("old", "nickname", "anonymous")


def patient_name(raw: RawRecord) -> str:
    """The official name, else the first that is not an old or invented one; empty if the record has none."""
    people = (one for one in raw.resources if one.kind == "Patient")
    own = [one.resource for one in people if id_of(one) == raw.patient_id]
    names = [name for person in own[:1] for name in records(person.get("name"))]
    usable = [name for name in names if string(name.get("use")) not in _NOT_SHOWN]
    ordered = sorted(usable, key=lambda name: string(name.get("use")) != "official")
    return next((said for said in map(_said, ordered) if said), "")


def _said(name: object) -> str:
    given = record(name)
    parts = " ".join((*strings(given.get("given")), string(given.get("family"))))
    return string(given.get("text")) or parts.strip()

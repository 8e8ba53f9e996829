"""The patient herself, as far as a rule asks: birth date, administrative gender, death."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import string
from fhir_mappings.when import read_date
from treatment_history.answer import Answer
from treatment_history.findings import Person

if TYPE_CHECKING:
    from fhir_mappings.chart import Entry
    from fhir_mappings.findings_read import Reading

_MALE = {"male": Answer.YES, "female": Answer.NO}


def read_person(entry: Entry) -> list[Reading]:
    """The person that a Patient resource describes."""
    deceased = entry.body.get("deceasedBoolean")
    dead = Answer.UNKNOWN if not isinstance(deceased, bool) else (Answer.YES if deceased else Answer.NO)
    died = read_date(entry.body.get("deceasedDateTime"))
    male = _MALE.get(string(entry.body.get("gender")), Answer.UNKNOWN)
    return [Person(entry.reference, read_date(entry.body.get("birthDate")), male, Answer.YES if died else dead, died)]

"""The patient herself, as far as a rule asks: birth date, administrative gender, death, and merged records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import records, string
from fhir_mappings.when import read_date
from treatment_history.answer import Answer
from treatment_history.findings import Person
from treatment_history.record import MEDICATION_QUERIES, Gap, Query

if TYPE_CHECKING:
    from fhir_mappings.chart import Entry
    from fhir_mappings.findings_read import Reading

_ELSEWHERE = frozenset({"replaced-by", "refer"})
"""Patient.link.type of a record that is not, or no longer, the main one of this person."""

_MALE = {"male": Answer.YES, "female": Answer.NO}


def read_person(entry: Entry) -> list[Reading]:
    """The person that a Patient resource describes."""
    deceased = entry.body.get("deceasedBoolean")
    dead = Answer.UNKNOWN if not isinstance(deceased, bool) else (Answer.YES if deceased else Answer.NO)
    died = read_date(entry.body.get("deceasedDateTime"))
    male = _MALE.get(string(entry.body.get("gender")), Answer.UNKNOWN)
    person = Person(entry.reference, read_date(entry.body.get("birthDate")), male, Answer.YES if died else dead, died)
    return [person, *_kept_elsewhere(entry)]


def _kept_elsewhere(entry: Entry) -> list[Gap]:
    """A record that was merged into another one: diagnoses and drugs may stand there, so these are not all."""
    if not any(string(link.get("type")) in _ELSEWHERE for link in records(entry.body.get("link"))):
        return []
    reason = "the patient record points to another one as the main record of this person"
    return [Gap(entry.reference, reason, query) for query in (Query.CONDITIONS, *MEDICATION_QUERIES)]

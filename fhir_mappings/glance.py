"""A glance at one entry of a page: of a resource, only the members that tell whether a reader would look further.

Members stay bytes unless their value decides by itself; a member that is missing is empty. `odd` members never occur in
plain R4 data of no concern: whoever has one is read in full.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Raw, Struct
from msgspec.json import Decoder

NOTHING = Raw()
_NONE_OF_3, _NONE_OF_5 = (NOTHING,) * 3, (NOTHING,) * 5
"""A tuple of members that are all missing is equal to this at once, because each is the very same object."""


class _Seen(Struct, gc=False, rename="camel", tag_field="resourceType"):
    """What is looked at in every resource."""

    id: str = ""
    subject: Raw = NOTHING
    modifier_extension: Raw = NOTHING
    implicit_rules: Raw = NOTHING


class SeenObservation(_Seen, tag="Observation"):
    """An Observation: its question, and the answers that are telling by themselves."""

    code: Raw = NOTHING
    value_string: Raw = NOTHING
    value_codeable_concept: Raw = NOTHING
    component: Raw = NOTHING
    category: Raw = NOTHING
    focus: Raw = NOTHING
    comments: Raw = NOTHING
    related: Raw = NOTHING

    @property
    def odd(self) -> bool:
        """Whether it is about somebody else, or has a shape of before R4."""
        return (self.focus, self.modifier_extension, self.implicit_rules) != _NONE_OF_3 or self.perhaps_older

    @property
    def perhaps_older(self) -> bool:
        """Whether it has a shape of before R4."""
        return bool(self.comments or self.related) or bytes(self.category)[:1] == b"{"


class SeenCondition(_Seen, tag="Condition"):
    """A Condition: what it names."""

    code: Raw = NOTHING
    clinical_status: Raw = NOTHING
    verification_status: Raw = NOTHING
    focus: Raw = NOTHING
    patient: Raw = NOTHING
    date_recorded: Raw = NOTHING
    asserted_date: Raw = NOTHING

    @property
    def odd(self) -> bool:
        """Whether it has a shape of before R4."""
        return (self.focus, self.modifier_extension, self.implicit_rules) != _NONE_OF_3 or self.perhaps_older

    @property
    def perhaps_older(self) -> bool:
        """Whether it has a shape of before R4."""
        words = bytes(self.clinical_status)[:1] == b'"' or bytes(self.verification_status)[:1] == b'"'
        return words or (self.patient, self.date_recorded, self.asserted_date) != _NONE_OF_3


class SeenProcedure(_Seen, tag="Procedure"):
    """A Procedure: what it names."""

    code: Raw = NOTHING
    category: Raw = NOTHING
    extension: Raw = NOTHING
    focus: Raw = NOTHING
    not_performed: Raw = NOTHING
    not_done: Raw = NOTHING

    @property
    def odd(self) -> bool:
        """Whether it may state a line of therapy, or has a shape of before R4."""
        stated = self.extension or self.category
        return bool(self.focus or self.modifier_extension or self.implicit_rules or stated or self.perhaps_older)

    @property
    def perhaps_older(self) -> bool:
        """Whether it has a shape of before R4."""
        return bool(self.not_performed or self.not_done)


class _SeenMedication(_Seen):
    """A medication resource: its drug, and whatever may make an unknown drug an anticancer one."""

    status: Raw = NOTHING
    extension: Raw = NOTHING
    medication_codeable_concept: Raw = NOTHING
    do_not_perform: Raw = NOTHING
    code: Raw = NOTHING
    category: Raw = NOTHING
    reason_code: Raw = NOTHING
    reason_reference: Raw = NOTHING
    course_of_therapy_type: Raw = NOTHING
    based_on: Raw = NOTHING
    part_of: Raw = NOTHING
    supporting_information: Raw = NOTHING
    focus: Raw = NOTHING
    patient: Raw = NOTHING
    medication: Raw = NOTHING
    reason: Raw = NOTHING
    adherence: Raw = NOTHING

    @property
    def odd(self) -> bool:
        """Whether more than its drug may count: a study, a stated therapy, a status or shape of another release."""
        study = (self.based_on, self.part_of, self.supporting_information, self.reason_reference, self.extension)
        therapy = (self.category, self.reason_code, self.course_of_therapy_type, self.code, self.do_not_perform)
        newer = (self.medication, self.reason, self.adherence)
        changed = (self.focus, self.modifier_extension, self.implicit_rules)
        known = bytes(self.status) in _PLAIN_STATUS and changed == _NONE_OF_3 and not self.perhaps_older
        return not (known and study == _NONE_OF_5 and therapy == _NONE_OF_5 and newer == _NONE_OF_3)

    @property
    def perhaps_older(self) -> bool:
        """Whether it may have a shape of before R4."""
        return bool(self.patient or self.older)

    @property
    def older(self) -> Raw:
        """A member of the releases before R4, if there is one."""
        return NOTHING


_PLAIN_STATUS = frozenset(
    b'"%b"' % status
    for status in (
        *(b"active", b"completed", b"stopped", b"on-hold", b"in-progress"),
        *(b"cancelled", b"intended", b"not-taken", b"unknown"),
    )
)


class SeenStatement(_SeenMedication, tag="MedicationStatement"):
    """A MedicationStatement."""

    taken: Raw = NOTHING
    was_not_taken: Raw = NOTHING

    @property
    def older(self) -> Raw:
        """A member of the releases before R4, if there is one."""
        return self.taken or self.was_not_taken


class SeenOrder(_SeenMedication, tag="MedicationRequest"):
    """A MedicationRequest."""

    definition: Raw = NOTHING
    context: Raw = NOTHING

    @property
    def older(self) -> Raw:
        """A member of the releases before R4, if there is one."""
        return self.definition or self.context


class SeenAdministration(_SeenMedication, tag="MedicationAdministration"):
    """A MedicationAdministration."""

    was_not_given: Raw = NOTHING
    not_given: Raw = NOTHING
    prescription: Raw = NOTHING

    @property
    def older(self) -> Raw:
        """A member of the releases before R4, if there is one."""
        return self.was_not_given or self.not_given or self.prescription


class SeenDispense(_SeenMedication, tag="MedicationDispense"):
    """A MedicationDispense."""


SeenMedication: TypeAlias = SeenStatement | SeenOrder | SeenAdministration | SeenDispense
Seen: TypeAlias = SeenObservation | SeenCondition | SeenProcedure | SeenMedication


class Glance(Struct, gc=False):
    """An entry of a page whose resource has rules for passing over."""

    resource: Seen
    search: Raw = NOTHING


class Plain(Struct, gc=False, rename="camel"):
    """Any other resource: its name alone."""

    resource_type: str = ""
    id: str = ""


class PlainEntry(Struct, gc=False):
    """An entry of a page, whatever it holds."""

    resource: Plain
    search: Raw = NOTHING


glance = Decoder(Glance).decode
plain = Decoder(PlainEntry).decode
KINDS = {
    SeenObservation: "Observation",
    SeenCondition: "Condition",
    SeenProcedure: "Procedure",
    SeenStatement: "MedicationStatement",
    SeenOrder: "MedicationRequest",
    SeenAdministration: "MedicationAdministration",
    SeenDispense: "MedicationDispense",
}

"""A resource as far as it decides, and many of them at once: what a population's bulk passes through.

The loops over many resources run inside the interpreter's own functions, because most of a hospital passes here.
"""

from __future__ import annotations

from array import array
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cohort.owners import NOBODY, Reference
from cohort.signals import CONDITION, DRUG, RECEPTOR
from fhir_mappings.screen import MEDICATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cohort.owners import Numbers
    from cohort.signals import Remembered

NONE = msgspec.Raw(b"")


class Narrow(msgspec.Struct, gc=False):
    """The few members that decide; everything else is passed over."""

    resourceType: str = ""  # noqa: N815 - FHIR's own spelling
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None
    code: msgspec.Raw = NONE
    component: msgspec.Raw = NONE
    contained: msgspec.Raw = NONE
    ingredient: msgspec.Raw = NONE
    medication: msgspec.Raw = NONE
    medicationCodeableConcept: msgspec.Raw = NONE  # noqa: N815 - as above
    medicationReference: msgspec.Raw = NONE  # noqa: N815 - as above


NARROW = msgspec.json.Decoder(Narrow)


def owners_of_alike(found: list[Narrow], patients: Numbers, speaking: set[int]) -> array[int] | None:
    """The owners of resources of one type that tell all by their code; None where one needs a closer look.

    Whoever has a word of breast cancer is added to `speaking`.
    """
    kind = found[0].resourceType
    told_by = _TOLD_BY.get(kind)
    if told_by is None or set(map(_KIND, found)) != {kind} or any(any(map(more, found)) for more in told_by.more):
        return None
    try:
        owners = array("Q", [patients[each.subject.reference] for each in found])  # type: ignore[union-attr]  # None raises
    except AttributeError:
        return None
    if NOBODY in owners:
        return None
    codes = list(map(bytes, map(told_by.code, found)))
    telling = {code for code in set(codes) if code and told_by.asks(code)}
    if telling:
        speaking.update(owner for owner, code in zip(owners, codes, strict=True) if code in telling)
    return owners


class _ToldBy(NamedTuple):
    """How resources of a type tell: by the code of one member, unless one of the other members is there."""

    code: Callable[[Narrow], msgspec.Raw]
    asks: Remembered
    more: tuple[Callable[[Narrow], msgspec.Raw], ...]


_KIND = attrgetter("resourceType")
_OTHERWISE = tuple(map(attrgetter, ("medicationReference", "medication", "contained")))
_DRUG_TOLD = _ToldBy(attrgetter("medicationCodeableConcept"), DRUG, _OTHERWISE)
_TOLD_BY = {
    "Observation": _ToldBy(attrgetter("code"), RECEPTOR, (attrgetter("component"),)),
    "Condition": _ToldBy(attrgetter("code"), CONDITION, ()),
    **dict.fromkeys(MEDICATIONS, _DRUG_TOLD),
}

"""Changes to a FHIR record as sloppy exports, odd clients and attackers make them; seeded, one kind of change each.

`mutated(entries, random, times)` gives back changed entries; the given ones stay as they are. A mutator changes a list
of Bundle entries in place; whoever needs another one adds a function to `MUTATORS`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

Json: TypeAlias = dict[str, Any]
Entries: TypeAlias = list[Any]
ODD_VALUES: tuple[Any, ...] = (
    None, "", 0, -1, 1.5, True, [], {}, [None], [[]], "x" * 300, "\u00e1\u2265", "met\u00e1stasis", "active",
    {"reference": "#x"}, {"reference": "RelatedPerson/1"}, [{"reference": "Patient/other"}],
    [{"reference": "ResearchStudy/1"}], [{"concept": {"text": "breast cancer"}}], {"concept": {"text": "lapatinib"}},
    [{"url": "http://x/line-of-therapy", "valueInteger": 2}], [{"coding": [{"code": "R"}], "text": "breast cancer"}],
    [{"coding": [{"system": "http://snomed.info/sct", "code": "373808002"}]}],
    [{"coding": [{"system": "http://snomed.info/sct", "code": "708255002"}]}],
)  # fmt: skip
ODD_MEMBERS = (
    "adherence", "assertedDate", "basedOn", "bodySite", "category", "clinicalStatus", "code", "comments", "component",
    "contained", "context", "courseOfTherapyType", "dateRecorded", "definition", "derivedFrom", "doNotPerform",
    "dosage", "effectivePeriod", "encounter", "extension", "focus", "hasMember", "implicitRules", "interpretation",
    "medication", "medicationCodeableConcept", "medicationReference", "meta", "method", "modifierExtension", "notDone",
    "notGiven",
    "notPerformed", "note", "occurrenceDateTime", "outcome", "partOf", "patient", "performedPeriod", "prescription",
    "reason", "reasonCode", "reasonReference", "related", "severity", "stage", "status", "statusReason", "subject",
    "supportingInformation", "taken", "usedReference", "valueBoolean", "valueCodeableConcept", "valueString",
    "verificationStatus", "wasNotGiven", "wasNotTaken",
)  # fmt: skip
STATUSES = (
    "active", "completed", "entered-in-error", "stopped", "final", "preliminary", "cancelled", "unknown", "recorded",
    "draft", "not-done", "registered", "on-hold",
)  # fmt: skip
TELLING: tuple[Json, ...] = (
    {"coding": [{"system": "http://loinc.org", "code": "85319-2"}]},
    {"coding": [{"system": "http://loinc.org", "code": "8310-5", "display": "Body temperature"}]},
    {"coding": [{"system": "http://snomed.info/sct", "code": "94225005"}]},
    {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C50.9"}], "text": "no metastases"},
    {"coding": [{"system": "http://snomed.info/sct", "code": "84114007"}]},
    {"text": "trastuzumab emtansine"},
    {"text": "Paracetamol 1 g"},
    {"text": "No brain metastases"},
    {"text": "Asthma"},
    {"text": "Appendectomy"},
    {"text": "pregnancy"},
)


def mutated(entries: Entries, random: Random, times: int = 3) -> Entries:
    """The entries after some changes."""
    changed = copy.deepcopy(entries)
    for _ in range(times):
        MUTATORS[random.choice(sorted(MUTATORS))](changed, random)
    return changed


def _resource(entries: Entries, random: Random) -> Json:
    found = [
        entry["resource"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
    ]
    return random.choice(found) if found else {}


def _places(value: Any) -> Iterator[tuple[Json | list[Any], Any]]:
    """Every container and key in a value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(members):
        yield value, key
        yield from _places(inner)


def _place(entries: Entries, random: Random) -> tuple[Any, Any] | None:
    places = list(_places(_resource(entries, random)))
    return random.choice(places) if places else None


def drop_entry(entries: Entries, random: Random) -> None:
    if entries:
        entries.pop(random.randrange(len(entries)))


def repeat_entry(entries: Entries, random: Random) -> None:
    if entries:
        entries.insert(random.randrange(len(entries) + 1), copy.deepcopy(random.choice(entries)))


def shuffle_entries(entries: Entries, random: Random) -> None:
    random.shuffle(entries)


def odd_entry(entries: Entries, random: Random) -> None:
    odd = (
        None,
        1,
        [],
        {},
        {"resource": None},
        {"resource": []},
        {"fullUrl": 1, "resource": {"resourceType": "Condition"}},
    )
    entries.insert(random.randrange(len(entries) + 1), copy.deepcopy(random.choice(odd)))


def nested_bundle(entries: Entries, random: Random) -> None:
    if entries:
        at = random.randrange(len(entries))
        entries[at] = {"resource": {"resourceType": "Bundle", "type": "collection", "entry": [entries[at]]}}


def drop_member(entries: Entries, random: Random) -> None:
    place = _place(entries, random)
    if place:
        del place[0][place[1]]


def set_oddly(entries: Entries, random: Random) -> None:
    place = _place(entries, random)
    if place:
        place[0][place[1]] = copy.deepcopy(random.choice(ODD_VALUES))


def add_member(entries: Entries, random: Random) -> None:
    _resource(entries, random)[random.choice(ODD_MEMBERS)] = copy.deepcopy(random.choice((*ODD_VALUES, *TELLING)))


def wrap_in_list(entries: Entries, random: Random) -> None:
    place = _place(entries, random)
    if place:
        place[0][place[1]] = [place[0][place[1]]]


def rename_member(entries: Entries, random: Random) -> None:
    resource = _resource(entries, random)
    if resource:
        resource[random.choice(ODD_MEMBERS)] = resource.pop(random.choice(list(resource)))


def retype(entries: Entries, random: Random) -> None:
    kinds = ("Observation", "Condition", "Procedure", "MedicationStatement", "MedicationRequest", "Patient",
             "Encounter", "MedicationOrder", "List", "bundle", " Condition ", "")  # fmt: skip
    _resource(entries, random)["resourceType"] = random.choice(kinds)


def flip_status(entries: Entries, random: Random) -> None:
    _resource(entries, random)["status"] = random.choice(STATUSES)


def swap_code(entries: Entries, random: Random) -> None:
    resource = _resource(entries, random)
    coded = [
        key for key, value in resource.items() if isinstance(value, dict) and ("coding" in value or "text" in value)
    ]
    if coded:
        resource[random.choice(coded)] = copy.deepcopy(random.choice(TELLING))


def swap_codes(entries: Entries, random: Random) -> None:
    one, other = _resource(entries, random), _resource(entries, random)
    one["code"], other["code"] = other.get("code"), one.get("code")


def another_patient(entries: Entries, random: Random) -> None:
    subjects = ({"reference": "Patient/other"}, {"reference": "#p"}, {"display": "x"}, {"reference": "Group/1"}, {},
                {"identifier": {"system": "s", "value": "v"}})  # fmt: skip
    _resource(entries, random)["subject"] = copy.deepcopy(random.choice(subjects))


def same_name(entries: Entries, random: Random) -> None:
    one, other = _resource(entries, random), _resource(entries, random)
    if "id" in other:
        one["id"] = other["id"]


def odd_address(entries: Entries, random: Random) -> None:
    entry = random.choice(entries) if entries else None
    if isinstance(entry, dict):
        addresses = ("urn:uuid:1", "http://x/Condition/1", "http://x/Condition/1/_history/2", "Observation/1?x", "")
        entry["fullUrl"] = random.choice(addresses)


def search_outcome(entries: Entries, random: Random) -> None:
    entry = random.choice(entries) if entries else None
    if isinstance(entry, dict):
        entry["search"] = random.choice(({"mode": "outcome"}, {"mode": "include"}, {"mode": 1}, [], {"mode": "match "}))


def shift_date(entries: Entries, random: Random) -> None:
    resource = _resource(entries, random)
    dated = [key for key, value in resource.items() if isinstance(value, str) and value[:2] in ("19", "20")]
    if dated:
        resource[random.choice(dated)] = random.choice(
            ("1999", "2031-01", "2015-02-30", "2015-02-03T10:00:00Z", "soon")
        )


MUTATORS: dict[str, Callable[[Entries, Random], None]] = {
    change.__name__: change
    for change in (
        drop_entry, repeat_entry, shuffle_entries, odd_entry, nested_bundle, drop_member, set_oddly, add_member,
        wrap_in_list, rename_member, retype, flip_status, swap_code, swap_codes, another_patient, same_name,
        odd_address, search_outcome, shift_date,
    )
}  # fmt: skip
"""Each kind of change by its name."""

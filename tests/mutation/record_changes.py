"""More changes to a FHIR record, on top of `mutators`: units, dates, codes, texts, references, sizes, meanings."""

from __future__ import annotations

import copy
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mutation.mutators import MUTATORS, Entries, Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS = ("%", "1", "mg", "mmol/L", "[iU]/L", "cm", "a", "mo", "", "\u00b5g", "percent")
_SYSTEMS = (
    "http://snomed.info/sct", "http://loinc.org", "http://loinc.org/", "HTTP://LOINC.ORG",
    "urn:oid:2.16.840.1.113883.6.1",
    "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc", "http://hl7.org/fhir/sid/icd-10",
    "http://example.org/local", "", " http://snomed.info/sct ",
)  # fmt: skip
_DISPLAYS = (
    "HER2 negative", "Secondary malignant neoplasm of brain", "trastuzumab", "no evidence of disease", "\u202enegative",
    "Positive", "pregnant", "<b>stop</b>", "[click](http://x)", "",
)  # fmt: skip
_ODD_TEXT = (
    "\u202e\u2066evil\u2069", "\u200b", "\ufeff", "\U0001f9ec" * 40, "e\u0301" * 50, "\u0661\u0662",
    "\uffff", "\u2028x\u2029",
    "\u0130I\u0131i", "\u00df\u1e9e", "\x7f\x1b[31m", "a" * 5000, "%s{0}{x}$(x)", "\\u0041", "';--", "../../etc",
)  # fmt: skip
_HUGE: tuple[Any, ...] = (
    "x" * 100_000, 10**19, -(10**19), 1e300, 1e-300, [{"reference": "Patient/p"}] * 2000,
    {f"m{number}": number for number in range(2000)}, [[[[[[[[1]]]]]]]],
)  # fmt: skip


def _resources(entries: Entries) -> list[Json]:
    return [
        entry["resource"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
    ]


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner)


def _one(entries: Entries, random: Random, member: str) -> Json | None:
    """Some object of the record that has this member."""
    found = [each for resource in _resources(entries) for each in _objects(resource) if member in each]
    return random.choice(found) if found else None


def _member(entries: Entries, random: Random) -> tuple[Json, str] | None:
    resources = [resource for resource in _resources(entries) if resource]
    chosen = random.choice(list(_objects(random.choice(resources)))) if resources else None
    return (chosen, random.choice(list(chosen))) if chosen else None


def _set(entries: Entries, random: Random, member: str, values: tuple[Any, ...]) -> None:
    place = _one(entries, random, member)
    if place is not None:
        place[member] = copy.deepcopy(random.choice(values))


def wrong_unit(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "unit")
    if place is not None:
        place["unit"] = random.choice(_UNITS)
        place["code"] = random.choice(_UNITS)


def wrong_value(entries: Entries, random: Random) -> None:
    _set(entries, random, "value", (-1, 0, 1e9, "50", "fifty", "50 %", None, True, {"value": 50}, [50]))


def comparator(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "value")
    if place is not None:
        place["comparator"] = random.choice(("<", "<=", ">", ">=", "ad", 1))


def swap_system(entries: Entries, random: Random) -> None:
    _set(entries, random, "system", _SYSTEMS)


def swap_display(entries: Entries, random: Random) -> None:
    _set(entries, random, "display", _DISPLAYS)


def swap_code_alone(entries: Entries, random: Random) -> None:
    one, other = _one(entries, random, "code"), _one(entries, random, "code")
    if one is not None and other is not None:
        written, instead = copy.deepcopy(one["code"]), copy.deepcopy(other["code"])  # the one may hold the other
        one["code"], other["code"] = instead, written


def written_otherwise(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "code")
    if place is not None and isinstance(place["code"], str):
        code = place["code"]
        place["code"] = random.choice((code.upper(), code.lower(), f" {code} ", f"{code}\u00a0", code[:-1], f"0{code}"))


def words_without_codes(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "coding")
    if place is not None:
        del place["coding"]


def codes_without_words(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "coding")
    if place is not None:
        place.pop("text", None)
        for coding in place["coding"] if isinstance(place["coding"], list) else ():
            if isinstance(coding, dict):
                coding.pop("display", None)


def _dated(resource: Json) -> list[tuple[Json, str]]:
    return [
        (place, member)
        for place in _objects(resource)
        for member, value in place.items()
        if isinstance(value, str) and _DAY.match(value)
    ]


def _redated(entries: Entries, random: Random, change: Callable[[str], str], *, everywhere: bool = False) -> None:
    places = [place for resource in _resources(entries) for place in _dated(resource)]
    for place, member in places if everywhere else random.sample(places, min(1, len(places))):
        place[member] = change(place[member])


def shift_all_dates(entries: Entries, random: Random) -> None:
    days = timedelta(days=random.choice((-4000, -365, -1, 1, 31, 366, 4000)))

    def shifted(written: str) -> str:
        try:
            return f"{date.fromisoformat(written[:10]) + days}{written[10:]}"
        except (ValueError, OverflowError):
            return written

    _redated(entries, random, shifted, everywhere=True)


def cut_date(entries: Entries, random: Random) -> None:
    length = random.choice((4, 7, 9))
    _redated(entries, random, lambda written: written[:length])


def date_with_time(entries: Entries, random: Random) -> None:
    tail = random.choice(
        ("T23:59:60Z", "T00:00:00+14:00", "T24:00:00Z", "T10:00", "T10:00:00.123456789Z", " 10:00", "Z")
    )
    _redated(entries, random, lambda written: written[:10] + tail)


def swap_start_and_end(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "start")
    if place is not None:
        place["start"], place["end"] = place.get("end"), place["start"]


def null_member(entries: Entries, random: Random) -> None:
    place = _member(entries, random)
    if place:
        place[0][place[1]] = None


def empty_member(entries: Entries, random: Random) -> None:
    place = _member(entries, random)
    if place:
        place[0][place[1]] = random.choice(("", [], {}, [{}], [""], {"": ""}))


def huge_member(entries: Entries, random: Random) -> None:
    place = _member(entries, random)
    if place:
        place[0][place[1]] = copy.deepcopy(random.choice(_HUGE))


def odd_text(entries: Entries, random: Random) -> None:
    member = random.choice(("text", "display", "id", "reference", "status", "code", "valueString", "div", "family"))
    _set(entries, random, member, _ODD_TEXT)


def misspelled_member(entries: Entries, random: Random) -> None:
    place = _member(entries, random)
    if place and place[1]:
        object_, name = place
        wrong = random.choice((name[:-1], name.capitalize(), f"_{name}", f"{name} ", name + "s", f"{name}[x]"))
        object_[wrong] = object_.pop(name)


def value_of_another_type(entries: Entries, random: Random) -> None:
    place = _member(entries, random)
    if place:
        value = place[0][place[1]]
        place[0][place[1]] = random.choice(
            (str(value)[:200], [value], {"value": value}, bool(value), 7, [value, value])
        )


def rewritten_reference(entries: Entries, random: Random) -> None:
    place = _one(entries, random, "reference")
    if place is not None and isinstance(place["reference"], str):
        written = place["reference"]
        place["reference"] = random.choice((
            f"https://ehr.example.org/fhir/{written}", f"{written}/_history/3", f"urn:uuid:{written}", f"#{written}",
            written.lower(), f"/{written}", f"{written}#x", f"{written}?_format=json", f"../{written}", written * 2,
        ))  # fmt: skip


def contained_instead(entries: Entries, random: Random) -> None:
    """A resource that others refer to moves into one of them."""
    whole = [resource for resource in _resources(entries) if isinstance(resource.get("id"), str)]
    if len(whole) > 1:
        inner, outer = random.sample(whole, 2)
        outer["contained"] = [copy.deepcopy(inner)]
        for place in _objects(outer):
            if place.get("reference") == f"{inner.get('resourceType')}/{inner['id']}":
                place["reference"] = f"#{inner['id']}"


def contained_in_itself(entries: Entries, random: Random) -> None:
    resources = _resources(entries)
    if resources:
        resource = random.choice(resources)
        inner = {"resourceType": "Medication", "id": "x", "ingredient": [{"itemReference": {"reference": "#x"}}]}
        resource["contained"] = [inner, copy.deepcopy(resource)]
        resource["medicationReference"] = {"reference": "#x"}


def modifier_extension(entries: Entries, random: Random) -> None:
    resources = _resources(entries)
    if resources:
        place = random.choice([*_objects(random.choice(resources))] or [{}])
        place["modifierExtension"] = [{"url": "http://example.org/not-given", "valueBoolean": True}]


def absent_reason(entries: Entries, random: Random) -> None:
    place = _member(entries, random)
    if place:
        url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
        object_, name = place
        object_[f"_{name}"] = {"extension": [{"url": url, "valueCode": random.choice(("unknown", "masked", "error"))}]}
        object_.pop(name)


def another_version(entries: Entries, random: Random) -> None:
    resources = [resource for resource in _resources(entries) if "id" in resource]
    if resources:
        newer = copy.deepcopy(random.choice(resources))
        newer["meta"] = {
            "versionId": random.choice(("2", "x", "", "99999999999999999999")),
            "lastUpdated": "2030-01-01",
        }
        newer["status"] = random.choice(("entered-in-error", "completed", "final", "active"))
        entries.append({"resource": newer})


def two_in_one(entries: Entries, random: Random) -> None:
    resources = _resources(entries)
    if len(resources) > 1:
        one, other = random.sample(resources, 2)
        one.update({name: copy.deepcopy(value) for name, value in other.items() if random.random() < 0.5})


def many_alike(entries: Entries, random: Random) -> None:
    resources = _resources(entries)
    if resources:
        again = random.choice(resources)
        entries.extend({"resource": {**copy.deepcopy(again), "id": f"again-{number}"}} for number in range(60))


def split_into_pages(entries: Entries, random: Random) -> None:
    if len(entries) > 1:
        cut = random.randrange(1, len(entries))
        first, second = entries[:cut], entries[cut:]
        link = {"link": [{"relation": "next", "url": "https://ehr.example.org/fhir?page=2"}]}
        more = link if random.random() < 1 / 2 else {}
        page: Json = {"resourceType": "Bundle", "type": "searchset"}
        pages = [page | {"entry": first} | more, page | {"entry": second, "total": random.choice((0, 10**6))}]
        entries[:] = [{"resource": page} for page in pages]


CHANGES: dict[str, Callable[[Entries, Random], None]] = MUTATORS | {
    change.__name__: change
    for change in (
        wrong_unit, wrong_value, comparator, swap_system, swap_display, swap_code_alone, written_otherwise,
        words_without_codes, codes_without_words, shift_all_dates, cut_date, date_with_time, swap_start_and_end,
        null_member, empty_member, huge_member, odd_text, misspelled_member, value_of_another_type,
        rewritten_reference, contained_instead, contained_in_itself, modifier_extension, absent_reason,
        another_version, two_in_one, many_alike, split_into_pages,
    )
}  # fmt: skip
"""Each kind of change by its name, those of `mutators` among them."""


def changed(entries: Entries, random: Random, times: int) -> tuple[Entries, list[str]]:
    """The entries after so many changes, and the names of the changes."""
    result, names = copy.deepcopy(entries), random.choices(sorted(CHANGES), k=times)
    for name in names:
        CHANGES[name](result, random)
    return result, names

"""Elements of FHIR JSON read tolerantly: whatever has the wrong shape reads as absent, nothing raises."""

from __future__ import annotations

from typing import Any

from fhir_mappings.codes import concepts_of
from fhir_mappings.remembered import per_concept

Json = dict[str, Any]
_NONE: frozenset[str] = frozenset()


def record(value: object) -> Json:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Json]:
    """The objects of a list; a lone object counts as a list of one."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return [value] if isinstance(value, dict) else []


def listed(element: Json, *members: str) -> list[Json]:
    """The objects under several members of an element, member by member."""
    found: list[Json] = []
    for member in members:
        if member in element:
            found += records(element[member])
    return found


def string(value: object) -> str:
    """The string, or an empty one."""
    return value.strip() if isinstance(value, str) else ""


def strings(value: object) -> list[str]:
    """The strings of a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(value: object) -> float | None:
    """A finite number, also where it was written as a string; booleans are no numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        read = float(value.replace(",", ".")) if isinstance(value, str) else float(value)
    except (ValueError, OverflowError):
        return None
    return read if read - read == 0 else None  # drops infinities and NaN


def codings(concept: object) -> list[Json]:
    """The codings of a CodeableConcept; a lone Coding is one."""
    if not isinstance(concept, dict):
        return []
    if "coding" in concept:
        return records(concept["coding"])
    return [concept] if string(concept.get("code")) and "text" not in concept else []


@per_concept
def coded(concept: object) -> frozenset[str]:
    """Every concept that the codes of a CodeableConcept stand for."""
    return _NONE.union(*map(of_coding, codings(concept)))


def of_coding(coding: Json) -> frozenset[str]:
    """The concepts of one coding."""
    code = string(coding.get("code"))
    return concepts_of(string(coding.get("system")), code) if code else _NONE


@per_concept
def texts(concept: object) -> tuple[str, ...]:
    """The text and the displays of a CodeableConcept, as written."""
    if not isinstance(concept, dict):
        return ()
    said = [string(concept.get("text")), *[string(coding.get("display")) for coding in codings(concept)]]
    return tuple(dict.fromkeys(filter(None, said)))


def label(concept: object) -> str:
    """How the record names the concept: its text, else a display, else the code."""
    said = texts(concept)
    return said[0] if said else next((string(coding.get("code")) for coding in codings(concept)), "")


def extensions(element: Json, *endings: str) -> list[Json]:
    """The extensions of an element whose address ends in one of these ways."""
    given = listed(element, "extension")
    return [extension for extension in given if string(extension.get("url")).endswith(endings)] if given else []


def value_of(element: Json) -> tuple[str, object] | None:
    """The first value[x] of an element: its name and the value."""
    for key, value in element.items():
        if key.startswith("value") and value is not None:
            return key, value
    return None


def values_of(element: Json) -> list[tuple[str, object]]:
    """All value[x] of an element; more than one is invalid, yet records have them."""
    given = [(key, value) for key, value in element.items() if key.startswith("value") and value is not None]
    return given if len(given) <= 1 else sorted(given)

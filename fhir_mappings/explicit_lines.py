"""Line numbers that the record itself states (line-of-therapy specification 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, coded, codings, extensions, listed, record, records, string, texts
from fhir_mappings.references import local, target
from fhir_mappings.when import period
from fhir_mappings.words import words
from treatment_history.record import Excluded, ExplicitLine, Gap, LineRank

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading

_ENLIST = "StructureDefinition/enlist-lot"
_PEDCAN = "pedcan-line-of-therapy-number"
_SENOLOGY = "line-of-therapy"
_ONCONOVA = "onconova-ext-therapy-line-number"
_TRACKS = {"elot": "e", "alot": "a", "ilot": "i"}
_ORDINALS = {
    "line_of_therapy.first_line_procedure": 1,
    "line_of_therapy.second_line_procedure": 2,
    "line_of_therapy.third_line_procedure": 3,
}
_ORDINAL_WORDS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
_VOID = ("entered-in-error", "draft", "cancelled", "revoked", "planned", "waitlist")
_THERAPIES = ("MedicationRequest/", "MedicationAdministration/", "MedicationStatement/", "MedicationDispense/")
_MOST = 30


def read_lines(entry: Entry, chart: Chart) -> list[Reading]:
    """The line numbers that a resource states, on the therapy, on its container, or as a software's list."""
    found = [line for line in (_stated(entry, chart), _ordinal(entry, chart)) if line is not None]
    if not found:
        return []
    if string(entry.body.get("status")) in _VOID:
        return [Excluded(entry.reference, string(entry.body.get("status")))]
    return list(found)


def _stated(entry: Entry, chart: Chart) -> ExplicitLine | Gap | None:
    if "extension" not in entry.body:
        return None
    for extension in extensions(entry.body, _ENLIST):
        return _enlist(entry, extension, chart)
    for ending in (_PEDCAN, _ONCONOVA, _SENOLOGY):
        for extension in extensions(entry.body, ending):
            number = extension.get("valuePositiveInt", extension.get("valueInteger"))
            return _numbered(entry, number, chart) if number is not None else None
    return None


def _rank(kind: str) -> LineRank:
    if kind == "List":
        return LineRank.SOFTWARE
    return LineRank.THERAPY if kind.startswith("Medication") else LineRank.CONTAINER


def _numbered(entry: Entry, number: object, chart: Chart) -> ExplicitLine | Gap:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= _MOST:
        return Gap(entry.reference, "line number not understood")
    span = period(entry.body.get("period"))
    covered = _covered(entry, chart)
    return ExplicitLine(
        entry.reference,
        _rank(entry.kind),
        number,
        covered,
        0,
        None,
        span.start,
        span.end,
        string(entry.body.get("status")),
    )


def _enlist(entry: Entry, extension: Json, chart: Chart) -> ExplicitLine | Gap | None:
    parts = {string(part.get("url")): part for part in records(extension.get("extension"))}
    if extensions(entry.body, "enlist-line-segment"):
        return None  # another organisation's part of the line is never counted
    line = _numbered(entry, parts.get("line", {}).get("valuePositiveInt"), chart)
    if isinstance(line, Gap):
        return line
    modification = parts.get("modification", {}).get("valueUnsignedInt")
    return ExplicitLine(
        line.reference,
        line.rank,
        line.number,
        line.covers,
        modification if isinstance(modification, int) and not isinstance(modification, bool) else 0,
        _track(parts.get("setting", {})),
        line.start,
        line.end,
        line.status,
    )


def _track(part: Json) -> str | None:
    written = [string(part.get("valueCode")), string(part.get("valueString"))]
    concepts = [record(part.get("valueCodeableConcept")), record(part.get("valueCoding"))]
    written += [string(coding.get("code")) for concept in concepts for coding in codings(concept)]
    return next((_TRACKS[text.lower()] for text in written if text.lower() in _TRACKS), None)


def _covered(entry: Entry, chart: Chart) -> tuple[str, ...]:
    """The therapies that a stated line covers, as far as the resource itself names them."""
    body = entry.body
    if entry.kind.startswith("Medication"):
        return (entry.reference,)
    pointers = [record(item.get("item")) for item in records(body.get("entry"))]
    for activity in records(body.get("activity")):
        pointers += [record(activity.get("reference")), record(activity.get("plannedActivityReference"))]
        pointers += records(activity.get("outcomeReference"))
        pointers += [record(done.get("reference")) for done in records(activity.get("performedActivity"))]
    pointers += [*records(body.get("partOf")), *records(body.get("usedReference"))]
    named = {chart.references.named(pointer, body) or local(target(pointer)) for pointer in pointers}
    return tuple(sorted(name for name in named if name.startswith(_THERAPIES)))


def _ordinal(entry: Entry, chart: Chart) -> ExplicitLine | Gap | None:
    """SNOMED's first, second and third line treatment, where bound to a therapy; code and display must agree."""
    concepts = [*listed(entry.body, "category"), record(entry.body.get("code"))]
    for concept in filter(None, concepts):
        numbers = _numbers(concept)
        if len(numbers) != 1:
            continue
        number = numbers.pop()
        said = {_ORDINAL_WORDS[word] for text in texts(concept) for word in words(text) if word in _ORDINAL_WORDS}
        if said - {number}:
            return Gap(entry.reference, "line number: code and text differ")
        covered = _covered(entry, chart)
        if not covered:
            return None
        span = period(entry.body.get("performedPeriod"))
        return ExplicitLine(
            entry.reference,
            LineRank.ORDINAL,
            number,
            covered,
            0,
            None,
            span.start,
            span.end,
            string(entry.body.get("status")),
        )
    return None


def numbers_a_line(concept: Json) -> bool:
    """Whether a code says first, second or third line treatment."""
    return bool(_numbers(concept))


def _numbers(concept: Json) -> set[int]:
    return {_ORDINALS[name] for name in coded(concept) if name in _ORDINALS}

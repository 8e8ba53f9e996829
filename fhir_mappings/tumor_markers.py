"""HER2, ER and PR: every way in which a record states a receptor result, one result per test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import Named, cancer_named
from fhir_mappings.codes import names
from fhir_mappings.elements import (
    Json,
    coded,
    extensions,
    label,
    number,
    record,
    records,
    string,
    texts,
    value_of,
    values_of,
)
from fhir_mappings.marker_values import (
    Said,
    interpreted,
    of_bound,
    of_concept,
    of_percent,
    of_ratio,
    of_score,
    of_text,
    percent_in,
    together,
)
from fhir_mappings.remembered import per_concept
from fhir_mappings.standing import is_final, is_void
from fhir_mappings.when import observed
from treatment_history.findings import Marker, MarkerResult, Method, TumorMarker
from treatment_history.record import Conflict, Excluded, Gap, Query
from treatment_history.sentences import say

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from fhir_mappings.words import Names


TESTS: dict[str, tuple[Marker, Method, str]] = {
    "obs.her2.ihc": (Marker.HER2, Method.IHC, "score"),
    "obs.her2.interpretation": (Marker.HER2, Method.OVERALL, ""),
    "obs.her2.ish": (Marker.HER2, Method.ISH, ""),
    "obs.her2.ish_ratio": (Marker.HER2, Method.ISH, "ratio"),
    "obs.her2.ish_copy_number": (Marker.HER2, Method.ISH, "copies"),
    "obs.her2.ish_panel": (Marker.HER2, Method.ISH, ""),
    "procedure.her2_test.ihc": (Marker.HER2, Method.IHC, "score"),
    "procedure.her2_test.ish": (Marker.HER2, Method.ISH, ""),
    "status.her2.positive": (Marker.HER2, Method.OVERALL, ""),
    "status.her2.negative": (Marker.HER2, Method.OVERALL, ""),
    "status.her2.equivocal": (Marker.HER2, Method.OVERALL, ""),
    "condition.breast_cancer.her2_positive": (Marker.HER2, Method.OVERALL, ""),
    "condition.breast_cancer.her2_negative": (Marker.HER2, Method.OVERALL, ""),
    "obs.er": (Marker.ER, Method.IHC, "percent"),
    "obs.er.percent": (Marker.ER, Method.IHC, "percent"),
    "status.er.positive": (Marker.ER, Method.OVERALL, ""),
    "status.er.negative": (Marker.ER, Method.OVERALL, ""),
    "obs.pr": (Marker.PR, Method.IHC, "percent"),
    "obs.pr.percent": (Marker.PR, Method.IHC, "percent"),
    "status.pr.positive": (Marker.PR, Method.OVERALL, ""),
    "status.pr.negative": (Marker.PR, Method.OVERALL, ""),
    "obs.er_pr.combined": (Marker.HR, Method.IHC, "percent"),
    "condition.breast_cancer.hr_positive": (Marker.HR, Method.OVERALL, ""),
}
_NOT_TUMOUR_STATUS = (
    "obs.her2.serum_not_tumour",
    "obs.her2.mutation_not_amplification",
    "obs.her2.ihc_percent_intense",
    "obs.er.quantitative_other",
    "obs.pr.quantitative_other",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One tested value: an Observation itself or one of its components."""

    test: tuple[Marker, Method, str]
    said: Said
    as_written: str


@cache
def _names() -> Names:
    return names("obs.her2.", "obs.er", "obs.pr", "obs.er_pr")


@per_concept
def tests_of(concept: object) -> frozenset[str]:
    """The receptor tests that a code or, failing that, its text names."""
    found = frozenset(name for name in coded(concept) if name in TESTS or name in _NOT_TUMOUR_STATUS)
    if found:
        return found
    return frozenset().union(*(_names().concepts(text) for text in texts(concept)))


def read_marker(entry: Entry, chart: Chart) -> list[Reading]:
    """The receptor results of an Observation and its components."""
    if is_void(entry.body):
        return [Excluded(entry.reference, string(entry.body.get("status")))]
    main = tests_of(entry.body.get("code"))
    if any(name in _NOT_TUMOUR_STATUS for name in main):
        return [Excluded(entry.reference, "not-a-tumour-receptor-status")]
    parts = [part for part in _parts(entry.body, main) if part]
    if not parts:
        return _silent(entry)
    return [reading for part in _merged(parts) for reading in _results(entry, part, chart)]


def _silent(entry: Entry) -> list[Reading]:
    if records(entry.body.get("hasMember")) and value_of(entry.body) is None:
        return []
    return [Gap(entry.reference, "receptor test without a readable value", Query.OBSERVATIONS)]


def _parts(body: Json, main: frozenset[str]) -> list[Part | None]:
    copies = _copies(body)
    inner = [
        _part(component, tests_of(component.get("code")) or main, copies)
        for component in records(body.get("component"))
        if tests_of(component.get("code"))
    ]
    return [_part(body, main, copies), *inner]


def _part(element: Json, found: frozenset[str], copies: float | None) -> Part | None:
    name = next((each for each in TESTS if each in found), None)
    if name is None:
        return None
    values = values_of(element)
    said = together(
        one
        for one in [*(_read(TESTS[name], value, copies) for value in values), interpreted(element)]
        if one is not None
    )
    said = _with_question(name, said, values)
    return Part(TESTS[name], said, _written(values)) if said else None


def _with_question(name: str, said: Said | None, values: list[tuple[str, object]]) -> Said | None:
    """A code such as `HER2 positive` used as the question: a value that says otherwise is a contradiction."""
    asserted = of_code_name(name)
    if asserted is None:
        return said
    if said is None:
        flat = [value for key, value in values if key == "valueBoolean"]
        return asserted if not values or flat == [True] else Said(MarkerResult.UNDECIDABLE)
    return together((asserted, said))


def of_code_name(name: str) -> Said | None:
    """What a result stated by its own code says."""
    if name.endswith((".positive", "her2_positive", "hr_positive")):
        return Said(MarkerResult.POSITIVE)
    if name.endswith((".negative", "her2_negative")):
        return Said(MarkerResult.NEGATIVE)
    return Said(MarkerResult.EQUIVOCAL) if name.endswith(".equivocal") else None


def _read(test: tuple[Marker, Method, str], value: tuple[str, object], copies: float | None) -> Said | None:
    key, given = value
    _, _, kind = test
    if key == "valueCodeableConcept":
        concept = record(given)
        shown = _percent_of_text(string(concept.get("text"))) if kind == "percent" else None
        return of_concept(concept) or shown
    if key == "valueString":
        return (_percent_of_text(string(given)) if kind == "percent" else None) or of_text(string(given))
    if key == "valueBoolean":
        return Said(MarkerResult.POSITIVE if given is True else MarkerResult.NEGATIVE)
    if key == "valueInteger":
        return _numeric(kind, {"value": given}, copies)
    if key == "valueQuantity":
        return _numeric(kind, record(given), copies)
    return _of_fraction(kind, record(given), copies) if key == "valueRatio" else None


def _percent_of_text(text: str) -> Said | None:
    written = percent_in(text)
    return of_percent(written) if written else None


def _numeric(kind: str, quantity: Json, copies: float | None) -> Said | None:
    amount = number(quantity.get("value"))
    if amount is None or amount < 0:
        return None
    comparator = string(quantity.get("comparator"))
    if kind == "percent":
        percent = string(quantity.get("unit")) or string(quantity.get("code"))
        return of_percent(quantity) if percent in ("%", "percent", "") else Said(MarkerResult.UNDECIDABLE)
    if kind == "ratio":
        return of_bound(amount, above=comparator in (">", ">=")) if comparator else of_ratio(amount, copies)
    if (
        kind == "score"
        and not comparator
        and amount in (0, 1, 2, 3)
        and string(quantity.get("unit")) in ("", "{score}", "1", "+", "score")
    ):
        return of_score("0" if amount == 0 else f"{int(amount)}+")
    return Said(MarkerResult.UNDECIDABLE)


def _of_fraction(kind: str, ratio: Json, copies: float | None) -> Said | None:
    above, below = record(ratio.get("numerator")), record(ratio.get("denominator"))
    top, bottom = number(above.get("value")), number(below.get("value"))
    bounded = string(above.get("comparator")) or string(below.get("comparator"))
    if kind != "ratio" or top is None or not bottom or bounded or top < 0 or bottom < 0:
        return Said(MarkerResult.UNDECIDABLE)
    return of_ratio(top / bottom, copies)


def _copies(body: Json) -> float | None:
    for element in (body, *records(body.get("component"))):
        if "obs.her2.ish_copy_number" in tests_of(element.get("code")):
            value = number(record(element.get("valueQuantity")).get("value"))
            return (
                value
                if value is not None and not string(record(element.get("valueQuantity")).get("comparator"))
                else None
            )
    return None


def _written(values: list[tuple[str, object]]) -> str:
    shown = [_shown(value) if isinstance(value, dict) else str(value) for _, value in values]
    return ", ".join(dict.fromkeys(text for text in shown if text))


def _shown(value: Json) -> str:
    amount = "" if value.get("value") is None else value["value"]
    return label(value) or f"{string(value.get('comparator'))}{amount} {string(value.get('unit'))}".strip()


def _merged(parts: list[Part]) -> list[Part]:
    """IHC 2+ with a negative ISH in the same report is HER2-low; with a positive one the ISH decides by itself."""
    ihc = next((part for part in parts if part.said.score == "2+"), None)
    ish = next(
        (part for part in parts if part.test[1] is Method.ISH and part.said.result is MarkerResult.NEGATIVE), None
    )
    if ihc is None or ish is None:
        return parts
    low = Part(ihc.test, Said(MarkerResult.LOW, "2+"), f"{ihc.as_written}; {ish.as_written}")
    return [low if part is ihc else part for part in parts]


def _results(entry: Entry, part: Part, chart: Chart) -> list[Reading]:
    marker, method, _ = part.test
    found: list[Reading] = [
        TumorMarker(
            reference=entry.reference,
            marker=marker,
            method=method,
            result=part.said.result,
            date=observed(entry.body),
            as_written=part.as_written,
            score=part.said.score,
            final=is_final(entry.body),
            other_tumour=of_another_tumour(entry.body, chart),
        )
    ]
    if part.said.conflict:
        found.append(contradiction(entry.reference, marker, part.as_written))
    return found


def contradiction(reference: str, marker: Marker, written: str) -> Conflict:
    """Code and text of one result contradict each other: it decides nothing and is shown."""
    sentence = say(
        "The {marker} result “{written}” contradicts itself in code and text.", marker=marker.value, written=written
    )
    return Conflict("marker-code-text", sentence, (reference,))


def of_another_tumour(body: Json, chart: Chart) -> bool:
    """Whether the record ties a result only to Conditions that are not the breast cancer."""
    pointers = list(records(body.get("focus")))
    for extension in extensions(body, "condition-related", "related-condition"):
        value = value_of(extension)
        pointers.extend([record(value[1])] if value else [])
    conditions = [found for pointer in pointers for found in [chart.references.resolved(pointer, body)] if found]
    kinds = [
        cancer_named(record(found.get("code"))) for found in conditions if found.get("resourceType") == "Condition"
    ]
    return bool(kinds) and all(kind in (Named.OTHER_CANCER, Named.OTHER_METASTASIS) for kind in kinds)

"""Medication statements, orders, administrations and dispenses: which anticancer drug, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.drugs import Ingredients, ingredients
from fhir_mappings.elements import Json, listed, record, records, string
from fhir_mappings.indication import in_a_study, is_anticancer_therapy, other_indication, stated_setting
from fhir_mappings.references import local, target
from fhir_mappings.stop_reasons import stop_reason
from fhir_mappings.when import Span, dosage_bounds, first_of, period, point, timing
from treatment_history.record import Conflict, Excluded, Gap, MedicationRecord, Source
from treatment_history.sentences import say

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading

SOURCES = {source.value: source for source in Source}


def read_medication(entry: Entry, chart: Chart) -> list[Reading]:
    """The exposure that a medication resource states, or why it is none."""
    named = _meant_for_cancer(entry.body, _named(entry.body, chart))
    left_out = _left_out(entry, named, chart)
    if left_out is not None:
        return [left_out]
    if named.rolled_up:
        chart.notes.append("trastuzumab-code-may-hide-a-conjugate")
    taken: list[Reading] = [_record(entry, named, chart)]
    if named.conflict:
        taken.append(_contradiction(entry, named))
    return taken


def _left_out(entry: Entry, named: Ingredients, chart: Chart) -> Excluded | Gap | None:
    if string(entry.body.get("status")) == "entered-in-error":
        return None if named.agents else Excluded(entry.reference, "entered-in-error")
    if entry.body.get("doNotPerform") is True:
        return Excluded(entry.reference, "do-not-perform")
    if named.gap:
        return Gap(entry.reference, named.gap, entry.query)
    if named.why_not:
        return Excluded(entry.reference, named.why_not)
    other = other_indication(entry.body, chart.references)
    if other:
        return Excluded(entry.reference, other)
    if not string(entry.body.get("status")):
        return Gap(entry.reference, "has no status", entry.query)
    return None


def _meant_for_cancer(body: Json, named: Ingredients) -> Ingredients:
    """A drug of no known name that is given in a study or as anticancer therapy stays, as an agent of unknown class."""
    if named.why_not != "not-an-anticancer-agent" or not (in_a_study(body) or is_anticancer_therapy(body)):
        return named
    return Ingredients((named.as_written,), named.as_written, name_only=True)


def _named(body: Json, chart: Chart) -> Ingredients:
    concept = body.get("medicationCodeableConcept")
    if isinstance(concept, dict) and concept:
        return ingredients((concept,))
    reference = record(body.get("medicationReference"))
    found = chart.references.resolved(reference, body)
    if found is not None:
        return _of_product(found, chart)
    shown = string(reference.get("display"))
    if shown:
        return ingredients(({"text": shown},))
    return Ingredients(gap="names a medication that was not sent" if target(reference) else "names no medication")


def _of_product(product: Json, chart: Chart) -> Ingredients:
    """The product's own code; if that says nothing, the ingredients it lists."""
    if string(product.get("status")) == "entered-in-error":
        return Ingredients(gap="names a medication that was entered in error")
    whole = ingredients((record(product.get("code")),))
    if whole.agents or whole.why_not == "supportive":
        return whole
    parts = [
        part for part in (_ingredient(item, product, chart) for item in records(product.get("ingredient"))) if part
    ]
    inner = ingredients(tuple(parts)) if parts else whole
    return inner if inner.agents or inner.why_not else whole


def _ingredient(item: Json, product: Json, chart: Chart) -> Json:
    concept = record(item.get("itemCodeableConcept")) or record(record(item.get("item")).get("concept"))
    if concept:
        return concept
    reference = record(item.get("itemReference")) or record(record(item.get("item")).get("reference"))
    return record(record(chart.references.resolved(reference, product)).get("code"))


def _record(entry: Entry, named: Ingredients, chart: Chart) -> MedicationRecord:
    body = entry.body
    span = _span(entry)
    if span.odd:
        chart.notes.append("dates-not-usable")
    reason, planned = stop_reason(body)
    return MedicationRecord(
        reference=entry.reference,
        source=SOURCES[entry.kind],
        agents=named.agents,
        status=string(body.get("status")),
        intent=string(body.get("intent")) or "order",
        start=span.start,
        end=span.end,
        stop_reason=reason,
        stated_setting=stated_setting(body),
        investigational=in_a_study(body),
        name_only=named.name_only,
        contexts=_contexts(body, chart),
        planned_completion=planned,
        as_written=named.as_written,
    )


def _span(entry: Entry) -> Span:
    return _SPANS[SOURCES[entry.kind]](entry.body)


def _statement_span(body: Json) -> Span:
    """A statement's period; a single day is a start, the status tells whether it goes on."""
    day = point(body.get("effectiveDateTime"))
    span = first_of(
        (period(body.get("effectivePeriod")), Span(day.start, None, day.odd), timing(body.get("effectiveTiming")))
    )
    return span if span.start or span.end else first_of((dosage_bounds(body, "dosage"), span))


def _administration_span(body: Json) -> Span:
    return first_of(read(body[member]) for member, read in _EFFECTIVE if member in body)


_EFFECTIVE = (("effectivePeriod", period), ("effectiveDateTime", point), ("effectiveTiming", timing))


def _order_span(body: Json) -> Span:
    """An order's own period of dosing, else its dosage bounds; the day it was written only dates the start."""
    written = point(body.get("authoredOn"))
    span = first_of((period(body.get("effectiveDosePeriod")), dosage_bounds(body, "dosageInstruction")))
    return Span(span.start or written.start, span.end, span.odd or written.odd)


def _dispense_span(body: Json) -> Span:
    day = first_of((point(body.get("whenHandedOver")), point(body.get("whenPrepared"))))
    return Span(day.start, None, day.odd)


_SPANS = {
    Source.STATEMENT: _statement_span,
    Source.ADMINISTRATION: _administration_span,
    Source.ORDER: _order_span,
    Source.DISPENSE: _dispense_span,
}


def _contexts(body: Json, chart: Chart) -> tuple[str, ...]:
    pointers = listed(body, "context", "encounter", "basedOn", "partOf", "derivedFrom")
    named = {chart.references.named(pointer, body) or local(target(pointer)) for pointer in pointers}
    return tuple(sorted(name for name in named if name.startswith(("EpisodeOfCare/", "CarePlan/"))))


def _contradiction(entry: Entry, named: Ingredients) -> Conflict:
    sentence = say("The code and the text of “{drug}” name different drugs; neither was used.", drug=named.as_written)
    return Conflict("drug-code-text", sentence, (entry.reference,))

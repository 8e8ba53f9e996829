"""Measured values: left-ventricular ejection fraction, and liver tests as multiples of their own upper limit."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, listed, number, record, records, string, texts, values_of
from fhir_mappings.remembered import per_concept
from fhir_mappings.standing import is_final
from fhir_mappings.when import observed
from fhir_mappings.words import folded
from treatment_history.findings import Measurement, Quantity, Unread
from treatment_history.record import Excluded, Gap, Query

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from fhir_mappings.words import Names

_LIVER = {"obs.alt": Quantity.ALT, "obs.ast": Quantity.AST, "obs.bilirubin": Quantity.BILIRUBIN}
_LOWEST_LVEF, _HIGHEST_LVEF = 5.0, 85.0
_PERCENT = ("%", "percent", "per cent", "")
_WRITTEN = re.compile(r"^(?:fevi|lvef|ef|fe)?:? ?(\d{1,3}(?:[.,]\d+)?) ?%?(?: ?(?:-|to|a) ?\d{1,3} ?%?)?$")


@cache
def _names() -> Names:
    return names("obs.lvef")


def measures(body: Json) -> Quantity | None:
    """Which quantity an Observation measures."""
    return _asked_for(body.get("code"))


@per_concept
def _asked_for(concept: Json) -> Quantity | None:
    found = coded(concept)
    if any(name.startswith("obs.lvef") for name in found):
        return Quantity.LVEF
    for name, quantity in _LIVER.items():
        if name in found:
            return quantity
    return Quantity.LVEF if not found and any(_names().whole(text) for text in texts(concept)) else None


def read_measurement(entry: Entry, quantity: Quantity, chart: Chart) -> list[Reading]:
    """The measured value; of a written range the lower end.

    An ejection fraction that cannot be read is a gap, and the older ones are no longer the newest. A liver test without
    its own limit says nothing.
    """
    if not is_final(entry.body):
        return [Excluded(entry.reference, string(entry.body.get("status")) or "status-not-final")]
    body = _measured_part(entry.body)
    value = _lvef(body) if quantity is Quantity.LVEF else _multiple(body)
    if value is None and quantity is not Quantity.LVEF:
        chart.notes.append("liver-test-without-usable-upper-limit")
        return []
    if value is None:
        unread = [Unread(entry.reference, quantity, observed(entry.body))] if values_of(body) else []
        return [Gap(entry.reference, f"{quantity.value} value not usable", Query.OBSERVATIONS), *unread]
    return [Measurement(entry.reference, quantity, value, observed(entry.body))]


def measured_in(body: Json) -> Quantity | None:
    """Which quantity an Observation or one of its components measures."""
    return measures(body) or next(filter(None, map(measures, listed(body, "component"))), None)


def _measured_part(body: Json) -> Json:
    if measures(body) is not None:
        return body
    return next((part for part in listed(body, "component") if measures(part) is not None), body)


def _lvef(body: Json) -> float | None:
    """Per cent; a ratio such as 0.55 is 55 %."""
    for key, value in values_of(body):
        amount = _amount(key, value)
        if amount is None:
            continue
        amount = round(amount * 100, 1) if 0 < amount <= 1 else amount
        return amount if _LOWEST_LVEF <= amount <= _HIGHEST_LVEF else None
    return None


def _amount(key: str, value: object) -> float | None:
    if key in ("valueInteger", "valueDecimal"):
        return number(value)
    if key == "valueString":
        match = _WRITTEN.match(folded(string(value)).strip())
        return number(match.group(1)) if match else None
    quantity = record(value)
    if key == "valueRatio":
        top, bottom = (number(record(quantity.get(part)).get("value")) for part in ("numerator", "denominator"))
        return None if top is None or not bottom else top / bottom
    unit = string(quantity.get("code")) or string(quantity.get("unit"))
    if string(quantity.get("comparator")) or unit not in (*_PERCENT, "1", "{ratio}", "{fraction}"):
        return None
    return number(quantity.get("value"))


def _multiple(body: Json) -> float | None:
    """The value divided by the upper limit of normal that the same report states, in the same unit."""
    quantity = record(body.get("valueQuantity"))
    amount = number(quantity.get("value"))
    if amount is None or amount < 0 or string(quantity.get("comparator")) in ("<", "<="):
        return None
    for limits in records(body.get("referenceRange")):
        high = record(limits.get("high"))
        limit = number(high.get("value"))
        if limit and limit > 0 and _same_unit(quantity, high) and not _special(limits):
            return amount / limit
    return None


def _same_unit(one: Json, other: Json) -> bool:
    first, second = (folded(string(each.get("code")) or string(each.get("unit"))) for each in (one, other))
    return not second or first == second


def _special(limits: Json) -> bool:
    """A reference range that is not the normal one (therapeutic, critical)."""
    kind = record(limits.get("type"))
    codes = {string(coding.get("code")) for coding in records(kind.get("coding"))}
    return bool(codes) and "normal" not in codes

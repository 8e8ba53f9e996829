"""The same therapy as a US hospital records it: an order, and one administration per dose; no MedicationStatement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rendering.vocabulary import Json

_CYCLE = timedelta(days=21)
_ORDER_STATUS = {"active": "active", "completed": "completed", "stopped": "stopped"}


def in_us_core_style(case: Json) -> Json:
    """The case with each statement of exact dates told as an order and its administrations."""
    as_of = date.fromisoformat(str(case["as_of"]))
    return case | {"medications": [told for item in case["medications"] for told in _told(item, as_of)]}


def _told(item: Json, as_of: date) -> Iterator[Json]:
    if item["resource"] != "MedicationStatement" or item["status"] not in _ORDER_STATUS:
        yield item
        return
    start = date.fromisoformat(str(item["start"]))
    last = date.fromisoformat(str(item["end"])) if item.get("end") else as_of
    yield item | {"resource": "MedicationRequest", "id": f"{item['id']}-order", "status": _ORDER_STATUS[item["status"]]}
    plain = {name: value for name, value in item.items() if name not in ("end", "reason")}
    dose = {"resource": "MedicationAdministration", "status": "completed"}
    for number, day in enumerate(_days(start, last, ended=bool(item.get("end"))), start=1):
        yield plain | dose | {"id": f"{item['id']}-{number}", "start": day.isoformat()}


def _days(start: date, last: date, *, ended: bool) -> Iterator[date]:
    day = start
    while day < last:
        yield day
        day += _CYCLE
    if ended:
        yield last

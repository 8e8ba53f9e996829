"""The resources that a page names, as text to read: shortened, and without invisible characters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cards import text
from fhir_mappings.references import reference_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.raw import RawRecord

MOST = 60
"""Resources at the end of a page."""

_LINES = 60
_COLUMNS = 160


@dataclass(frozen=True, slots=True)
class Shown:
    """One resource with its JSON, ready to be read; `cut` if it was longer."""

    reference: str
    body: str
    cut: bool


def shown_resources(raw: RawRecord, references: Sequence[str]) -> tuple[Shown, ...]:
    """The first of these resources that are in the record, in the order in which the page names them."""
    wanted = dict.fromkeys(references[: 2 * MOST])
    found: dict[str, Any] = {}
    for one in raw.resources:
        reference = reference_of(one)
        if reference in wanted:
            found.setdefault(reference, one.resource)
    if len(found) < len(wanted):  # an odd id is named on the page as the text rules leave it
        for one in raw.resources:
            named = text.plain(reference_of(one))
            if named in wanted and named not in found:
                found[named] = one.resource
    return tuple(readable(reference, found[reference]) for reference in wanted if reference in found)[:MOST]


def readable(reference: str, resource: Any, lines: int = _LINES) -> Shown:
    """The resource as indented JSON; every line passes the text rules, none is endless."""
    written = json.dumps(resource, indent=2, ensure_ascii=False, default=str).split("\n")
    kept = [_line(line) for line in written[:lines]]
    return Shown(text.plain(reference), "\n".join(kept), len(written) > lines)


def _line(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + text.visible(line, _COLUMNS)

"""The project's code tables: which code or name stands for which concept, with the source of each row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from fhir_mappings.systems import ICD_10, ICD_10_CM, TEXT, normalised
from fhir_mappings.words import Names

TABLES = (
    "drugs",
    "metastasis",
    "cancers_and_stages",
    "tumor_markers",
    "disease_status",
    "procedures",
    "comorbidities",
    "therapy",
    "values",
)
_NONE: frozenset[str] = frozenset()
_ICD = (ICD_10, ICD_10_CM)
_SHORTEST_ICD = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a code table: the concept, its code in a system (`text` for a name), and where it was seen."""

    table: str
    concept: str
    system: str
    code: str
    display: str
    source: str
    confidence: str


@cache
def rows() -> tuple[Row, ...]:
    """Every row of every table."""
    return tuple(row for table in TABLES for row in _read(table))


def _read(table: str) -> list[Row]:
    written = (files("fhir_mappings") / "codes" / f"{table}.csv").read_text(encoding="utf-8")
    lines = csv.reader(written.splitlines())  # a DictReader takes twice the time, at every start
    columns = next(lines)
    return [Row(table, **dict(zip(columns, line, strict=True))) for line in lines]


@cache
def _by_code() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows():
        if row.system != TEXT:
            found.setdefault((normalised(row.system), row.code.upper()), set()).add(row.concept)
    return {key: frozenset(concepts) for key, concepts in found.items()}


@lru_cache(maxsize=8192)
def concepts_of(system: str, code: str) -> frozenset[str]:
    """The concepts of a code; an ICD-10 code that is not listed inherits from its nearest listed parent."""
    table = _by_code()
    name = normalised(system)
    written = code.strip().upper()
    exact = table.get((name, written))
    if exact is not None:
        return exact
    return _icd_parent(name, written) if name in _ICD else _NONE


def _icd_parent(system: str, code: str) -> frozenset[str]:
    table = _by_code()
    dotted = code if "." in code or len(code) <= _SHORTEST_ICD else f"{code[:3]}.{code[3:]}"
    dotted = dotted.rstrip("+*!#-")  # dagger, asterisk and other national marks; C50.- is the category
    while len(dotted) >= _SHORTEST_ICD:
        for candidate in (system, *_ICD):
            found = table.get((candidate, dotted.rstrip(".")))
            if found is not None:
                return found
        dotted = dotted[:-1]
    return _NONE


@cache
def names(*branches: str) -> Names:
    """The names of all concepts on one of the branches (`drug.` holds `drug.trastuzumab`)."""
    stems = tuple(f"{branch.rstrip('.')}." for branch in branches)
    chosen = (row for row in rows() if row.system == TEXT and f"{row.concept}.".startswith(stems))
    return Names((row.code, row.concept) for row in chosen)

"""One section of the sheet per clinical situation: statements, readings, tree, rows, outcomes, worked patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consensus.catalogue import catalogue
from consensus.currency import STANDING_OF_STATEMENT
from consensus.printed.markdown import codes, flowchart, table, value
from consensus.readings import READINGS
from consensus.regimens import REGIMENS
from consensus.situations.resistance import CONSECUTIVE_LINES, CURRENT_LINE, EVALUATED_FROM_LINES
from consensus.statements import STATEMENTS
from consensus.tables import TABLES, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from consensus.catalogue import Entry
    from consensus.tables import Table


@dataclass(frozen=True, slots=True)
class WorkedPatient:
    """A worked patient as the sheet shows her: what was expected, and agrees (the tests see to it)."""

    id: str
    title: str
    code: str
    rule: str
    says: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A clinical situation: its statements by the number before the dot, its tables, and its outcomes."""

    title: str
    asks: str
    statements: tuple[str, ...]
    tables: tuple[str, ...]
    outcomes: tuple[str, ...]


SECTIONS = (
    Section(
        "Does the paper speak about this patient?",
        "HER2-positive, metastatic, treated only with agents that the panel knew.",
        ("S0",),
        ("T0",),
        ("OUT-HER2", "OUT-EARLY", "OUT-LABC", "OUT-NEWAGENT"),
    ),
    Section(
        "First line, and relapse after adjuvant therapy",
        "No systemic therapy yet for metastatic disease.",
        ("S1", "S2"),
        ("T1", "T1F"),
        ("F1a", "F1b", "F1c", "F2", "F0", "OUT-NEWADJ"),
    ),
    Section("Which line has failed?", "Progressive disease.", (), ("T2",), ("OUT-N0",)),
    Section(
        "Second line",
        "Progression after one anti-HER2 line, or an early relapse without treatment yet.",
        ("S3",),
        ("T3",),
        ("C1", "C2"),
    ),
    Section(
        "Beyond second line",
        "Scenarios 1 to 4 and the running text. The first row that fits speaks. Clinical resistance is asked only from "
        f"{EVALUATED_FROM_LINES} anti-HER2 lines on, and is met only if all of these hold: {CONSECUTIVE_LINES} or more "
        "consecutive anti-HER2 lines just before the current one, one of them dual; the current line is line "
        f"{CURRENT_LINE} or later, holds an anti-HER2 agent, and progressed at its first assessment. A criterion that "
        "is unknown is asked for; one that fails under a looser wording makes it borderline, which changes no outcome.",
        ("S4", "S5", "S6", "S7", "S8", "S11"),
        ("T4",),
        (
            *("D-TDM1N", "D-LAP", "D-BM", "D-TDM1P-PERT", "D-TDM1P-LT", "D-TDM1ADJ"),
            *("D-RES", "D-RES-CONFLICT", "D-OUT", "INCONSISTENT"),
        ),
    ),
    Section(
        "Response or stable disease",
        "Scenario 5: continue until when?",
        ("S9",),
        ("T5",),
        ("E-CR", "E-PR", "E-SD", "E-TOX", "E-PREF", "E-OFF"),
    ),
)
"""The sections in the order of a patient's course."""

_SAME_TREE_AS_NOT_MET = ("borderline", "unknown")


def section_lines(section: Section, patients: Sequence[WorkedPatient]) -> list[str]:
    """A section of the sheet."""
    lines = [f"## {section.title}", "", section.asks, ""]
    if section.statements:
        lines += ["### What the paper says", "", *statement_lines(section.statements), ""]
    lines += ["### How it is decided", "", *_decisions(section), ""]
    lines += ["### Outcomes", "", *_outcomes(section), ""]
    here = [patient for patient in patients if patient.code in section.outcomes]
    return [*lines, "### Worked patients", "", *worked(here), ""] if here else lines


def worked(patients: Iterable[WorkedPatient]) -> list[str]:
    """Worked patients with their outcome and the class of each draft order."""
    rows = (
        (
            patient.id,
            patient.title,
            f"`{patient.code}` ({patient.rule})",
            patient.says,
            "; ".join(patient.orders) or "-",
        )
        for patient in patients
    )
    return table(("", "patient", "outcome", "options", "draft orders"), rows)


def statement_lines(groups: Sequence[str]) -> list[str]:
    """The statements of these groups (`S1`, `S2`), and the readings that they need."""
    spoken = [one for one in STATEMENTS.values() if one.id.split(".")[0] in groups]
    rows = (
        (
            one.id,
            f"{one.place} (lines {one.lines})",
            one.kind.value,
            one.verb or "-",
            one.paraphrase,
            ", ".join(one.evidence) or "-",
            ", ".join(one.readings) or "-",
            _standing(one.id),
        )
        for one in spoken
    )
    return table(
        ("", "place", "who speaks", "the paper's verb", "in our words", "evidence", "reading", "since 2016"), rows
    ) + _readings(reading for one in spoken for reading in one.readings)


def _standing(statement: str) -> str:
    judged = STANDING_OF_STATEMENT.get(statement)
    return f"{judged.standing.value}: {judged.because}" if judged else "not judged"


def _readings(ids: Iterable[str]) -> list[str]:
    cited = sorted(dict.fromkeys(ids), key=lambda id_: int(id_[1:]))
    rows = ((id_, READINGS[id_].doubt, READINGS[id_].resolution) for id_ in cited)
    return (
        ["", "Our readings, where the paper leaves doubt:", "", *table(("", "doubt", "read here as"), rows)]
        if cited
        else []
    )


def _decisions(section: Section) -> Iterator[str]:
    for one in TABLES:
        if one.id not in section.tables or one.title.endswith(_SAME_TREE_AS_NOT_MET):
            continue
        yield from (f"**{one.id} - {one.title}**", "", *flowchart(one.tree()), "", *_rows(one), "")


def _rows(one: Table) -> list[str]:
    """Each row with the values that lead to it; a fact that was not asked on the way stands as a dash."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for path, said in one.paths():
        cells = found.setdefault(label(said), {fact: [] for fact in one.questions})
        for fact, given in path:
            if value(given) not in cells[fact]:
                cells[fact].append(value(given))
    rows = sorted(found.items(), key=lambda row: _row_order(row[0]))
    heads = ("row", *(f"`{fact}`" for fact in one.questions), "says")
    return table(heads, ((row, *(_any(one, fact, cells[fact]) for fact in cells), says) for (row, says), cells in rows))


def _any(one: Table, fact: str, values: list[str]) -> str:
    return "any" if len(values) == len(one.values(fact)) else ", ".join(values) or "-"


def _row_order(named: tuple[str, str]) -> tuple[float, str, str]:
    number = "".join(sign for sign in named[0].partition(".")[2] if sign.isdigit())
    return (float(number or "inf"), named[0], named[1])


def _outcomes(section: Section) -> list[str]:
    entries = (catalogue()[code] for code in section.outcomes)
    rows = (
        (
            f"`{entry.code}`",
            ", ".join(entry.statuses).replace("_", " "),
            _options(entry),
            codes(entry.not_recommended),
            codes(entry.flags),
            ", ".join(entry.statements) or "-",
            ", ".join(entry.currency_notes) or "-",
        )
        for entry in entries
    )
    heads = ("outcome", "status", "options (as far as they apply)", "spoken against", "flags", "statements", "notes")
    return table(heads, rows)


def _options(entry: Entry) -> str:
    by_regimen: dict[tuple[str, str], list[str]] = {}
    for option in entry.options:
        cited = by_regimen.setdefault((option.tier.value, option.regimen), [])
        cited += [statement for statement in option.statements if statement not in cited]
    return (
        "; ".join(
            f"{tier}: {REGIMENS[regimen].description} ({', '.join(cited)})"
            for (tier, regimen), cited in by_regimen.items()
        )
        or "-"
    )

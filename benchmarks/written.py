"""The page and the plot that `make bench` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plots import Curve, draw

if TYPE_CHECKING:
    from pathlib import Path

    from speed import Row

GOALS = {20: 1.5, 200: 0.9, 2_000: 0.4, 20_000: 0.2}
NAIVE_GOALS = {20: 15, 200: 40, 2_000: 100}

_INTRO = """# Speed

Printed by `make bench` ({machine}).
CPU time of one process, candidates in turn, medians; one run, so only the ratios say something. The charts are invented
and seeded (`benchmarks/charts.py`): 70 % Observations, 17 % medication statements, 13 % Conditions; 35 % of the
smallest, 12 % of the next and 6 % of the others concern a rule.
"""

_FIRST = """
A fresh process spends {started:.2f} s of CPU up to its first card (goal 0.8 s of wall time) and then holds
{memory:.0f} MB (goal 90 MB idle). Imports, application and one call; no socket."""

_END = """
## How a big chart is read

1. The envelope and its pages are opened with msgspec in one pass (`fhir_mappings/envelope.py`); entries stay bytes.
2. A glance at each entry (`sent.py`, `glance.py`) looks it up by the bytes of the members that matter; of those that
   look alike, one asks the readers' own questions about its code (`screen.py`). What no reader would say anything
   about is passed over; a drug that does not treat cancer is listed as left out. Whatever has a further member that a
   reader may weigh is read in full.
3. Hits alone are decoded, strictly, each when its turn comes, and forgotten when it was read (`chart.py`). Others are
   decoded when a reference leads to them.
4. `fhir.resources` sees the resources that were used, at most 200 in a call, and what it said is remembered by a digest
   of the bytes (`HER2CDS_VALIDATION`). The budget counts resources, not cold ones, so that the same call always gives
   the same notes.

`tests/mutation` compares this with reading the parsed document: vignettes, worked cases, third-party records, 2,000
mutated ones, and every member that a reader may weigh on every kind of resource.

## What is not reached, and why

- **30 KB, 300 KB**: the full rule set (read, derive, establish, advise, cards) takes milliseconds whatever the size,
  while parsing 30 KB takes a tenth of one. The tables show where the time goes: some thousand calls of Python
  functions, of which none stands out (a sampling profiler: no function above 7 %). Tried and kept: asking once for each
  concept, page and course, building values once, walking the tables once. What is left would need another language.
- **3 MB, 30 MB**: opening alone takes about what the goal allows for everything. msgspec passes every byte twice, once
  for the envelope and once for the glance; non-ASCII text is looked for once, and beyond 8 MB the separators are
  counted. What remains of opening is Python: one look-up a resource. Reading the hits costs as much as opening, and
  every drug that is listed as left out is a finding that derivation and cards see.
- Over HTTP, against a bare server, a naive one and HealthChain, beside big calls, at its start:
  `performance-http.md`.
"""


def document(rows: list[Row], started: float, memory: float, machine: str) -> str:
    """The page."""
    lines = [
        _INTRO.format(machine=machine),
        "## From bytes to cards, against orjson.loads of the same body\n",
        "| resources | KB | orjson.loads ms | cards ms | ratio | goal | not validated | memory beside the body |",
        "|---|---|---|---|---|---|---|---|",
        *map(_ratio_row, rows),
        "\n![ratio by size](performance/ratio.svg)\n",
        f"Cost a resource at 20,000 against 200: {_each(rows[-1]) / _each(rows[1]):.2f} (goal: at most 1.3).\n",
        "## Where the time goes, ms of CPU up to the end of each stage\n",
        "| resources | open | read | derive | cards (not validated) |",
        "|---|---|---|---|---|",
        *(f"| {row.resources:,} | {' | '.join(f'{row.ms[stage]:.2f}' for stage in _STAGES)} |" for row in rows),
        "\nFunctions of Python code that are called on the way, whatever the machine (cards validated):\n",
        "| resources | open | read | derive | cards |",
        "|---|---|---|---|---|",
        *(f"| {row.resources:,} | {' | '.join(f'{number:,}' for number in row.calls.values())} |" for row in rows),
        "\n## Against fhir.resources on every resource, without any rule\n",
        "| resources | validation alone, ms | times our whole call | goal |",
        "|---|---|---|---|",
        *(
            f"| {row.resources:,} | {row.ms[_NAIVE]:.0f} | {row.ms[_NAIVE] / row.ms['cards']:.1f} | {goal} |"
            for goal, row in zip(NAIVE_GOALS.values(), rows, strict=False)
        ),
        _FIRST.format(started=started, memory=memory),
        _END,
    ]
    return "\n".join(lines)


_STAGES = ("open", "read", "derive", "cards, not validated")
_NAIVE = "fhir.resources on everything"


def _each(row: Row) -> float:
    return row.ms["cards, not validated"] / row.resources


def _ratio_row(row: Row) -> str:
    return (
        f"| {row.resources:,} | {row.size / 1000:,.0f} | {row.ms['orjson.loads']:.2f} | {row.ms['cards']:.2f} "
        f"| {row.ratio('cards'):.2f} | {GOALS[row.resources]} | {row.ratio('cards, not validated'):.2f} "
        f"| {row.memory:.2f} x |"
    )


def plot(rows: list[Row], path: Path) -> None:
    """Our CPU against merely parsing, by size."""
    named = {
        "orjson.loads": ("orjson.loads alone", "o--", "grey"),
        "cards": ("bytes to cards", "o-", "tab:blue"),
        _NAIVE: (_NAIVE, "o:", "tab:red"),
    }
    draw(
        (
            Curve(label, [(row.size / 1000, row.ms[name]) for row in rows if name in row.ms], style, color)
            for name, (label, style, color) in named.items()
        ),
        path,
    )

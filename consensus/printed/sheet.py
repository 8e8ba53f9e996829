"""The whole sheet: situations, gaps, draft orders, safety, evidence, currency, silence, and what awaits a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.completion import DOMAINS
from consensus.currency import CURRENCY_NOTES
from consensus.edition import EDITION
from consensus.evidence import EVIDENCE
from consensus.flags import FLAGS
from consensus.printed.markdown import bullets, codes, table, value
from consensus.printed.situations import SECTIONS, WorkedPatient, section_lines, statement_lines, worked
from consensus.readings import OPEN_POINTS, OUR_CHOICES, QUESTIONS_FOR_REVIEWERS, READINGS
from consensus.regimens import REGIMENS
from consensus.safety import SAFETY_RULES
from consensus.silent import SILENT_AREAS
from consensus.statements import STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLASSES = (
    ("CONCORDANT_PREFERRED", "the option that the paper puts first"),
    ("CONCORDANT_OPTION", "one of several options, unranked or second"),
    ("COMPETING", "one statement supports it, another speaks against it"),
    ("DISCORDANT", "the text speaks against it, or prefers another option and does not list this one"),
    ("NOT_LISTED", "the text lists options without this one and without a ranking"),
    ("NOT_COVERED", "outside the consensus, or an agent later than 2016"),
    ("INSUFFICIENT_DATA", "the class depends on a fact that is missing"),
)


def sheet(patients: Sequence[WorkedPatient]) -> str:
    """The sheet as Markdown; `patients` are the worked patients with what was expected of them."""
    parts = [
        _opening(),
        *(section_lines(section, patients) for section in SECTIONS),
        _missing_facts(patients),
        _draft_orders(),
        _safety(),
        _codes(),
        _evidence(),
        _currency(),
        _awaiting_a_yes(),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _opening() -> list[str]:
    return [
        "# What the 2016 panel says, as this service reads it",
        "",
        "<!-- Printed from the code by docs/print_consensus.py; do not edit. -->",
        "",
        f"{EDITION.authors} {EDITION.title}. {EDITION.journal}. doi:{EDITION.doi} ({EDITION.pmcid}).",
        (
            f"Edition `{EDITION.label}`. Later evidence was last looked at for {EDITION.currency_reviewed_on:%B %Y}; "
            f"the next look is due by {EDITION.review_due.isoformat()}."
        ),
        "",
        (
            "This sheet is for the clinician who is asked whether the service reads the paper "
            "rightly. It has **not** been "
            "reviewed by clinicians yet. The last part lists everything that still needs a yes."
        ),
        "",
        (
            "- The statements stand in our own words; their place in the paper is given. Line numbers count "
            "the lines of the "
            "paper's plain text."
        ),
        (
            "- The paper gives no grades and no vote counts. What is shown instead is who speaks, and the "
            "paper's own verb."
        ),
        "- Nobody here has seen Figure 1; the tables rest on the text and Table 2.",
        "- Unknown is a value of its own. It never reads as no.",
        (
            "- In the trees a patient without gaps and contradictions is followed; the rows below each tree "
            "hold the gaps too. "
            "In a row, a dash means that the fact was not asked on the way; rows are read top-down, the "
            "first that fits speaks."
        ),
        "",
    ]


def _missing_facts(patients: Sequence[WorkedPatient]) -> list[str]:
    rows = ((f"`{fact}`", ", ".join(value(one) for one in values)) for fact, values in DOMAINS.items())
    return [
        "## When facts are missing",
        "",
        (
            "Where a row asks for a fact, every value of it is tried. If all of them lead to the "
            "same outcome and the same "
            "options, that is the answer and nothing is asked. Otherwise the service names the fact, says "
            "which outcomes are "
            "possible, and recommends nothing. Facts that only condition an option never block: their "
            "condition is printed."
        ),
        "",
        *table(("fact that can be asked for", "values that are tried"), rows),
        "",
        *worked(patient for patient in patients if patient.code == "MISSING"),
        "",
    ]


def _draft_orders() -> list[str]:
    return [
        "## How a draft order is judged",
        "",
        (
            "Agents that are drafted and agents that are still active are judged together. The service never says "
            "'appropriate' or 'wrong': an order matches the 2016 consensus, differs from it, or is not covered by it."
        ),
        "",
        *table(("class", "meaning"), ((f"`{name}`", meaning) for name, meaning in _CLASSES)),
        "",
    ]


def _safety() -> list[str]:
    rows = ((rule.id, rule.indicator.value, rule.sentence, ", ".join(rule.sources)) for rule in SAFETY_RULES.values())
    return [
        "## Safety rules",
        "",
        (
            "From product labels, not from the paper (J-S10 excepted); independent of the class. Sources are "
            "numbers of the "
            "knowledge specification, Part B."
        ),
        "",
        *table(("rule", "urgency", "what it says", "source"), rows),
        "",
        "What the paper itself says about safety:",
        "",
        *statement_lines(("S10",)),
        "",
    ]


def _codes() -> list[str]:
    return [
        "## Codes",
        "",
        *table(("regimen", "meaning"), ((f"`{code}`", one.description) for code, one in REGIMENS.items())),
        "",
        *table(("flag", "sentence on the card"), ((f"`{flag}`", sentence) for flag, sentence in FLAGS.items())),
        "",
    ]


def _evidence() -> list[str]:
    rows = (
        (
            row.id,
            f"{row.references} {row.trial}".strip(),
            " vs ".join(str(arm) for arm in row.arms),
            "; ".join(str(result) for result in row.results) or row.finding,
            row.lines,
            ", ".join(one.id for one in STATEMENTS.values() if row.id in one.evidence) or "-",
        )
        for row in EVIDENCE.values()
    )
    return [
        "## Evidence that the paper prints",
        "",
        *table(("", "reference", "arms (n)", "result", "lines", "carries"), rows),
        "",
    ]


def _currency() -> list[str]:
    return [
        "## What has changed since 2016",
        "",
        *table(("note", "text on the card"), CURRENCY_NOTES.items()),
        "",
        "## Where the paper is silent",
        "",
        *bullets(SILENT_AREAS),
        "",
    ]


def _awaiting_a_yes() -> list[str]:
    used = {reading for statement in STATEMENTS.values() for reading in statement.readings}
    elsewhere = [reading for reading in READINGS.values() if reading.id not in used]
    return [
        "## What still needs a clinician's yes",
        "",
        f"**Every reading above**, {codes(READINGS)}; those that no statement carries:",
        "",
        *bullets(f"{reading.id}: {reading.doubt} {reading.resolution}" for reading in elsewhere),
        "",
        "**Questions for the reviewing clinicians**",
        "",
        *bullets(QUESTIONS_FOR_REVIEWERS),
        "",
        "**Open points from an independent reading** - each stays as written until clinicians decide",
        "",
        *bullets(OPEN_POINTS),
        "",
        "**Choices made here where the specification left room**",
        "",
        *bullets(OUR_CHOICES),
        "",
    ]

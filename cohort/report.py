"""`report.html`: one self-contained page for a medical director, from the document of `summary.json` alone."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from cards.wording import labels
from cohort import plots, words
from consensus.edition import EDITION
from consensus.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_RULES = 20
_STANDS = [status.value.replace("_", " ") for status in Status]
_PAGES = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def report(summary: Mapping[str, Any]) -> str:
    """The page."""
    page = _PAGES.from_string((files("cohort") / "report.html").read_text(encoding="utf-8"))
    return page.render(
        told=summary, edition=EDITION, fact=_fact, outcome=_outcome, words=words, share=_share, plots=_plots(summary)
    )


def _fact(name: str) -> str:
    said = labels.FACTS.get(name)
    return str(said) if said else name


def _outcome(code: str) -> str:
    said = labels.OUTCOMES.get(code)
    return str(said) if said else code


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _plots(told: Mapping[str, Any]) -> dict[str, str]:
    """The drawings; a drawing of nothing is left out."""
    drawn: dict[str, str] = {}
    if rules := told["rules"][:MOST_RULES]:
        names = {f"{_outcome(rule['outcome'])} ({rule['rule']})": rule for rule in rules}
        drawn["rules"] = plots.bars(
            {name: rule["rows_with_a_card"] for name, rule in names.items()},
            {name: rule["rows"] for name, rule in names.items()},
            "Rows with a card, by rule; the numbers stand in the table below",
        )
    if len(told["months"]) > 1:
        by_month = [_month(told["months"], month) for month in _calendar(list(told["months"]))]
        drawn["months"] = plots.months(by_month, "Share of decisions with a card, by month; the numbers follow")
    if missing := told["missing"]:
        drawn["missing"] = plots.bars(
            {_fact(each["fact"]): each["would_settle_alone"] for each in missing},
            {_fact(each["fact"]): each["rows"] for each in missing},
            "Missing facts, and how often one alone would settle the answer; the numbers follow",
        )
    if classes := told["order_classes_by_line"]:
        drawn["classes"] = plots.stacked(
            {f"line {line}": _in_words(counts) for line, counts in classes.items()},
            list(words.CLASSES.values()),
            "What was given against the panel, by line; the numbers follow",
        )
    if told["flow"]:
        drawn["flow"] = plots.stacked(
            _by_stage(told["flow"]), _STANDS, "How the panel stands, by stage; the numbers follow"
        )
    return drawn


def _in_words(counts: Mapping[str, int]) -> dict[str, int]:
    return {words.of_class(name): count for name, count in counts.items()}


def _month(counted: Mapping[str, Mapping[str, int]], month: str) -> tuple[str, int, int]:
    counts = counted.get(month, {})
    return month, counts.get("firing", 0), counts.get("rows", 0)


def _calendar(told: list[str]) -> list[str]:
    """Every month from the first to the last: one without a decision leaves a space in the drawing."""
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (told[0], told[-1]))
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def _by_stage(flow: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    stages: dict[str, dict[str, int]] = {}
    for each in flow:
        counts = stages.setdefault(each["stage"], {})
        name = each["status"].replace("_", " ")
        counts[name] = counts.get(name, 0) + each["rows"]
    return stages

"""Scores lines and advice against known truth: `python benchmarks/cohort_accuracy.py > docs/cohort-accuracy.md`.

The patients of the vignettes are told as FHIR in every coding style, and again with parts of the record missing. Their
true lines (drugs, first day, why ended) and the true advice are known. Each answer is exact, withheld (the service says
that it does not know) or wrong. Where the missing part changes nothing that is asked, exact is right;
a wrong one is a finding, and is listed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from cohort_gaps import GAPS  # noqa: E402 - the path is set first: this script runs without installation
from rendering.dialects import DIALECTS  # noqa: E402 - as above
from rendering.render import render  # noqa: E402 - as above
from rendering.stories import AS_OF, story, unsayable  # noqa: E402 - as above
from vignettes.load import Vignette, vignettes  # noqa: E402 - as above

from consensus.algorithm import advise  # noqa: E402 - as above
from consensus.establish import establish  # noqa: E402 - as above
from consensus.facts import facts_from  # noqa: E402 - as above
from consensus.outcome import Status  # noqa: E402 - as above
from consensus.site import Site  # noqa: E402 - as above
from fhir_mappings.bundle import raw_from_bundle  # noqa: E402 - as above
from fhir_mappings.history import read_record  # noqa: E402 - as above
from fhir_mappings.resources import Validation  # noqa: E402 - as above
from treatment_history.derive import derive  # noqa: E402 - as above
from treatment_history.history import EndReason  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from consensus.outcome import Outcome
    from treatment_history.history import TreatmentHistory

Json = dict[str, Any]
ASKED = ("count of lines", "drugs", "first days", "ends", "advice")
EXACT, WITHHELD, WRONG = "exact", "withheld", "wrong"
GAPS_TOLD_IN = "rxnorm"


@dataclass
class Score:
    """How often each question was answered in which way, and the wrong answers by kind."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def true_lines(case: Json) -> list[tuple[frozenset[str], str]]:
    """Drugs and first day of each line of the story, from the story itself."""
    spread = min((event["date"] for event in case["events"] if event["type"] == "metastasis"), default=None)
    starts: dict[str, set[str]] = defaultdict(set)
    for item in case["medications"]:
        if spread is not None and item["start"] >= spread:
            starts[item["start"]].add(item["drug"])
    return [(frozenset(starts[day]), day) for day in sorted(starts)]


def scored(vignette: Vignette, bundle: Json, score: Score) -> None:
    """Read, derive and advise; compare with the story and with the vignette's outcome."""
    history = derive(read_record(raw_from_bundle(bundle), validation=Validation.OFF), AS_OF)
    expected = facts_from(vignette.written | dict.fromkeys(unsayable(vignette.written), "unknown"))
    established = establish(history, Site(tdm1_available=vignette.facts.tdm1_available))
    verdicts = {
        **lines_scored(true_lines(story(vignette.written)), history),
        "advice": advice_scored(advise(expected), advise(established.facts, established.possible)),
    }
    for asked, verdict in verdicts.items():
        kind, _, how = verdict.partition(": ")
        score.counts[asked, kind] += 1
        if kind == WRONG:
            score.kinds[f"{asked}: {how}"] += 1


def lines_scored(truth: list[tuple[frozenset[str], str]], history: TreatmentHistory) -> dict[str, str]:
    """The count with its bounds, and the drugs and first days line by line."""
    counted = history.counts.lines
    if counted.low == counted.high == len(truth):
        count = EXACT
    elif counted.low <= len(truth) <= counted.high:
        count = WITHHELD
    else:
        count = f"{WRONG}: {counted.low} to {counted.high} in place of {len(truth)}"
    if len(history.lines) != len(truth):
        unlike = WITHHELD if count == WITHHELD else f"{WRONG}: another number of lines"
        return {"count of lines": count} | dict.fromkeys(("drugs", "first days", "ends"), unlike)
    drugs = EXACT if [frozenset(line.agents) for line in history.lines] == [named for named, _ in truth] else WRONG
    days = [day_scored(day, line.start) for (_, day), line in zip(truth, history.lines, strict=True)]
    return {
        "count of lines": count,
        "drugs": drugs if drugs == EXACT else f"{WRONG}: other drugs in a line",
        "first days": worst(days),
        "ends": worst([end_scored(line.end_reason, last=line is history.lines[-1]) for line in history.lines]),
    }


def worst(answers: list[str]) -> str:
    return next((each for each in answers if each.startswith(WRONG)), WITHHELD if WITHHELD in answers else EXACT)


def end_scored(found: EndReason, *, last: bool) -> str:
    """In the stories every line but the last ended by progression; the last goes on, or was just ended."""
    if found is EndReason.UNKNOWN:
        return WITHHELD
    if last:
        return EXACT if found in (EndReason.ONGOING, EndReason.PROGRESSION) else f"{WRONG}: last line {found.value}"
    return EXACT if found is EndReason.PROGRESSION else f"{WRONG}: {found.value} in place of progression"


def day_scored(true: str, found: Any) -> str:
    if found is None:
        return WITHHELD
    earliest, latest = found.earliest.isoformat(), found.latest.isoformat()
    if earliest == latest == true:
        return EXACT
    return WITHHELD if earliest <= true <= latest else f"{WRONG}: another day"


def advice_scored(true: Outcome, found: Outcome) -> str:
    """Withheld: it says what is missing, and counts the truth among what is possible."""
    same = (true.code, true.rule, true.recommended) == (found.code, found.rule, found.recommended)
    if same:
        return EXACT
    if found.status is Status.INSUFFICIENT_DATA:
        return WITHHELD
    return f"{WRONG}: {found.code} in place of {true.code}"


def table(name: str, scores: dict[str, Score]) -> list[str]:
    heads = " | ".join(f"{asked}: exact / withheld / wrong" for asked in ASKED)
    lines = [f"| {name} | patients | {heads} |", "|---|---|" + "---|" * len(ASKED)]
    for style, score in scores.items():
        cells = [" / ".join(str(score.counts[asked, kind]) for kind in (EXACT, WITHHELD, WRONG)) for asked in ASKED]
        patients = sum(score.counts["advice", kind] for kind in (EXACT, WITHHELD, WRONG))
        lines.append(f"| {style} | {patients} | " + " | ".join(cells) + " |")
    return lines


def wrong(scores: dict[str, Score]) -> list[str]:
    return [f"- {style}: {kind} ({n})" for style, score in scores.items() for kind, n in sorted(score.kinds.items())]


def run(variants: dict[str, Callable[[Vignette], Json]]) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for name, told in variants.items():
        scores[name] = Score()
        for vignette in vignettes():
            scored(vignette, told(vignette), scores[name])
    return scores


def main() -> None:
    """Print the document."""
    told = {v.id: story(v.written) for v in vignettes()}

    def in_style(name: str) -> Callable[[Vignette], Json]:
        return lambda vignette: render(told[vignette.id], DIALECTS[name])

    def with_gap(name: str) -> Callable[[Vignette], Json]:
        return lambda vignette: GAPS[name].applied(json.loads(json.dumps(in_style(GAPS_TOLD_IN)(vignette))))

    styles = run({name: in_style(name) for name in DIALECTS})
    gaps = run({f"{name} ({GAPS[name].says})": with_gap(name) for name in GAPS})
    print("# How well lines and advice are derived\n")
    print("Printed by `python benchmarks/cohort_accuracy.py > docs/cohort-accuracy.md`. " + _READ)
    print("\n## By coding style, nothing missing\n")
    print("\n".join(table("style", styles)))
    print("\n## By what is missing\n")
    print("\n".join(table("missing", gaps)))
    print("\n## What is wrong\n")
    print("\n".join([*wrong(styles), *wrong(gaps)] or ["Nothing."]))
    print("\n" + _STALE)


_READ = (
    "The patients are invented: the vignettes of `tests/vignettes`, told as whole histories by `tests/rendering`. "
    "Exact: the count of lines without doubt and as it was, the drugs, first day and end of every line, the same "
    "options for the same reason. Withheld: the range of the count holds the truth, a day is left open, or the service "
    "says which facts are missing. Wrong: anything else. This tells of the mapping and the rules; how real charts are "
    "written is another question, which only a pilot answers."
)

_STALE = (
    "An assessment that was never recorded cannot be missed by anybody: where a progression in the brain is left away, "
    "the last recorded assessment (stable disease, five months old) is taken for today's. Before such advice the card "
    "shows the day of the assessment; whoever reads it has to know what happened since."
)

if __name__ == "__main__":
    main()

"""The numbers of a run: how often which rule spoke, what was missing, how orders stood. One pass over the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from consensus.edition import EDITION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cohort.rows import Row

MOST_UNMAPPED = 10


@dataclass(slots=True)
class Tally:
    """What the report shows, counted row by row."""

    rows: int = 0
    firing: int = 0
    cards: int = 0
    patients: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    fired: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_month: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    indicators: Counter[str] = field(default_factory=Counter)
    silences: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    settled_by: Counter[str] = field(default_factory=Counter)
    needing_several: int = 0
    classes_by_line: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    flow: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)
    safety: Counter[str] = field(default_factory=Counter)
    with_gaps: int = 0
    with_conflicts: int = 0
    with_undated: int = 0
    uncertain_count: int = 0
    _patient: str | None = None

    def add(self, row: Row) -> None:
        """One row more; rows come patient by patient."""
        fresh = row.patient != self._patient
        self._patient = row.patient
        self.patients += fresh
        self.rows += 1
        self.cards += row.cards
        self.firing += row.cards > 0
        self.rules[row.rule, row.outcome] += 1
        self.fired[row.rule, row.outcome] += row.cards > 0
        month = self.by_month[row.at[:7]]
        month["rows"] += 1
        month["firing"] += row.cards > 0
        judged = row.order_cards is not None
        self.indicators[(row.order_indicator if judged else row.view_indicator) or "none"] += 1
        silence = row.order_silence if judged else row.view_silence
        if silence:
            self.silences[silence] += 1
        self._data(row)
        if row.order_class:
            self.classes_by_line[row.line or 0][row.order_class] += 1
        self.flow[_stage(row), row.status, row.order_class or "not judged"] += 1
        self.safety.update(row.safety_rules)
        if fresh:
            self.unmapped.update(row.unmapped)

    def _data(self, row: Row) -> None:
        self.missing.update(row.missing)
        self.settled_by.update(row.settled_by)
        self.needing_several += bool(row.missing) and not row.settled_by
        self.with_gaps += row.gaps > 0
        self.with_conflicts += row.conflicts > 0
        self.with_undated += row.undated > 0
        self.uncertain_count += row.lines_low != row.lines_high


def _stage(row: Row) -> str:
    if row.line is None:
        return "no line yet"
    return f"line {row.line}" if row.line <= 3 else "line 4 and later"  # noqa: PLR2004 - later lines are few and alike


def tallied(rows: Iterable[Row]) -> Tally:
    """The tally of all rows."""
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally


def summary(tally: Tally, told: dict[str, Any]) -> dict[str, Any]:
    """The document of `summary.json`; `told` is what the run itself knows (input, moment, skipped)."""
    return {
        "edition": EDITION.id,
        "edition_version": EDITION.version,
        **told,
        "rows": tally.rows,
        "patients_in_table": tally.patients,
        "rows_with_a_card": tally.firing,
        "cards": tally.cards,
        "indicators": _sorted(tally.indicators),
        "silences": _sorted(tally.silences),
        "rules": [
            {"rule": rule, "outcome": outcome, "rows": count, "rows_with_a_card": tally.fired[rule, outcome]}
            for (rule, outcome), count in sorted(tally.rules.items(), key=lambda item: (-item[1], item[0]))
        ],
        "months": {month: _sorted(counts) for month, counts in sorted(tally.by_month.items())},
        "missing": [
            {"fact": fact, "rows": count, "would_settle_alone": tally.settled_by[fact]}
            for fact, count in sorted(tally.missing.items(), key=lambda item: (-item[1], item[0]))
        ],
        "rows_that_need_several_facts": tally.needing_several,
        "order_classes_by_line": {str(line): _sorted(counts) for line, counts in sorted(tally.classes_by_line.items())},
        "flow": [
            {"stage": stage, "status": status, "order_class": order_class, "rows": count}
            for (stage, status, order_class), count in sorted(tally.flow.items())
        ],
        "safety_rules": _sorted(tally.safety),
        "unmapped_codes": [
            {"code": code, "patients": count}
            for code, count in sorted(tally.unmapped.items(), key=lambda item: (-item[1], item[0]))[:MOST_UNMAPPED]
        ],
        "rows_with_gaps": tally.with_gaps,
        "rows_with_conflicts": tally.with_conflicts,
        "rows_with_undated_resources": tally.with_undated,
        "rows_with_an_uncertain_line_count": tally.uncertain_count,
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}

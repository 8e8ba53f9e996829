"""Two runs over the same population: who would see something else, and by which rule and statement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cohort.rows import Row

SEEN = (
    "outcome",
    "rule",
    "status",
    "likely_outcome",
    "recommended",
    "statements",
    "currency_notes",
    "missing",
    "given",
    "view_cards",
    "view_indicator",
    "order_cards",
    "order_indicator",
    "order_class",
    "safety_rules",
)
"""The columns by which a clinician would notice a difference."""


@dataclass(slots=True)
class Difference:
    """What differs, counted, with every row that does."""

    same: int = 0
    changed: list[dict[str, Any]] = field(default_factory=list)
    only_before: list[list[object]] = field(default_factory=list)
    only_after: list[list[object]] = field(default_factory=list)
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_statement: Counter[str] = field(default_factory=Counter)

    @property
    def is_empty(self) -> bool:
        """Whether everybody sees the same."""
        return not (self.changed or self.only_before or self.only_after)

    def document(self) -> dict[str, Any]:
        """For programs."""
        return {
            "same": self.same,
            "changed": self.changed,
            "only_before": self.only_before,
            "only_after": self.only_after,
            "by_rule": [
                {"before": before, "after": after, "rows": count}
                for (before, after), count in sorted(self.by_rule.items(), key=lambda item: (-item[1], item[0]))
            ],
            "by_statement": {name: self.by_statement[name] for name in sorted(self.by_statement)},
        }


def difference(before: Iterable[Row], after: Iterable[Row]) -> Difference:
    """Compare two tables; both are in the order of their keys, and only one row of each is kept in memory."""
    found = Difference()
    for old, new in _paired(iter(before), iter(after)):
        if new is None and old is not None:
            found.only_before.append(list(old.key))
        elif old is None and new is not None:
            found.only_after.append(list(new.key))
        elif old is not None and new is not None:
            _compare(old, new, found)
    return found


def _paired(before: Iterator[Row], after: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.key < new.key):
            yield old, None
            old = next(before, None)
        elif old is None or new.key < old.key:
            yield None, new
            new = next(after, None)
        else:
            yield old, new
            old, new = next(before, None), next(after, None)


def _compare(old: Row, new: Row, found: Difference) -> None:
    members = {name: [getattr(old, name), getattr(new, name)] for name in SEEN}
    changes = {name: pair for name, pair in members.items() if pair[0] != pair[1]}
    if not changes:
        found.same += 1
        return
    patient, at, line = new.key
    found.changed.append({"patient": patient, "at": at, "line": line, "changes": changes})
    found.by_rule[f"{old.rule} {old.outcome}", f"{new.rule} {new.outcome}"] += 1
    found.by_statement.update(set(old.statements) ^ set(new.statements))

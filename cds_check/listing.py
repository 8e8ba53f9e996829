"""The map from requirements to checks, as `cds-check --list` and the documentation print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_check.catalog import CHECKS
from cds_check.requirements import requirements, tested_by

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_lines() -> Iterator[str]:
    """Every check, one line each."""
    for check in CHECKS:
        yield f"{check.id}  {check.level.value}  {check.title}  [{', '.join(check.requirements)}]"


def requirement_lines() -> Iterator[str]:
    """Every requirement with the checks that test it, or the reason why none does."""
    for row in requirements().values():
        tested = ", ".join(tested_by(row.id, CHECKS)) or f"not testable from outside: {row.not_testable}"
        yield f"{row.id}  {row.level}  {row.words}  -> {tested}"


def requirement_table() -> str:
    """The map as a Markdown table."""
    lines = ["| id | level | section | Inferno | requirement | tested by |", "|---|---|---|---|---|---|"]
    for row in requirements().values():
        tested = (
            ", ".join(f"`{name}`" for name in tested_by(row.id, CHECKS)) or f"*not from outside:* {row.not_testable}"
        )
        words = row.words.replace("|", "\\|").replace("<", "&lt;").replace("{{", "`{{").replace("}}", "}}`")
        lines.append(f"| {row.id} | {row.level} | {row.section} | {' '.join(row.inferno)} | {words} | {tested} |")
    return "\n".join(lines)

"""The map from requirements to checks, as `cds-check --list` and the documentation print it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cds_check.catalog import CHECKS
from cds_check.requirements import checks_for, requirements

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_lines() -> Iterator[str]:
    """Every check, one line each."""
    for check in CHECKS:
        yield f"{check.id}  {check.level.value}  {check.title}  [{', '.join(check.requirements)}]"


def requirement_lines() -> Iterator[str]:
    """Every requirement with the checks that test it, or the reason why none does."""
    for row in requirements().values():
        tested = ", ".join(checks_for(row.id, CHECKS)) or f"not testable from outside: {row.not_testable}"
        yield f"{row.id}  {row.level}  {row.words}  -> {tested}"


def requirement_page() -> str:
    """The map as a page of the documentation."""
    return f"""# What CDS Hooks asks of a service, and which check tests it

*Printed from the code by `make docs`; do not edit.* In own words. "Inferno" are the ids of Inferno's requirement set
`cds-hooks_2.0` (Da Vinci CRD test kit). "client SHALL" binds the client; the check then is that a service refuses what
no client may send. How to run the checks: [cds-check.md](cds-check.md).

{_table()}
"""


def _table() -> str:
    lines = ["| id | level | section | Inferno | requirement | tested by |", "|---|---|---|---|---|---|"]
    for row in requirements().values():
        tested = (
            ", ".join(f"`{name}`" for name in checks_for(row.id, CHECKS)) or f"*not from outside:* {row.not_testable}"
        )
        words = row.words.replace("|", "\\|").replace("<", "&lt;").replace("{{", "`{{").replace("}}", "}}`")
        lines.append(f"| {row.id} | {row.level} | {row.section} | {' '.join(row.inferno)} | {words} | {tested} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(requirement_page())

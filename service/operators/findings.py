"""What a check found: one line each, what to change where something is wrong, and JSON for machines."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence


class Mark(Enum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` what was found; `change` what to do about it."""

    mark: Mark
    about: str
    says: str
    change: str = ""


def ok(about: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(Mark.OK, about, says)


def warning(about: str, says: str, change: str = "") -> Finding:
    """It works; somebody should look."""
    return Finding(Mark.WARNING, about, says, change)


def failed(about: str, says: str, change: str = "") -> Finding:
    """It does not work."""
    return Finding(Mark.FAILED, about, says, change)


def tell(findings: Sequence[Finding], out: TextIO, *, as_json: bool) -> int:
    """Write the findings; the exit code is 1 if one of them failed."""
    if as_json:
        plain = [{**asdict(finding), "mark": finding.mark.value} for finding in findings]
        out.write(json.dumps({"findings": plain}, indent=2, ensure_ascii=False) + "\n")
    else:
        out.writelines(_lines(finding) for finding in findings)
    return int(any(finding.mark is Mark.FAILED for finding in findings))


def _lines(finding: Finding) -> str:
    change = f"\n         {'':20} -> {finding.change}" if finding.change else ""
    return f"{finding.mark.value.upper():8} {finding.about:20} {finding.says}{change}\n"

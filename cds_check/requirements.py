"""Every requirement that CDS Hooks puts on a service, in own words, with its section and Inferno's requirement ids.

The ids are those of Inferno's set `cds-hooks_2.0` (Da Vinci CRD test kit). What no check tests says why.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds_check.checks import Check

_SPECIFICATION = "https://cds-hooks.hl7.org/2.0/"
_ANCHORS = MappingProxyType(
    {
        "Use of JSON": "#use-of-json",
        "Discovery": "#discovery",
        "Prefetch Template": "#prefetch-template",
        "Calling a CDS Service": "#calling-a-cds-service",
        "CDS Service Response": "#cds-service-response",
        "Feedback": "#feedback",
        "Trusting CDS Clients": "#trusting-cds-clients",
        "Extensions": "#extensions",
    }
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row. `not_testable` is empty where a check tests it, else the reason why none does."""

    id: str
    level: str
    section: str
    inferno: tuple[str, ...]
    words: str
    not_testable: str

    @property
    def url(self) -> str:
        """Where the specification says it; empty for what is no section of the published text."""
        anchor = _ANCHORS.get(self.section)
        return _SPECIFICATION + anchor if anchor else ""


@cache
def requirements() -> Mapping[str, Requirement]:
    """Every requirement by its id."""
    text = (files("cds_check") / "requirements.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["id"]: Requirement(
                row["id"],
                row["level"],
                row["section"],
                tuple(row["inferno"].split()),
                row["requirement"],
                row["not_testable"],
            )
            for row in csv.DictReader(text.splitlines())
        }
    )


def of_check(check: Check) -> tuple[Requirement, ...]:
    """The requirements that a check tests."""
    return tuple(requirements()[name] for name in check.requirements)


def sections(check: Check) -> tuple[tuple[str, str], ...]:
    """The sections of the specification that a check rests on, each with its address (or none)."""
    return tuple({(row.section, row.url): None for row in of_check(check)})


def inferno_ids(check: Check) -> tuple[str, ...]:
    """Inferno's ids of what a check tests."""
    return tuple(dict.fromkeys(name for row in of_check(check) for name in row.inferno))


def checks_for(name: str, checks: Iterable[Check]) -> tuple[str, ...]:
    """The checks that test a requirement."""
    return tuple(check.id for check in checks if name in check.requirements)

"""The edition of the paper that speaks: its name, version, source, and how long its currency review holds.

The edition's name stands in this file alone; everything else asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of clinical knowledge. `currency_reviewed_on`: when later evidence was last looked at."""

    id: str
    version: str
    name: str
    year: int
    title: str
    authors: str
    journal: str
    doi: str
    pmcid: str
    currency_reviewed_on: date
    review_due: date

    @property
    def label(self) -> str:
        """The line that the changelog carries: `es-2016 1.0.0`."""
        return f"{self.id} {self.version}"


EDITION = Edition(
    id="es-2016",
    version="1.0.0",
    name="Spanish expert panel, 2016",
    year=2016,
    title=(
        "Anti-HER2 Therapy Beyond Second-Line for HER2-Positive Metastatic Breast Cancer: A Short Review and "
        "Recommendations for Several Clinical Scenarios from a Spanish Expert Panel"
    ),
    authors="Martínez-Jáñez N. et al.",
    journal="Breast Care 2016;11(2):133-138",
    doi="10.1159/000443601",
    pmcid="PMC4881249",
    currency_reviewed_on=date(2026, 6, 30),  # "currency as of June 2026" (knowledge specification, Part B)
    review_due=date(2026, 12, 31),  # six months later (knowledge specification B.4, presentation rule 6)
)


def review_overdue(as_of: date, edition: Edition = EDITION) -> bool:
    """Whether the six-monthly look at later evidence is overdue on that day: every card then says so."""
    return as_of > edition.review_due

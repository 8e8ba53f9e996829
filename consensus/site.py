"""What the site decides, not the patient: whether T-DM1 can be had, and from which age a patient counts as elderly."""

from __future__ import annotations

from dataclasses import dataclass

from treatment_history.answer import Answer


@dataclass(frozen=True, slots=True)
class Site:
    """`elderly_age` in years; the paper names no age (S10.3), 65 is the default of the knowledge specification."""

    tdm1_available: Answer = Answer.UNKNOWN
    elderly_age: int = 65

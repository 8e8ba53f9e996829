"""The languages in which a clinician can read the cards."""

from __future__ import annotations

from treatment_history.kinds import Kinds


class Language(Kinds):
    """BCP 47 codes, as EHRs and browsers send them."""

    ENGLISH = "en"
    SPANISH = "es"

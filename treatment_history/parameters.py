"""Every number of the line-of-therapy derivation, in one versioned place (specification 3.9 and W17).

All are conventions or taken from the source named beside them; every result says which version it used.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Days unless the name says otherwise."""

    version: str = "lot-1.0.0"
    regimen_window: int = 28  # Merck, Hess, JMIR; OHDSI uses 30
    course_join: int = 56  # PRISSMM: 8 weeks
    rechallenge_high: int = 180  # Merck README, Hess (colorectal), JMIR refined
    restart_presumed: int = 90  # Hess (gastric base case), myeloma rules
    biologic_addition: int = 90  # Hess, option B
    maintenance_endocrine: int = 180  # convention from ASCO 7.0
    maintenance_endocrine_early: int = 60  # convention: chemotherapy may end this long after the endocrine start
    pd_link: int = 120  # convention: one assessment interval
    pd_lag: int = 14  # convention: a scan reported after the switch
    pd_previous_line: int = 20  # convention: first cycle
    pd_own_gap: int = 7  # convention: the earlier line already has its own progression
    reason_link: int = 60  # convention
    recent_assessment: int = 60  # convention
    first_assessment_max: int = 126  # convention from ABC4: 18 weeks
    dual_min_overlap: int = 42  # convention: two three-week cycles
    carry_over: int = 28  # convention
    metastasis_tolerance: int = 30  # convention: staging often follows the first cycle
    early_relapse_months: int = 12  # calendar months; the paper, ASCO
    administration_ongoing: int = 42  # convention: two three-week cycles
    window_admin_ended: int = 28  # convention
    surgery_early: int = 365  # convention
    segment_min: int = 28  # convention
    segment_new_agent: int = 60  # convention
    swap: int = 60  # convention
    end_reason: int = 60  # convention
    beyond_pd: int = 60  # convention
    start_source: int = 28  # convention
    stale_entry: int = 84  # convention: an active statement without a dose for four cycles


DEFAULT = Parameters()

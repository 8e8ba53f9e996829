"""What the tables ask that follows from other facts (knowledge specification A.3.2)."""

from __future__ import annotations

from dataclasses import replace

from consensus.facts import AdjuvantAntiHer2, Facts, Interval, RelapseInterval
from treatment_history.answer import Answer

T_DM1_AUTHORISATION_MONTHS = 6.0
"""The window of the EMA authorisation that the paper cites (S2.4); the limit itself is inside."""

SECOND_LINE_APPROACH_MONTHS = 12.0
"""Up to here a relapse follows the second-line approach (S2.3); the limit itself is inside."""

_EARLY = (RelapseInterval.DURING_OR_LE6, RelapseInterval.GT6_LE12)


def relapse_interval_from(months: float | Interval) -> RelapseInterval:
    """The bucket of a relapse, from months since the last adjuvant anti-HER2 dose: 6.0 and 12.0 belong below."""
    match months:
        case Interval.DURING:
            return RelapseInterval.DURING_OR_LE6
        case Interval.NOT_APPLICABLE:
            return RelapseInterval.NOT_APPLICABLE
        case Interval.UNKNOWN:
            return RelapseInterval.UNKNOWN
    if months <= T_DM1_AUTHORISATION_MONTHS:
        return RelapseInterval.DURING_OR_LE6
    return RelapseInterval.GT6_LE12 if months <= SECOND_LINE_APPROACH_MONTHS else RelapseInterval.GT12


def with_relapse_interval(facts: Facts) -> Facts:
    """The same facts, the bucket filled from the months where only the months were given."""
    if facts.relapse_interval is not RelapseInterval.UNKNOWN:
        return facts
    bucket = relapse_interval_from(facts.adjuvant_relapse_months)
    return facts if bucket is RelapseInterval.UNKNOWN else replace(facts, relapse_interval=bucket)


def early_relapse(facts: Facts) -> Answer:
    """Whether the disease came back during, or up to 12 months after, adjuvant anti-HER2 therapy (S2.3)."""
    if facts.adjuvant_anti_her2 is AdjuvantAntiHer2.NONE or facts.relapse_interval is RelapseInterval.GT12:
        return Answer.NO
    if facts.adjuvant_anti_her2 is AdjuvantAntiHer2.UNKNOWN or facts.relapse_interval not in _EARLY:
        return Answer.UNKNOWN
    return Answer.YES

"""The sentence of every boundary: rule, observation and the drug resource (specification 3.8, evidence)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.sentences import say

if TYPE_CHECKING:
    from treatment_history.boundaries import Boundary
    from treatment_history.sentences import Sentence


def because(boundary: Boundary) -> Sentence:
    """Why a line begins here, in one sentence that names its resources."""
    group = boundary.group
    therapy = {
        "agents": " + ".join(sorted(group.names)),
        "start": group.start,
        "resources": ", ".join(sorted({course.exposures[0].reference for course in group.courses})),
    }
    if group.is_trial_only:
        return say("trial regimen, not numbered: {agents} from {start} ({resources})", **therapy)
    if boundary.rule == "E":
        return say(
            "rule E: line {number} is stated by {source} for {agents} from {start} ({resources})",
            number=boundary.number,
            source=boundary.source,
            **therapy,
        )
    if boundary.rule == "first":
        return say("first therapy in the advanced setting: {agents} from {start} ({resources})", **therapy)
    if boundary.rule == "4":
        return say(
            "rule 4: therapy was stopped for progression (coded reason), then {agents} from {start} ({resources})",
            **therapy,
        )
    if boundary.progression is not None:
        return _after_progression(boundary, therapy)
    if boundary.rule == "9":
        return say(
            "rule 9: another class of endocrine therapy, {agents}, from {start} ({resources}); "
            "progression is presumed, not documented",
            **therapy,
        )
    return say(
        "rule 12: {agents} from {start} ({resources}); progression is presumed, not documented",
        **therapy,
    )


def _after_progression(boundary: Boundary, therapy: dict[str, object]) -> Sentence:
    observed = boundary.progression
    found = {"date": observed.date, "observation": observed.reference} if observed else {}
    if boundary.rule == "1":
        return say(
            "rule 1: progression {date} ({observation}), then {agents} resumed {start} ({resources}); "
            "a new line or the same one, the record does not decide",
            **found,
            **therapy,
        )
    if boundary.rule == "w2":
        return say(
            "regimen window: progression {date} ({observation}) in the first days of the line, everything stopped, "
            "then {agents} from {start} ({resources}); the record does not decide which line progressed",
            **found,
            **therapy,
        )
    return say(
        "rule 3: progression {date} ({observation}) with {agents} from {start} ({resources})", **found, **therapy
    )

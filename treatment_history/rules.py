"""Rules 1-12: what the start of an agent means for the line under way (specification 3.7, W1, W5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from treatment_history.agents import DrugClass, Family
from treatment_history.boundaries import Change, is_major
from treatment_history.dates import days
from treatment_history.progression import progressions_between, recent_better_result
from treatment_history.record import StopReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from treatment_history.assessments import Assessment
    from treatment_history.boundaries import Group
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.progression import Evidence, OpenLine

_INTERCHANGEABLE = frozenset(
    {
        DrugClass.TAXANE,
        DrugClass.PLATINUM,
        DrugClass.FLUOROPYRIMIDINE,
        DrugClass.VINCA,
        DrugClass.ANTHRACYCLINE,
        DrugClass.AROMATASE_INHIBITOR,
    }
)
_EXCUSING = (StopReason.TOXICITY, StopReason.PATIENT, StopReason.AVAILABILITY, StopReason.COMPLETED)
CONTRADICTING = frozenset({StopReason.TOXICITY, StopReason.PATIENT, StopReason.AVAILABILITY})


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """Everything that a rule may look at: the line under way, the group that starts, the progression that links."""

    line: OpenLine
    group: Group
    progression: Assessment | None
    evidence: Evidence

    @property
    def day(self) -> PartialDate:
        """The start of the group."""
        return self.group.start


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of one agent's start with the rule that gave it."""

    change: Change
    rule: str
    flags: frozenset[str] = frozenset()
    reason: StopReason | None = None
    assessment: Assessment | None = None


def classify(course: Course, moment: Moment) -> Verdict:
    """The first rule of 3.7 that fits the start of one agent."""
    former = [member for member in moment.line.members if member.name == course.name]
    if former:
        return _resumed(former, course, moment)
    if links(course, moment):
        return _documented(moment)
    return (
        _rule_4(moment)
        or _rule_5(course, moment)
        or _rule_6(course, moment)
        or _rule_7(course, moment)
        or _rule_8(course, moment)
        or _rules_9_to_11(course, moment)
        or Verdict(Change.PRESUMED, "12")
    )


def links(course: Course, moment: Moment) -> bool:
    """Whether the progression explains this start; one found after it only if rules 5-7 do not (W4)."""
    if moment.progression is None:
        return False
    if moment.progression.date.earliest <= moment.day.latest:
        return True
    return not (_rule_5(course, moment) or _rule_6(course, moment) or _rule_7(course, moment))


def _resumed(former: list[Course], course: Course, moment: Moment) -> Verdict:
    """Rules 1 and 2: an agent of the line comes back."""
    others = [member for member in moment.line.members if member.name not in moment.group.names]
    if moment.progression is not None and links(course, moment):
        on_the_day = moment.progression.date
        if any(_active_on(other, on_the_day) for other in others):
            readded = frozenset({"readded-after-pd"})
            return Verdict(Change.AMBIGUOUS, "1", readded, assessment=moment.progression)
    parameters = moment.evidence.parameters
    last = max(former, key=lambda member: member.last_possible_day(moment.day.earliest))
    away_since = last.start.latest if last.end_unknown else last.last_possible_day(moment.day.earliest)
    away = days(away_since, moment.day.earliest)
    flags = {"treatment-holiday"} if away > parameters.course_join else set()
    progressed = any(progressions_between(away_since, moment.day, moment.evidence))
    if away > parameters.rechallenge_high or progressed:
        return Verdict(Change.RECHALLENGE, "2", frozenset(flags | {"rechallenge"}))
    return Verdict(Change.SAME, "2", frozenset(flags))


def _active_on(course: Course, day: PartialDate) -> bool:
    if course.start.earliest > day.latest or course.end_unknown:
        return False
    return not course.ended_before(day.earliest)


def _documented(moment: Moment) -> Verdict:
    """Rule 3: linked progression; a coded reason that says otherwise is shown as a conflict (W18)."""
    conflicting = _reason_near(moment, CONTRADICTING) is not None
    flags = frozenset({"reason-conflict"} if conflicting else set())
    return Verdict(Change.DOCUMENTED, "3", flags, assessment=moment.progression)


def _rule_4(moment: Moment) -> Verdict | None:
    """Rule 4: an agent of the line stopped for progression within 60 days."""
    reason = _reason_near(moment, (StopReason.PROGRESSION,))
    return Verdict(Change.DOCUMENTED, "4", reason=reason) if reason else None


def _reason_near(moment: Moment, reasons: Iterable[StopReason]) -> StopReason | None:
    near = {reason for member in _ending_near(moment) for reason in member.reasons}
    return next((reason for reason in reasons if reason in near), None)


def _ending_near(moment: Moment) -> Iterable[Course]:
    limit = moment.evidence.parameters.reason_link
    return (
        member
        for member in moment.line.members
        if member.end is not None and abs(days(member.end.latest, moment.day.earliest)) <= limit
    )


def _rule_5(course: Course, moment: Moment) -> Verdict | None:
    """Rule 5: endocrine maintenance when the chemotherapy ends and the anti-HER2 agent goes on."""
    if course.agent.family is not Family.ENDOCRINE:
        return None
    members = moment.line.members
    continuing = any(member.agent.family is Family.ANTI_HER2 and _continues(member, moment) for member in members)
    chemotherapy_ends = any(
        member.agent.family is Family.CYTOTOXIC and _ends_around(member, moment) for member in members
    )
    if continuing and chemotherapy_ends:
        return Verdict(Change.SAME, "5", frozenset({"endocrine-maintenance"}))
    return None


def _continues(member: Course, moment: Moment) -> bool:
    if member.end is None:
        return member.ongoing
    return days(moment.day.latest, member.end.earliest) >= moment.evidence.parameters.carry_over


def _ends_around(member: Course, moment: Moment) -> bool:
    if member.end is None:
        return False
    before = days(member.end.latest, moment.day.earliest)
    parameters = moment.evidence.parameters
    return -parameters.maintenance_endocrine_early <= before <= parameters.maintenance_endocrine


def _rule_6(course: Course, moment: Moment) -> Verdict | None:
    """Rule 6: one drug of an interchangeable class replaces another."""
    drug_class = course.agent.drug_class
    if drug_class not in _INTERCHANGEABLE:
        return None
    swapped = any(
        member.agent.drug_class is drug_class and _runs_or_ended_within(member, moment)
        for member in moment.line.members
    )
    return Verdict(Change.MINOR, "6", frozenset({"interchangeable-swap"})) if swapped else None


def _runs_or_ended_within(member: Course, moment: Moment) -> bool:
    if member.end is None:
        return member.ongoing
    return days(member.end.latest, moment.day.earliest) <= moment.evidence.parameters.swap


def _rule_7(course: Course, moment: Moment) -> Verdict | None:
    """Rule 7: another reason than progression is coded, and the pause is <= 90 days."""
    if _off(moment) > moment.evidence.parameters.restart_presumed:
        return None
    if any(member.planned for member in _ending_near(moment)):
        return Verdict(Change.SAME, "7", reason=StopReason.COMPLETED)
    reason = _reason_near(moment, _EXCUSING)
    return Verdict(_modified(course), "7", reason=reason) if reason else None


def _rule_8(course: Course, moment: Moment) -> Verdict | None:
    """Rule 8: a recent result on the line is not progression, and the pause is <= 90 days."""
    if _off(moment) > moment.evidence.parameters.restart_presumed:
        return None
    better = recent_better_result(moment.line, moment.day, moment.evidence)
    return Verdict(_modified(course), "8", assessment=better) if better else None


def _modified(course: Course) -> Change:
    return Change.MAJOR if is_major(course) else Change.MINOR


def _off(moment: Moment) -> float:
    """Days without any agent of the line before the change; unknown counts as endless (W5)."""
    known = [
        0 if member.end is None else days(member.end.latest, moment.day.earliest)
        for member in moment.line.members
        if not member.end_unknown
    ]
    return max(0, min(known)) if known else float("inf")


def _rules_9_to_11(course: Course, moment: Moment) -> Verdict | None:
    """Rules 9-11: endocrine, other targeted and early anti-HER2 additions, if the pause is <= 90 days (W0)."""
    parameters = moment.evidence.parameters
    off = _off(moment)
    if off > parameters.restart_presumed:
        return None
    family = course.agent.family
    if family is Family.ENDOCRINE:
        return Verdict(Change.PRESUMED if _replaces_endocrine(course, moment) else Change.MINOR, "9")
    if family is Family.TARGETED and off == 0:
        return Verdict(Change.MINOR, "10")
    early = days(moment.line.start.earliest, moment.day.earliest) <= parameters.biologic_addition
    complete = not any(member.ended_before(moment.day.earliest) for member in moment.line.members)
    if family is Family.ANTI_HER2 and early and complete:
        return Verdict(Change.MAJOR, "11")
    return None


def _replaces_endocrine(course: Course, moment: Moment) -> bool:
    return any(
        member.agent.family is Family.ENDOCRINE
        and member.agent.drug_class is not course.agent.drug_class
        and member.end is not None
        and abs(days(member.end.latest, moment.day.earliest)) <= moment.evidence.parameters.swap
        for member in moment.line.members
    )

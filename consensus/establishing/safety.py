"""The safety facts (knowledge specification A.6.1): age, comorbidity, lung, pregnancy. No record is not "no".

Cardiovascular disease is a recorded cardiovascular disease or heart failure. Hypertension alone is not counted: the
paper says "cardiovascular disease" and the knowledge specification lists hypertension nowhere as one; it is said.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import newest, possibly_latest, up_to
from consensus.facts import IldHistory, Pregnancy
from treatment_history.answer import Answer
from treatment_history.findings import Comorbidity
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from treatment_history.dates import PartialDate
    from treatment_history.findings import Finding
    from treatment_history.history import Derived, TreatmentHistory

PREGNANCY_DAYS = timedelta(days=294)
"""42 weeks: an older statement about pregnancy says nothing about today."""

ILD_GRADE_STOPS_T_DXD = 2


def age_years(history: TreatmentHistory) -> Derived[float | None]:
    """Age in completed years; with a partial birth date only if every reading gives the same."""
    missing = say("date of birth")
    person = history.record.person
    if person is None or person.birth_date is None or person.birth_date.earliest > history.as_of:
        return unsettled(None, missing=missing)
    born = person.birth_date
    because = say("Born {date} ({reference})", date=born.text, reference=person.reference)
    oldest = _completed_years(born.earliest, history.as_of)
    youngest = _completed_years(min(born.latest, history.as_of), history.as_of)
    if oldest == youngest:
        return settled(oldest, because, evidence=(person.reference,), date=born)
    possible = tuple(float(years) for years in range(int(youngest), int(oldest) + 1))
    return unsettled(None, because, missing=missing, evidence=(person.reference,), possible=possible)


def _completed_years(born: date, day: date) -> float:
    return float(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def cardiovascular_disease(history: TreatmentHistory) -> Derived[Answer]:
    """Cardiovascular disease or heart failure, active or not."""
    missing = say("whether there is cardiovascular disease")
    counted = {Comorbidity.CARDIOVASCULAR, Comorbidity.HEART_FAILURE}
    found = _comorbidity(history, counted, missing)
    hypertension = _of_kind(history, {Comorbidity.HYPERTENSION})
    if found.value is not Answer.UNKNOWN or not hypertension:
        return found
    because = say("Hypertension is on record; alone it is not counted as cardiovascular disease")
    references = [item.reference for item in hypertension]
    return unsettled(Answer.UNKNOWN, because, *found.because, missing=missing, evidence=references)


def diabetes(history: TreatmentHistory) -> Derived[Answer]:
    """Diabetes, yes or no as stated."""
    return _comorbidity(history, {Comorbidity.DIABETES}, say("whether there is diabetes"))


def _comorbidity(history: TreatmentHistory, kinds: set[Comorbidity], missing: Sentence) -> Derived[Answer]:
    """A chronic disease stated once stays; a denial beside it is said. No statement is unknown."""
    findings = _of_kind(history, kinds, present=None)
    present = [item for item in findings if item.present is Answer.YES]
    absent = [item for item in findings if item.present is Answer.NO]
    denied = tuple(_denied(item) for item in absent)
    if present:
        because = (_recorded(item) for item in present)
        return settled(
            Answer.YES, *because, *denied, evidence=[item.reference for item in present], date=newest(present)
        )
    if any(item.kind is not Comorbidity.HEART_FAILURE for item in absent):  # no heart failure is not "no disease"
        return settled(Answer.NO, *denied, evidence=[item.reference for item in absent], date=newest(absent))
    return unsettled(Answer.UNKNOWN, *denied, missing=missing)


def _of_kind(
    history: TreatmentHistory, kinds: set[Comorbidity], present: Answer | None = Answer.YES
) -> tuple[Finding, ...]:
    """Findings of these kinds by date; only those present unless asked for all."""
    return tuple(
        item
        for item in up_to(history.as_of, history.record.findings)
        if item.kind in kinds and (present is None or item.present is present)
    )


def _recorded(item: Finding) -> Sentence:
    place = {"date": written(item.date), "reference": item.reference}
    match item.kind:
        case Comorbidity.HEART_FAILURE:
            return say("Heart failure is on record ({date}; {reference})", **place)
        case Comorbidity.DIABETES:
            return say("Diabetes is on record ({date}; {reference})", **place)
        case Comorbidity.PREGNANCY:
            return say("Pregnancy is on record ({date}; {reference})", **place)
        case _:  # Comorbidity.CARDIOVASCULAR
            return say("Cardiovascular disease is on record ({date}; {reference})", **place)


def _denied(item: Finding) -> Sentence:
    place = {"date": written(item.date), "reference": item.reference}
    match item.kind:
        case Comorbidity.HEART_FAILURE:
            return say("Stated: no heart failure ({date}; {reference})", **place)
        case Comorbidity.DIABETES:
            return say("Stated: no diabetes ({date}; {reference})", **place)
        case Comorbidity.PREGNANCY:
            return say("Stated: not pregnant ({date}; {reference})", **place)
        case Comorbidity.ILD:
            return say("Stated: no interstitial lung disease ({date}; {reference})", **place)
        case _:  # Comorbidity.CARDIOVASCULAR
            return say("Stated: no cardiovascular disease ({date}; {reference})", **place)


def ild_history(history: TreatmentHistory) -> Derived[IldHistory]:
    """Highest grade of interstitial lung disease so far. Without a grade it counts as grade 1 at least."""
    findings = _of_kind(history, {Comorbidity.ILD}, present=None)
    present = [item for item in findings if item.present is Answer.YES]
    absent = [item for item in findings if item.present is Answer.NO]
    if not present:
        return _without_ild(absent)
    evidence = [item.reference for item in present]
    because = tuple(_graded(item) for item in present)
    grades = [item.grade for item in present if item.grade is not None]
    if grades and max(grades) >= ILD_GRADE_STOPS_T_DXD:
        return settled(IldHistory.GRADE2_OR_MORE, *because, evidence=evidence, date=newest(present))
    if len(grades) == len(present):
        return settled(IldHistory.GRADE1, *because, evidence=evidence, date=newest(present))
    missing = say("highest grade of the interstitial lung disease")
    possible = (IldHistory.GRADE1, IldHistory.GRADE2_OR_MORE)
    return settled(
        IldHistory.GRADE1, *because, evidence=evidence, date=newest(present), missing=(missing,), possible=possible
    )


def _graded(item: Finding) -> Sentence:
    if item.grade is None:
        return say(
            "Interstitial lung disease is on record without a grade: at least grade 1 ({date}; {reference})",
            date=written(item.date),
            reference=item.reference,
        )
    return say(
        "Interstitial lung disease grade {grade} ({date}; {reference})",
        grade=item.grade,
        date=written(item.date),
        reference=item.reference,
    )


def _without_ild(absent: Sequence[Finding]) -> Derived[IldHistory]:
    if absent:
        denied = tuple(_denied(item) for item in absent)
        return settled(IldHistory.NONE, *denied, evidence=[item.reference for item in absent], date=newest(absent))
    return unsettled(IldHistory.UNKNOWN, missing=say("whether there was interstitial lung disease or pneumonitis"))


def pregnancy_status(history: TreatmentHistory) -> Derived[Pregnancy]:
    """Pregnancy today, from the most recent statement not older than a pregnancy lasts."""
    missing = say("pregnancy test")
    person = history.record.person
    if person is not None and person.male is Answer.YES:
        because = say("Male patient ({reference})", reference=person.reference)
        return settled(Pregnancy.NOT_APPLICABLE, because, evidence=(person.reference,))
    found = _of_kind(history, {Comorbidity.PREGNANCY}, present=None)
    recent = possibly_latest(item for item in found if not _is_past(item, history.as_of))
    said = {item.present for item in recent}
    if len(said) != 1 or Answer.UNKNOWN in said:
        return unsettled(Pregnancy.UNKNOWN, *_all_said(found), missing=missing)
    value = Pregnancy.PREGNANT if said == {Answer.YES} else Pregnancy.NOT_PREGNANT
    return settled(value, *_all_said(recent), evidence=[item.reference for item in recent], date=newest(recent))


def _is_past(item: Finding, as_of: date) -> bool:
    """A pregnancy that is over, or a statement older than 42 weeks."""
    over = item.present is Answer.YES and item.active is Answer.NO
    return over or _is_older(item.date, as_of)


def _is_older(when: PartialDate | None, as_of: date) -> bool:
    return when is not None and when.latest < as_of - PREGNANCY_DAYS


def _all_said(found: Iterable[Finding]) -> tuple[Sentence, ...]:
    return tuple(_recorded(item) if item.present is Answer.YES else _denied(item) for item in found)

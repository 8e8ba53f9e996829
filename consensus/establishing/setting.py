"""How far the disease has spread, and whether the record speaks of breast cancer at all.

Metastatic needs a statement of distant disease without doubt; locally advanced is taken only from an explicit
statement; early needs an explicit statement that there is no distant disease (stage 0-III, M0) in a completely read
record without later signs of relapse. Everything else is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import newest, up_to
from consensus.facts import DiseaseSetting
from treatment_history.agents import is_anti_her2
from treatment_history.answer import Answer
from treatment_history.findings import Cancer
from treatment_history.parameters import DEFAULT
from treatment_history.record import Completeness, Conflict, Query, Response, Site
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from consensus.establishing.markers import Verdict
    from treatment_history.dates import PartialDate
    from treatment_history.findings import CancerDiagnosis
    from treatment_history.history import Derived, TreatmentHistory
    from treatment_history.record import Metastasis

NOT_DISTANT = frozenset({Site.REGIONAL_NODES, Site.BREAST})
"""Sites whose involvement is no distant disease (specification W13; a second breast tumour may be a new primary)."""

_TOLERANCE = timedelta(days=DEFAULT.metastasis_tolerance)


@dataclass(frozen=True, slots=True)
class Spread:
    """One statement that distant disease is there, or is not."""

    reference: str
    date: PartialDate | None
    present: bool


def predates_distant_disease(history: TreatmentHistory, when: PartialDate | None) -> bool:
    """Certainly from before distant disease was known (30 days of tolerance: staging takes a while)."""
    if when is None or history.advanced_from is None:
        return False
    return when.latest < history.advanced_from.earliest - _TOLERANCE


def disease_setting(history: TreatmentHistory) -> Verdict[DiseaseSetting]:
    """Metastatic, locally advanced, early or unknown."""
    spreads = _spreads(history)
    distant = [spread for spread in spreads if spread.present]
    absent = [spread for spread in spreads if not spread.present]
    contradicting = _undecidable_absences(distant, absent)
    if contradicting:
        return _contradiction(history, distant, contradicting)
    if history.advanced_from is not None or distant:
        return _metastatic(history, distant), ()
    doubted = [metastasis for metastasis in _distant_statements(history) if _is_doubted(metastasis)]
    if doubted:
        return _doubtful(doubted), ()
    return _without_distant_disease(history, absent), ()


def _spreads(history: TreatmentHistory) -> tuple[Spread, ...]:
    """Every statement without doubt about distant disease as a whole or at a site, oldest first."""
    sites = [
        Spread(found.reference, found.date, found.present is Answer.YES)
        for found in _distant_statements(history)
        if not _is_doubted(found) and _speaks_of_distant_disease(found)
    ]
    stages = [
        Spread(stage.reference, stage.date, stage.distant is Answer.YES)
        for stage in up_to(history.as_of, history.record.stages)
        if stage.distant is not Answer.UNKNOWN
    ]
    return tuple(sorted((*sites, *stages), key=lambda spread: (written(spread.date), spread.reference)))


def _distant_statements(history: TreatmentHistory) -> tuple[Metastasis, ...]:
    found = up_to(history.as_of, history.record.metastases)
    return tuple(item for item in found if item.site not in NOT_DISTANT and not item.other_primary)


def _is_doubted(metastasis: Metastasis) -> bool:
    return metastasis.doubt is not None or metastasis.present is Answer.UNKNOWN


def _speaks_of_distant_disease(metastasis: Metastasis) -> bool:
    """Presence at any distant site proves distant disease; only absence as a whole says that there is none."""
    return metastasis.present is Answer.YES or metastasis.site is Site.UNSPECIFIED


def _undecidable_absences(distant: Sequence[Spread], absent: Sequence[Spread]) -> tuple[Spread, ...]:
    """Denials of the very day of the only statement of distant disease; otherwise presence prevails."""
    only = distant[0].date if len(distant) == 1 else None
    return tuple(spread for spread in absent if only is not None and only.is_exact and spread.date == only)


def _contradiction(
    history: TreatmentHistory, distant: Sequence[Spread], absent: Sequence[Spread]
) -> Verdict[DiseaseSetting]:
    """Shown in any case; the setting stays metastatic where therapy for metastatic disease was given."""
    references = tuple(sorted({spread.reference for spread in (*distant, *absent)}))
    sentence = say(
        "Distant disease is stated and denied on one day: {references}",
        references=", ".join(references),
    )
    conflicts = (Conflict("distant-disease-contradictory", sentence, references),)
    if history.lines:
        return _metastatic(history, distant), conflicts
    return unsettled(DiseaseSetting.UNKNOWN, sentence, missing=_ask(), evidence=references), conflicts


def _metastatic(history: TreatmentHistory, distant: Sequence[Spread]) -> Derived[DiseaseSetting]:
    references = history.advanced_evidence or tuple(spread.reference for spread in distant)
    since = history.advanced_from
    because = say(
        "Distant disease is on record since {date} ({references})",
        date=written(since),
        references=", ".join(sorted(set(references))),
    )
    return settled(DiseaseSetting.METASTATIC, because, evidence=references, date=since)


def _doubtful(doubted: Sequence[Metastasis]) -> Derived[DiseaseSetting]:
    because = tuple(
        found.doubt
        or say(
            "Distant disease is mentioned without saying whether it is there ({reference})", reference=found.reference
        )
        for found in doubted
    )
    references = [found.reference for found in doubted]
    return unsettled(DiseaseSetting.UNKNOWN, *because, missing=_ask(), evidence=references)


def _without_distant_disease(history: TreatmentHistory, absent: Sequence[Spread]) -> Derived[DiseaseSetting]:
    cancers = up_to(history.as_of, history.record.cancers)
    locally_advanced = [cancer for cancer in cancers if cancer.locally_advanced is Answer.YES]
    later = _signs_of_later_disease(history, absent)
    unread = _unread(history)
    if later or unread:
        return unsettled(DiseaseSetting.UNKNOWN, *later, *unread, missing=_ask())
    if locally_advanced:
        references = [cancer.reference for cancer in locally_advanced]
        because = say("Locally advanced disease is stated ({references})", references=", ".join(sorted(references)))
        return settled(
            DiseaseSetting.LOCALLY_ADVANCED_UNRESECTABLE, because, evidence=references, date=newest(locally_advanced)
        )
    if absent:
        return _early_by_statement(absent)
    if _only_in_situ(cancers):
        return _early_in_situ(cancers)
    because = say("No statement about distant disease is on record, neither presence nor absence")
    return unsettled(DiseaseSetting.UNKNOWN, because, missing=_ask())


def _signs_of_later_disease(history: TreatmentHistory, absent: Sequence[Spread]) -> tuple[Sentence, ...]:
    """What makes an old statement of early disease unsafe: a recorded progression, or therapy of unknown setting."""
    progressions = tuple(
        say("Progression is recorded ({date}; {reference})", date=written(status.date), reference=status.reference)
        for status in up_to(history.as_of, history.record.statuses)
        if status.value is Response.PROGRESSION and status.final
    )
    if "setting-unknown" in history.flags and not _first_treatment_of(absent, history):
        return (*progressions, say("Therapy is on record whose setting is not known"))
    return progressions


def _first_treatment_of(absent: Sequence[Spread], history: TreatmentHistory) -> bool:
    """Whether all therapy began within a year after a statement of early disease, as treatment of that disease does."""
    year = timedelta(days=DEFAULT.surgery_early)
    staged = [spread.date for spread in absent if spread.date is not None]
    starts = [line.start for line in history.lines]
    return bool(starts) and all(
        start is not None and any(start.latest <= date.earliest + year for date in staged) for start in starts
    )


def _unread(history: TreatmentHistory) -> tuple[Sentence, ...]:
    """An incomplete record cannot prove that there is no distant disease."""
    complete = all(
        history.record.query(query) is Completeness.COMPLETE for query in (Query.CONDITIONS, Query.OBSERVATIONS)
    )
    return () if complete else (say("Diagnoses and results could not be read completely"),)


def _early_by_statement(absent: Sequence[Spread]) -> Derived[DiseaseSetting]:
    references = [spread.reference for spread in absent]
    because = say(
        "Absence of distant disease is stated ({date}; {references}) and nothing later speaks against it",
        date=written(newest(absent)),
        references=", ".join(sorted(set(references))),
    )
    return settled(DiseaseSetting.EARLY, because, evidence=references, date=newest(absent))


def _only_in_situ(cancers: Sequence[CancerDiagnosis]) -> bool:
    breast = {cancer.cancer for cancer in cancers} - {Cancer.OTHER}
    return breast == {Cancer.BREAST_IN_SITU}


def _early_in_situ(cancers: Sequence[CancerDiagnosis]) -> Derived[DiseaseSetting]:
    references = [cancer.reference for cancer in cancers if cancer.cancer is Cancer.BREAST_IN_SITU]
    because = say("Only carcinoma in situ is on record ({references})", references=", ".join(sorted(references)))
    return settled(DiseaseSetting.EARLY, because, evidence=references, date=newest(cancers))


def _ask() -> Sentence:
    return say("whether there are distant metastases: sites and date")


def breast_cancer(history: TreatmentHistory) -> Derived[Answer]:
    """Whether the record speaks of invasive breast cancer, now or in the past: the gate of the whole service.

    No only if the diagnoses were read completely and nothing in the record points to it.
    """
    cancers = up_to(history.as_of, history.record.cancers)
    invasive = [cancer for cancer in cancers if cancer.cancer in {Cancer.BREAST_INVASIVE, Cancer.BREAST_HISTORY}]
    if invasive:
        references = [cancer.reference for cancer in invasive]
        because = say("Breast cancer is on record ({references})", references=", ".join(sorted(references)))
        return settled(Answer.YES, because, evidence=references)
    hints = _hints_of_breast_cancer(history)
    complete = history.record.query(Query.CONDITIONS) is Completeness.COMPLETE
    if hints or not complete:
        because = say("No diagnosis of invasive breast cancer is on record")
        return unsettled(Answer.UNKNOWN, because, missing=say("the diagnosis of breast cancer"), evidence=hints)
    return settled(Answer.NO, say("The diagnoses were read and none is invasive breast cancer"))


def _hints_of_breast_cancer(history: TreatmentHistory) -> tuple[str, ...]:
    """Receptor results of this tumour and anti-HER2 therapy, in a record without the diagnosis."""
    markers = [marker.reference for marker in history.record.markers if not marker.other_tumour]
    drugs = [med.reference for med in history.record.medications if any(map(is_anti_her2, med.agents))]
    return (*markers, *drugs)

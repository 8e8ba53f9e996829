"""Brain metastases, their progression and their local treatment.

"None" is said only where the record itself states absence, since metastatic disease began and with nothing
against it. An absence stated after a brain metastasis contradicts it (treated, or an error?): unknown, to be asked.
Meningeal and other CNS disease is not what Scenario 4 speaks of: unknown, to be asked. ICD-10 C79.3 names brain and
meninges together: taken as brain metastases, and the doubt is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled, written
from consensus.establishing.recency import latest_start, newest, up_to
from consensus.establishing.setting import predates_distant_disease
from consensus.facts import Presence
from treatment_history.answer import Answer
from treatment_history.record import Conflict, Site
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from consensus.establishing.markers import Verdict
    from treatment_history.history import Derived, TreatmentHistory
    from treatment_history.record import Metastasis

BRAIN = frozenset({Site.BRAIN, Site.BRAIN_OR_MENINGES})
CENTRAL_NERVOUS_SYSTEM = BRAIN | {Site.MENINGES, Site.CNS_OTHER}


def brain_mets(history: TreatmentHistory) -> Verdict[Presence]:
    """Present, none or unknown."""
    statements = _about_the_brain(history)
    present = [found for found in statements if _is_brain_metastasis(found)]
    absent = _absences(history, statements)
    last_seen = latest_start(present)
    contradicting = [no for no in absent if no.date is None or last_seen is None or no.date.latest >= last_seen]
    if present and contradicting:
        return _contradiction(present, contradicting)
    if present:
        return _present(present), ()
    doubted = [found for found in statements if _is_in_doubt(found)]
    if doubted:
        return _doubtful(doubted), ()
    if absent:
        return _none(absent), ()
    return unsettled(Presence.UNKNOWN, *_outdated(history, statements), missing=ask_brain_imaging()), ()


def brain_metastases(history: TreatmentHistory) -> tuple[Metastasis, ...]:
    """The statements of brain metastases that leave no doubt."""
    return tuple(found for found in _about_the_brain(history) if _is_brain_metastasis(found))


def _about_the_brain(history: TreatmentHistory) -> tuple[Metastasis, ...]:
    """Statements about the central nervous system, and statements that there is no distant disease at all."""
    return tuple(
        item
        for item in up_to(history.as_of, history.record.metastases)
        if item.site in CENTRAL_NERVOUS_SYSTEM or _denies_everything(item)
    )


def _is_brain_metastasis(found: Metastasis) -> bool:
    certain = found.doubt is None and not found.other_primary
    return certain and found.present is Answer.YES and found.site in BRAIN


def _absences(history: TreatmentHistory, statements: Iterable[Metastasis]) -> list[Metastasis]:
    """Absence, stated for the brain or for all distant disease, that can speak of today.

    A resource that denies all distant disease says nothing in a record that states distant disease.
    """
    disproved = {item.reference for item in statements if _denies_everything(item)} if history.advanced_from else set()
    return [
        found
        for found in statements
        if found.site in {*BRAIN, Site.CNS_OTHER, Site.UNSPECIFIED}
        and found.present is Answer.NO
        and found.doubt is None
        and found.reference not in disproved
        and not predates_distant_disease(history, found.date)
    ]


def _denies_everything(found: Metastasis) -> bool:
    return found.site is Site.UNSPECIFIED and found.present is Answer.NO


def _is_in_doubt(found: Metastasis) -> bool:
    """Anything about the central nervous system that is neither a certain brain metastasis nor its absence."""
    return found.site in CENTRAL_NERVOUS_SYSTEM and (found.present is not Answer.NO or found.doubt is not None)


def _present(present: Sequence[Metastasis]) -> Derived[Presence]:
    because = [_sentence(found) for found in present]
    if all(found.site is Site.BRAIN_OR_MENINGES for found in present):
        because.append(say("The code names brain and meninges together; it is read as brain metastases"))
    return settled(Presence.PRESENT, *because, evidence=_references(present), date=newest(present))


def _sentence(found: Metastasis) -> Sentence:
    return say(
        "Brain metastases are on record ({date}; {reference})", date=written(found.date), reference=found.reference
    )


def _contradiction(present: Sequence[Metastasis], absent: Sequence[Metastasis]) -> Verdict[Presence]:
    references = tuple(sorted(_references((*present, *absent))))
    sentence = say(
        "Brain metastases are stated ({present}) and their absence is stated no earlier ({absent})",
        present=", ".join(f"{found.reference} {written(found.date)}" for found in present),
        absent=", ".join(f"{found.reference} {written(found.date)}" for found in absent),
    )
    fact = unsettled(Presence.UNKNOWN, sentence, missing=ask_brain_imaging(), evidence=references)
    return fact, (Conflict("brain-metastases-contradictory", sentence, references),)


def _doubtful(doubted: Sequence[Metastasis]) -> Derived[Presence]:
    because = tuple(found.doubt or _why_in_doubt(found) for found in doubted)
    return unsettled(Presence.UNKNOWN, *because, missing=ask_brain_imaging(), evidence=_references(doubted))


def _why_in_doubt(found: Metastasis) -> Sentence:
    reference = found.reference
    if found.other_primary:
        return say("Brain metastases are tied to another cancer ({reference})", reference=reference)
    if found.site in BRAIN:
        return say(
            "Brain metastases are mentioned without saying whether they are there ({reference})", reference=reference
        )
    return say(
        "Disease of the meninges or elsewhere in the central nervous system is on record ({reference}); "
        "whether there are brain metastases is not said",
        reference=reference,
    )


def _none(absent: Sequence[Metastasis]) -> Derived[Presence]:
    because = tuple(
        say(
            "Absence of brain metastases is stated ({date}; {reference})",
            date=written(found.date),
            reference=found.reference,
        )
        for found in absent
    )
    return settled(Presence.NONE, *because, evidence=_references(absent), date=newest(absent))


def _outdated(history: TreatmentHistory, statements: Iterable[Metastasis]) -> tuple[Sentence, ...]:
    old = tuple(
        say(
            "Absence was stated before metastatic disease ({date}; {reference}) and says nothing about today",
            date=written(found.date),
            reference=found.reference,
        )
        for found in statements
        if found.present is Answer.NO and predates_distant_disease(history, found.date)
    )
    return old or (say("Neither presence nor absence of brain metastases is on record"),)


def ask_brain_imaging() -> Sentence:
    """The one datum that settles every question about the brain."""
    return say("brain imaging: date and result")


def _references(found: Iterable[Metastasis]) -> tuple[str, ...]:
    return tuple(item.reference for item in found)

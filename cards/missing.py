"""The missing-data card: the one datum that would settle the outcome, and what each of its values would lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import detail, unread
from cards.extension import extension
from cards.grounds import basis
from cards.identity import derived_id, links, override_reasons, source
from cards.model import Card, SelectionBehavior
from cards.standing import standing
from cards.suggest import examination
from cards.summary import fitting
from cards.wording import labels
from consensus.algorithm import advise_for_each
from consensus.completion import DOMAINS
from consensus.outcome import Indicator
from fhir_mappings.suggestions import Intent, Investigation
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from cards.consult import Consult, Presentation
    from cards.wording.voice import Voice

_EXAMINATION_FOR = {"her2_status": Investigation.HER2_TEST, "brain_mets": Investigation.BRAIN_IMAGING}


_CONFLICTS_ABOUT = {
    "her2_status": ("her2-contradictory",),
    "hr_status": ("hr-contradictory",),
    "brain_mets": ("brain-metastases-contradictory",),
    "disease_setting": ("distant-disease-contradictory",),
}
"""The contradictions of a record that leave a fact open."""


def missing_card(consult: Consult, voice: Voice, presentation: Presentation) -> Card:
    """Asks for one fact; nothing is advised."""
    fact = settling_fact(consult)
    kind = _EXAMINATION_FOR.get(fact)
    suggestions = (examination(consult, kind, Intent.PROPOSAL, voice),) if kind else ()
    return Card(
        uuid=derived_id(consult, "missing", consult.outcome.rule, fact),
        summary=_summary(consult, fact, voice),
        indicator=Indicator.WARNING if contradicted(consult, fact) else Indicator.INFO,
        source=source(f"missing{fact}", voice, presentation),
        detail=_detail(consult, fact, voice),
        suggestions=suggestions,
        selection_behavior=SelectionBehavior.AT_MOST_ONE if suggestions else None,
        override_reasons=override_reasons(voice),
        links=links(presentation, voice),
        extension=extension(consult, consult.outcome),
    )


def diagnosis_card(consult: Consult, voice: Voice, presentation: Presentation) -> Card:
    """The record hints at breast cancer (receptors, anti-HER2 therapy) without stating it: nothing is advised."""
    ground = consult.established.breast_cancer
    lines = [f"- {voice.markdown(sentence)}" for sentence in ground.because]
    asked = [f"- {voice.markdown(sentence)}" for sentence in ground.missing]
    return Card(
        uuid=derived_id(consult, "missing", "breast_cancer"),
        summary=fitting(
            voice, say("Not recorded: a diagnosis of breast cancer. Without it the 2016 Spanish panel is not applied")
        ),
        indicator=Indicator.INFO,
        source=source("missingdiagnosis", voice, presentation),
        detail=detail.paragraphs(
            detail.section(say("What the record says:"), lines, voice),
            detail.section(say("What would settle it:"), asked, voice),
            unread.not_read(consult, voice),
            *detail.end(consult, (), voice),
        ),
        override_reasons=override_reasons(voice),
        links=links(presentation, voice),
        extension=extension(consult, consult.outcome),
    )


def settling_fact(consult: Consult) -> str:
    """Of the facts asked for, the one whose values most often lead to an answer; the first of equals."""
    asked = consult.outcome.missing_facts
    if len(asked) == 1:
        return asked[0]
    return max(asked, key=lambda fact: (_settled_share(consult, fact), -asked.index(fact)))


def leads_to(consult: Consult, fact: str) -> dict[str, tuple[object, ...]]:
    """For each outcome that the fact could lead to, the values that do, in the order of the values."""
    found: dict[str, tuple[object, ...]] = {}
    established = consult.established
    values = established.possible.get(fact) or DOMAINS[fact]
    outcomes = advise_for_each(established.facts, fact, values, established.possible)
    for value, outcome in zip(values, outcomes, strict=True):
        found[outcome.code] = (*found.get(outcome.code, ()), value)
    return found


def contradicted(consult: Consult, fact: str) -> bool:
    """Whether the fact is open because resources of the record contradict each other."""
    kinds = _CONFLICTS_ABOUT.get(fact, ())
    return any(conflict.kind in kinds for conflict in unread.conflicts(consult))


def _settled_share(consult: Consult, fact: str) -> float:
    found = leads_to(consult, fact)
    total = sum(len(values) for values in found.values())
    return 1 - len(found.get("MISSING", ())) / total if total else 0


def _summary(consult: Consult, fact: str, voice: Voice) -> str:
    name = voice.raw(labels.FACTS[fact])
    if contradicted(consult, fact):
        return fitting(
            voice, say("{fact}: the record contradicts itself. The 2016 Spanish panel's view depends on it", fact=name)
        )
    value = voice.raw(labels.written(getattr(consult.established.facts, fact)))
    return fitting(
        voice,
        say("{fact}: {value}. What the 2016 Spanish panel says for this patient depends on it", fact=name, value=value),
        say("{fact}: {value}. What the 2016 panel says depends on it", fact=name, value=value),
    )


def _detail(consult: Consult, fact: str, voice: Voice) -> str:
    ground = basis(consult, fact)
    asked = [f"- {voice.markdown(sentence)}" for sentence in ground.missing]
    reasons = [f"- {voice.markdown(sentence)}" for sentence in ground.because]
    ways = [f"- {voice.markdown(_way(values, code, voice))}" for code, values in leads_to(consult, fact).items()]
    also = [name for name in consult.outcome.missing_facts if name != fact]
    return detail.paragraphs(
        (standing(consult, voice),),
        detail.section(say("What would settle it:"), asked, voice),
        detail.section(say("What each answer would lead to in the 2016 paper:"), ways, voice),
        (voice.markdown(_also_open(also, voice)),) if also else (),
        detail.section(say("What the record says:"), reasons, voice),
        tuple(f"- {line}" for line in (*unread.contradictions(consult, voice), *unread.not_read(consult, voice))),
        *detail.end(consult, (), voice),
    )


def _also_open(facts: list[str], voice: Voice) -> Sentence:
    return say("Also open: {facts}.", facts=", ".join(voice.raw(labels.FACTS[name]) for name in facts))


def _way(values: tuple[object, ...], code: str, voice: Voice) -> Sentence:
    shown = " / ".join(voice.raw(labels.written(value)) for value in values)
    return say("{values}: {situation}", values=shown, situation=voice.raw(labels.OUTCOMES[code]))

"""Suggestions: what can be taken with one click. No dose is ever written; drafts are for a clinician to complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.identity import derived_id
from cards.model import Action, ActionType, Suggestion
from consensus.currency import overtaken
from consensus.regimens import REGIMENS
from fhir_mappings.suggestions import Intent, Investigation, medication_request, service_request
from treatment_history.agents import BY_HYPHENATED_NAME, agent_named
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.consult import Consult, OrderDecision, Presentation
    from cards.wording.voice import Voice
    from consensus.outcome import Option, Outcome
    from fhir_mappings.draft_orders import DraftOrder
    from treatment_history.sentences import Sentence

_PARTNERS = {
    "THP": "docetaxel",  # CLEOPATRA (S1.4)
    "L+CT": "capecitabine",  # S3.5, S8.4
    "P+T+CT": "vinorelbine",  # S4.4
    "ET+T": "anastrozole",  # S1.7
    "ET+L": "letrozole",  # S1.7
}
"""The partner drug that the paper names; where it names none, the choice is left to the clinician."""

_LEFT_OPEN = frozenset({"T+CT", "T+nontaxaneCT"})

_EXAMINATIONS = {
    Investigation.HER2_TEST: say("HER2 test"),
    Investigation.BRAIN_IMAGING: say("Brain imaging"),
    Investigation.ECHOCARDIOGRAM: say("Echocardiogram (LVEF)"),
}


def drugs_of(regimen: str) -> tuple[str, ...]:
    """The drugs that a suggestion of this regimen creates, hyphenated; none for a regimen without a named drug."""
    known = REGIMENS[regimen]
    partner = _PARTNERS.get(regimen)
    return (*known.always, partner) if partner else known.always


def proposals(consult: Consult, outcome: Outcome, voice: Voice, presentation: Presentation) -> tuple[Suggestion, ...]:
    """One suggestion per option, for the opened chart: drafts with the intent of a proposal."""
    return tuple(
        Suggestion(
            label=_label(option, voice),
            uuid=derived_id(consult, "option", outcome.rule, option.regimen),
            actions=tuple(_create(consult, drug, Intent.PROPOSAL, voice) for drug in drugs_of(option.regimen)),
        )
        for option in offered(outcome, presentation)
    )


def replacements(
    consult: Consult, decision: OrderDecision, voice: Voice, presentation: Presentation
) -> tuple[Suggestion, ...]:
    """One suggestion per option of the paper, for an order that differs: it takes the drafts out and puts others in."""
    made = (_replacement(consult, decision, option, voice) for option in offered(consult.outcome, presentation))
    return tuple(suggestion for suggestion in made if suggestion is not None)


def offered(outcome: Outcome, presentation: Presentation) -> tuple[Option, ...]:
    """The options that can be taken with a click; those overtaken by later evidence only if the site wants them."""
    return tuple(
        option
        for option in outcome.recommended
        if drugs_of(option.regimen)
        and (presentation.suggest_superseded or not any(overtaken(id_) for id_ in option.statements))
    )


def examination(consult: Consult, kind: Investigation, intent: Intent, voice: Voice) -> Suggestion:
    """A request for the examination that would settle what is missing."""
    label = voice.plain(say("Request: {examination}", examination=voice.raw(_EXAMINATIONS[kind])))
    resource = service_request(
        kind,
        patient_id=consult.patient_id,
        encounter_id=consult.encounter_id,
        condition_reference=_condition(consult),
        intent=intent,
    )
    action = Action(ActionType.CREATE, label, resource=resource)
    return Suggestion(label, derived_id(consult, "examination", kind.name), (action,))


def _label(option: Option, voice: Voice) -> str:
    drugs = voice.agents(drugs_of(option.regimen))
    return voice.plain(_labelled(option.regimen, say("Draft: {drugs}", drugs=drugs), drugs))


def _labelled(regimen: str, otherwise: Sentence, drugs: str) -> Sentence:
    if regimen in _LEFT_OPEN:
        return say("Draft: {drugs}; the chemotherapy is left to the clinician", drugs=drugs)
    if regimen == "dual-HER2":
        return say("Draft: {drugs} (dual blockade; the panel does not name the pair here)", drugs=drugs)
    return otherwise


def _replacement(consult: Consult, decision: OrderDecision, option: Option, voice: Voice) -> Suggestion | None:
    wanted = tuple(BY_HYPHENATED_NAME[name].name for name in drugs_of(option.regimen))
    drafts = sorted(decision.drafts, key=lambda draft: draft.reference)
    kept = [draft for draft in drafts if draft.proposed and set(draft.proposed) <= set(wanted)]
    removed = [draft for draft in drafts if draft.has_id and draft.agents and draft not in kept]
    still = {agent for draft in kept for agent in draft.proposed}
    created = [drug for drug in wanted if drug not in still]
    actions = (
        *(_delete(draft, voice) for draft in removed),
        *(_create(consult, drug, Intent.ORDER, voice) for drug in created),
    )
    if not created or not actions:
        return None
    drafted = "|".join(draft.reference for draft in drafts)
    uuid = derived_id(consult, "replacement", consult.outcome.rule, option.regimen, drafted)
    return Suggestion(_replaced_label(option, voice), uuid, actions)


def _replaced_label(option: Option, voice: Voice) -> str:
    drugs = voice.agents(drugs_of(option.regimen))
    if option.regimen in _LEFT_OPEN:
        return voice.plain(say("Instead: {drugs}; the chemotherapy is left to the clinician", drugs=drugs))
    return voice.plain(say("Instead: {drugs}", drugs=drugs))


def _create(consult: Consult, drug: str, intent: Intent, voice: Voice) -> Action:
    resource = medication_request(
        drug,
        patient_id=consult.patient_id,
        encounter_id=consult.encounter_id,
        condition_reference=_condition(consult),
        intent=intent,
    )
    described = say("Draft an order for {drug}; dose and schedule are left to the clinician", drug=voice.agent(drug))
    return Action(ActionType.CREATE, voice.plain(described), resource=resource)


def _delete(draft: DraftOrder, voice: Voice) -> Action:
    drugs = voice.agents(tuple(agent_named(agent).name for agent in draft.agents))
    described = voice.plain(say("Remove the draft order for {drugs}", drugs=drugs))
    return Action(ActionType.DELETE, described, resource_id=draft.reference)


def _condition(consult: Consult) -> str | None:
    return next(iter(sorted(consult.history.record.condition_references)), None)

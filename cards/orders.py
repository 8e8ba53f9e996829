"""The card about draft orders: safety rules first, then how the order stands to what the 2016 panel says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cards import detail, summary
from cards.extension import extension
from cards.identity import derived_id, links, override_reasons, source
from cards.missing import leads_to, settling_fact
from cards.model import Card, SelectionBehavior, Suggestion
from cards.options import option_sections, refusal_lines
from cards.relevance import diagnosis_missing, warned
from cards.safety import SHORT, facts_of, gravest, louder, safety_lines
from cards.standing import anti_her2_first, standing
from cards.stands import how_it_stands
from cards.suggest import examination, replacements
from cards.wording import labels
from consensus.outcome import Indicator, OrderClass, Status
from consensus.regimens import NEW
from fhir_mappings.suggestions import Intent, Investigation
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from cards.consult import Consult, OrderDecision, Presentation
    from cards.wording.voice import Voice

_INDICATORS = {OrderClass.DISCORDANT: Indicator.WARNING, OrderClass.COMPETING: Indicator.WARNING}
_OFFERS_ALTERNATIVES = (OrderClass.DISCORDANT, OrderClass.NOT_LISTED)
_EXAMINATION_FOR = {"J-S6": Investigation.HER2_TEST, "J-S7": Investigation.ECHOCARDIOGRAM}


def order_card(consult: Consult, decision: OrderDecision, voice: Voice, presentation: Presentation) -> Card:
    """One card per decision; it names the drafts that it is about."""
    judged = decision.judged
    suggestions = _suggestions(consult, decision, voice, presentation)
    about = sorted(draft.reference for draft in decision.drafts)
    return Card(
        uuid=derived_id(consult, "order", judged.order_class.value, consult.outcome.rule, judged.regimen, *about),
        summary=_summary(consult, decision, voice),
        indicator=_indicator(consult, decision),
        source=source(_topic(consult, decision), voice, presentation),
        detail=_detail(consult, decision, voice),
        suggestions=suggestions,
        selection_behavior=SelectionBehavior.AT_MOST_ONE if suggestions else None,
        override_reasons=override_reasons(voice),
        links=links(presentation, voice),
        extension=extension(consult, consult.outcome, (decision,), facts_of(judged.alerts)),
    )


def _topic(consult: Consult, decision: OrderDecision) -> str:
    grave = [alert for alert in gravest(decision.judged.alerts) if alert.indicator is not Indicator.INFO]
    if grave:
        return f"order{grave[0].rule}"
    return f"order{decision.judged.order_class.value}{consult.outcome.code}"


def _indicator(consult: Consult, decision: OrderDecision) -> Indicator:
    judged = decision.judged
    found = _INDICATORS.get(judged.order_class, Indicator.INFO)
    if judged.order_class in (OrderClass.CONCORDANT_PREFERRED, OrderClass.CONCORDANT_OPTION) and warned(
        consult.outcome
    ):
        found = Indicator.WARNING
    for alert in judged.alerts:
        found = louder(found, alert.indicator)
    return found


def ordered(decision: OrderDecision, voice: Voice) -> str:
    """What the drafts would give or stop, by ingredient, whatever the order in which they were written."""
    given = anti_her2_first(agent for draft in decision.drafts for agent in draft.proposed)
    stopped = anti_her2_first(agent for draft in decision.drafts if draft.stops for agent in draft.agents)
    if stopped and not given:
        return voice.raw(say("stopping {agents}", agents=voice.agents(stopped)))
    return voice.agents(given)


def _summary(consult: Consult, decision: OrderDecision, voice: Voice) -> str:
    grave = gravest(decision.judged.alerts)
    if grave and (grave[0].indicator is Indicator.CRITICAL or not _class_speaks(consult, decision)):
        return summary.fitting(voice, SHORT[grave[0].rule])
    name = ordered(decision, voice)
    if not name:
        return summary.fitting(
            voice, say("A draft order could not be read: it was not compared with the 2016 Spanish panel")
        )
    return summary.fitting(voice, *_class_sentences(consult, decision, name, voice))


def _class_speaks(consult: Consult, decision: OrderDecision) -> bool:
    order_class = decision.judged.order_class
    if diagnosis_missing(consult):
        return False
    if order_class in (OrderClass.CONCORDANT_PREFERRED, OrderClass.CONCORDANT_OPTION):
        return warned(consult.outcome)
    return order_class in (OrderClass.DISCORDANT, OrderClass.COMPETING, OrderClass.NOT_LISTED)


def _class_sentences(consult: Consult, decision: OrderDecision, name: str, voice: Voice) -> tuple[Sentence, ...]:
    judged, first = decision.judged, _first_options(consult, voice)
    match judged.order_class:
        case OrderClass.CONCORDANT_PREFERRED | OrderClass.CONCORDANT_OPTION if not warned(consult.outcome):
            return (
                say("{order} matches the 2016 Spanish panel", order=name),
                say("This order matches the 2016 Spanish panel"),
            )
        case OrderClass.CONCORDANT_PREFERRED | OrderClass.CONCORDANT_OPTION:
            return (
                say(
                    "{order} matches the 2016 Spanish panel, but later evidence has overtaken it: see the note",
                    order=name,
                ),
                say("This order matches the 2016 Spanish panel, but later evidence has overtaken it: see the note"),
            )
        case OrderClass.COMPETING:
            return (
                say("{order}: statements of the 2016 Spanish panel compete on it", order=name),
                say("Statements of the 2016 Spanish panel compete on this order"),
            )
        case OrderClass.DISCORDANT if first:
            return (
                say(
                    "{order} differs from the 2016 Spanish panel, which names {options} here", order=name, options=first
                ),
                say("This order differs from the 2016 Spanish panel, which names {options} here", options=first),
                say("{order} differs from the 2016 Spanish panel: see its options", order=name),
                say("This order differs from the 2016 Spanish panel: see its options"),
            )
        case OrderClass.DISCORDANT:
            return (
                say("{order} differs from the 2016 Spanish panel", order=name),
                say("This order differs from the 2016 Spanish panel"),
            )
        case OrderClass.NOT_LISTED:
            return (
                say("{order} is not among the options that the 2016 Spanish panel lists here", order=name),
                say("This order is not among the options that the 2016 Spanish panel lists here"),
            )
        case OrderClass.INSUFFICIENT_DATA:
            return _open_sentences(consult, name, voice)
    return (
        say("{order} is not covered by the 2016 Spanish panel; later evidence exists", order=name),
        say("This order is not covered by the 2016 Spanish panel; later evidence exists"),
    )


def _open_sentences(consult: Consult, name: str, voice: Voice) -> tuple[Sentence, ...]:
    if not consult.outcome.missing_facts:
        return (say("Not compared with the 2016 Spanish panel: the record does not say enough"),)
    fact = voice.raw(labels.FACTS[settling_fact(consult)])
    return (
        say("{order}: how it stands to the 2016 Spanish panel depends on: {fact}", order=name, fact=fact),
        say("How this order stands to the 2016 Spanish panel depends on: {fact}", fact=fact),
    )


def _first_options(consult: Consult, voice: Voice) -> str:
    options = consult.outcome.recommended
    preferred = [option for option in options if option.tier.value == "preferred"]
    return " / ".join(voice.raw(labels.REGIMENS[option.regimen]) for option in preferred or options)


def _detail(consult: Consult, decision: OrderDecision, voice: Voice) -> str:
    judged, outcome = decision.judged, consult.outcome
    safety = detail.section(say("Safety first:"), safety_lines(judged.alerts, consult, voice), voice)
    notes = outcome.currency_notes
    if judged.regimen == NEW and not notes:
        notes = ("CN-NEW",) if outcome.code == "OUT-NEWAGENT" else ()
    paper = () if diagnosis_missing(consult) else _against_the_paper(consult, decision, voice)
    return detail.paragraphs((_about(decision, voice),), safety, *paper, *detail.end(consult, notes, voice))


def _about(decision: OrderDecision, voice: Voice) -> str:
    """The drafts that this card is about, and those among them that could not be read."""
    references = ", ".join(sorted(draft.reference for draft in decision.drafts))
    name = ordered(decision, voice)
    unread = sorted(draft.reference for draft in decision.drafts if draft.unreadable)
    said = [say("About the draft order: {order} ({references}).", order=name or "?", references=references)]
    if unread:
        said.append(
            say("Not compared, because its drug could not be read: {references}.", references=", ".join(unread))
        )
    return " ".join(voice.markdown(sentence) for sentence in said)


def _against_the_paper(consult: Consult, decision: OrderDecision, voice: Voice) -> tuple[detail.Section, ...]:
    """Much where the order differs, little where it matches, least where the panel could not know the agent."""
    outcome, judged = consult.outcome, decision.judged
    stands = voice.markdown(how_it_stands(judged))
    not_known = detail.not_known(consult, outcome, voice)
    if judged.order_class is OrderClass.INSUFFICIENT_DATA and outcome.missing_facts:
        return ((stands,), _ways(consult, voice), not_known)
    here = (f"{stands} {standing(consult, voice)}",)
    if judged.matched is not None:
        only = replace(outcome, recommended=(judged.matched,))
        return (here, *option_sections(only, voice), not_known)
    if judged.order_class is OrderClass.NOT_COVERED or outcome.status is Status.INSUFFICIENT_DATA:
        return (here, not_known)
    return (
        here,
        detail.section(say("Spoken against:"), refusal_lines(outcome, voice, (judged.regimen,)), voice),
        *option_sections(outcome, voice),
        detail.statements(() if outcome.recommended else outcome.statements, voice),
        detail.why(consult, voice),
        not_known,
    )


def _ways(consult: Consult, voice: Voice) -> detail.Section:
    fact = settling_fact(consult)
    ways = [
        say(
            "{values}: {situation}",
            values=" / ".join(voice.raw(labels.written(v)) for v in values),
            situation=voice.raw(labels.OUTCOMES[code]),
        )
        for code, values in leads_to(consult, fact).items()
    ]
    heading = say("What each answer on {fact} would lead to:", fact=voice.raw(labels.FACTS[fact]))
    return detail.section(heading, [f"- {voice.markdown(way)}" for way in ways], voice)


def _suggestions(
    consult: Consult, decision: OrderDecision, voice: Voice, presentation: Presentation
) -> tuple[Suggestion, ...]:
    judged = decision.judged
    offered = judged.order_class in _OFFERS_ALTERNATIVES and not diagnosis_missing(consult)
    alternatives = replacements(consult, decision, voice, presentation) if offered else ()
    kinds = [kind for alert in gravest(judged.alerts) if (kind := _EXAMINATION_FOR.get(alert.rule))]
    return (*alternatives, *(examination(consult, kind, Intent.ORDER, voice) for kind in kinds))

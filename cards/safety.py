"""Safety rules in words: they come from product labels, stand first, and alone can make a card critical."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import detail
from cards.extension import extension
from cards.grounds import basis
from cards.identity import derived_id, links, override_reasons, source
from cards.model import Card
from cards.standing import where_read
from cards.summary import fitting
from cards.wording import labels
from consensus.outcome import Indicator, SafetyAlert
from consensus.safety import SAFETY_RULES, alerts
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cards.consult import Consult, Presentation
    from cards.wording.voice import Voice

SHORT = {
    "J-S1": say("T-DM1 and trastuzumab together: T-DM1 is a single agent, do not combine or confuse them"),
    "J-S2": say("T-DM1 with another anticancer agent: its label is for a single agent"),
    "J-S3": say("Pertuzumab without trastuzumab: labels ask for both together"),
    "J-S4": say("Trastuzumab with an anthracycline: highest risk of left-ventricular dysfunction"),
    "J-S5": say("Anti-HER2 therapy and a recorded pregnancy: embryo-fetal toxicity"),
    "J-S6": say("Anti-HER2 agent, but the HER2 result on record is not positive: check it first"),
    "J-S7": say("No LVEF of the last 90 days on record for an anti-HER2 agent"),
    "J-S8": say("LVEF on record meets the label's threshold to hold the agent"),
    "J-S9": say("Earlier interstitial lung disease on record: the label stops this agent for good"),
    "J-S10": say("Elderly patient with cardiac risk: the 2016 panel advises considering cardiac monitoring"),
    "J-S11": say("Liver tests on record: the label stops T-DM1 for good at these values"),
}
"""Each rule as the one sentence of a card."""

FACTS_OF_RULE = {
    "J-S5": ("pregnancy_status",),
    "J-S6": ("her2_status",),
    "J-S7": ("lvef_percent", "lvef_age_days"),
    "J-S8": ("lvef_percent", "lvef_baseline_percent"),
    "J-S9": ("ild_history",),
    "J-S10": ("age_years", "cardiovascular_disease", "diabetes"),
    "J-S11": ("alt_ast_xuln", "bilirubin_xuln"),
}
"""The facts on which a rule rests, beside the agents themselves."""

_RANK = (Indicator.INFO, Indicator.WARNING, Indicator.CRITICAL)


def gravest(given: Sequence[SafetyAlert]) -> tuple[SafetyAlert, ...]:
    """The alerts with the gravest first; equal ones in the order of the rules."""
    order = list(SAFETY_RULES)
    return tuple(sorted(given, key=lambda alert: (-_RANK.index(alert.indicator), order.index(alert.rule))))


def louder(first: Indicator, second: Indicator) -> Indicator:
    """The more urgent of two indicators."""
    return max(first, second, key=_RANK.index)


def safety_lines(given: Sequence[SafetyAlert], consult: Consult, voice: Voice) -> tuple[str, ...]:
    """One line of Markdown per alert: the rule, what the record holds, and the source."""
    return tuple(_line(alert, consult, voice) for alert in gravest(given))


def facts_of(given: Sequence[SafetyAlert]) -> tuple[str, ...]:
    """The facts behind these alerts."""
    return tuple(dict.fromkeys(fact for alert in given for fact in FACTS_OF_RULE.get(alert.rule, ())))


def present_therapy(consult: Consult) -> tuple[SafetyAlert, ...]:
    """The grave rules that the ongoing therapy meets; the lesser ones wait for an order."""
    agents = frozenset(consult.established.active_agents)
    if not agents:
        return ()
    met = alerts(agents, consult.established.facts)
    return met if any(alert.indicator is Indicator.CRITICAL for alert in met) else ()


def safety_card(consult: Consult, voice: Voice, presentation: Presentation) -> Card | None:
    """For an opened chart: at most a warning, about therapy that the record says is going on."""
    found = gravest(present_therapy(consult))
    if not found:
        return None
    agents = voice.agents(tuple(sorted(consult.established.active_agents)))
    heading = say("Safety, ongoing therapy ({agents}):", agents=agents)
    return Card(
        uuid=derived_id(consult, "safety", *(alert.rule for alert in found)),
        summary=fitting(voice, SHORT[found[0].rule]),
        indicator=Indicator.WARNING,
        source=source(f"safety{found[0].rule}", voice, presentation),
        detail=detail.paragraphs(
            detail.section(heading, safety_lines(found, consult, voice), voice),
            *detail.end(consult, (), voice),
        ),
        override_reasons=override_reasons(voice),
        links=links(presentation, voice),
        extension=extension(consult, consult.outcome, more_facts=facts_of(found)),
    )


def _line(alert: SafetyAlert, consult: Consult, voice: Voice) -> str:
    rule = SAFETY_RULES[alert.rule]
    facts = [voice.markdown(_fact(consult, name, voice)) for name in FACTS_OF_RULE.get(alert.rule, ())]
    recorded = f" {'; '.join(facts)}." if facts else ""
    return f"- **{voice.safety(alert.rule)}**{recorded} ({alert.rule}: {', '.join(rule.sources)})"


def _fact(consult: Consult, name: str, voice: Voice) -> Sentence:
    ground = basis(consult, name)
    fact, value = voice.raw(labels.FACTS[name]), voice.raw(labels.written(ground.value))
    read = where_read(ground.date, ground.evidence)
    if not read:
        return say("{fact}: {value}", fact=fact, value=value)
    return say("{fact}: {value} ({source})", fact=fact, value=value, source=read)

"""The options with their statements and evidence, what the paper does not support here, and what today says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.options import heading, reason_against, supporting
from cards.reasoning.evidence import findings_of, trials_of
from cards.reasoning.head import shown_outcome
from cards.reasoning.model import Against, Choice, Options, Quote, TierOfChoices
from cards.safety import gravest
from cards.summary import capital
from cards.wording import labels
from consensus.conditions import conditions
from consensus.currency import STANDING_OF_STATEMENT, overtaken
from consensus.flags import FLAGS
from consensus.outcome import Tier
from consensus.regimens import REGIMENS
from consensus.safety import alerts
from treatment_history.sentences import Sentence

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.wording.voice import Voice
    from consensus.outcome import Option, Outcome


def options(consult: Consult, voice: Voice) -> Options:
    """What the paper offers this patient."""
    outcome = shown_outcome(consult)
    quoted = {id_ for option in outcome.recommended for id_ in option.statements}
    carrying = [id_ for id_ in outcome.statements if id_ not in quoted]
    evidence = tuple(dict.fromkeys((*sorted(quoted), *carrying)))
    return Options(
        tiers=tuple(_tiers(consult, outcome, voice)),
        further=tuple(quote(id_, voice) for id_ in carrying),
        trials=trials_of(evidence, voice),
        findings=findings_of(evidence, voice),
        against=tuple(_against(code, outcome, voice) for code in outcome.not_recommended),
        conditions=_conditions(consult, outcome, voice),
    )


def quote(id_: str, voice: Voice) -> Quote:
    """A statement with everything that says how far it carries."""
    judged = STANDING_OF_STATEMENT.get(id_)
    standing = voice.raw(labels.STANDINGS[judged.standing.name]) if judged else ""
    return Quote(
        id_, voice.statement(id_), voice.place(id_), voice.kind(id_), voice.verb(id_), standing, overtaken(id_)
    )


def _tiers(consult: Consult, outcome: Outcome, voice: Voice) -> list[TierOfChoices]:
    tiers = []
    for tier in Tier:
        chosen = tuple(_choice(option, consult, voice) for option in outcome.recommended if option.tier is tier)
        if chosen:
            tiers.append(TierOfChoices(voice.plain(heading(tier, outcome)), chosen))
    return tiers


def _choice(option: Option, consult: Consult, voice: Voice) -> Choice:
    first = supporting(option)
    ordered = (first, *(id_ for id_ in option.statements if id_ != first))
    return Choice(
        regimen=capital(voice.plain(labels.REGIMENS[option.regimen])),
        in_full=voice.regimen(option.regimen),
        quotes=tuple(quote(id_, voice) for id_ in ordered),
        safety=_safety(option, consult, voice),
    )


def _safety(option: Option, consult: Consult, voice: Voice) -> tuple[str, ...]:
    """What labels say about the named agents of the regimen in this patient; the partner is the clinician's choice."""
    agents = frozenset(REGIMENS[option.regimen].always)
    met = alerts(agents, consult.established.facts) if agents else ()
    return tuple(voice.safety(alert.rule) for alert in gravest(met))


def _against(code: str, outcome: Outcome, voice: Voice) -> Against:
    because = reason_against(code, outcome)
    regimen = capital(voice.plain(labels.REGIMENS[code]))
    if isinstance(because, Sentence):
        return Against(regimen, capital(voice.plain(because)), "")
    return Against(regimen, voice.statement(because), f"{because}: {voice.place(because)}; {voice.kind(because)}")


def _conditions(consult: Consult, outcome: Outcome, voice: Voice) -> tuple[str, ...]:
    flags = (voice.flag(flag) for flag in outcome.flags if flag in FLAGS)
    return (*flags, *map(voice.plain, conditions(outcome, consult.established.facts)))

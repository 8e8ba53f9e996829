"""The options of an outcome and what the paper does not support, as lines of Markdown with the paper's own strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording import labels
from consensus.outcome import Tier
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Collection

    from cards.wording.voice import Voice
    from consensus.outcome import Option, Outcome

_HEADINGS = {
    Tier.PREFERRED: say("The 2016 panel names first:"),
    Tier.OPTION: say("It names also, without a ranking:"),
    Tier.COMPETING: say("Competing statements of the 2016 panel, none put first:"),
}
_UNRANKED_ONLY = say("The 2016 panel names, without a ranking:")

_GENERAL = frozenset({"S3.1", "S7.1", "S1.1", "S1.9"})
"""Statements that open a situation; the option's own statement follows them."""


def option_sections(outcome: Outcome, voice: Voice) -> tuple[tuple[str, ...], ...]:
    """A section per tier: its heading, then one line per sentence with the options that it supports."""
    sections = []
    for tier in Tier:
        by_statement: dict[str, list[str]] = {}
        for option in outcome.recommended:
            if option.tier is tier:
                by_statement.setdefault(supporting(option), []).append(_bold(option, voice))
        if by_statement:
            lines = (f"- {', '.join(names)}: {cited(id_, voice)}" for id_, names in by_statement.items())
            sections.append((f"**{voice.markdown(heading(tier, outcome))}**", *lines))
    return tuple(sections)


def supporting(option: Option) -> str:
    """The statement that speaks for this option in particular."""
    return next((id_ for id_ in option.statements if id_ not in _GENERAL), option.statements[0])


def cited(statement: str, voice: Voice) -> str:
    """A statement in our words, with who speaks, where, and the paper's own verb: as Markdown."""
    verb = voice.verb(statement)
    source = f"{statement}: {voice.place(statement)}; {voice.kind(statement)}"
    return f"{voice.statement(statement)} ({source}; “{verb}”)" if verb else f"{voice.statement(statement)} ({source})"


def refusal_lines(
    outcome: Outcome, voice: Voice, only: tuple[str, ...] | None = None, shown: Collection[str] = ()
) -> tuple[str, ...]:
    """What the paper speaks against, each with its reason; `only` narrows to these regimens.

    Of a statement that is already `shown` on the card only the id is named.
    """
    codes = [code for code in outcome.not_recommended if only is None or code in only]
    return tuple(f"- {voice.raw(labels.REGIMENS[code])}: {_reason(code, outcome, voice, shown)}" for code in codes)


def heading(tier: Tier, outcome: Outcome) -> Sentence:
    """What stands above the options of a tier: never more rank than the paper gives."""
    ranked = any(option.tier is not Tier.OPTION for option in outcome.recommended)
    return _UNRANKED_ONLY if tier is Tier.OPTION and not ranked else _HEADINGS[tier]


def _bold(option: Option, voice: Voice) -> str:
    return f"**{voice.raw(labels.REGIMENS[option.regimen])}**"


_STATEMENT_AGAINST = {
    "L+taxane": "S1.2",
    "P+T-without-CT": "S4.4",
    "another-anti-HER2-line (implied)": "S6.3",
    "any-anti-HER2-by-this-consensus": "S0.1",
}
_CONTINUE_BLOCKADE = ("S3.1", "S4.1", "S0.6")
"""Why not chemotherapy alone: the statement of the patient's own line of therapy."""


def _reason(code: str, outcome: Outcome, voice: Voice, shown: Collection[str]) -> str:
    because = reason_against(code, outcome)
    if isinstance(because, Sentence):
        return voice.markdown(because)
    return because if because in shown else cited(because, voice)


def reason_against(code: str, outcome: Outcome) -> Sentence | str:
    """Why the paper does not support a regimen here: a sentence, or the id of the statement that says so."""
    if code == "TDM1" and "S1.6" not in outcome.statements:
        return say("it was given before; the panel names it only where it was not.")
    if code == "L-mono":
        return say("shorter PFS and OS than lapatinib + trastuzumab in EGF104900, as the paper prints.")
    return _speaking_against(code, outcome)


def _speaking_against(code: str, outcome: Outcome) -> str:
    if code == "TDM1":
        return "S1.6"
    if code == "chemo-alone":
        return next((id_ for id_ in _CONTINUE_BLOCKADE if id_ in outcome.statements), "S0.6")
    return _STATEMENT_AGAINST.get(code, outcome.statements[0])

"""Where the patient stands, in one line: line of therapy, agents, since when, and the last assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import grounds
from cards.wording import labels
from treatment_history.agents import BY_HYPHENATED_NAME, is_anti_her2
from treatment_history.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.consult import Consult
    from cards.wording.voice import Voice
    from treatment_history.history import LineOfTherapy
    from treatment_history.sentences import Sentence

_SHOWN_REFERENCES = 2


def standing(consult: Consult, voice: Voice) -> str:
    """One line of Markdown."""
    return " ".join(voice.markdown(sentence) for sentence in standing_sentences(consult, voice))


def standing_sentences(consult: Consult, voice: Voice, *, sourced: bool = True) -> tuple[Sentence, ...]:
    """The line of therapy, how firm it is, how many anti-HER2 lines there were, and the last assessment.

    `sourced`: with the resources; a page that shows them elsewhere leaves them out.
    """
    line = consult.history.last_line
    told = _line if sourced else _line_alone
    return (
        told(line, voice) if line else _no_line(consult),
        *_unsettled(consult),
        *_anti_her2_lines(consult),
        _status(consult, voice, sourced=sourced),
    )


def _line(line: LineOfTherapy, voice: Voice) -> Sentence:
    shown = {
        "n": line.n,
        "agents": voice.agents(anti_her2_first(line.agents)),
        "start": line.start or "?",
        "source": where_read(None, line.evidence),
    }
    if line.ongoing:
        return say("Line {n} for metastatic disease: {agents}, since {start} ({source}).", **shown)
    if line.end is None:
        return say("Line {n} for metastatic disease: {agents}, from {start}, end not recorded ({source}).", **shown)
    return say("Line {n} for metastatic disease: {agents}, {start} to {end} ({source}).", end=line.end, **shown)


def _line_alone(line: LineOfTherapy, voice: Voice) -> Sentence:
    shown = {"n": line.n, "agents": voice.agents(anti_her2_first(line.agents)), "start": line.start or "?"}
    if line.ongoing:
        return say("Line {n} for metastatic disease: {agents}, since {start}.", **shown)
    if line.end is None:
        return say("Line {n} for metastatic disease: {agents}, from {start}, end not recorded.", **shown)
    return say("Line {n} for metastatic disease: {agents}, {start} to {end}.", end=line.end, **shown)


def _unsettled(consult: Consult) -> tuple[Sentence, ...]:
    """A line is only likely to be one for metastatic disease while the setting itself is open."""
    settled = not grounds.is_unknown(consult.established.facts.disease_setting)
    return () if settled or not consult.history.lines else (say("This is a likely reading: the setting is open."),)


def _no_line(consult: Consult) -> Sentence:
    if consult.history.history_complete:
        return say("No line of therapy for metastatic disease is on record.")
    return say("No line of therapy for metastatic disease could be told from the record.")


def _anti_her2_lines(consult: Consult) -> tuple[Sentence, ...]:
    known, counted = consult.established.facts.n_her2_lines, consult.history.counts.anti_her2
    if known is not None:
        return (say("Anti-HER2 lines so far: {n}.", n=known),)
    if counted.high > counted.low:
        return (
            say(
                "Anti-HER2 lines so far: {low} to {high}, by how the record is read.",
                low=counted.low,
                high=counted.high,
            ),
        )
    return (say("Anti-HER2 lines so far: at least {low}.", low=counted.low),) if counted.low else ()


def _status(consult: Consult, voice: Voice, *, sourced: bool) -> Sentence:
    ground = grounds.basis(consult, "disease_status")
    status = voice.raw(labels.written(ground.value))
    source = where_read(ground.date, ground.evidence if sourced else ())
    if not source:
        return say("Disease status: {status}.", status=status)
    return say("Disease status: {status} ({source}).", status=status, source=source)


def where_read(date: object, references: tuple[str, ...]) -> str:
    """Date and the first resources; how many more there are is said, not hidden."""
    more = len(references) - _SHOWN_REFERENCES
    shown = ", ".join(references[:_SHOWN_REFERENCES]) + (f" +{more}" if more > 0 else "")
    return "; ".join(part for part in (str(date) if date else "", shown) if part)


def anti_her2_first(agents: Iterable[str]) -> tuple[str, ...]:
    """Ingredients as a regimen is usually named: anti-HER2 agents first, each group in alphabetical order."""
    return tuple(sorted(set(agents), key=lambda name: (not is_anti_her2(_ingredient(name)), name)))


def _ingredient(name: str) -> str:
    known = BY_HYPHENATED_NAME.get(name)
    return known.name if known else name

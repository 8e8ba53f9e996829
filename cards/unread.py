"""What the service does not know: resources that it could not read, queries that came back in part, contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import text
from cards.wording import labels
from fhir_mappings.not_read import NotRead
from treatment_history.record import Completeness, Query
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.wording.voice import Voice
    from treatment_history.record import Conflict, Gap
    from treatment_history.sentences import Sentence

_SHOWN = 3
_QUERIES = tuple(Query)
_SENT = "prefetch."
"""Begins the reference of a gap that is a whole part of the request, not a resource."""
_CAUSES = {cause.value: labels.NOT_READ[cause.name] for cause in NotRead}
"""What the clinician reads about a part that the EHR's FHIR server did not give, by the reason of its gap."""


def gaps(consult: Consult) -> tuple[Gap, ...]:
    """Resources that could not be read or understood, each once, in a fixed order."""
    found = {*consult.history.gaps, *consult.history.record.gaps}
    return tuple(sorted(found, key=lambda gap: (gap.reference, gap.reason)))


def reference(gap: Gap) -> str:
    """What a gap is about, safe to be shown; a part of the request keeps its path, which is ours and no text."""
    return gap.reference if gap.reference.startswith(_SENT) else text.plain(gap.reference)


def conflicts(consult: Consult) -> tuple[Conflict, ...]:
    """Statements of the record that contradict each other, in a fixed order."""
    found = {*consult.established.conflicts, *consult.history.conflicts, *consult.history.record.conflicts}
    return tuple(sorted(found, key=lambda conflict: (conflict.kind, conflict.references)))


def incomplete(consult: Consult) -> tuple[tuple[Query, Completeness], ...]:
    """The parts of the record that were read in part or not at all."""
    read = [(query, consult.history.record.query(query)) for query in _QUERIES]
    return tuple([(query, state) for query, state in read if state is not Completeness.COMPLETE])


def not_read(consult: Consult, voice: Voice) -> tuple[str, ...]:
    """Lines of Markdown about what was not read; empty if everything was."""
    return (*_gap_lines(consult, voice), *map(voice.markdown, incomplete_sentences(consult, voice)))


def incomplete_sentences(consult: Consult, voice: Voice) -> tuple[Sentence, ...]:
    """Which parts of the record were read in part, could not be read, or were not sent."""
    return (*_incomplete(consult, voice), *_failed(consult, voice), *_not_sent(consult, voice))


def contradictions(consult: Consult, voice: Voice) -> tuple[str, ...]:
    """Lines of Markdown about contradictions of the record."""
    return tuple(voice.markdown(conflict.sentence) for conflict in conflicts(consult))


def _gap_lines(consult: Consult, voice: Voice) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(gap.reference for gap in gaps(consult) if not gap.reference.startswith(_SENT)))
    if not found:
        return ()
    shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
    return (
        voice.markdown(
            say("Resources that could not be read or understood: {n} ({shown}).", n=len(found), shown=shown)
        ),
    )


def _incomplete(consult: Consult, voice: Voice) -> tuple[Sentence, ...]:
    parts = incomplete(consult)
    if not parts:
        return ()
    named = ", ".join(voice.raw(labels.QUERIES[query.name]) for query, _ in parts)
    return (
        say("Not read completely: {parts}. Counts of lines are lower bounds; absence proves nothing.", parts=named),
    )


def _failed(consult: Consult, voice: Voice) -> tuple[Sentence, ...]:
    """Parts that were asked of the EHR's FHIR server in vain, each with its cause."""
    failed = [
        f"{_part(gap, voice)} ({voice.raw(_CAUSES[gap.reason])})"
        for gap in gaps(consult)
        if gap.reference.startswith(_SENT) and gap.reason in _CAUSES
    ]
    named = ", ".join(failed)
    return (say("Could not be read from the EHR: {parts}.", parts=named),) if failed else ()


def _not_sent(consult: Consult, voice: Voice) -> tuple[Sentence, ...]:
    """Parts of the request beside the queries above (allergies, episodes of care): what they hold is not known."""
    parts = [
        _part(gap, voice)
        for gap in gaps(consult)
        if gap.reference.startswith(_SENT) and gap.about is None and gap.reason not in _CAUSES
    ]
    return (say("Not sent along: {parts}.", parts=", ".join(parts)),) if parts else ()


def _part(gap: Gap, voice: Voice) -> str:
    """A part of the request in the clinician's words."""
    if gap.about is not None:
        return voice.raw(labels.QUERIES[gap.about.name])
    key = gap.reference.removeprefix(_SENT)
    return voice.raw(labels.PARTS[key]) if key in labels.PARTS else key

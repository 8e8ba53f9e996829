"""The lines that no card leaves out: what later evidence says, whose knowledge this is, and who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.edition import EDITION, review_overdue
from treatment_history.sentences import say

if TYPE_CHECKING:
    from datetime import date

    from cards.wording.voice import Voice
    from treatment_history.sentences import Sentence


def closing(notes: tuple[str, ...], as_of: date, voice: Voice) -> tuple[str, ...]:
    """Currency notes, the edition with its age, and who decides: one line of Markdown each."""
    edition, *overdue, decide = map(voice.markdown, edition_lines(as_of))
    return (
        *(_emphasised(voice.note(note)) for note in notes),
        " ".join((edition, *(f"**{line}**" for line in overdue), decide)),
    )


_WHOSE = say(
    "Spanish expert panel, 2016 ({edition}): this text dates from 2016 and later evidence exists; "
    "knowledge reviewed {reviewed}.",
    edition=EDITION.label,
    reviewed=f"{EDITION.currency_reviewed_on:%Y-%m}",
)
_OVERDUE = say("The review of later evidence has been overdue since {due}.", due=EDITION.review_due)
_WHO_DECIDES = say("The clinician and the patient decide.")


def edition_lines(as_of: date) -> tuple[Sentence, ...]:
    """Whose knowledge this is and how old, whether its review is overdue, and who decides."""
    return (_WHOSE, _OVERDUE, _WHO_DECIDES) if review_overdue(as_of) else (_WHOSE, _WHO_DECIDES)


def _emphasised(note: str) -> str:
    """The note in full, its first words ("Since 2016:") in bold."""
    opening, _, rest = note.partition(": ")
    return f"**{opening}:** {rest}"

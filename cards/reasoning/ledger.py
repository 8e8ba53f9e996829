"""The entries of a timeline while they are gathered: one number each, its words said once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cards.reasoning.model import Entry
from cards.reasoning.reading import read_from
from cards.summary import capital
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.wording.voice import Voice
    from treatment_history.dates import PartialDate


@dataclass(slots=True)
class Ledger:
    """Writes entries in one language and hands out their ids."""

    voice: Voice
    entries: list[Entry] = field(default_factory=list)
    undated: list[Entry] = field(default_factory=list)

    def dated(self, what: Sentence, when: Sentence, why: Sentence | None, references: Iterable[str]) -> str:
        """An entry with a date; its id links the drawing to the words."""
        entry = self._entry(what, self.voice.plain(when), why, references)
        self.entries.append(entry)
        return entry.id

    def without_date(self, what: Sentence, why: Sentence | None, references: Iterable[str]) -> None:
        """An entry that cannot be drawn, because the record names no day for it."""
        self.undated.append(self._entry(what, "", why, references))

    def _entry(self, what: Sentence, when: str, why: Sentence | None, references: Iterable[str]) -> Entry:
        number = len(self.entries) + len(self.undated) + 1
        reason = capital(self.voice.plain(why)) if why else ""
        return Entry(f"t{number}", capital(self.voice.plain(what)), when, reason, read_from(references))


def spell(start: PartialDate | None, end: PartialDate | None, *, ongoing: bool) -> Sentence:
    """When something was given, as the record writes its dates."""
    if start is None and end is None:
        return say("ongoing, start not recorded") if ongoing else say("dates not recorded")
    if ongoing:
        return say("since {start}", start=start)
    if start is None:
        return say("until {end}, start not recorded", end=end)
    return (
        say("from {start}, end not recorded", start=start)
        if end is None
        else say("{start} to {end}", start=start, end=end)
    )

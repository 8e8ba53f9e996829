"""One voice per language: it says a sentence in that language, its values made safe for where they will stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from cards import text
from cards.wording import spanish
from cards.wording.labels import KINDS
from cards.wording.language import Language
from consensus.currency import CURRENCY_NOTES
from consensus.flags import FLAGS
from consensus.regimens import REGIMENS
from consensus.safety import SAFETY_RULES
from consensus.statements import STATEMENTS
from treatment_history.agents import BY_HYPHENATED_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from treatment_history.sentences import Sentence


_PLAIN = partial(text.plain, limit=text.SENTENCE_LIMIT)
_MARKDOWN = partial(text.markdown, limit=text.SENTENCE_LIMIT)


@cache
def _constant(pattern: str, language: Language) -> str:
    """A sentence without values: a literal of this program, in a language."""
    return (pattern if language is Language.ENGLISH else spanish.PATTERNS.get(pattern, pattern)).format()


@dataclass(frozen=True, slots=True)
class Voice:
    """Says sentences in one language. `raw` is for building other sentences only: nothing in it is safe yet."""

    language: Language

    def raw(self, sentence: Sentence) -> str:
        """The sentence with its values as they are, to stand inside another sentence."""
        return self._said(sentence, str)

    def plain(self, sentence: Sentence) -> str:
        """The sentence for a summary, a label or a structured field."""
        return self._said(sentence, _PLAIN)

    def markdown(self, sentence: Sentence) -> str:
        """The sentence for a line of Markdown."""
        return self._said(sentence, _MARKDOWN)

    def statement(self, statement_id: str) -> str:
        """The paraphrase of a statement of the paper."""
        return self._entry(STATEMENTS[statement_id].paraphrase, spanish.STATEMENTS, statement_id)

    def verb(self, statement_id: str) -> str:
        """The paper's own verb, which says how strongly it speaks; empty where it has none."""
        verb = STATEMENTS[statement_id].verb
        return verb if self.language is Language.ENGLISH else spanish.VERBS.get(verb, verb)

    def kind(self, statement_id: str) -> str:
        """Who speaks in a statement."""
        return self.raw(KINDS[STATEMENTS[statement_id].kind.name])

    def place(self, statement_id: str) -> str:
        """Where in the paper a statement stands."""
        place = STATEMENTS[statement_id].place
        return self._entry(place, spanish.PLACES, place)

    def flag(self, flag: str) -> str:
        """The sentence of a flag."""
        return self._entry(FLAGS[flag], spanish.FLAGS, flag)

    def note(self, note: str) -> str:
        """The text of a currency note."""
        return self._entry(CURRENCY_NOTES[note], spanish.CURRENCY_NOTES, note)

    def regimen(self, code: str) -> str:
        """What a regimen code means, in full."""
        return self._entry(REGIMENS[code].description, spanish.REGIMENS, code)

    def safety(self, rule: str) -> str:
        """The sentence of a safety rule."""
        return self._entry(SAFETY_RULES[rule].sentence, spanish.SAFETY_RULES, rule)

    def evidence(self, words: str) -> str:
        """Words of the evidence table: a treatment, a finding, a remark."""
        return self._entry(words, spanish.EVIDENCE, words)

    def agent(self, name: str) -> str:
        """An ingredient by its international non-proprietary name in this language."""
        known = BY_HYPHENATED_NAME.get(name)
        ingredient = known.name if known else name
        return ingredient if self.language is Language.ENGLISH else spanish.AGENTS.get(ingredient, ingredient)

    def agents(self, names: tuple[str, ...]) -> str:
        """Several ingredients, joined."""
        return " + ".join(self.agent(name) for name in names)

    def _entry(self, english: str, table: Mapping[str, str], key: str) -> str:
        return english if self.language is Language.ENGLISH else table.get(key, english)

    def _said(self, sentence: Sentence, safe: Callable[[str], str]) -> str:
        """An untranslated sentence is said in English rather than not at all; a test keeps that from happening."""
        if not sentence.values:
            return _constant(sentence.pattern, self.language)
        if self.language is Language.ENGLISH:
            return sentence.pattern.format(**{name: safe(value) for name, value in sentence.values})
        pattern = spanish.PATTERNS.get(sentence.pattern, sentence.pattern)
        return pattern.format(**{name: safe(spanish.value(name, value)) for name, value in sentence.values})

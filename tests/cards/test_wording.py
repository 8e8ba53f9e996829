"""Both languages say the same: nothing is missing, places and figures agree, and no verb is stronger in one of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import cards
from cards.wording import spanish
from cards.wording.labels import FACTS, KINDS, OUTCOMES, QUERIES, REGIMENS, VALUES
from cards.wording.language import Language
from cards.wording.voice import Voice
from consensus.currency import CURRENCY_NOTES, NOTES_OF_OUTCOME
from consensus.facts import FACT_NAMES
from consensus.flags import FLAGS
from consensus.regimens import REGIMENS as PAPER_REGIMENS
from consensus.safety import SAFETY_RULES
from consensus.statements import STATEMENTS
from treatment_history.agents import AGENTS
from treatment_history.record import Query

ROOMS = ("treatment_history", "consensus", "fhir_mappings", "cards")
HOUSE = Path(cards.__file__).parent.parent


def patterns() -> dict[str, str]:
    """Every literal pattern of the rooms, with the file that says it."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                    pattern = node.args[0]
                    assert isinstance(pattern, ast.Constant), f"{path}:{node.lineno}: say() needs a literal pattern"
                    found[str(pattern.value)] = f"{path.relative_to(HOUSE)}:{node.lineno}"
    return found


PATTERNS = patterns()
TABLES = {
    "statements": ({id_: one.paraphrase for id_, one in STATEMENTS.items()}, spanish.STATEMENTS),
    "flags": (FLAGS, spanish.FLAGS),
    "currency notes": (CURRENCY_NOTES, spanish.CURRENCY_NOTES),
    "regimens": ({code: one.description for code, one in PAPER_REGIMENS.items()}, spanish.REGIMENS),
    "safety rules": ({id_: one.sentence for id_, one in SAFETY_RULES.items()}, spanish.SAFETY_RULES),
    "places": ({one.place: one.place for one in STATEMENTS.values()}, spanish.PLACES),
    "verbs": ({one.verb: one.verb for one in STATEMENTS.values() if one.verb}, spanish.VERBS),
}
PAIRS = [(pattern, spanish.PATTERNS.get(pattern, "")) for pattern in PATTERNS] + [
    (english, in_spanish.get(key, "")) for table, in_spanish in TABLES.values() for key, english in table.items()
]


def test_every_sentence_has_its_spanish() -> None:
    missing = {pattern: place for pattern, place in PATTERNS.items() if not spanish.PATTERNS.get(pattern)}

    assert not missing


def test_no_spanish_stands_without_its_english() -> None:
    assert not spanish.PATTERNS.keys() - PATTERNS.keys()


@pytest.mark.parametrize("table", TABLES)
def test_every_entry_of_the_paper_has_its_spanish(table: str) -> None:
    english, in_spanish = TABLES[table]

    assert in_spanish.keys() == english.keys()
    assert all(in_spanish.values())


def test_both_languages_have_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for english, in_spanish in PAIRS:
        assert places(english) == places(in_spanish), english


_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)?")  # not the digits of a name such as HER2


def test_both_languages_have_the_same_figures() -> None:
    for english, in_spanish in PAIRS:
        figures = sorted(number.replace(",", ".") for number in _NUMBER.findall(english))
        assert figures == sorted(number.replace(",", ".") for number in _NUMBER.findall(in_spanish)), english


# From the weakest to the strongest verb, by what the paper may be made to say with it.
_ENGLISH = (
    ("may", r"\b(may|can|could|possible)\b"),
    ("suggests", r"\b(suggests?|seems?|appears?|tends?)\b"),
    ("should", r"\b(should|advisable|advises)\b"),
    ("recommends", r"\brecommend"),
    ("must", r"\b(must|have to|has to|never)\b"),
)
_SPANISH = (
    ("may", r"\b(pued[ea]n?|podr[ií]an?|podía|posible)\b"),
    ("suggests", r"\b(sugiere[n]?|parecen?|tienden?)\b"),
    ("should", r"\b(debería[n]?|aconsejable|aconseja)\b"),
    ("recommends", r"recom[ie]+nd"),
    ("must", r"\b(debe[n]?|tiene[n]? que|hay que|nunca)\b"),
)


def strongest(text: str, verbs: tuple[tuple[str, str], ...]) -> int:
    return max((rank for rank, (_, verb) in enumerate(verbs, 1) if re.search(verb, text, re.IGNORECASE)), default=0)


def test_no_statement_or_note_is_stronger_in_spanish() -> None:
    for name in ("statements", "flags", "currency notes", "safety rules", "verbs"):
        english, in_spanish = TABLES[name]
        for key, text in english.items():
            assert strongest(in_spanish[key], _SPANISH) <= max(strongest(text, _ENGLISH), 1), (
                key,
                text,
                in_spanish[key],
            )


def test_a_currency_note_stays_short_in_both_languages() -> None:
    assert all(len(note) <= 440 for note in spanish.CURRENCY_NOTES.values())  # English: 400; Spanish runs longer


def test_every_code_has_a_short_name() -> None:
    assert set(FACT_NAMES) == FACTS.keys()
    assert PAPER_REGIMENS.keys() == REGIMENS.keys()
    assert NOTES_OF_OUTCOME.keys() <= OUTCOMES.keys()
    assert {one.kind.name for one in STATEMENTS.values()} <= KINDS.keys()
    assert {query.name for query in Query} == QUERIES.keys()
    assert {"unknown", "yes", "no", "none", "present"} <= VALUES.keys()


def test_spanish_ingredients_are_ingredients() -> None:
    assert spanish.AGENTS.keys() <= AGENTS.keys()


def test_a_reference_is_never_translated() -> None:
    assert (
        spanish.value("references", "MedicationRequest/docetaxel-letrozole") == "MedicationRequest/docetaxel-letrozole"
    )
    assert spanish.value("agents", "capecitabine + trastuzumab") == "capecitabina + trastuzumab"
    assert spanish.value("value", "PD") == "PE"
    assert spanish.value("marker", "PR") == "PR"


def test_ingredients_are_named_in_the_reader_s_language() -> None:
    assert Voice(Language.SPANISH).agent("trastuzumab-emtansine") == "trastuzumab emtansina"
    assert Voice(Language.ENGLISH).agent("trastuzumab-emtansine") == "trastuzumab emtansine"

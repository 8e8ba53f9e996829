r"""Words that came from a patient's record, made safe: the one gate before they enter a card.

In Markdown nothing of them may become markup, a link or an element, in any renderer (Markdown with HTML allowed,
GitHub's automatic links). In plain text no control or direction character survives, and no address can be clicked.
"""

from __future__ import annotations

import re
import unicodedata

from cards.model import SUMMARY_LIMIT

VALUE_LIMIT = 200
"""Characters of one value from a record: a name or a note never floods a card."""

SENTENCE_LIMIT = 400
"""Characters of a sentence that stands inside another one."""

ELLIPSIS = "…"

NOTHING = "?"
"""What stands where a record has nothing visible to show: an empty place would change the sentence around it."""

_SPACE = re.compile(r"\s+")
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn")
_SCHEME = re.compile(r"(?i)\bh(?:tt|xx)p(s?)\s*:(?=/*)")
_OTHER_SCHEME = re.compile(r"(?i)\b(mailto|xmpp|javascript|vbscript|data|file|ftp|tel|sms)\s*:|:(?=//)")
_DOT_OF_A_NAME = re.compile(r"(?i)(?<=\w)\.(?=[^\W\d])|(?<=www)\.")
_ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>&~|{}"})
_HARMLESS = re.compile(r"[A-Za-z0-9]+(?:(?:,? |[/-])[A-Za-z0-9]+)*").fullmatch
"""Plain words and references: nothing in them is ever changed, in plain text or in Markdown."""
_BLOCK_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[#+=:-]))(.)")


def visible(text: str, limit: int = VALUE_LIMIT) -> str:
    """One line of visible characters: no control, direction or zero-width ones; cut to the limit."""
    printable = text if text.isprintable() else _without_invisible(text)
    kept = (_SPACE.sub(" ", printable) if "  " in printable else printable).strip()
    return kept if len(kept) <= limit else shortened(kept, limit)


def _without_invisible(text: str) -> str:
    spaced = _SPACE.sub(" ", "".join(" " if char in "\r\n\t\u2028\u2029" else char for char in text))
    kept = "".join(char for char in spaced if unicodedata.category(char) not in _INVISIBLE)
    return _SPACE.sub(" ", kept)


def defanged(text: str) -> str:
    """Addresses that no program turns into a link: hxxp, [.], [at]."""
    if ":" in text:  # each pattern needs its sign, and hardly any name has one
        text = _SCHEME.sub(r"hxxp\1[:]", text)
        text = _OTHER_SCHEME.sub(lambda found: f"{found.group(1) or ''}[:]", text)
    if "." in text:
        text = _DOT_OF_A_NAME.sub("[.]", text)
    return text.replace("@", "[at]").replace("//", "/ /")


def plain(text: str, limit: int = VALUE_LIMIT) -> str:
    """The text for a summary, a label or a structured field."""
    if len(text) <= limit and _HARMLESS(text):
        return text
    return defanged(visible(text, limit)) or NOTHING


def markdown(text: str, limit: int = VALUE_LIMIT) -> str:
    """The text for the inside of a line of Markdown: every character that could mean something is escaped."""
    if len(text) <= limit and _HARMLESS(text):
        return text
    escaped = plain(text, limit).translate(_ESCAPED)
    block = _BLOCK_START.match(escaped)
    return f"{block[1]}\\{escaped[block.end(1) :]}" if block else escaped


def shortened(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """The text within the limit (counted in UTF-16 units), cut between words and never after a bare number."""
    if _units(text) <= limit:
        return text
    room = limit - _units(ELLIPSIS)
    kept = text
    while kept and _units(kept) > room:
        kept = kept[:-1]
    if text[len(kept) : len(kept) + 1] != " " and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    words = kept.rstrip(" ,;:-(").split(" ")
    while len(words) > 1 and words[-1][:1].isdigit():
        words.pop()
    return " ".join(words).rstrip(" ,;:-(") + ELLIPSIS


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

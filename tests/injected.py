"""What somebody could write into a record to make a card show it as markup or as a link."""

from __future__ import annotations

from cards.wording.language import Language
from cards.wording.voice import Voice
from treatment_history.sentences import say

PAYLOADS = (
    "<script>alert(1)</script>",
    "<iframe src=//evil.example></iframe>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example/a?b=c",
    "HTTP://EVIL.EXAMPLE",
    "www.evil.example",
    "evil.example",
    "//evil.example/x",
    "ftp://evil.example",
    "mailto:a@evil.example",
    "someone@evil.example",
    "xmpp:a@evil.example/x",
    "data:text/html,<b>x</b>",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "# heading",
    "1. list",
    "- list",
    "+ list",
    "---",
    "===",
    "> quote",
    "```\ncode\n```",
    "`code`",
    "**bold** __bold__ *em* _em_ ~~gone~~",
    "[^1] and [ref]: https://evil.example",
    "&lt;b&gt; &#60;b&#62; &copy;",
    "\\<b>",
    "a\u202eb\u200bc\ufeffd\u2066e",
    "\x1b[31mred\x1b[0m",
    "line\nbreak\r\nand\u2028more",
    "<!-- comment -->",
    "<details open ontoggle=alert(1)>",
    "{{constructor}} ${7*7}",
    ":smile: @someone #1",
)
OURS = {"p", "strong", "ul", "li"}


def in_a_card(value: str) -> str:
    """The value first in a line, inside a list, and in a paragraph."""
    voice = Voice(Language.ENGLISH)
    alone = voice.markdown(say("{fact}", fact=value))
    inside = voice.markdown(say("{fact}: {value} ({source})", fact=value, value=value, source=value))
    return f"**Why**\n- {alone}\n- {inside}\n\n{alone}\n\n{inside}"

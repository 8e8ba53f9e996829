"""Card texts in the renderer of the CDS Hooks Sandbox: react-markdown with remark-gfm and rehype-raw, run by Node."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path

from injected import OURS, PAYLOADS, in_a_card

STACK = Path(__file__).parent / "react"
_ELEMENT = re.compile(r"<([a-z0-9]+)([^>]*)>")
_MARKS = " \n.:/@[]()<>!*_`#~|&-+=\\\"'ahtpw1;"


def sandbox_html(texts: list[str]) -> list[str]:
    node = shutil.which("node") or shutil.which("nodejs")
    assert node, "Node is not installed: `make renderer` installs it (make test does)"
    assert (STACK / "node_modules").is_dir(), "the renderer is not installed: `make renderer` (make test does)"
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(  # noqa: S603 - our own script
        [node, "render.mjs"], cwd=STACK, input=lines, capture_output=True, text=True, check=True, timeout=120
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def foreign_elements(html: str) -> list[str]:
    """Elements that no card has, and any attribute at all."""
    return [found[0] for found in _ELEMENT.finditer(html) if found[1] not in OURS or found[2]]


def test_no_payload_becomes_an_element_or_a_link_in_the_sandbox() -> None:
    pages = sandbox_html([in_a_card(payload) for payload in PAYLOADS])

    assert len(pages) == len(PAYLOADS)
    found = zip(PAYLOADS, pages, strict=True)
    assert {payload: foreign for payload, html in found if (foreign := foreign_elements(html))} == {}


def test_no_pile_of_marks_becomes_an_element_or_a_link_in_the_sandbox() -> None:
    draw = random.Random(20261124)  # noqa: S311 - test data
    piles = ["".join(draw.choices(_MARKS, k=draw.randint(1, 60))) for _ in range(500)]

    pages = sandbox_html([in_a_card(pile) for pile in piles])

    found = zip(piles, pages, strict=True)
    assert {pile: foreign for pile, html in found if (foreign := foreign_elements(html))} == {}


def test_the_renderer_would_show_what_is_not_made_safe() -> None:
    (html,) = sandbox_html(["see www.evil.example and <b>this</b>"])

    assert foreign_elements(html) == ['<a href="http://www.evil.example">', "<b>"]

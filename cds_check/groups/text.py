"""Text injection: what somebody could write into a record to make a card show it as markup or as a link."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.groups.answers import NO_CARDS
from cds_check.groups.cards import MAX_SUMMARY
from cds_check.target import cards_of

try:
    from markdown_it import MarkdownIt
except ImportError:  # pragma: no cover - only without the extra `check`
    MarkdownIt = None  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_check.http import Exchange
    from cds_check.target import Call, Target

GROUP = "text"
NOT_INSTALLED = "markdown-it-py is not installed (extra `check`)"
NAME = "kitmark"
PAYLOADS = (
    f"<script>{NAME}()</script>",
    f"<iframe src=//{NAME}.example></iframe>",
    f"<img src=x onerror={NAME}()>",
    f"<a href=https://{NAME}.example>x</a>",
    f"[click](javascript:{NAME}())",
    f"![x](https://{NAME}.example/x.png)",
    f"<https://{NAME}.example>",
    f"https://{NAME}.example/a?b=c",
    f"www.{NAME}.example",
    f"`{NAME}` </code><b>{NAME}</b>",
    f"{NAME}\n\n<form action=//{NAME}.example><input name={NAME}></form>",
)
_FREE = frozenset({"text", "display", "family", "div", "comment", "description", "valueString", "title"})
"""Members of FHIR resources in which an EHR keeps words of people."""

_AUTOLINK = re.compile(rf"(?i)(https?://|www\.){NAME}")
_STEERING = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff\u200b]")


@check(GROUP, Level.DEFENSIVE, "F8", title="Text of the record becomes no HTML element in a card")
def no_foreign_elements(target: Target) -> Finding:
    def rule(page: Rendered, before: Rendered) -> str:
        more = sorted(
            name for name in set(page.names) if page.names.count(name) > before.names.count(name) and name in FORBIDDEN
        )
        return f"becomes the elements {', '.join(more)}" if more else ""

    return _rendered(target, rule)


FORBIDDEN = frozenset({"script", "iframe", "img", "form", "input", "b", "style", "svg", "object"})


@check(GROUP, Level.DEFENSIVE, "F8", title="Text of the record becomes no link or address in a card")
def no_foreign_links(target: Target) -> Finding:
    def rule(page: Rendered, _: Rendered) -> str:
        if any(NAME in value for value in page.values if "://" in value or "javascript" in value):
            return "becomes a link or a source"
        return "stands as an address that GitHub's Markdown links" if _AUTOLINK.search(page.words) else ""

    return _rendered(target, rule)


@check(GROUP, Level.SHALL, "F7", title="A summary stays below 140 characters however long the texts of the record are")
def summaries_stay_short(target: Target) -> Finding:
    problems, seen = Problems(), False
    for call, _ in target.with_cards:
        answer = target.ask(call, injected(call, "long words " * 2000))
        for card in cards_of(answer):
            seen = True
            summary = str(card.get("summary", ""))
            if len(summary.encode("utf-16-le", "surrogatepass")) // 2 > MAX_SUMMARY:
                problems.add(f"{call.name}: a summary of {len(summary)} characters", answer)
    return problems.finding() if seen else not_applicable(NO_CARDS)


@check(GROUP, Level.DEFENSIVE, "F7", "F8", title="Characters that steer a screen (bidi, ANSI, NUL) do not reach a card")
def nothing_steers_the_screen(target: Target) -> Finding:
    problems, seen = Problems(), False
    for call, _ in target.with_cards:
        answer = target.ask(call, injected(call, "a\u202eb\u2066c\x1b[31md\u200be\ufefff"))
        for position, card in enumerate(cards_of(answer)):
            seen = True
            for member in ("summary", "detail"):
                if _STEERING.search(str(card.get(member, ""))):
                    problems.add(f"{call.name}: cards[{position}].{member} holds a steering character", answer)
    return problems.finding() if seen else not_applicable(NO_CARDS)


@check(GROUP, Level.DEFENSIVE, "F11", "F28", title="No address on a card holds the patient's id or text of the record")
def addresses_hold_no_data(target: Target) -> Finding:
    problems, seen = Problems(), False
    for call, _ in target.with_cards:
        answer = target.ask(call, injected(call, NAME))
        patient = str(call.body["context"].get("patientId", ""))
        for card in cards_of(answer):
            seen = True
            for where, address in _addresses(card):
                if NAME in address or (patient and patient in address):
                    problems.add(f"{call.name}: {where} holds data of the patient", answer)
    return problems.finding() if seen else not_applicable(NO_CARDS)


def injected(call: Call, payload: str) -> dict[str, Any]:
    """The call with the payload in every free text of its prefetch and its orders."""
    body = dict(call.body)
    for member in ("prefetch", "context"):
        if member in body:
            body[member] = _written(body[member], payload)
    return body


def _written(value: Any, payload: str) -> Any:
    if isinstance(value, dict):
        return {
            name: f"{inner} {payload}" if name in _FREE and isinstance(inner, str) else _written(inner, payload)
            for name, inner in value.items()
        }
    return [_written(inner, payload) for inner in value] if isinstance(value, list) else value


def _addresses(card: dict[str, Any]) -> Iterator[tuple[str, str]]:
    source = card.get("source")
    for member in ("url", "icon"):
        if isinstance(source, dict) and isinstance(source.get(member), str):
            yield f"source.{member}", source[member]
    links = card.get("links")
    for position, link in enumerate(links if isinstance(links, list) else []):
        if isinstance(link, dict) and isinstance(link.get("url"), str):
            yield f"links[{position}].url", link["url"]


class Rendered(HTMLParser):
    """A card's detail as a Markdown renderer shows it that lets HTML pass."""

    def __init__(self, details: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.values: list[str] = []
        self.words = ""
        self._code = 0
        self.feed(str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(details)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.values += [value for _, value in attrs if value]
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code" and self._code > 0

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.words += data


def _details(exchange: Exchange) -> str:
    return "\n\n".join(card["detail"] for card in cards_of(exchange) if isinstance(card.get("detail"), str))


def _rendered(target: Target, rule: Any) -> Finding:
    if MarkdownIt is None:
        return not_applicable(NOT_INSTALLED)
    problems, seen = Problems(), False
    for call, exchange in target.with_cards:
        before = Rendered(_details(exchange))
        for payload in PAYLOADS:
            answer = target.remembered(call, injected(call, payload), payload)
            if cards_of(answer):
                seen = True
                if says := rule(Rendered(_details(answer)), before):
                    problems.add(f"{call.name}: {payload.strip()[:40]!r} {says}", answer)
    return problems.finding() if seen else not_applicable(NO_CARDS)

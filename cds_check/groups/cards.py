"""Cards: their texts, their source and their links (CDS Service Response)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, check
from cds_check.groups.answers import of_cards, of_links, of_responses
from cds_check.shapes import extensions, is_coding, is_globally_unique, is_text, is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from cds_check.target import Target

GROUP = "hooks"
MAX_SUMMARY = 139
INDICATORS = ("info", "warning", "critical")
LINK_TYPES = ("absolute", "smart")


@check(GROUP, Level.SHALL, "F7", title="A card's summary is a text of fewer than 140 characters")
def card_summary(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        summary = card.get("summary")
        if not isinstance(summary, str) or not summary:
            yield "summary is no text"
        elif len(summary.encode("utf-16-le", "surrogatepass")) // 2 > MAX_SUMMARY:
            yield f"summary has {len(summary)} characters"

    return of_cards(target, rule)


@check(GROUP, Level.SHALL, "F9", title="A card's indicator is info, warning or critical")
def card_indicator(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        if card.get("indicator") not in INDICATORS:
            yield "indicator is none of info, warning, critical"

    return of_cards(target, rule)


@check(GROUP, Level.SHALL, "F10", title="A card has a source with a label")
def card_source(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        source = card.get("source")
        if not isinstance(source, dict) or not is_text(source.get("label")):
            yield "source has no label"

    return of_cards(target, rule)


@check(GROUP, Level.SHALL, "F11", title="A source's url, if given, is an absolute address")
def source_url(target: Target) -> Finding:
    return of_cards(target, lambda card: _address(card, "url"), has=lambda card: "url" in _source(card))


@check(GROUP, Level.SHALL, "F12", title="A source's icon, if given, is an absolute address")
def source_icon(target: Target) -> Finding:
    return of_cards(target, lambda card: _address(card, "icon"), has=lambda card: "icon" in _source(card))


@check(GROUP, Level.SHALL, "F13", "F32", title="A source's topic, if given, is a Coding")
def source_topic(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        if not is_coding(_source(card)["topic"]):
            yield "source.topic is no Coding with code and system"

    return of_cards(target, rule, has=lambda card: "topic" in _source(card))


@check(GROUP, Level.SHALL, "F6", title="A card's uuid, if given, is a text that no other card of the answer has")
def card_uuid(target: Target) -> Finding:
    def rule(response: dict[str, Any]) -> Iterator[str]:
        given = [card["uuid"] for card in response["cards"] if isinstance(card, dict) and "uuid" in card]
        if not all(is_text(value) for value in given):
            yield "a card's uuid is no text"
        elif len(set(given)) < len(given):
            yield "two cards have the same uuid"

    return of_responses(
        target, rule, has=lambda answer: any(isinstance(card, dict) and "uuid" in card for card in answer["cards"])
    )


@check(GROUP, Level.SHALL, "F8", title="A card's detail, if given, is a text")
def card_detail(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        if not is_text(card["detail"]):
            yield "detail is no text"

    return of_cards(target, rule, has=lambda card: "detail" in card)


@check(GROUP, Level.SHALL, "F17", "F32", "J:cds-resp-4", title="Override reasons are Codings with a display")
def override_reasons(target: Target) -> Finding:
    def rule(card: dict[str, Any]) -> Iterator[str]:
        reasons = card["overrideReasons"]
        if not isinstance(reasons, list) or not all(
            is_coding(reason) and is_text(reason.get("display")) for reason in reasons
        ):
            yield "an override reason lacks code, system or display"

    return of_cards(target, rule, has=lambda card: "overrideReasons" in card)


@check(GROUP, Level.SHALL, "F18", "F28", title="Links have a label, an absolute url, and a type (absolute or smart)")
def links(target: Target) -> Finding:
    def rule(link: dict[str, Any]) -> Iterator[str]:
        if not is_text(link.get("label")):
            yield "has no label"
        if not is_web_address(link.get("url")):
            yield "has no absolute url"
        if link.get("type") not in LINK_TYPES:
            yield "has a type that is neither absolute nor smart"

    return of_links(target, rule)


@check(GROUP, Level.SHALL, "F29", "J:cds-resp-3", title="appContext is a text, and stands at smart links alone")
def app_context(target: Target) -> Finding:
    def rule(link: dict[str, Any]) -> Iterator[str]:
        if "appContext" in link and not is_text(link["appContext"]):
            yield "has an appContext that is no text"
        if "appContext" in link and link.get("type") == "absolute":
            yield "is absolute and has an appContext"

    return of_links(target, rule)


@check(GROUP, Level.SHALL, "F30", title="autolaunchable, if given, is true or false")
def autolaunchable(target: Target) -> Finding:
    def rule(link: dict[str, Any]) -> Iterator[str]:
        if not isinstance(link["autolaunchable"], bool):
            yield "has an autolaunchable that is neither true nor false"

    return of_links(target, rule, has=lambda link: "autolaunchable" in link)


@check(GROUP, Level.SHALL, "I1", title="An extension in an answer is an object")
def answer_extensions(target: Target) -> Finding:
    def rule(response: dict[str, Any]) -> Iterator[str]:
        for path, value in extensions(response):
            if not isinstance(value, dict):
                yield f"{path} is no object"

    return of_responses(target, rule, has=lambda response: any(extensions(response)))


@check(GROUP, Level.SHOULD, "I2", title="Names of extensions in an answer are globally unique")
def answer_extension_names(target: Target) -> Finding:
    def rule(response: dict[str, Any]) -> Iterator[str]:
        for path, value in extensions(response):
            for name in value if isinstance(value, dict) else ():
                if not is_globally_unique(name):
                    yield f"{path}: {name} is no reversed domain name"

    return of_responses(target, rule, has=lambda response: any(extensions(response)))


def _source(card: dict[str, Any]) -> dict[str, Any]:
    source = card.get("source")
    return source if isinstance(source, dict) else {}


def _address(card: dict[str, Any], member: str) -> Iterator[str]:
    if not is_web_address(_source(card)[member]):
        yield f"source.{member} is no absolute address"

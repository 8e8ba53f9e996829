"""Discovery: `GET {base}/cds-services` and the shape of what it lists."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.shapes import empties, extensions, is_globally_unique, is_text
from cds_check.target import DISCOVERY, JSON, OK

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cds_check.target import Target

GROUP = "discovery"
_SEMVER = re.compile(r"\d+\.\d+(\.\d+)?([-+][0-9A-Za-z.+-]+)?")
_HOOK = re.compile(r"[a-z][a-z0-9]*([.-][A-Za-z0-9_]+)*")
_ID = re.compile(r"[A-Za-z0-9._~-]+")


@check(GROUP, Level.SHALL, "C1", "C13", title="Discovery is answered with 200, without a redirect")
def is_answered(target: Target) -> Finding:
    problems, answer = Problems(), target.discovery
    if answer.status != OK:
        problems.add(f"GET {DISCOVERY} is answered with {answer.status}", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "A1", "A6", title="Discovery is strict JSON, of media type application/json")
def is_json(target: Target) -> Finding:
    problems, answer = Problems(), target.discovery
    if answer.media_type != JSON:
        problems.add(f"Content-Type is {answer.media_type or 'absent'}", answer)
    try:
        answer.json()
    except ValueError:
        problems.add("the body is not strict JSON", answer)
    return problems.finding()


@check(GROUP, Level.SHALL, "C2", "C3", title="The document is an object with an array named services")
def lists_services(target: Target) -> Finding:
    problems, document = Problems(), target.discovery.document
    if not isinstance(document, dict) or not isinstance(document.get("services"), list):
        problems.add("no array `services`", target.discovery)
    elif len(target.entries) != len(document["services"]):
        problems.add("an entry of `services` is not an object", target.discovery)
    return problems.finding()


@check(GROUP, Level.SHALL, "C1", title="Discovery is stable: asked twice, it says the same")
def is_stable(target: Target) -> Finding:
    problems, again = Problems(), target.get(DISCOVERY)
    if again.document != target.discovery.document:
        problems.add("two answers differ", again)
    return problems.finding()


@check(GROUP, Level.SHALL, "A3", "A4", "A5", title="Nothing in the document is null, or an empty text, list or object")
def holds_nothing_empty(target: Target) -> Finding:
    problems = Problems()
    for path in empties(target.discovery.document, allowed=("$", "$.services")):
        problems.add(f"{path} is null or empty", target.discovery)
    return problems.finding()


@check(GROUP, Level.SHALL, "C4", title="Every service names its hook, in the spelling of a hook")
def services_name_their_hook(target: Target) -> Finding:
    return _each(target, "hook", lambda value: is_text(value) and bool(_HOOK.fullmatch(value)), "is no hook name")


@check(GROUP, Level.SHALL, "C7", title="Every service has an id that can stand in a URL")
def services_have_an_id(target: Target) -> Finding:
    return _each(target, "id", lambda value: is_text(value) and bool(_ID.fullmatch(value)), "cannot stand in a URL")


@check(GROUP, Level.SHALL, "C6", title="Every service describes itself")
def services_describe_themselves(target: Target) -> Finding:
    return _each(target, "description", is_text, "is no text")


@check(GROUP, Level.SHOULD, "C5", title="Every service has a title")
def services_have_a_title(target: Target) -> Finding:
    return _each(target, "title", is_text, "is no text")


@check(GROUP, Level.SHALL, "C9", title="usageRequirements, if given, is a text")
def usage_requirements_are_text(target: Target) -> Finding:
    return _each(target, "usageRequirements", is_text, "is no text", needed=False)


@check(GROUP, Level.SHALL, "C8", "D1", title="prefetch, if given, maps keys to texts")
def prefetch_maps_keys_to_texts(target: Target) -> Finding:
    def texts(value: Any) -> bool:
        return isinstance(value, dict) and all(is_text(key) and isinstance(text, str) for key, text in value.items())

    return _each(target, "prefetch", texts, "is no object of texts", needed=False)


@check(GROUP, Level.SHALL, "C10", "C11", title="version and hookVersion (3.0), if given, are version numbers")
def versions_are_versions(target: Target) -> Finding:
    problems = Problems()
    given = [
        (position, name, entry[name])
        for position, entry in enumerate(target.entries)
        for name in ("version", "hookVersion")
        if name in entry
    ]
    if not given:
        return not_applicable("no service states a version")
    for position, name, value in given:
        if not isinstance(value, str) or not _SEMVER.fullmatch(value):
            problems.add(f"services[{position}].{name} is no version number", target.discovery)
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "C12", title="No id is used twice (a client that keys by URL loses all but one)")
def ids_are_not_shared(target: Target) -> Finding:
    problems = Problems()
    uses = Counter(entry["id"] for entry in target.entries if isinstance(entry.get("id"), str))
    for name, times in uses.items():
        if times > 1:
            problems.add(f"id {name} is used {times} times", target.discovery)
    return problems.finding()


@check(GROUP, Level.SHALL, "C14", "I1", title="An extension in the document is an object")
def extensions_are_objects(target: Target) -> Finding:
    found = list(extensions(target.discovery.document))
    if not found:
        return not_applicable("the document holds no extension")
    problems = Problems()
    for path, value in found:
        if not isinstance(value, dict):
            problems.add(f"{path} is no object", target.discovery)
    return problems.finding()


@check(GROUP, Level.SHOULD, "I2", title="Names of extensions are globally unique, such as reversed domain names")
def extension_names_are_unique(target: Target) -> Finding:
    found = [(path, value) for path, value in extensions(target.discovery.document) if isinstance(value, dict)]
    if not found:
        return not_applicable("the document holds no extension")
    problems = Problems()
    for path, value in found:
        for name in value:
            if not is_globally_unique(name):
                problems.add(f"{path}: {name} is no reversed domain name", target.discovery)
    return problems.finding()


def _each(target: Target, member: str, holds: Callable[[Any], bool], says: str, *, needed: bool = True) -> Finding:
    """Whether a member of every entry has its form."""
    if not target.entries:
        return not_applicable("no service is listed")
    problems, found = Problems(), 0
    for position, entry in enumerate(target.entries):
        if member not in entry and not needed:
            continue
        found += 1
        if not holds(entry.get(member)):
            problems.add(f"services[{position}].{member} {says if member in entry else 'is missing'}", target.discovery)
    return problems.finding() if found else not_applicable(f"no service has {member}")

"""Prefetch templates: what a service may ask an EHR to send along."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.neutral import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cds_check.target import Service, Target

GROUP = "discovery"
_TOKEN = re.compile(r"\{\{(.*?)\}\}")
_USER = frozenset({"userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"})
_TODAY = re.compile(r"today\(\)(\s*[-+]\s*\d+\s+days)?")
_EARLIER = re.compile(r"%([A-Za-z_][\w-]*)")
_PATH = re.compile(r"[A-Z][A-Za-z]*(/\{\{[^}]*\}\}|/[A-Za-z0-9.\-]+)?")
_BARRED = ("_include", "_revinclude", "_has", "_filter", "_query", "_contained", "_elements", "_summary")
_ENCOUNTER_OPTIONAL = frozenset({"patient-view", "order-select", "order-sign", "appointment-book"})


@check(GROUP, Level.SHALL, "D2", title="Tokens in templates stand between {{ and }}")
def template_tokens_are_delimited(target: Target) -> Finding:
    def rule(_service: Service, template: str) -> Iterator[str]:
        rest = _TOKEN.sub("", template)
        if any(brace in rest for brace in "{}") or re.search(r"\bcontext\.", rest):
            yield "has a token that does not stand between {{ and }}"

    return _each(target, rule)


@check(GROUP, Level.SHALL, "D3", "D4", title="Tokens name context fields of the hook, or the user")
def template_tokens_exist(target: Target) -> Finding:
    def rule(service: Service, template: str) -> Iterator[str]:
        for token in _tokens(template):
            field = token.removeprefix("context.")
            known = FIELDS.get(service.hook)
            named = token != field and (field in known if known else bool(re.fullmatch(r"\w+", field)))
            if not named and token not in _USER and not _is_path_of_3_0(token):
                yield f"uses the token {token}, which {service.hook} does not have"

    return _each(target, rule)


def _is_path_of_3_0(token: str) -> bool:
    """The FHIRPath subset of 3.0: a path into the context's resources, an earlier key, or today."""
    return bool(
        _TODAY.fullmatch(token)
        or _EARLIER.match(token)
        or re.match(r"context\.\w+\.(entry|ofType|resolve|where)", token)
    )


@check(GROUP, Level.SHOULD, "D5", "D6", title="Templates keep to reads and simple searches that every server has")
def template_queries_are_simple(target: Target) -> Finding:
    def rule(_service: Service, template: str) -> Iterator[str]:
        path, _, query = template.partition("?")
        if not _PATH.fullmatch(path):
            yield "is neither the read of an instance nor the search of a type"
        for name, value in _parameters(query):
            if name.startswith(_BARRED) or "." in name:
                yield f"uses {name.partition(':')[0]}, which is outside the subset"
            elif ":" in name and not name.endswith(":in") and not name.startswith("sort:"):
                yield f"uses the modifier of {name}"
            elif re.match(r"(ne|sa|eb|ap)\d{4}", value):
                yield f"uses the prefix {value[:2]} in {name}"

    return _each(target, rule)


@check(GROUP, Level.SHALL, "D7", title="A template that depends on another (3.0) is listed after it")
def template_dependencies_come_first(target: Target) -> Finding:
    problems, depends = Problems(), False
    for service in target.services:
        seen: set[str] = set()
        for key, template in service.prefetch.items():
            for token in _tokens(template):
                for named in _EARLIER.findall(token):
                    depends = True
                    if named not in seen:
                        problems.add(f"{service.id}: {key} depends on {named}, which is not listed before", None)
            seen.add(key)
    return problems.finding() if depends else not_applicable("no template depends on another")


@check(GROUP, Level.DEFENSIVE, "D8", title="A template gives each search parameter one value")
def template_parameters_stand_once(target: Target) -> Finding:
    def rule(_service: Service, template: str) -> Iterator[str]:
        uses = Counter(name for name, _value in _parameters(template.partition("?")[2]))
        for name, times in uses.items():
            if times > 1:
                yield f"has {name} {times} times (some clients fold them into an OR)"

    return _each(target, rule)


@check(GROUP, Level.DEFENSIVE, "D9", title="No template rests on context.encounterId where that is optional")
def templates_need_no_encounter(target: Target) -> Finding:
    def rule(service: Service, template: str) -> Iterator[str]:
        if service.hook in _ENCOUNTER_OPTIONAL and "context.encounterId" in _tokens(template):
            yield "rests on context.encounterId, which a client may leave out"

    return _each(target, rule)


@check(GROUP, Level.DEFENSIVE, "D10", title="Templates sort and count as FHIR R4 does (_sort, _count)")
def templates_sort_as_r4(target: Target) -> Finding:
    def rule(_service: Service, template: str) -> Iterator[str]:
        for name, _value in _parameters(template.partition("?")[2]):
            if name.startswith("sort:") or name in ("sort", "count", "_maxresults"):
                yield f"uses {name}"

    return _each(target, rule)


def _tokens(template: str) -> list[str]:
    return [token.strip() for token in _TOKEN.findall(template)]


def _parameters(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _each(target: Target, rule: Callable[[Service, str], Iterator[str]]) -> Finding:
    """Whether every template keeps a rule."""
    problems, found = Problems(), False
    for service in target.services:
        for key, template in service.prefetch.items():
            found = True
            problems.add_all((f"{service.id}: {key} {says}" for says in rule(service, template)), target.discovery)
    return problems.finding() if found else not_applicable("no service publishes a prefetch template")

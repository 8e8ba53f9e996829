"""Prefetch: what each value of a key may mean, and whose data it is."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.http import NoAnswerError
from cds_check.listening import outcome
from cds_check.neutral import search_set
from cds_check.shapes import steady
from cds_check.target import OK, PRECONDITION_FAILED, cards_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds_check.target import Call, Target

GROUP = "prefetch"
NO_PREFETCH = "no call can be made that sends a prefetch"
STRANGER = "kit-other-patient"
NOTHING_FOUND = {
    "resourceType": "Bundle",
    "type": "searchset",
    "total": 0,
    "entry": [{"resource": outcome("processing", "warning"), "search": {"mode": "outcome"}}],
}


@check(
    GROUP,
    Level.SHALL,
    "E9",
    "K2",
    title="Without the data that it needs a service says 412, not that there is nothing to say",
)
def nothing_obtainable_is_412(target: Target) -> Finding:
    problems, calls = Problems(), _with_prefetch(target)
    for call in calls:
        _judge(target, call, call.changed(prefetch=..., fhirServer=..., fhirAuthorization=...), problems, "no prefetch")
    return problems.finding() if calls else not_applicable(NO_PREFETCH)


@check(GROUP, Level.SHALL, "E8", "E9", title="A call in which one key is missing is answered with 200 or 412")
def one_key_missing(target: Target) -> Finding:
    return _each_key(target, "is missing", lambda _: ...)


@check(GROUP, Level.SHALL, "E7", title="A key that is null is answered with 200 or 412")
def one_key_null(target: Target) -> Finding:
    return _each_key(target, "is null", lambda _: None)


@check(GROUP, Level.SHALL, "E7", title="A key that found nothing (an empty Bundle) is answered with 200 or 412")
def one_key_empty(target: Target) -> Finding:
    return _each_key(target, "is an empty Bundle", lambda _: search_set())


@check(GROUP, Level.SHOULD, "E7", "E10", title="A key that is an OperationOutcome is answered with 200 or 412")
def one_key_failed(target: Target) -> Finding:
    return _each_key(target, "is an OperationOutcome", lambda _: outcome())


@check(
    GROUP, Level.SHOULD, "E10", "K2", title="If every key is an OperationOutcome, that is not taken for nothing to say"
)
def every_key_failed(target: Target) -> Finding:
    problems, calls = Problems(), _with_prefetch(target)
    for call in calls:
        failed = {key: outcome() for key in call.body["prefetch"]}
        _judge(target, call, call.changed(prefetch=failed), problems, "every key an OperationOutcome")
    return problems.finding() if calls else not_applicable(NO_PREFETCH)


@check(GROUP, Level.DEFENSIVE, "E10", title="A Bundle that holds an OperationOutcome alone is answered with 200 or 412")
def one_key_with_an_outcome_inside(target: Target) -> Finding:
    return _each_key(target, "is a Bundle with an OperationOutcome", lambda _: NOTHING_FOUND)


@check(
    GROUP,
    Level.DEFENSIVE,
    "E17",
    "E18",
    title="A first page is answered with 200 or 412, and no foreign next page is fetched",
)
def one_key_paged(target: Target) -> Finding:
    trap = target.trap
    if trap is not None:
        trap.forget()
    following = trap.url if trap is not None else "https://foreign.example.org/fhir"

    def paged(value: Any) -> Any:
        bundle = value if isinstance(value, dict) and value.get("resourceType") == "Bundle" else search_set()
        return bundle | {"link": [{"relation": "next", "url": f"{following}?page=2"}]}

    finding = _each_key(target, "has a next page", paged)
    if trap is not None and trap.knocks:
        problems = Problems()
        problems.add("the next page was fetched from a server that is not registered")
        return problems.finding()
    return finding


@check(
    GROUP,
    Level.DEFENSIVE,
    "E7",
    "K7",
    title="Values that are no FHIR resource, and Bundles of Bundles, never cause 5xx",
)
def odd_values(target: Target) -> Finding:
    problems, calls = Problems(), _with_prefetch(target)
    looped = {
        "resourceType": "Basic",
        "id": "a",
        "contained": [{"resourceType": "Basic", "id": "a", "subject": {"reference": "#a"}}],
    }
    odd: tuple[Any, ...] = (
        7,
        "Bundle",
        [],
        ["x"],
        True,
        {"entry": 7},
        {"resourceType": 7},
        {"resourceType": "Bundle", "entry": {"a": 1}},
        search_set(search_set(search_set())),
        search_set(looped),
        {"resourceType": "Bundle", "entry": [None, 7, {}, {"resource": None}]},
    )
    for call in calls:
        for value in odd:
            answer = target.ask(call, call.changed(prefetch=dict.fromkeys(call.body["prefetch"], value)))
            if answer.fails:
                problems.add(f"{call.name}: {json.dumps(value)[:60]} is answered with {answer.status}", answer)
    return problems.finding() if calls else not_applicable(NO_PREFETCH)


@check(GROUP, Level.DEFENSIVE, "E7", "K7", title="Resources with odd members, dates, units and states never cause 5xx")
def odd_resources(target: Target) -> Finding:
    problems, calls = Problems(), _with_prefetch(target)
    for call in calls:
        for name, change in _ODD.items():
            changed = _resources_changed(call.body["prefetch"], change)
            answer = target.ask(call, call.changed(prefetch=changed))
            if answer.fails:
                problems.add(f"{call.name}: resources with {name} are answered with {answer.status}", answer)
    return problems.finding() if calls else not_applicable(NO_PREFETCH)


@check(GROUP, Level.DEFENSIVE, "E18", title="A Patient who is not the patient of the call gets no advice")
def another_patient(target: Target) -> Finding:
    problems, found = Problems(), False
    for call, _ in target.with_cards:
        keys = [key for key, value in (call.body.get("prefetch") or {}).items() if _kind(value) == "Patient"]
        for key in keys:
            found = True
            stranger = call.body["prefetch"] | {key: call.body["prefetch"][key] | {"id": STRANGER}}
            answer = target.ask(call, call.changed(prefetch=stranger))
            if answer.fails:
                problems.add(f"{call.name}: another Patient is answered with {answer.status}", answer)
            elif cards_of(answer):
                problems.add(f"{call.name}: another Patient is answered with cards", answer)
    if not found:
        return not_applicable("no call with a Patient in its prefetch was answered with a card")
    return problems.finding()


@check(GROUP, Level.DEFENSIVE, "E18", title="Resources of another patient change no advice")
def resources_of_another_patient(target: Target) -> Finding:
    problems, found = Problems(), False
    for call, exchange in target.with_cards:
        mixed = {key: _mixed(value) for key, value in (call.body.get("prefetch") or {}).items()}
        if mixed == (call.body.get("prefetch") or {}):
            continue
        found = True
        answer = target.ask(call, call.changed(prefetch=mixed))
        if _advice(cards_of(answer)) != _advice(cards_of(exchange)):
            problems.add(f"{call.name}: summary, indicator or suggestions have changed", answer)
    return problems.finding() if found else not_applicable("no call with records of a patient was answered with a card")


def _with_prefetch(target: Target) -> list[Call]:
    return [
        call for call, _ in target.answered if isinstance(call.body.get("prefetch"), dict) and call.body["prefetch"]
    ]


def _each_key(target: Target, says: str, change: Callable[[Any], Any]) -> Finding:
    """Change one key after the other."""
    problems, calls = Problems(), _with_prefetch(target)
    for call in calls:
        for key, value in call.body["prefetch"].items():
            changed = {
                name: each for name, each in (call.body["prefetch"] | {key: change(value)}).items() if each is not ...
            }
            try:
                answer = target.ask(call, call.changed(prefetch=changed))
            except NoAnswerError:
                problems.add(f"{call.name}: {key} {says}: no answer")
                continue
            if answer.status not in (OK, PRECONDITION_FAILED):
                problems.add(f"{call.name}: {key} {says}: answered with {answer.status}", answer)
    return problems.finding() if calls else not_applicable(NO_PREFETCH)


def _judge(target: Target, call: Call, body: dict[str, Any], problems: Problems, says: str) -> None:
    """200 or 412; and where there is something to say with the data, silence without it reads as an all-clear."""
    answer = target.ask(call, body)
    if answer.status not in (OK, PRECONDITION_FAILED):
        problems.add(f"{call.name}: {says}: answered with {answer.status}", answer)
    elif answer.status == OK and not cards_of(answer) and any(call is other for other, _ in target.with_cards):
        problems.add(f"{call.name}: {says}: answered with 200 and no card, though there is one to show", answer)


def _kind(value: Any) -> str:
    return str(value.get("resourceType")) if isinstance(value, dict) else ""


def _mixed(value: Any) -> Any:
    """A Bundle with a copy of each resource that belongs to another patient."""
    entries = value.get("entry") if _kind(value) == "Bundle" else None
    if not isinstance(entries, list):
        return value
    copies = []
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict):
            continue
        for member in ("subject", "patient"):
            if isinstance(resource.get(member), dict):
                foreign = resource | {
                    "id": f"{resource.get('id', 'x')}-kit",
                    member: {"reference": f"Patient/{STRANGER}"},
                }
                copies.append({"resource": foreign, "search": {"mode": "match"}})
    return value | {"entry": [*entries, *copies], "total": len(entries) + len(copies)} if copies else value


def _advice(cards: list[dict[str, Any]]) -> list[Any]:
    return [steady({name: card.get(name) for name in ("summary", "indicator", "suggestions")}) for card in cards]


def _resources_changed(prefetch: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(prefetch)
    for value in changed.values():
        entries = value.get("entry") if _kind(value) == "Bundle" else [{"resource": value}]
        for entry in entries if isinstance(entries, list) else []:
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(resource, dict):
                resource.update(change)
    return changed


_ODD: dict[str, dict[str, Any]] = {
    "an unknown modifierExtension": {
        "modifierExtension": [{"url": "https://kit.example.org/negation", "valueBoolean": True}]
    },
    "implicitRules": {"implicitRules": "https://kit.example.org/rules"},
    "the status entered-in-error": {"status": "entered-in-error"},
    "a status that is a number": {"status": 7},
    "dates of another age": {
        "birthDate": "0001-01-01",
        "effectiveDateTime": "9999-12-31",
        "onsetDateTime": "2015",
        "authoredOn": "x",
    },
    "dates that are none": {
        "birthDate": "2015-02-30",
        "effectiveDateTime": "2015-02-01T25:00",
        "effectivePeriod": {"start": 7},
    },
    "a negative amount in an unknown unit": {"valueQuantity": {"value": -1e30, "unit": "kit", "code": 7}},
    "lists where one value stands": {"code": ["x"], "subject": [{}], "medicationCodeableConcept": [], "id": ["x"]},
    "a reference that is a number": {
        "subject": {"reference": 7},
        "encounter": 7,
        "medicationReference": {"reference": None},
    },
}

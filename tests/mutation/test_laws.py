"""What may happen to a record without any card changing, and what a resource that cannot be read is worth: nothing."""

from __future__ import annotations

import copy
from dataclasses import fields
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from mutation.charts import Chart, answer, answered, answered_or_refused, called, charts, page, prefetch_of
from rendering.clutter import of_no_weight

from cards.grounds import is_unknown
from consensus.facts import Facts
from fhir_mappings.prefetch import TEMPLATES, kind_of
from service.errors import CannotAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable


def over(step: int) -> Any:
    """Every so-manieth chart."""
    chosen = charts()[::step]
    return pytest.mark.parametrize("chart", chosen, ids=[f"{chart.name}-{n * step}" for n, chart in enumerate(chosen)])


def subject_of(resource: dict[str, Any]) -> str:
    return "patient" if "patient" in resource else "subject"


def shuffled(entries: list[Any], random: Random) -> list[Any]:
    return random.sample(entries, len(entries))


def repeated(entries: list[Any], random: Random) -> list[Any]:
    return entries + copy.deepcopy(random.sample(entries, len(entries) // 2 + 1))


def members_in_another_order(entries: list[Any], random: Random) -> list[Any]:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in random.sample(list(value), len(value))}
        return [turned(inner) for inner in value] if isinstance(value, list) else value

    return [turned(entry) for entry in entries]


def strangers_beside(entries: list[Any], random: Random) -> list[Any]:
    strangers = []
    for number, entry in enumerate(entries):
        resource = copy.deepcopy(entry["resource"])
        if resource["resourceType"] in ("Patient", "Medication"):
            continue
        resource["id"] = f"strange-{number}"
        resource[subject_of(resource)] = {"reference": random.choice(("Patient/stranger", "Group/all", "urn:uuid:x"))}
        strangers.append({"resource": resource})
    return shuffled(entries + strangers, random)


def with_narrative_and_tags(entries: list[Any], random: Random) -> list[Any]:
    div = "<div xmlns='http://www.w3.org/1999/xhtml'>HER2 negative, trastuzumab, brain metastases</div>"
    tag = random.random()
    for entry in entries:
        resource = entry["resource"]
        resource["text"] = {"status": "generated", "div": div}
        resource.setdefault("meta", {}).setdefault("tag", []).append({"code": f"t{tag}"})
        resource.setdefault("extension", []).append({"url": "http://example.org/x", "valueString": "HER2 negative"})
    return entries


def pages_in_one_answer(entries: list[Any], random: Random) -> list[Any]:
    cut = random.randrange(1, len(entries))
    her = [entry for entry in entries if entry["resource"]["resourceType"] == "Patient"]
    rest = [entry for entry in entries if entry not in her]
    return [*her, {"resource": page(rest[:cut])}, {"resource": page(rest[cut:])}]


NEUTRAL: tuple[Callable[[list[Any], Random], list[Any]], ...] = (
    shuffled, repeated, members_in_another_order, strangers_beside, with_narrative_and_tags, pages_in_one_answer,
)  # fmt: skip


@over(2)
def test_what_says_nothing_new_changes_no_byte(chart: Chart) -> None:
    plain = answer(chart, called(chart))

    for change in NEUTRAL:
        changed = change(chart.fresh(), Random(1))  # noqa: S311 - a seed makes the failure repeatable
        assert answer(chart, called(chart, changed)) == plain, change.__name__


@over(4)
def test_mistakes_plans_and_drafts_beside_change_no_fact(chart: Chart) -> None:
    clutter = [{"resource": resource} for resource in of_no_weight({"reference": f"Patient/{chart.patient}"})]
    plain = answered(chart, called(chart)).consult

    consult = answered(chart, called(chart, [*clutter[::2], *chart.entries, *clutter[1::2]])).consult

    assert (consult.established.facts, consult.outcome) == (plain.established.facts, plain.outcome)


def with_a_modifier_extension(resource: dict[str, Any]) -> Any:
    return resource | {"modifierExtension": [{"url": "http://example.org/not-given", "valueBoolean": True}]}


def with_implicit_rules(resource: dict[str, Any]) -> Any:
    return resource | {"implicitRules": "http://example.org/rules"}


def of_nobody(resource: dict[str, Any]) -> Any:
    return {name: value for name, value in resource.items() if name not in ("subject", "patient")}


def of_no_type(resource: dict[str, Any]) -> Any:
    return {name: value for name, value in resource.items() if name != "resourceType"}


def of_a_type_that_is_no_text(resource: dict[str, Any]) -> Any:
    return resource | {"resourceType": 7}


def null(_: dict[str, Any]) -> Any:
    return None


def a_text(resource: dict[str, Any]) -> Any:
    return str(resource)


def a_list(resource: dict[str, Any]) -> Any:
    return [7, resource["resourceType"]]


WRECKS = (
    with_a_modifier_extension, with_implicit_rules, of_nobody, of_no_type, of_a_type_that_is_no_text, null, a_text,
    a_list,
)  # fmt: skip
NAMED = (with_a_modifier_extension, with_implicit_rules, of_nobody)
"""What is left of these still has a type and an id: the card can name it."""

OF_HER_OWN = {kind_of(key): key for key in TEMPLATES if key not in ("patient", "allergies", "episodes")}
WEIGHS_AS_INCOMPLETE = {"Condition", "MedicationStatement", "MedicationRequest", "MedicationAdministration"}
"""Where one unread resource makes the whole list incomplete, because absence proves something there."""


def no_more_is_known(found: Facts, expected: Facts) -> bool:
    """Equal, or unknown where more was known: what an unread resource is referred to for may be in doubt as well."""
    pairs = ((getattr(found, each.name), getattr(expected, each.name)) for each in fields(Facts))
    return all(one == other or is_unknown(one) for one, other in pairs)


@pytest.mark.parametrize("wreck", WRECKS, ids=lambda wreck: wreck.__name__)
@over(8)
def test_a_resource_that_cannot_be_read_counts_as_missing_and_is_told(
    chart: Chart, wreck: Callable[[dict[str, Any]], Any]
) -> None:
    hers = [entry for entry in chart.entries if entry["resource"]["resourceType"] in OF_HER_OWN]
    for entry in hers[:: max(1, len(hers) // 3)]:
        kind = entry["resource"]["resourceType"]
        key = OF_HER_OWN[kind]
        rest = prefetch_of([other for other in chart.entries if other is not entry])
        others = rest[key].get("entry", [])
        incomplete = {"total": len(others) + 1} if kind in WEIGHS_AS_INCOMPLETE or wreck not in NAMED else {}
        wrecked = page([*others, {"resource": wreck(entry["resource"])}])

        found = answered_or_refused(chart, called(chart, [], **rest | {key: wrecked}))
        expected = answered_or_refused(chart, called(chart, [], **rest | {key: page(others, **incomplete)}))

        if isinstance(found, CannotAnswerError) or isinstance(expected, CannotAnswerError):
            assert str(found) == str(expected)
            continue
        known = found.consult.established, expected.consult.established
        assert no_more_is_known(known[0].facts, known[1].facts)
        assert no_more_is_known(known[0].working, known[1].working)
        assert {gap.reference for gap in found.consult.history.record.gaps} >= {
            f"{kind}/{entry['resource'].get('id')}" if wreck in NAMED else f"prefetch.{key}"
        }

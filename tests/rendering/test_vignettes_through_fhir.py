"""Each vignette as a whole FHIR record: read, derived, established, advised; the outcome is the vignette's own.

Facts that no FHIR element carries (`rendering.stories.unsayable`) are unknown on both sides: the expected outcome is
what the rules say of the vignette with these facts unknown.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from rendering.clutter import cluttered, with_clock_times
from rendering.dialects import DIALECTS
from rendering.regimens import anti_her2
from rendering.render import render
from rendering.stories import AS_OF, story, unsayable
from rendering.us_core import in_us_core_style
from vignettes.load import Vignette, vignettes

from consensus.algorithm import advise
from consensus.establish import Established, establish
from consensus.facts import Facts, facts_from
from consensus.site import Site
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from treatment_history.answer import Answer
from treatment_history.derive import derive

if TYPE_CHECKING:
    from consensus.outcome import Outcome

ALL = vignettes()
by_id = pytest.mark.parametrize("vignette", ALL, ids=[vignette.id for vignette in ALL])
in_dialect = pytest.mark.parametrize("dialect", DIALECTS)
_SAFETY = ("age_years", "lvef_percent", "lvef_baseline_percent", "lvef_age_days", "alt_ast_xuln", "bilirubin_xuln")
_NEVER_COMPARED = ("current_line_agents", "adjuvant_relapse_months")  # compared in their own tests, by meaning


def established(bundle: dict[str, Any], facts: Facts) -> Established:
    record = read_record(raw_from_bundle(bundle, "demo-patient"))
    return establish(derive(record, AS_OF), Site(tdm1_available=facts.tdm1_available))


def expected_facts(vignette: Vignette) -> Facts:
    return facts_from(vignette.written | dict.fromkeys(unsayable(vignette.written), "unknown"))


@cache
def read_plainly(vignette_id: str, dialect: str) -> Established:
    vignette = next(vignette for vignette in ALL if vignette.id == vignette_id)
    return established(render(story(vignette.written), DIALECTS[dialect]), vignette.facts)


def said(outcome: Outcome) -> dict[str, object]:
    return {
        "outcome": outcome.code,
        "status": outcome.status,
        "recommended": outcome.recommended,
        "not recommended": outcome.not_recommended,
        "missing": outcome.missing_facts,
        "possible": outcome.possible_outcomes,
        "flags": outcome.flags,
        "statements": outcome.statements,
    }


@in_dialect
@by_id
def test_the_record_leads_to_the_outcome_of_the_vignette(vignette: Vignette, dialect: str) -> None:
    found = read_plainly(vignette.id, dialect)

    assert said(advise(found.facts, found.possible)) == said(advise(expected_facts(vignette)))


@by_id
def test_every_fact_that_fhir_carries_is_read_back(vignette: Vignette) -> None:
    expected, found = expected_facts(vignette), read_plainly(vignette.id, "snomed").facts
    compared = [name for name in vignette.written if name not in (*_NEVER_COMPARED, *_SAFETY)]

    assert {name: getattr(found, name) for name in compared} == {name: getattr(expected, name) for name in compared}


@by_id
def test_the_safety_facts_are_read_back(vignette: Vignette) -> None:
    expected, found = expected_facts(vignette), read_plainly(vignette.id, "snomed").facts

    assert {name: getattr(found, name) for name in _SAFETY} == {name: getattr(expected, name) for name in _SAFETY}


@by_id
def test_the_anti_her2_agents_of_the_current_line_are_read_back(vignette: Vignette) -> None:
    def agents(facts: Facts) -> frozenset[str]:
        return anti_her2(tuple(agent.replace("-", " ") for agent in facts.current_line_agents))

    assert agents(read_plainly(vignette.id, "snomed").facts) == agents(vignette.facts)


@by_id
def test_orders_and_administrations_lead_to_the_same_outcome_as_statements(vignette: Vignette) -> None:
    bundle = render(in_us_core_style(story(vignette.written)), DIALECTS["rxnorm"])

    found = established(bundle, vignette.facts)

    assert said(advise(found.facts, found.possible)) == said(advise(expected_facts(vignette)))


@by_id
def test_clutter_changes_no_fact(vignette: Vignette) -> None:
    bundle = cluttered(render(story(vignette.written), DIALECTS["rxnorm"]))

    assert established(bundle, vignette.facts).facts == read_plainly(vignette.id, "rxnorm").facts


@by_id
def test_the_order_of_the_entries_changes_nothing(vignette: Vignette) -> None:
    bundle = render(story(vignette.written), DIALECTS["rxnorm"])

    turned = established(bundle | {"entry": bundle["entry"][::-1]}, vignette.facts)

    assert turned == read_plainly(vignette.id, "rxnorm")


@by_id
def test_a_day_stays_the_day_that_was_written_whatever_the_time_zone(vignette: Vignette) -> None:
    bundle = with_clock_times(render(story(vignette.written), DIALECTS["rxnorm"]))

    assert established(bundle, vignette.facts).facts == read_plainly(vignette.id, "rxnorm").facts


@by_id
def test_without_the_observations_nothing_is_recommended_that_the_whole_record_does_not_support(
    vignette: Vignette,
) -> None:
    bundle = render(story(vignette.written), DIALECTS["snomed"])
    entries = [entry for entry in bundle["entry"] if entry["resource"]["resourceType"] != "Observation"]

    found = established(bundle | {"entry": entries}, vignette.facts)

    assert advise(found.facts, found.possible).recommended == ()


def test_every_vignette_can_be_told_as_a_history() -> None:
    for vignette in ALL:
        assert story(vignette.written)["as_of"] == AS_OF.isoformat()


def test_what_fhir_cannot_carry_is_little_and_known() -> None:
    unsaid = {name for vignette in ALL for name in unsayable(vignette.written)}

    assert unsaid <= {
        "chemo_indicated",
        "unacceptable_toxicity",
        "patient_wishes_to_stop",
        "taxane_contraindicated",
        "cardiovascular_disease",
        "diabetes",
        "ild_history",
        "pregnancy_status",
    }


def test_the_site_and_not_the_record_says_whether_t_dm1_is_available() -> None:
    vignette = next(vignette for vignette in ALL if vignette.code == "D-TDM1N")
    record = read_record(raw_from_bundle(render(story(vignette.written), DIALECTS["snomed"])))

    facts = establish(derive(record, AS_OF), Site()).facts

    assert facts.tdm1_available is Answer.UNKNOWN

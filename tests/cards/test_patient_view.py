"""An opened chart: when a card is shown, which, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from consultations.build import (
    AS_OF,
    METASTATIC,
    consult,
    derived,
    established,
    in_language,
)
from vignettes.load import vignettes

from cards.build import patient_view_cards
from cards.consult import Presentation
from cards.profiles import EPIC
from cards.wording.language import Language
from consensus.algorithm import advise
from consensus.facts import DiseaseSetting, Her2Status, Presence
from consensus.outcome import Indicator
from treatment_history.answer import Answer
from treatment_history.dates import PartialDate
from treatment_history.findings import Person
from treatment_history.history import Derived
from treatment_history.record import Completeness, Conflict, Gap, PatientRecord, Query
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.model import Card

VIGNETTES = {vignette.id: vignette.facts for vignette in vignettes()}
THIRD_LINE = VIGNETTES["V07"]
ENGLISH = Presentation()


def shown(asked: Consult, presentation: Presentation = ENGLISH) -> tuple[Card, ...]:
    return patient_view_cards(asked, presentation)[0].cards


def silence(asked: Consult) -> str | None:
    response, why = patient_view_cards(asked, ENGLISH)
    assert bool(response.cards) == (why is None)
    return why


def detail(card: Card) -> str:
    assert card.detail is not None
    return card.detail


def extension(card: Card) -> dict[str, Any]:
    found: dict[str, Any] = card.as_json()["extension"]["org.her2-cds"]
    return found


@pytest.mark.parametrize("her2", [Her2Status.NEGATIVE, Her2Status.LOW])
def test_her2_that_is_not_positive_is_silent(her2: Her2Status) -> None:
    assert silence(consult(replace(THIRD_LINE, her2_status=her2))) == "her2-not-positive"


def test_early_disease_is_silent() -> None:
    assert silence(consult(replace(THIRD_LINE, disease_setting=DiseaseSetting.EARLY))) == "early-disease"


def test_a_record_without_breast_cancer_is_silent() -> None:
    none = established(THIRD_LINE, breast_cancer=Derived(Answer.NO, Answer.NO))

    assert silence(consult(THIRD_LINE, established=none)) == "no-breast-cancer"


def test_a_deceased_patient_is_silent() -> None:
    record = PatientRecord("p", person=Person("Patient/p", deceased=Answer.YES))

    assert silence(consult(THIRD_LINE, record=record)) == "patient-deceased"


def test_before_the_day_of_death_a_chart_is_read_as_it_was() -> None:
    asked = consult(THIRD_LINE).as_of
    person = Person("Patient/p", deceased=Answer.YES, died=PartialDate.of(asked + timedelta(days=1)))
    gone = replace(person, died=PartialDate.of(asked))

    assert silence(consult(THIRD_LINE, record=PatientRecord("p", person=person))) is None
    assert silence(consult(THIRD_LINE, record=PatientRecord("p", person=gone))) == "patient-deceased"


def test_a_gap_that_cannot_matter_is_silent() -> None:
    unknown_her2 = replace(THIRD_LINE, her2_status=Her2Status.UNKNOWN, disease_setting=DiseaseSetting.EARLY)

    assert silence(consult(unknown_her2)) == "missing-data-cannot-matter"


def test_a_diagnosis_that_is_only_hinted_at_is_asked_for_and_nothing_is_advised() -> None:
    hinted = Derived(
        Answer.UNKNOWN, Answer.UNKNOWN, (), (say("the diagnosis of breast cancer"),), ("Observation/her2",)
    )

    (card,) = shown(consult(THIRD_LINE, established=established(THIRD_LINE, breast_cancer=hinted)))

    assert card.summary.startswith("Not recorded: a diagnosis of breast cancer")
    assert card.suggestions == ()


def test_third_line_without_t_dm1_names_t_dm1_first_and_says_what_came_later() -> None:
    (card,) = shown(consult(THIRD_LINE))

    assert card.indicator is Indicator.INFO
    assert card.summary == (
        "Beyond second line, T-DM1 not given yet: in 2016 the Spanish panel named T-DM1 first; "
        "later evidence has changed this"
    )
    assert [suggestion.label for suggestion in card.suggestions] == [
        "Draft: trastuzumab emtansine",
        "Draft: lapatinib + trastuzumab",
    ]
    assert "T-DXd was better (DESTINY-Breast03)" in detail(card)
    assert "brain metastases (2026-05-04; Observation/brain-mets)" in detail(card)


def test_a_proposal_names_the_patient_the_encounter_and_the_cancer_and_no_dose() -> None:
    (card,) = shown(consult(THIRD_LINE, encounter_id="enc-1"))

    resource = card.suggestions[0].actions[0].resource
    assert resource is not None
    assert (resource["status"], resource["intent"]) == ("draft", "proposal")
    assert resource["subject"] == {"reference": "Patient/pat-1"}
    assert resource["encounter"] == {"reference": "Encounter/enc-1"}
    assert resource["reasonReference"] == [{"reference": "Condition/breast-cancer"}]
    assert "dosageInstruction" not in resource


def test_a_site_may_keep_overtaken_options_from_being_suggested() -> None:
    (card,) = shown(consult(THIRD_LINE), replace(ENGLISH, suggest_superseded=False))

    assert card.suggestions == ()
    assert "selectionBehavior" not in card.as_json()
    assert "**T-DM1**" in detail(card)


def test_a_statement_that_still_holds_is_suggested_nevertheless() -> None:
    (card,) = shown(consult(VIGNETTES["V01"]), replace(ENGLISH, suggest_superseded=False))

    assert card.suggestions[0].label == "Draft: trastuzumab + pertuzumab + docetaxel"


def test_a_missing_datum_is_named_with_what_each_answer_leads_to() -> None:
    (card,) = shown(consult(VIGNETTES["V12"]))

    assert card.summary.startswith("Brain metastases: not known.")
    assert "- none: beyond second line, T-DM1 not given yet" in detail(card)
    assert "- present: beyond second line with brain metastases" in detail(card)
    (request,) = card.suggestions
    assert request.actions[0].resource is not None
    assert request.actions[0].resource["resourceType"] == "ServiceRequest"
    assert extension(card)["missing"] == ["brain_mets"]


def test_contradictory_her2_results_are_both_named() -> None:
    unknown = replace(THIRD_LINE, her2_status=Her2Status.UNKNOWN)
    sentence = say(
        "HER2 results contradict each other and none is certainly the latest: {references}",
        references="Observation/a, Observation/b",
    )
    conflict = Conflict("her2-contradictory", sentence, ("Observation/a", "Observation/b"))

    (card,) = shown(consult(unknown, established=established(unknown, conflicts=(conflict,))))

    assert card.summary.startswith("HER2 status: the record contradicts itself.")
    assert card.indicator is Indicator.WARNING
    assert "Observation/a, Observation/b" in detail(card)
    assert extension(card)["conflicts"] == [
        {"kind": "her2-contradictory", "references": ["Observation/a", "Observation/b"]}
    ]


def test_what_was_not_read_is_said() -> None:
    record = PatientRecord(
        "p",
        completeness={Query.ADMINISTRATIONS: Completeness.TRUNCATED},
        gaps=(Gap("MedicationStatement/broken", "has no status", Query.STATEMENTS),),
    )

    (card,) = shown(consult(THIRD_LINE, record=record))

    assert "Resources that could not be read or understood: 1 (MedicationStatement/broken)." in detail(card)
    assert "Not read completely: administrations of medication. Counts of lines are lower bounds" in detail(card)
    assert extension(card)["gaps"] == [{"reference": "MedicationStatement/broken", "reason": "has no status"}]
    assert extension(card)["completeness"] == {"medication administrations": "truncated"}


def test_a_likely_reading_is_told_from_a_documented_one() -> None:
    documented = replace(THIRD_LINE, n_her2_lines=None)
    ground = established(documented, working=THIRD_LINE, possible={"n_her2_lines": (1, 2)})

    advice, missing = shown(consult(documented, established=ground, likely=advise(THIRD_LINE)))

    assert advice.summary.startswith("Likely beyond second line, T-DM1 not given yet (not documented)")
    assert detail(advice).startswith("**This rests on a likely reading of the record, not a documented one:**")
    assert extension(advice)["likely"] is True
    assert missing.summary.startswith("Anti-HER2 lines for metastatic disease: not known.")


def test_a_withholding_outcome_is_never_shown_as_likely() -> None:
    resistant = VIGNETTES["V13"]
    documented = replace(resistant, n_her2_lines=None, prior_consecutive_her2_lines=None)
    asked = consult(documented, established=established(documented, working=resistant), likely=advise(resistant))

    assert asked.likely is not None
    assert asked.likely.code == "D-RES"
    assert all("esistance as the panel" not in card.summary for card in shown(asked))


def test_ongoing_therapy_that_meets_a_grave_rule_gets_a_warning_never_critical() -> None:
    together = established(THIRD_LINE, active_agents=("trastuzumab", "trastuzumab-emtansine"))

    safety, _ = shown(consult(THIRD_LINE, established=together))

    assert safety.indicator is Indicator.WARNING
    assert safety.summary.startswith("T-DM1 and trastuzumab together")


def test_an_overdue_review_is_said_on_the_card() -> None:
    (card,) = shown(consult(THIRD_LINE, as_of=AS_OF.replace(year=2027)))

    assert "The review of later evidence has been overdue since 2026-12-31." in detail(card)


def test_a_record_s_words_cannot_become_markup_or_a_link() -> None:
    evil = derived("brain_mets", Presence.NONE)
    evil = evil._replace(evidence=("Observation/<img src=x onerror=alert(1)>[x](https://evil.example)",))
    ground = established(THIRD_LINE)
    ground = replace(ground, bases={**ground.bases, "brain_mets": evil})

    (card,) = shown(consult(THIRD_LINE, established=ground))

    assert "<img" not in detail(card).replace("\\<img", "")
    assert "https://" not in detail(card)


def test_links_come_from_the_site_s_address_only() -> None:
    (without,) = shown(consult(THIRD_LINE))
    (card,) = shown(consult(THIRD_LINE), replace(ENGLISH, public_url="https://cds.example.org/"))

    assert without.links == ()
    assert [link.url for link in card.links] == ["https://cds.example.org/attributes"]


def test_epic_gets_one_drug_per_suggestion_named_with_its_regimen() -> None:
    (card,) = shown(consult(THIRD_LINE), replace(ENGLISH, profile=EPIC))

    assert [suggestion.actions[0].description for suggestion in card.suggestions][1] == (
        "Draft an order for lapatinib; dose and schedule are left to the clinician (Draft: lapatinib + trastuzumab)"
    )
    assert len({suggestion.uuid for suggestion in card.suggestions}) == len(card.suggestions) == 3


def test_the_override_reasons_are_few_and_coded() -> None:
    (card,) = shown(consult(THIRD_LINE), in_language(Language.SPANISH))

    assert [reason.code for reason in card.override_reasons] == [
        "patient-choice",
        "clinical-trial",
        "toxicity",
        "comorbidity",
        "not-available-or-funded",
        "tumour-board-decided",
        "record-is-wrong",
        "later-evidence",
    ]
    assert card.override_reasons[0].display == "Decisión de la paciente"


def test_the_facts_behind_a_card_stand_with_date_and_resources() -> None:
    (card,) = shown(consult(THIRD_LINE))

    facts = {fact["name"]: fact for fact in extension(card)["facts"]}
    assert facts["brain_mets"] == {
        "name": "brain_mets",
        "value": "none",
        "date": "2026-05-04",
        "references": ["Observation/brain-mets"],
    }


def test_a_fact_s_date_is_shown_as_the_record_has_it() -> None:
    ground = established(METASTATIC)
    partial = derived("brain_mets", Presence.NONE)._replace(date=PartialDate.parse("2016-05"))
    facts = replace(THIRD_LINE)
    ground = established(facts)
    ground = replace(ground, bases={**ground.bases, "brain_mets": partial})

    (card,) = shown(consult(facts, established=ground))

    assert "brain metastases (2016-05; Observation/brain-mets)" in detail(card)


def test_a_line_in_an_open_setting_is_only_a_likely_reading() -> None:
    (card,) = shown(consult(replace(THIRD_LINE, disease_setting=DiseaseSetting.UNKNOWN)))

    assert "This is a likely reading: the setting is open." in detail(card)

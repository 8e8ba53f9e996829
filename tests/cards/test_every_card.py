"""What holds for every card, in both languages: every vignette with its orders, and every outcome within reach."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from consultations.build import consult, in_language, ordering, with_outcome
from vignettes.load import vignettes
from vignettes.walked import TABLE_FACTS, every_combination

from cards.build import order_cards, patient_view_cards
from cards.profiles import EPIC
from cards.wording.language import Language
from consensus.currency import CURRENCY_NOTES
from consensus.edition import EDITION
from consensus.outcome import Indicator, Status
from consensus.situations.resistance import Resistance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.consult import Consult
    from cards.model import CdsResponse
    from consensus.outcome import Outcome

VIGNETTES = {vignette.id: vignette for vignette in vignettes()}
EVERY = list(product(VIGNETTES, Language))


@cache
def outcomes() -> dict[str, Outcome]:
    """Every outcome that the tables reach, one of each meaning."""
    found: dict[str, Outcome] = {}
    for table in TABLE_FACTS:
        for resistance in Resistance if table == "T4" else (Resistance.NOT_MET,):
            for resolution in every_combination(table, resistance).values():
                said = resolution.outcome
                key = f"{said.code}/{said.rule}/{[o.regimen for o in said.recommended]}/{said.not_recommended}"
                found.setdefault(key, said)
    return found


def empties(value: Any, path: str = "$") -> Iterator[str]:
    """Places that hold null, empty text, an empty list or an empty object."""
    if value is None or value in ("", [], {}):
        yield path
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from empties(member, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from empties(item, f"{path}[]")


def answers(vignette_id: str, language: Language) -> Iterator[tuple[Consult, CdsResponse]]:
    vignette, presentation = VIGNETTES[vignette_id], in_language(language)
    opened = consult(vignette.facts)
    yield opened, patient_view_cards(opened, presentation)[0]
    for order in vignette.orders:
        ordered = ordering(vignette.facts, *order.agents, active=order.active)
        yield ordered, order_cards(ordered, presentation)[0]


@pytest.mark.parametrize(("vignette_id", "language"), EVERY)
def test_nothing_is_empty_but_cards(vignette_id: str, language: Language) -> None:
    for _, response in answers(vignette_id, language):
        assert [place for place in empties(response.as_json()) if place != "$.cards"] == []


@pytest.mark.parametrize(("vignette_id", "language"), EVERY)
def test_a_summary_is_one_short_whole_sentence(vignette_id: str, language: Language) -> None:
    for _, response in answers(vignette_id, language):
        for card in response.cards:
            assert len(card.summary) <= 139
            assert not card.summary.endswith("…"), "a longer wording was chosen where a shorter one exists"


@pytest.mark.parametrize(("vignette_id", "language"), EVERY)
def test_every_card_carries_edition_currency_and_who_decides(vignette_id: str, language: Language) -> None:
    decides = {
        Language.ENGLISH: "The clinician and the patient decide.",
        Language.SPANISH: "Deciden el clínico y la paciente.",
    }
    for asked, response in answers(vignette_id, language):
        for card in response.cards:
            assert card.detail is not None
            assert EDITION.label in card.detail
            assert "2016" in card.detail
            assert card.detail.endswith(decides[language])
            if language is Language.ENGLISH and card.source.topic.code.startswith("advice"):
                for note in asked.outcome.currency_notes:
                    assert CURRENCY_NOTES[note].partition(": ")[2] in card.detail


@pytest.mark.parametrize("vignette_id", VIGNETTES)
def test_only_safety_rules_make_a_card_critical(vignette_id: str) -> None:
    for asked, response in answers(vignette_id, Language.ENGLISH):
        alerts = [alert for decision in asked.orders for alert in decision.judged.alerts]
        critical = any(alert.indicator is Indicator.CRITICAL for alert in alerts)
        assert any(card.indicator is Indicator.CRITICAL for card in response.cards) == critical


_JUDGING = re.compile(r"(?i)\b(appropriate|inappropriate|wrong|incorrect|you (must|should)|prescribe|give )\b")


@pytest.mark.parametrize("vignette_id", VIGNETTES)
def test_no_card_judges_care_or_gives_an_order(vignette_id: str) -> None:
    for _, response in answers(vignette_id, Language.ENGLISH):
        for card in response.cards:
            assert not _JUDGING.search(card.summary)
            assert not re.search(r"(?i)guideline|recommend", card.summary)


@pytest.mark.parametrize("vignette_id", VIGNETTES)
def test_the_same_request_gives_the_same_bytes(vignette_id: str) -> None:
    first = [json.dumps(response.as_json()) for _, response in answers(vignette_id, Language.SPANISH)]
    again = [json.dumps(response.as_json()) for _, response in answers(vignette_id, Language.SPANISH)]

    assert first == again


@pytest.mark.parametrize("vignette_id", VIGNETTES)
def test_languages_differ_in_words_only(vignette_id: str) -> None:
    def bones(response: CdsResponse) -> list[Any]:
        return [
            (
                card.uuid,
                card.indicator,
                card.source.topic.code,
                card.extension,
                [(s.uuid, [(a.type, a.resource, a.resource_id) for a in s.actions]) for s in card.suggestions],
                [reason.code for reason in card.override_reasons],
            )
            for card in response.cards
        ]

    pairs = zip(answers(vignette_id, Language.ENGLISH), answers(vignette_id, Language.SPANISH), strict=True)
    assert all(bones(english) == bones(spanish) for (_, english), (_, spanish) in pairs)


def test_ids_are_unique_within_a_response() -> None:
    for vignette_id in VIGNETTES:
        for _, response in answers(vignette_id, Language.ENGLISH):
            ids = [card.uuid for card in response.cards]
            ids += [suggestion.uuid for card in response.cards for suggestion in card.suggestions]
            assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", Language)
def test_every_outcome_that_can_be_reached_has_a_card_or_is_out_of_scope(language: Language) -> None:
    silent = set()
    for said in outcomes().values():
        response, why = patient_view_cards(with_outcome(said), in_language(language))
        assert bool(response.cards) == (why is None)
        for card in response.cards:
            assert len(card.summary) <= 139
            assert not card.summary.endswith("…"), card.summary
            assert list(empties(card.as_json())) == []
        if why:
            silent.add(said.code)

    assert silent <= {"OUT-HER2", "OUT-EARLY", "OUT-LABC", "MISSING"}


def test_no_suggestion_is_ever_pre_selected_and_each_option_has_its_own() -> None:
    for said in outcomes().values():
        for card in patient_view_cards(with_outcome(said), in_language(Language.ENGLISH))[0].cards:
            assert all(suggestion.is_recommended is None for suggestion in card.suggestions)
            assert all(
                action.resource["status"] == "draft"
                for s in card.suggestions
                for action in s.actions
                if action.resource
            )
            if said.status is not Status.INSUFFICIENT_DATA:
                assert len(card.suggestions) <= len(said.recommended)


def test_epic_gets_one_action_per_suggestion_and_an_alphanumeric_topic() -> None:
    for vignette in VIGNETTES.values():
        for card in patient_view_cards(consult(vignette.facts), in_language(Language.ENGLISH, profile=EPIC))[0].cards:
            for suggestion in card.suggestions:
                assert len(suggestion.actions) == 1
                assert suggestion.label == suggestion.actions[0].description or len(suggestion.actions) == 1
            if card.suggestions:
                assert card.as_json()["selectionBehavior"] == "any"
            assert re.fullmatch(r"[A-Za-z0-9]{1,100}", card.source.topic.code)

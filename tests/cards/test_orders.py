"""Draft orders: when a card speaks, how loudly, and what it offers instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from consultations.build import consult, draft, established, ordering
from vignettes.load import vignettes

from cards.build import order_cards
from cards.consult import OrderDecision, Presentation
from cards.model import ActionType
from cards.safety import FACTS_OF_RULE, SHORT
from consensus.algorithm import judge
from consensus.facts import Her2Status, Pregnancy
from consensus.outcome import Indicator
from consensus.regimens import STOP_ORDER
from consensus.safety import SAFETY_RULES
from treatment_history.answer import Answer
from treatment_history.history import Derived

if TYPE_CHECKING:
    from cards.consult import Consult
    from cards.model import Card
    from consensus.facts import Facts

VIGNETTES = {vignette.id: vignette.facts for vignette in vignettes()}
SAFE = {"lvef_percent": 60.0, "lvef_age_days": 10}
THIRD_LINE = replace(VIGNETTES["V07"], **SAFE)  # type: ignore[arg-type]  # the values are those of the safety facts
FIRST_LINE = replace(VIGNETTES["V01"], **SAFE)  # type: ignore[arg-type]  # as above
ENGLISH = Presentation()


def shown(asked: Consult, presentation: Presentation = ENGLISH) -> tuple[Card, ...]:
    return order_cards(asked, presentation)[0].cards


def silence(asked: Consult, presentation: Presentation = ENGLISH) -> str | None:
    return order_cards(asked, presentation)[1]


def test_an_order_that_differs_is_told_what_the_panel_names_and_can_be_replaced() -> None:
    (card,) = shown(ordering(THIRD_LINE, "lapatinib", "capecitabine"))

    assert card.indicator is Indicator.WARNING
    assert card.summary == "Lapatinib + capecitabine differs from the 2016 Spanish panel, which names T-DM1 here"
    first, second = card.suggestions
    assert [(action.type, action.resource_id) for action in first.actions] == [
        (ActionType.DELETE, "MedicationRequest/d0"),
        (ActionType.DELETE, "MedicationRequest/d1"),
        (ActionType.CREATE, None),
    ]
    assert first.actions[2].resource is not None
    assert first.actions[2].resource["intent"] == "order"
    assert [action.resource_id for action in second.actions] == ["MedicationRequest/d1", None], "lapatinib stays"


def test_the_card_names_the_drafts_that_it_is_about() -> None:
    (card,) = shown(ordering(THIRD_LINE, "lapatinib", "capecitabine"))

    assert card.detail is not None
    assert "(MedicationRequest/d0, MedicationRequest/d1)" in card.detail
    (order,) = card.as_json()["extension"]["org.her2-cds"]["orders"]
    assert order["class"] == "DISCORDANT"
    assert order["about"] == ["MedicationRequest/d0", "MedicationRequest/d1"]


def test_a_draft_without_an_id_cannot_be_named_and_is_not_deleted() -> None:
    nameless = replace(draft("lapatinib", "capecitabine"), resource={"resourceType": "MedicationRequest"})
    judged = judge(("lapatinib", "capecitabine"), THIRD_LINE)
    asked = consult(THIRD_LINE, hook="order-select", orders=(OrderDecision((nameless,), judged),))

    (card,) = shown(asked)

    assert all(action.type is ActionType.CREATE for s in card.suggestions for action in s.actions)


def test_an_order_that_matches_and_still_holds_is_silent() -> None:
    assert silence(ordering(FIRST_LINE, "trastuzumab", "pertuzumab", "docetaxel")) == "orders-match"


def test_a_site_may_hear_about_matching_orders_too() -> None:
    (card,) = shown(
        ordering(FIRST_LINE, "trastuzumab", "pertuzumab", "docetaxel"), replace(ENGLISH, quiet_when_concordant=False)
    )

    assert card.indicator is Indicator.INFO
    assert card.summary == "Pertuzumab + trastuzumab + docetaxel matches the 2016 Spanish panel"


def test_an_order_that_matches_what_later_evidence_overtook_is_a_warning_without_suggestions() -> None:
    (card,) = shown(ordering(THIRD_LINE, "trastuzumab-emtansine"))

    assert card.indicator is Indicator.WARNING
    assert "later evidence has overtaken it" in card.summary
    assert card.suggestions == ()


def test_an_agent_later_than_the_paper_is_not_covered_and_gets_no_older_alternative() -> None:
    (card,) = shown(ordering(THIRD_LINE, "trastuzumab-deruxtecan"))

    assert card.indicator is Indicator.INFO
    assert "is not covered by the 2016 Spanish panel" in card.summary
    assert card.suggestions == ()
    assert card.detail is not None
    assert "names first" not in card.detail


def test_a_site_may_have_later_agents_stay_silent() -> None:
    asked = ordering(THIRD_LINE, "trastuzumab-deruxtecan")

    assert silence(asked, replace(ENGLISH, quiet_when_not_covered=True)) == "orders-not-covered"


def test_t_dxd_in_her2_low_disease_raises_no_alarm() -> None:
    assert silence(ordering(replace(THIRD_LINE, her2_status=Her2Status.LOW), "trastuzumab-deruxtecan")) is not None


def test_an_anti_her2_order_in_her2_negative_disease_is_critical_and_offers_the_test() -> None:
    (card,) = shown(ordering(replace(THIRD_LINE, her2_status=Her2Status.NEGATIVE), "trastuzumab", "paclitaxel"))

    assert card.indicator is Indicator.CRITICAL
    assert [suggestion.label for suggestion in card.suggestions] == ["Request: HER2 test"]


def test_chemotherapy_in_her2_negative_disease_is_silent() -> None:
    assert silence(ordering(replace(THIRD_LINE, her2_status=Her2Status.NEGATIVE), "paclitaxel")) is not None


def test_safety_stands_before_the_paper() -> None:
    (card,) = shown(ordering(THIRD_LINE, "trastuzumab-emtansine", "trastuzumab"))

    assert card.indicator is Indicator.CRITICAL
    assert card.summary.startswith("T-DM1 and trastuzumab together")
    assert card.detail is not None
    assert card.detail.index("Safety first:") < card.detail.index("It differs from the 2016 consensus")


def test_a_matching_order_without_a_recent_lvef_gets_the_echocardiogram() -> None:
    no_lvef = replace(FIRST_LINE, lvef_percent=None, lvef_age_days=None)

    (card,) = shown(ordering(no_lvef, "trastuzumab", "pertuzumab", "docetaxel"))

    assert card.indicator is Indicator.WARNING
    assert [suggestion.label for suggestion in card.suggestions] == ["Request: Echocardiogram (LVEF)"]


def test_the_missing_fact_is_named_only_where_the_class_depends_on_it() -> None:
    brain_unknown = replace(VIGNETTES["V12"], **SAFE)  # type: ignore[arg-type]  # as above

    (card,) = shown(ordering(brain_unknown, "lapatinib", "capecitabine"))

    assert card.summary.endswith("depends on: brain metastases")
    assert silence(ordering(brain_unknown, "lapatinib", "trastuzumab")) == "orders-match"


def test_stopping_while_it_works_differs_and_names_no_drug_instead() -> None:
    (card,) = shown(ordering(VIGNETTES["V16"], STOP_ORDER))

    assert card.summary.startswith("Stopping trastuzumab differs from the 2016 Spanish panel")
    assert card.suggestions == ()


def test_an_order_that_was_not_selected_is_not_judged() -> None:
    asked = ordering(THIRD_LINE, "lapatinib", "capecitabine")
    unselected = replace(asked, orders=tuple(replace(decision, selected=False) for decision in asked.orders))

    assert shown(unselected) == ()
    assert silence(unselected) == "no-anticancer-order"


def test_a_draft_whose_drug_cannot_be_read_is_not_passed_over() -> None:
    unreadable = draft(unreadable="its code and its text name different drugs")
    asked = consult(THIRD_LINE, hook="order-sign", orders=(OrderDecision((unreadable,), judge((), THIRD_LINE)),))

    (card,) = shown(asked)

    assert card.summary == "A draft order could not be read: it was not compared with the 2016 Spanish panel"


def test_supportive_drugs_are_silent() -> None:
    assert silence(ordering(THIRD_LINE, "ondansetron")) == "no-anticancer-order"


@pytest.mark.parametrize(("value", "evidence"), [(Answer.NO, ()), (Answer.UNKNOWN, ())])
def test_without_breast_cancer_a_matching_or_differing_order_is_silent(
    value: Answer, evidence: tuple[str, ...]
) -> None:
    ground = established(THIRD_LINE, breast_cancer=Derived(value, value, evidence=evidence))

    assert silence(ordering(THIRD_LINE, "lapatinib", "capecitabine", established=ground)) == "no-breast-cancer"


def test_without_a_stated_diagnosis_only_safety_speaks() -> None:
    hinted = Derived(Answer.UNKNOWN, Answer.UNKNOWN, evidence=("Observation/her2",))
    ground = established(THIRD_LINE, breast_cancer=hinted)

    (card,) = shown(ordering(THIRD_LINE, "trastuzumab-emtansine", "trastuzumab", established=ground))

    assert card.suggestions == ()
    assert card.detail is not None
    assert "It differs" not in card.detail


def test_competing_statements_are_shown_as_competing() -> None:
    resistant = replace(VIGNETTES["V14"], **SAFE)  # type: ignore[arg-type]  # as above

    (card,) = shown(ordering(resistant, "trastuzumab-emtansine"))

    assert card.indicator is Indicator.WARNING
    assert "compete" in card.summary
    assert card.suggestions == ()


def _with(facts: Facts, **changed: object) -> Facts:
    return replace(facts, **changed)  # type: ignore[arg-type]  # each value is of its fact's own type


def test_pregnancy_is_named_with_where_it_was_read() -> None:
    (card,) = shown(ordering(_with(FIRST_LINE, pregnancy_status=Pregnancy.PREGNANT), "trastuzumab", "docetaxel"))

    assert card.indicator is Indicator.CRITICAL
    assert card.detail is not None
    assert "pregnancy: pregnant (2026-05-04; Observation/pregnancy-status)" in card.detail


def test_every_safety_rule_has_its_sentence() -> None:
    assert SAFETY_RULES.keys() == SHORT.keys()
    assert FACTS_OF_RULE.keys() <= SAFETY_RULES.keys()


def test_the_order_of_drafts_does_not_change_a_card() -> None:
    one = ordering(THIRD_LINE, "lapatinib", "capecitabine")
    (decision,) = one.orders
    other = replace(one, orders=(replace(decision, drafts=decision.drafts[::-1]),))

    (first,), (second,) = shown(one), shown(other)

    assert first.as_json() == second.as_json()

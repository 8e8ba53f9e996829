"""The demo EHR in a real browser: the walk from the list of patients to a signed order."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.tabs import Tabs
    from playwright.sync_api import Page

    Keep = Callable[[Page, str], Path]

pytestmark = pytest.mark.e2e


def opened(tabs: Tabs, server: str, patient: str, *, width: int = 1360, language: str = "en") -> Page:
    """A chart, after the service was asked and has answered."""
    page = tabs.open(f"{server}/demo/patients/{patient}/chart?language={language}", width=width)
    page.locator("#chart-cards h3").wait_for()
    return page


def order(page: Page, *drugs: str) -> None:
    """Choose drugs in the order entry; each selection is answered before the next."""
    page.get_by_role("tab", name="Orders").click()
    for drug in drugs:
        with page.expect_response(re.compile("her2-order-select$")):
            page.get_by_label("Anticancer drug").fill(drug)
            page.get_by_label("Anticancer drug").press("Enter")
        expect(page.locator("#status")).to_be_empty()


def drafts(page: Page) -> list[str]:
    return page.locator("#drafts b").all_inner_texts()


def sent_by(page: Page, name: str) -> dict[str, object]:
    """The newest request of that name on the tab with the calls."""
    page.get_by_role("tab", name="Calls").click()
    call = page.locator("details.call").filter(has=page.locator("b", has_text=re.compile(f"^{name}$"))).first
    call.locator("summary").click()
    sent: dict[str, object] = json.loads(call.locator("pre").first.inner_text())
    return sent


def serious(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]


def test_a_patient_is_found_and_the_chart_opens_with_a_card(tabs: Tabs, demo_server: str, keep: Keep) -> None:
    page = tabs.open(f"{demo_server}/demo?language=en", width=1360)
    keep(page, "demo-list")

    page.get_by_label("Search").fill("third line never had")
    rows = page.locator(".patients li:visible")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()

    card = page.locator("#chart-cards article")
    expect(card.locator("h4")).to_contain_text("in 2016 the Spanish panel named T-DM1 first")
    expect(page.locator("#chart")).to_contain_text("Line 2: trastuzumab + capecitabine")
    keep(page, "demo-chart")


def test_a_search_without_a_match_says_so(tabs: Tabs, demo_server: str) -> None:
    page = tabs.open(f"{demo_server}/demo?language=en")

    page.get_by_label("Search").fill("xyzzy")

    expect(page.get_by_role("status")).to_have_text("No patient matches.")
    expect(page.locator(".patients li:visible")).to_have_count(0)


def test_every_selection_fires_order_select_with_all_drafts(tabs: Tabs, demo_server: str, keep: Keep) -> None:
    page = opened(tabs, demo_server, "demo-one")

    order(page, "Lapatinib", "capecitabine")

    expect(page.locator("#order-cards h4")).to_have_text(
        "Lapatinib + capecitabine differs from the 2016 Spanish panel, which names T-DM1 here"
    )
    keep(page, "demo-orders")
    context = sent_by(page, "order-select")["context"]
    assert isinstance(context, dict)
    assert context["selections"] == ["MedicationRequest/draft-2"]
    assert [entry["resource"]["medicationCodeableConcept"]["text"] for entry in context["draftOrders"]["entry"]] == [
        "lapatinib",
        "capecitabine",
    ]


def test_a_suggestion_changes_the_drafts_as_its_actions_say(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")
    order(page, "lapatinib", "capecitabine")

    page.get_by_role("button", name="Take: Instead: lapatinib + trastuzumab").click()
    expect(page.locator("#drafts b")).to_have_text(["lapatinib", "trastuzumab"])

    said = sent_by(page, "order-select feedback")["feedback"]
    assert isinstance(said, list)
    assert said[0]["outcome"] == "accepted"
    page.get_by_role("tab", name="Feedback").click()
    expect(page.locator("#sent")).to_contain_text("Taken: Instead: lapatinib + trastuzumab")
    expect(page.locator("#report")).to_contain_text("accepted")


def test_a_suggestion_of_the_opened_chart_becomes_drafts(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-four")

    page.locator("#chart-cards .suggestion button").first.click()

    expect(page.get_by_role("tab", name="Orders")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#drafts li").first).to_be_visible()
    expect(page.locator("#chart-cards article")).to_contain_text("Taken: ")
    expect(page.locator("#order-cards h3")).to_have_text("On the draft orders")


def test_an_override_needs_a_reason_and_the_report_counts_it(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-two")
    order(page, "trastuzumab emtansine")
    card = page.locator("#order-cards article")
    expect(card.get_by_role("button", name="Override")).to_be_disabled()

    card.get_by_label("Reason").select_option("clinical-trial")
    card.get_by_role("button", name="Override").click()

    expect(card).to_contain_text("Overridden: Clinical trial")
    expect(card.locator(".outcome")).to_be_focused()
    page.get_by_role("tab", name="Feedback").click()
    expect(page.locator("#sent")).to_contain_text("Overridden: Clinical trial")
    expect(page.locator("#report")).to_contain_text("clinical-trial")


def test_a_removed_draft_is_asked_about_no_more(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")
    order(page, "lapatinib", "capecitabine")

    page.get_by_role("button", name="Remove: lapatinib").click()
    expect(page.locator("#order-cards")).not_to_contain_text("apatinib + capecitabine differs")
    assert drafts(page) == ["capecitabine"]

    page.get_by_role("button", name="Remove: capecitabine").click()
    expect(page.locator("#order-cards article")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign orders")).to_be_disabled()


def test_a_critical_card_asks_before_the_orders_are_signed(tabs: Tabs, demo_server: str, keep: Keep) -> None:
    page = opened(tabs, demo_server, "demo-one")
    order(page, "trastuzumab emtansine", "trastuzumab")

    page.get_by_role("button", name="Sign orders").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Critical card: sign all the same?")
    assert serious(page) == []
    keep(page, "demo-critical")
    asked.get_by_role("button", name="Back to the drafts").click()
    assert drafts(page) == ["trastuzumab emtansine", "trastuzumab"]
    expect(page.locator("#signed")).to_be_hidden()

    page.get_by_role("button", name="Sign orders").click()
    expect(asked.get_by_role("button", name="Sign anyway")).to_be_disabled()
    asked.get_by_label("Reason").select_option("tumour-board-decided")
    asked.get_by_role("button", name="Sign anyway").click()

    expect(page.locator("#signed b")).to_have_text(["trastuzumab emtansine", "trastuzumab"])
    assert drafts(page) == []
    expect(page.locator("#sent")).to_contain_text("The tumour board decided otherwise")


def test_a_warning_holds_the_signature_for_a_second_look(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-seven")
    order(page, "lapatinib", "capecitabine")

    page.get_by_role("button", name="Sign orders").click()
    expect(page.locator("#held")).to_contain_text("Cards came on signing")
    expect(page.locator("#order-cards h3")).to_have_text("On signing")
    page.get_by_role("button", name="Sign now").click()

    expect(page.locator("#signed b")).to_have_text(["lapatinib", "capecitabine"])
    expect(page.locator("#status")).to_have_text("Signed.")


def test_an_order_stops_a_drug(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-eight")
    page.get_by_role("tab", name="Orders").click()

    with page.expect_response(re.compile("her2-order-select$")):
        page.get_by_role("button", name="Stop: trastuzumab + pertuzumab").click()

    expect(page.locator("#drafts .stops")).to_have_text(["order to stop", "order to stop"])
    expect(page.locator("#order-cards .detail")).to_contain_text(
        "About the draft order: stopping pertuzumab + trastuzumab"
    )


def test_an_unknown_drug_is_not_ordered(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")
    page.get_by_role("tab", name="Orders").click()

    page.get_by_label("Anticancer drug").fill("aspirin")
    page.get_by_role("button", name="Add draft").click()

    expect(page.locator("#drug-hint")).to_have_text("Choose a drug from the list.")
    assert drafts(page) == []


def test_a_service_that_is_away_does_not_sign_in_silence(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")
    order(page, "trastuzumab emtansine")
    page.route("**/her2-order-sign", lambda route: route.fulfill(status=200, json={"resourceType": "Nonsense"}))

    page.get_by_role("button", name="Sign orders").click()

    expect(page.locator("#held")).to_contain_text("could not check these orders")
    expect(page.locator("#signed")).to_be_hidden()


def test_a_draft_that_cannot_be_written_is_said_to_be_missing(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")
    page.route("**/drafts/capecitabine", lambda route: route.fulfill(status=200, body="no JSON"))
    page.get_by_role("tab", name="Orders").click()

    page.get_by_role("button", name="lapatinib + capecitabine").click()

    expect(page.locator("#drug-hint")).to_have_text("The draft could not be written.")
    assert drafts(page) == []


def test_a_silent_service_is_said_to_be_silent(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-ten")

    expect(page.locator("#chart-cards")).to_contain_text("No card: the service has nothing to say here")
    expect(page.locator("#to-cards")).to_be_hidden()


def test_tabs_work_by_keyboard(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")

    page.get_by_role("tab", name="Chart").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Orders")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tabpanel", name="Chart")).to_be_visible()


def test_chart_and_card_speak_spanish(tabs: Tabs, demo_server: str, keep: Keep) -> None:
    page = opened(tabs, demo_server, "demo-one")

    page.get_by_role("link", name="Español").click()

    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("tab", name="Órdenes")).to_be_visible()
    expect(page.locator("#chart")).to_contain_text("Línea 2: trastuzumab + capecitabina")
    expect(page.locator("#chart-cards h4")).to_contain_text("el panel español")
    keep(page, "demo-chart-es")


def test_the_chart_leads_to_its_resources_and_to_the_reasoning(tabs: Tabs, demo_server: str) -> None:
    page = opened(tabs, demo_server, "demo-one")

    page.get_by_role("link", name="All resources").click()
    page.get_by_role("link", name="Observation/demo-one-her2", exact=True).click()
    assert '"resourceType": "Observation"' in page.locator("pre").inner_text()

    page = opened(tabs, demo_server, "demo-one")
    page.get_by_role("link", name="See why").click()
    expect(page.locator("h1")).to_contain_text("T-DM1")


LOOKED_AT = [("demo-seven", 1360, "en"), ("real-contradictory", 400, "es")]


@pytest.mark.parametrize("looked_at", LOOKED_AT)
def test_it_is_accessible_and_fits_its_width(
    tabs: Tabs, demo_server: str, keep: Keep, looked_at: tuple[str, int, str]
) -> None:
    patient, width, language = looked_at
    page = opened(tabs, demo_server, patient, width=width, language=language)
    for tab in page.get_by_role("tab").all():
        tab.click()
        for call in page.locator("details.call:visible summary").all():
            call.click()

        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep(page, f"demo-{patient}-{tab.get_attribute('id')}-{width}")


def test_the_list_is_accessible_and_fits_a_side_bar(tabs: Tabs, demo_server: str, keep: Keep) -> None:
    page = tabs.open(f"{demo_server}/demo?language=es", width=400)

    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    keep(page, "demo-list-400")

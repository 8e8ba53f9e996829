"""The reasoning page in a real browser: read, answered, printed, by keyboard, at the width of an EHR's side bar."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from reasoning.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.tabs import Tabs
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

LOOKED_AT = [
    ("demo-one", 1280, "en"),  # third line
    ("demo-two", 400, "en"),  # brain metastases
    ("demo-five", 1280, "es"),  # first line, a judgement is missing
    ("demo-six", 400, "es"),  # missing imaging
    ("demo-seven", 1280, "en"),  # clinical resistance
    ("demo-nine", 400, "en"),  # not covered
    ("real-contradictory", 1280, "es"),  # contradictions
]


@pytest.mark.parametrize("looked_at", LOOKED_AT)
def test_it_is_accessible_and_fits_its_width(
    tabs: Tabs, demo_server: str, keep: Callable[[Page, str], Path], looked_at: tuple[str, int, str]
) -> None:
    patient, width, language = looked_at
    page = tabs.open(f"{demo_server}/demo/patients/{patient}/reasoning", width=width, language=language)

    found = Axe().run(page).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") == language
    keep(page, f"{patient}-{width}-{language}")


def test_a_mark_opens_its_words_by_keyboard_and_gives_the_focus_back(tabs: Tabs, demo_server: str) -> None:
    page = tabs.open(f"{demo_server}/demo/patients/demo-two/reasoning")
    mark = page.locator("svg.wide .mark.brain").first

    mark.focus()
    page.keyboard.press("Enter")

    panel = page.locator("#panel")
    assert "Metastases: brain" in panel.inner_text()
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert mark.evaluate("mark => mark === document.activeElement")


def test_the_panel_leads_to_the_resource_itself(tabs: Tabs, demo_server: str) -> None:
    page = tabs.open(f"{demo_server}/demo/patients/demo-two/reasoning")
    page.locator("svg.wide .mark.progression").last.click()

    page.locator("#panel a").first.click()

    assert page.url.startswith(f"{demo_server}/demo/patients/demo-two/resources/Observation/")
    assert '"resourceType": "Observation"' in page.locator("pre").inner_text()


def test_the_drawing_can_be_made_larger_and_whole_again(tabs: Tabs, demo_server: str) -> None:
    page = tabs.open(f"{demo_server}/demo/patients/demo-one/reasoning")
    drawing = page.locator("svg.wide.timeline")
    width = drawing.evaluate("one => one.clientWidth")

    page.get_by_role("button", name="Larger").click()
    assert drawing.evaluate("one => one.clientWidth") > 1.4 * width

    page.get_by_role("button", name="Whole").click()
    assert drawing.evaluate("one => one.clientWidth") == width


@pytest.mark.parametrize("scripts", [True, False])
def test_a_missing_fact_is_answered_and_shows_what_changes(tabs: Tabs, demo_server: str, *, scripts: bool) -> None:
    page = tabs.open(f"{demo_server}/demo/patients/demo-six/reasoning", scripts=scripts)
    assert "Nothing is advised yet" in page.locator("h1").inner_text()

    page.locator("select[name=brain_mets]").select_option("none")
    page.locator("input[name='brain_mets-on']").fill("2016-05-12")
    page.get_by_role("button", name="Show what changes").click()
    page.locator("#change").wait_for()

    assert "named T-DM1 first" in page.locator("h1").inner_text()
    assert "Brain metastases, 2016-05-12: none" in page.locator("#change").inner_text()
    assert "brain_mets" not in page.url

    page.get_by_role("link", name="Without my answers").click()
    page.locator("h1", has_text="Nothing is advised yet").wait_for()


@pytest.mark.parametrize("patient", ["demo-one", "demo-two", "demo-seven", "demo-nine", "real-contradictory"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sheet_for_the_tumour_board_is_one_page(tabs: Tabs, tmp_path: Path, patient: str, language: str) -> None:
    page = tabs.open()
    page.set_content(page_of(patient, language=language, self_contained=True, resource_url=None))

    sheet = tmp_path / "sheet.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True, print_background=True)

    told = subprocess.run(["/usr/bin/pdfinfo", sheet], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own file
    assert "Pages:           1\n" in told
    assert "(A4)" in told

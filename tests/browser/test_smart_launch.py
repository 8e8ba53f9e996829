"""An EHR launches the page in a real browser: sign-in, page, answer, sign-out; the browser never holds a token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from faults.fhir_server import free_address
from smart.mock_ehr import MockEhr
from trust.tokens_made import EC_KEY, public_set

from fhir_mappings.prefetch import TEMPLATES
from service.demo import as_stored, demo_patients, prefetch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from browser.tabs import Tabs
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

PATIENT = "demo-six"  # brain imaging is missing


@pytest.fixture(scope="module")
def ehr() -> Iterator[MockEhr]:
    answers = prefetch_of(as_stored(demo_patients()[PATIENT].record()))
    kinds = {key: template.split("?")[0].split("/")[0] for key, template in TEMPLATES.items()}
    ehr = MockEhr({kinds[key]: value for key, value in answers.items()})
    ehr.patient = PATIENT
    yield ehr
    ehr.close()


@contextmanager
def served(folder: Path, ehr: MockEhr) -> Iterator[str]:
    """The service as a site runs it, on this machine: authentication on, the EHR registered for SMART."""
    address = free_address()
    (folder / "keys.json").write_text(json.dumps(public_set(EC_KEY)))
    (folder / "clients.toml").write_text(
        f'[[clients]]\nissuer = "https://ehr.example.org"\njwks_file = "keys.json"\nfhir_servers = ["{ehr.fhir}"]\n'
        f'smart_client_id = "{ehr.client_id}"\nframe_ancestors = ["{ehr.origin}"]\n'
    )
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HER2CDS_")}
    settings = {
        "HER2CDS_PORT": address.rpartition(":")[2],
        "HER2CDS_PUBLIC_URL": address,
        "HER2CDS_CLIENTS": str(folder / "clients.toml"),
        "HER2CDS_DATA_DIR": str(folder / "var"),
        "HER2CDS_DEADLINE_MS": "10000",
        "HER2CDS_SUGGEST_SUPERSEDED": "no",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve"],
        env=mine | settings,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr
    line = ""
    while "startup complete" not in line:
        line = process.stderr.readline()
        assert line, "the service did not start"
    try:
        yield address
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture(scope="module")
def service(ehr: MockEhr, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("smart"), ehr) as address:
        yield address


def launch(tabs: Tabs, service: str, ehr: MockEhr, width: int = 1280) -> Page:
    tabs.allow(ehr.origin)
    return tabs.open(f"{service}/smart/launch?{ehr.launch_query()}", width=width)


@pytest.mark.parametrize("width", [400, 1280])
def test_an_ehr_opens_the_page_of_its_patient(
    tabs: Tabs, service: str, ehr: MockEhr, keep: Callable[[Page, str], Path], width: int
) -> None:
    page = launch(tabs, service, ehr, width)

    assert page.url.startswith(f"{service}/smart/view/")
    assert PATIENT in page.inner_text("body")
    assert page.locator("svg.timeline").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert ehr.wrong == []
    keep(page, f"smart-{width}")


def test_the_browser_holds_no_token_and_the_page_shows_none(tabs: Tabs, service: str, ehr: MockEhr) -> None:
    page = launch(tabs, service, ehr)
    stored = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    (cookie,) = [one for one in page.context.cookies() if "session" in one["name"]]

    assert cookie["httpOnly"]
    for token in ehr.issued:
        assert token not in page.content() + stored + page.url + json.dumps(page.context.cookies())


def test_a_missing_fact_is_answered_for_this_view_alone(tabs: Tabs, service: str, ehr: MockEhr) -> None:
    page = launch(tabs, service, ehr)
    before, asked = page.inner_text("h1"), len(ehr.asked)

    question = page.locator("form select[name='brain_mets']")
    question.select_option("none")
    page.get_by_role("button", name="Show what changes").click()
    page.wait_for_load_state("networkidle")

    assert page.locator("form select[name='brain_mets']").input_value() == "none"
    assert "not in the record" in page.inner_text("body")
    assert not [path for path in ehr.asked[asked:] if path.startswith("/token")]
    page.goto(page.url)
    assert page.inner_text("h1") == before


def test_after_signing_out_the_back_button_shows_nothing_of_the_patient(tabs: Tabs, service: str, ehr: MockEhr) -> None:
    page = launch(tabs, service, ehr)

    page.locator("form.sign-out button").click()
    page.wait_for_load_state()
    assert PATIENT not in page.inner_text("body")
    page.go_back()
    page.wait_for_load_state()

    assert PATIENT not in page.inner_text("body")
    assert [one.rpartition("status of ")[2] for one in tabs.trouble] == ["403 (Forbidden)"]  # asked for anew, refused
    tabs.trouble.clear()

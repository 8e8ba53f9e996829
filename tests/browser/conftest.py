"""A real Chromium and a real demo server for the tests that look at pages.

Chromium is Debian's (`make browser`). Every tab is watched: at its end no dialog was opened, no content security policy
was broken, no script failed, and nothing was asked of another host than the service and those that the test named.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.tabs import CHROMIUM, FLAGS, Tabs
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: while Playwright is open no test of the same process can run an event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo server of its own, on a port that the operating system chose."""
    data = tmp_path_factory.mktemp("browser") / "var"
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HER2CDS_")}
    environment = mine | {"HER2CDS_PORT": "0", "HER2CDS_DATA_DIR": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--demo"],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr
    greeting = ""
    while "startup complete" not in greeting:
        line = process.stderr.readline()
        assert line, greeting
        greeting += line
    address = re.search(r"(http://127\.0\.0\.1:\d+)/demo", greeting)
    assert address
    yield address[1]
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.fixture
def tabs(chromium: Browser) -> Iterator[Tabs]:
    """Opens watched tabs: `tabs.open(width=400, language="es")`; `tabs.allow(origin)` names a further host."""
    opened = Tabs(chromium)
    yield opened
    opened.close()

    assert opened.trouble == []


@pytest.fixture
def keep() -> Callable[[Page, str], Path]:
    """Keeps a picture of a page for people to look at, outside the repository."""
    folder = Path(os.environ.get("HER2CDS_SCREENSHOTS") or "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)

    def kept(page: Page, name: str) -> Path:
        picture = folder / f"{name}.png"
        page.screenshot(path=picture, full_page=True)
        return picture

    return kept

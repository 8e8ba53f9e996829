from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.tabs import Tabs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ("<script>alert('here')</script>", "dialog: here"),
        ("<script>throw new Error('broken')</script>", "script: broken"),
        ("<img src='http://127.0.0.1:9/x.png' alt=''>", "request to another host: http://127.0.0.1:9/x.png"),
        (
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\"><script>1</script>",
            "violates the following Content Security Policy",
        ),
    ],
)
def test_a_tab_notes_what_a_page_must_not_do(chromium: Browser, content: str, trouble: str) -> None:
    tabs = Tabs(chromium)

    tabs.open().set_content(content)
    tabs.close()

    assert any(trouble in noted for noted in tabs.trouble)


def test_the_first_page_does_nothing_of_it(tabs: Tabs, demo_server: str) -> None:
    page = tabs.open(demo_server)

    assert page.get_by_role("link", name="Try patients").is_visible()

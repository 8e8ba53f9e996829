"""Whatever is written into a record, the page shows it as text: no dialog, element, link or request comes of it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from injected import PAYLOADS
from reasoning.pages import DAY, PRACTICE

from fhir_mappings.bundle import raw_from_bundle
from service.demo import as_stored, demo_patients
from service.edge import SECURITY_HEADERS
from service.reasoning.page import reasoning_page

if TYPE_CHECKING:
    from browser.tabs import Tabs
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.e2e

ADDRESS = "http://cds.test"
KEPT = frozenset({"resourceType", "system", "code", "status", "intent", "url", "type", "mode", "gender"})
"""Members by which a record is read at all; every other string of it is replaced."""

TOGETHER = [" ".join(PAYLOADS[n : n + 4]) for n in range(0, len(PAYLOADS), 4)]
"""Four at a time, short enough that none is cut off."""

INSIDE = (
    "[...document.querySelectorAll('*')].map(one => one.tagName.toLowerCase()"
    " + [...one.attributes].filter(it => /^(on|style$|srcdoc$)/i.test(it.name)).map(it => '!' + it.name).join(''))"
)
LINKS = (
    "[...document.querySelectorAll('a, form, [src]')]"
    ".map(one => one.href?.baseVal ?? one.href ?? one.action ?? one.src)"
)


def poisoned(value: Any, payload: str, name: str = "") -> Any:
    """The record with the payload in every string but codes, dates and what ties resources together."""
    if isinstance(value, dict):
        return {key: poisoned(inner, payload, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, payload, name) for inner in value]
    if not isinstance(value, str) or name in KEPT or name in ("reference", "fullUrl", "id") or _is_date(value):
        return value
    return payload


def renamed(value: Any, payload: str) -> Any:
    """The record with the payload in every id but the patient's."""
    for entry in value["entry"]:
        if entry["resource"]["resourceType"] != "Patient":
            entry["resource"]["id"] = f"{entry['resource']['id']}{payload}"
            entry.pop("fullUrl", None)
    return value


def _is_date(value: str) -> bool:
    return len(value) >= 4 and value[:4].isdigit()


def shown(tab: Page, record: Any, **changed: Any) -> tuple[set[str], list[str]]:
    """Show the page under the service's own headers; which elements and links it holds."""
    usual: dict[str, Any] = {"answer_url": "/answers"}
    content = reasoning_page(raw_from_bundle(record), DAY, PRACTICE, {}, **(usual | changed))
    headers = {name.decode(): value.decode() for name, value in SECURITY_HEADERS}
    assets = files("service") / "web"

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/assets/")[2]
        kind = {"css": "text/css", "js": "text/javascript"}.get(name.rpartition(".")[2], "text/html")
        body = content if kind == "text/html" else (assets / name).read_text(encoding="utf-8")
        route.fulfill(body=body, headers=headers | {"content-type": f"{kind}; charset=utf-8"})

    tab.unroute_all()
    tab.route(f"{ADDRESS}/**", answer)
    tab.goto(f"{ADDRESS}/page")
    return set(tab.evaluate(INSIDE)), tab.evaluate(LINKS)


@pytest.mark.parametrize(("patient", "resource_url"), [("demo-two", None), ("real-contradictory", "/resources")])
def test_no_payload_in_any_string_of_the_record_becomes_anything_but_text(
    tabs: Tabs, patient: str, resource_url: str | None
) -> None:
    tabs.allow(ADDRESS)
    tab = tabs.open()
    clean = as_stored(demo_patients()[patient].record())
    own = shown(tab, clean, resource_url=resource_url)[0] | {"code"}  # a reference that cannot be linked to

    for payload in TOGETHER:
        elements, links = shown(tab, renamed(poisoned(clean, payload), payload), resource_url=resource_url)

        assert elements <= own, payload
        assert all(link.startswith((ADDRESS, "#", "/", "data:,")) for link in links if link), payload


def test_the_payloads_do_reach_the_page(tabs: Tabs) -> None:
    tabs.allow(ADDRESS)
    tab = tabs.open()
    record = poisoned(as_stored(demo_patients()["demo-two"].record()), "<script>alert(1)</script>")

    shown(tab, record, resource_url=None)

    assert "<script>alert(1)</script>" in tab.locator(".patient").inner_text()

from __future__ import annotations

import re
from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from contract.wire import Wire, schema

from service.card_memory import CardMemory
from service.database import open_store
from service.demo import demo_patients
from service.hook_requests import Hook

if TYPE_CHECKING:
    from pathlib import Path

SERVICE_OF = {Hook.PATIENT_VIEW: "her2-patient-view", Hook.ORDER_SELECT: "her2-order-select"}


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


def test_the_demo_lists_invented_and_third_party_patients(wire: Wire) -> None:
    listed = wire.get("/demo/patients").json()

    assert [patient["id"] for patient in listed] == list(demo_patients())
    assert any("third-party" in patient["origin"] for patient in listed)
    assert any("invented" in patient["origin"] for patient in listed)


@pytest.mark.parametrize("name", demo_patients())
def test_every_ready_request_is_a_request_that_is_answered(wire: Wire, name: str) -> None:
    patient = demo_patients()[name]
    asked = [("patient-view", ""), *(("order-select", ",".join(order)) for order in patient.orders)]
    asked += [("order-sign", ",".join(order)) for order in patient.orders]
    for hook, agents in asked:
        request = wire.get(f"/demo/requests/{name}.json?hook={hook}&agents={agents}").json()

        assert [problem.message for problem in schema("request").iter_errors(request)] == []
        assert wire.call(f"her2-{hook}", request).status_code == 200


def test_a_story_is_told_as_of_its_own_day_in_demo_mode(wire: Wire) -> None:
    request = wire.get("/demo/requests/demo-one").json()
    own = {"org.her2-cds": {"asOf": "2016-05-16"}}

    assert request["extension"] == own
    (card,) = wire.cards("her2-patient-view", request)
    assert card["extension"]["org.her2-cds"]["as_of"] == "2016-05-16"
    assert wire.call("her2-patient-view", request | {"extension": {"org.her2-cds": {"asOf": "x"}}}).status_code == 400


def test_outside_demo_mode_a_request_cannot_choose_its_day() -> None:
    from service.settings import Settings  # noqa: PLC0415 - used here alone

    request = Wire().get("/demo/requests/demo-one").json()

    (card, *_) = Wire(Settings()).cards("her2-patient-view", request)

    assert card["extension"]["org.her2-cds"]["as_of"] == "2026-03-02"


def test_stopping_can_be_tried(wire: Wire) -> None:
    patient = demo_patients()["demo-eight"]
    query = f"hook=order-sign&stop=yes&agents={','.join(patient.stops)}"

    request = wire.get(f"/demo/requests/{patient.id}?{query}").json()

    assert {entry["resource"]["status"] for entry in request["context"]["draftOrders"]["entry"]} == {"stopped"}
    assert wire.call("her2-order-sign", request).status_code == 200


@pytest.mark.parametrize("path", ["/demo/requests/nobody", "/demo/patients/nobody", "/demo/requests/..%2f..%2fapp"])
def test_an_unknown_patient_is_404(wire: Wire, path: str) -> None:
    assert wire.get(path).status_code == 404


def test_an_unknown_hook_is_400(wire: Wire) -> None:
    assert wire.get("/demo/requests/demo-one?hook=order-dispatch").status_code == 400


PAGES = ["/", "/attributes", "/demo", "/demo/patients/demo-two/chart", "/demo/patients/demo-two/resources"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere_and_run_no_inline_code(wire: Wire, path: str) -> None:
    answer = wire.get(path, accept="text/html")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert re.findall(r'(?:src|href)="(?!/|#|data:,)', answer.text) == []
    assert re.findall(r"<script>|<style>| on\w+=| style=", answer.text) == []


def test_every_asset_of_a_page_is_served(wire: Wire) -> None:
    for page in files("service").joinpath("web").iterdir():
        text = page.read_text(encoding="utf-8") if page.name.endswith((".html", ".js")) else ""
        names = [*re.findall(r'"/assets/([^"]+)"', text), *re.findall(r'from "\./([^"]+)"', text)]
        for name in names:
            assert wire.get(f"/assets/{name}").status_code == 200, (page.name, name)


def test_the_page_shows_what_became_of_the_cards(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/demo.sqlite3")) as store:
        wire = Wire(memory=CardMemory(store))
        request = wire.get("/demo/requests/demo-one.json?hook=order-select&agents=lapatinib,capecitabine").json()
        (card,) = wire.cards("her2-order-select", request)
        reason = card["overrideReasons"][0]
        said = {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-03-02T10:00:00Z"}
        overridden = {"feedback": [{**said, "overrideReason": {"reason": reason}}]}

        assert wire.call("her2-order-select/feedback", overridden).status_code == 200
        assert wire.cards("her2-order-select", request) == []
        counted = wire.get("/demo/feedback").json()["report"]

    assert reason["code"] in counted
    assert "DISCORDANT" in counted


def test_without_a_memory_the_page_says_that_nothing_is_kept(wire: Wire) -> None:
    assert "Nothing is kept" in wire.get("/demo/feedback").json()["report"]

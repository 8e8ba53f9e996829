"""Browsers of other sites are let in by name only, and never with cookies (attacks W1 and W2)."""

from __future__ import annotations

from typing import Any

import pytest
from contract.wire import Wire

from service.callers import DemoCallers
from service.settings import InvalidSettingError, Settings

LISTED = "https://portal.example.org"


def wire(origins: str = LISTED) -> Wire:
    return Wire(Settings.from_environ({"HER2CDS_CORS_ORIGINS": origins}), callers=DemoCallers())


def preflight(to: Wire, origin: str) -> Any:
    asking = {"origin": origin, "access-control-request-method": "POST"}
    return to.send("OPTIONS", "/cds-services/her2-patient-view", headers=asking)


def test_a_listed_origin_may_ask_and_read_without_a_token() -> None:
    assert preflight(wire(), LISTED).headers["access-control-allow-origin"] == LISTED
    assert wire().get("/cds-services", origin=LISTED).headers["access-control-allow-origin"] == LISTED


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "https://portal.example.org.evil.example",
        "https://evil-portal.example.org",
        "http://portal.example.org",
        "https://portal.example.org:8443",
        "https://PORTAL.example.org",
        "http://localhost:8080",
        "https://sandbox.cds-hooks.org",
    ],
)
def test_no_other_origin_may(origin: str) -> None:
    for answer in (preflight(wire(), origin), wire().get("/cds-services", origin=origin)):
        assert "access-control-allow-origin" not in answer.headers
    assert preflight(wire(), origin).status_code == 400


def test_without_the_setting_no_origin_may_outside_demo_mode() -> None:
    assert "access-control-allow-origin" not in wire("").get("/cds-services", origin=LISTED).headers


@pytest.mark.parametrize(
    "given", ["*", "https://*.example.org", "null", "http://portal.example.org", LISTED + "/", LISTED + "/x", "portal"]
)
def test_what_would_let_in_more_than_one_named_site_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(InvalidSettingError, match="HER2CDS_CORS_ORIGINS"):
        Settings.from_environ({"HER2CDS_CORS_ORIGINS": f"{LISTED},{given}"})


@pytest.mark.parametrize(
    "path", ["//cds-services", "/cds-services/", "/cds-services/%2e%2e/cds-services", "/CDS-services"]
)
def test_a_path_in_another_spelling_is_another_path(path: str) -> None:
    assert wire().send("GET", f"http://cds.test{path}").status_code in {404, 405}


def test_a_made_up_host_appears_nowhere() -> None:
    headers = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-http-method-override": "DELETE"}
    answer = wire().get("/cds-services", **headers)

    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)

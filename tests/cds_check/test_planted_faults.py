"""The kit passes a sound service, and each planted fault makes exactly the check fail that is about it."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
from joserfc.jwk import ECKey

from cds_check.catalog import CHECKS
from cds_check.checks import Verdict
from cds_check.http import Http, Pace
from cds_check.running import Run, run
from cds_check.signing import Signer
from cds_check.target import Equipment, Target
from tests.cds_check.broken_service import ORIGIN, BrokenService

ELSEWHERE = {"protocol.is-secure": "plain http to another machine: tested below"}
BY_ID = {check.id: check for check in CHECKS}
KEY = ECKey.generate_key("P-384", {"kid": "kit-key"})


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def service():
    sound = BrokenService()
    yield sound
    sound.close()


@pytest.fixture
def ask(service):
    """Run a group of checks against the service while one fault is planted."""

    def asked(group, fault=""):
        signer = Signer(KEY, "https://ehr.example.org", service.url) if group == "tokens" else None
        port = free_port() if group == "prefetch" else None
        service.fault, service.signer, service.calls = fault, signer, 0
        service.fhir_server = f"http://127.0.0.1:{port}/fhir" if port else ""
        checks = tuple(check for check in CHECKS if check.group == group)
        wanted = Run(base=service.url, signer=signer, origin=ORIGIN, fhir_port=port, checks=checks, rate=1e6, timeout=5)
        return run(wanted)

    yield asked
    service.fault, service.signer = "", None


def verdicts(report, verdict):
    return {result.check.id: result.finding.reasons for result in report.results if result.finding.verdict is verdict}


@pytest.mark.parametrize("group", dict.fromkeys(check.group for check in CHECKS))
def test_a_sound_service_passes_every_check(ask, group):
    report = ask(group)

    assert verdicts(report, Verdict.FAILED) == {}
    assert set(verdicts(report, Verdict.NOT_APPLICABLE)) <= set(ELSEWHERE)
    assert verdicts(report, Verdict.NOT_TESTABLE) == {}


@pytest.mark.parametrize("name", [check.id for check in CHECKS if check.id not in ELSEWHERE])
def test_a_planted_fault_is_found_by_the_check_that_is_about_it_and_by_no_other(ask, name):
    report = ask(BY_ID[name].group, name)

    assert set(verdicts(report, Verdict.FAILED)) == {name}


def test_plain_http_to_another_machine_is_found():
    http = Http("http://cds.example.org", timeout=1, pace=Pace(1, 1))

    assert BY_ID["protocol.is-secure"].run(Target(http, Equipment())).verdict is Verdict.FAILED
    assert BY_ID["protocol.is-secure"].run(Target(replace_base(http), Equipment())).verdict is Verdict.PASSED


def replace_base(http):
    return Http(http.base.replace("http:", "https:"), timeout=1, pace=Pace(1, 1))

"""The command: who may be tested, what is written, what the exit code says, and what never appears in a report."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from joserfc.jwk import ECKey, OctKey

from cds_check.cli import main
from cds_check.http import Exchange
from cds_check.neutral import neutral_request
from service.cli import main as service_main
from tests.cds_check.broken_service import BrokenService

SUPPLIED = "supplied-patient-name"


@pytest.fixture(scope="module")
def service():
    sound = BrokenService()
    yield sound
    sound.close()


@pytest.fixture
def broken(service):
    """Plants a fault for the length of a test."""

    def plant(fault):
        service.fault = fault
        return service.url

    yield plant
    service.fault, service.signer = "", None


@pytest.fixture
def key_file(tmp_path):
    file = tmp_path / "key.json"
    file.write_text(json.dumps(ECKey.generate_key("P-384", {"kid": "k"}).as_dict(private=True)))
    return file


def test_nothing_failed_is_exit_code_0(service, capsys):
    assert main([service.url, "--groups", "discovery"]) == 0
    assert "0 failed" in capsys.readouterr().out


def test_a_failed_shall_is_exit_code_1_and_a_should_only_if_strict(broken):
    assert main([broken("discovery.services-describe-themselves"), "--groups", "discovery"]) == 1
    url = broken("discovery.services-have-a-title")
    assert main([url, "--groups", "discovery"]) == 0
    assert main([url, "--groups", "discovery", "--strict"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no address"),
        pytest.param(("ftp://127.0.0.1",), id="no web address"),
        pytest.param(("https://cds.example.org",), id="another machine without a word that one may"),
        pytest.param(("http://user:secret@127.0.0.1",), id="an address with a password"),
        pytest.param(("http://127.0.0.1.example.org",), id="a name that looks like this machine"),
        pytest.param(("http://127.0.0.1:1", "--groups", "all"), id="no such group"),
        pytest.param(("http://127.0.0.1:1", "--rate", "0"), id="no pace"),
        pytest.param(("http://127.0.0.1:1", "--key", "/nowhere"), id="a key without an issuer"),
        pytest.param(("http://127.0.0.1:1", "--key", "/nowhere", "--issuer", "x"), id="no key file"),
        pytest.param(("http://127.0.0.1:1", "--request", "/nowhere"), id="no request file"),
        pytest.param(("http://127.0.0.1:1",), id="nobody there"),
    ],
)
def test_wrong_usage_and_an_unreachable_service_are_exit_code_2_and_one_line(arguments, capsys):
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code

    said = capsys.readouterr()
    assert code == 2
    assert len(said.err.strip().splitlines()) == 1


NO_SIGNING_KEYS = {
    "broken JSON": "{",
    "a list": "[]",
    "a shared secret": json.dumps(OctKey.generate_key(256).as_dict()),
    "no kid": json.dumps(ECKey.generate_key("P-384").as_dict(private=True)),
    "a public key": json.dumps(ECKey.generate_key("P-384", {"kid": "k"}).as_dict(private=False)),
}


@pytest.mark.parametrize("key", NO_SIGNING_KEYS)
def test_a_key_that_cannot_sign_is_refused(key, tmp_path):
    file = tmp_path / "key.json"
    file.write_text(NO_SIGNING_KEYS[key])

    with pytest.raises(SystemExit):
        main(["http://127.0.0.1:1", "--key", str(file), "--issuer", "x"])


def test_the_time_limit_ends_a_run_and_is_no_pass(service, capsys):
    assert main([service.url, "--groups", "latency,hooks", "--rate", "10", "--time-limit", "0.5"]) == 2
    assert "stopped by the time limit" in capsys.readouterr().out
    assert main([service.url, "--time-limit", "0.0000001"]) == 2


def test_reports_tell_the_same_in_every_form(broken, tmp_path, capsys):
    url = broken("hooks.card-indicator")
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "junit", "html", "markdown")}

    main([url, "--groups", "hooks", *(word for kind, file in files.items() for word in (f"--{kind}", str(file)))])

    capsys.readouterr()
    document = json.loads(files["json"].read_text())
    failed = [check["id"] for check in document["checks"] if check["verdict"] == "failed"]
    assert failed == ["hooks.card-indicator"]
    assert document["counts"]["failed"] == 1
    suite = ET.fromstring(files["junit"].read_text())  # noqa: S314 - written by us just now
    assert suite.get("failures") == "1"
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["card-indicator"]
    page = files["html"].read_text()
    assert "hooks.card-indicator" in page
    assert "<script" not in page
    assert "failed" in files["markdown"].read_text()


def test_no_token_and_nothing_of_a_supplied_request_stands_in_a_report(broken, key_file, tmp_path, capsys):
    request = neutral_request("patient-view", {"patient": "Patient/{{context.patientId}}"})
    request["prefetch"]["patient"]["name"] = [{"text": SUPPLIED}]
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request))
    url = broken("inputs.refusals-repeat-nothing")
    files = [tmp_path / name for name in ("a.json", "a.xml", "a.html")]

    client = ["--key", str(key_file), "--issuer", "https://ehr.example.org", "--request", str(file)]
    written = ["--json", str(files[0]), "--junit", str(files[1]), "--html", str(files[2])]
    main([url, *client, *written, "--groups", "hooks,inputs", "--verbose"])

    told = capsys.readouterr().out + "".join(file.read_text() for file in files)
    assert SUPPLIED not in told
    assert "eyJ" not in told
    assert json.loads(key_file.read_text())["d"] not in told


def test_an_excerpt_shows_no_token_that_a_service_repeats():
    jwt = "eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl"
    echo = Exchange("POST", f"/cds-services/x?token={jwt}", 401, (), f'{{"you": "Bearer {jwt}"}}'.encode())

    assert "eyJ" not in echo.excerpt()
    assert "a token" in echo.excerpt()


def test_the_list_names_every_requirement(capsys):
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert "E9  SHALL" in listed
    assert "not testable from outside" in listed


def test_it_is_a_sub_command_and_a_program_of_its_own(service, capsys):
    assert service_main(["cds-check", service.url, "--groups", "discovery"]) == 0
    assert "0 failed" in capsys.readouterr().out
    program = shutil.which("cds-check") or sys.executable
    arguments = ["--list"] if program.endswith("cds-check") else ["-m", "cds_check.cli", "--list"]
    assert subprocess.run([program, *arguments], capture_output=True, check=False).returncode == 0  # noqa: S603 - ours


def test_a_service_that_asks_to_wait_is_waited_for_and_that_is_no_refusal(service):
    service.busy = 1

    assert main([service.url, "--groups", "discovery"]) == 0
    assert service.busy == 0


def test_redirects_and_proxies_lead_nowhere_else(broken, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    assert main([broken(""), "--groups", "discovery"]) == 0

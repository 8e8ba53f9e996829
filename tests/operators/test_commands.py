"""What an integrator does under time pressure: make a key, register it, sign a token, and learn why one is refused."""

from __future__ import annotations

import io
import json
import stat
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from contract.requests import PREFETCH, patient_view
from contract.wire import Wire
from trust.test_over_http import PARTS, Ehr
from trust.tokens_made import EC_KEY, OTHER_KEY, claims, header, public_set, sign_anyhow, token

from service.authentication import Authenticator, MemoryLedger
from service.callers import RegisteredCallers
from service.cli import main
from service.jwks import KeyStore
from service.operators.fhir_doctor import FhirDoctor
from service.operators.findings import Mark
from service.registration import registered
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUER = "https://ehr.example.org"
PATH = "/cds-services/her2-patient-view"
BASE = "http://127.0.0.1:8080"


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Exit code, output and errors of a command."""

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(str(end.code))
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def register(keys: str, **more: str) -> None:
    lines = [f'issuer = "{ISSUER}"', f'jwks_file = "{keys}"', *(f"{name} = {value}" for name, value in more.items())]
    Path("clients.toml").write_text("[[clients]]\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
def test_from_a_new_key_to_a_call_that_is_answered(run: Any, algorithm: str) -> None:
    assert run("keys", "new", "--algorithm", algorithm, "--kid", "ehr-1")[0] == 0
    register("ehr-1.jwks.json")
    made = run("keys", "token", "--key", "ehr-1.private.json", "--issuer", ISSUER, "--audience", BASE + PATH)[1].strip()
    registry = registered(Settings(clients=Path("clients.toml")))
    callers = RegisteredCallers(Authenticator(registry, KeyStore(), MemoryLedger(), public_url=BASE))
    wire = Wire(Settings(), callers=callers)

    answer = wire.post(PATH, json.dumps(patient_view()).encode(), authorization=f"Bearer {made}")

    assert answer.status_code == 200


def test_the_private_key_is_its_owners_alone_and_nothing_is_overwritten(run: Any) -> None:
    assert run("keys", "new", "--kid", "ehr-1", "--out", "keys")[0] == 0

    private = Path("keys/ehr-1.private.json")
    before = private.read_text()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert '"d"' not in Path("keys/ehr-1.jwks.json").read_text()
    assert run("keys", "new", "--kid", "ehr-1", "--out", "keys")[0] == 2
    assert private.read_text() == before
    assert run("keys", "new", "--kid", "../up")[0] == 2


def test_a_key_file_is_told_apart_key_by_key(run: Any) -> None:
    good, private = EC_KEY.as_dict(private=False), {**OTHER_KEY.as_dict(private=True), "kid": "secret"}
    keys = [
        good,
        private,
        {"kty": "oct", "k": "AA", "kid": "shared"},
        {**good, "kid": "enc", "use": "enc"},
        {"kty": "EC"},
    ]
    Path("keys.json").write_text(json.dumps({"keys": keys}))

    code, told, _ = run("keys", "show", "keys.json", "--json")

    marks = {finding["about"]: finding["mark"] for finding in json.loads(told)["findings"]}
    assert code == 1
    assert marks == {"ec-1": "ok", "secret": "warning", "shared": "failed", "enc": "failed", "key 5": "failed"}
    assert private["d"] not in told


def test_what_is_no_key_cannot_sign(run: Any) -> None:
    for content in ("{}", "[]", "no json", json.dumps(EC_KEY.as_dict(private=False))):
        Path("key.json").write_text(content)
        code, told, error = run("keys", "token", "--key", "key.json", "--issuer", "x", "--audience", "y")
        assert (code, told, len(error.splitlines())) == (2, "", 1)


REFUSED: dict[str, Callable[[], str]] = {
    "malformed": lambda: "Bearer a.b",
    "iss": lambda: token(body=valid(iss=ISSUER + "/")),
    "algorithm": lambda: sign_anyhow(header(alg="none"), valid()),
    "typ": lambda: sign_anyhow(header(typ="at+jwt"), valid()),
    "kid": lambda: sign_anyhow(header(kid=""), valid()),
    "jku": lambda: sign_anyhow(header(jku="https://evil.example"), valid()),
    "crit": lambda: sign_anyhow(header(crit=["x"]), valid()),
    "aud": lambda: token(body=valid(aud=BASE + "/cds-services")),
    "exp": lambda: token(body=valid(iat=time.time() - 900, exp=time.time() - 600)),
    "iat": lambda: token(body=valid(iat=time.time() + 500, exp=time.time() + 800)),
    "nbf": lambda: token(body=valid(nbf=time.time() + 500)),
    "lifetime": lambda: token(body=valid(exp=time.time() + 80_000)),
    "jti": lambda: token(body=valid(jti="")),
    "tenant": lambda: token(body=valid(tenant="other")),
    "unknown-key": lambda: sign_anyhow(header(kid="new"), valid()),
    "signature": lambda: token(body=valid(), key=OTHER_KEY),
}


def valid(**changes: Any) -> dict[str, Any]:
    now = time.time()
    return claims(**{"iss": ISSUER, "aud": BASE + PATH, "iat": now, "exp": now + 300, "tenant": "a", **changes})


@pytest.mark.parametrize("reason", REFUSED)
def test_a_token_that_is_refused_is_explained_and_never_shown(
    run: Any, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    Path("ehr.json").write_text(json.dumps(public_set(EC_KEY)))
    register("ehr.json", tenants='["a"]')
    text = REFUSED[reason]()
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))

    code, told, error = run("client", "check", "--clients", "clients.toml", "--token", "-", "--json")

    last = json.loads(told)["findings"][-1]
    assert (code, error) == (1, "")
    assert (last["about"], last["mark"]) == (reason, "failed")
    assert last["change"]
    assert not any(part in told for part in text.split(".") if len(part) > 20)


def test_a_good_token_is_followed_to_its_end(run: Any) -> None:
    Path("ehr.json").write_text(json.dumps(public_set(EC_KEY)))
    register("ehr.json", tenants='["a"]')
    Path("token").write_text(token(body=valid()))

    code, told, _ = run("client", "check", "--clients", "clients.toml", "--token", "token")

    assert code == 0
    assert [line.split()[1] for line in told.splitlines()] == ["form", "iss", "header", "claims", "signature", "token"]


def test_every_registered_client_is_looked_at(run: Any) -> None:
    Path("ehr.json").write_text(json.dumps(public_set(EC_KEY)))
    register("ehr.json")

    assert run("client", "check", "--clients", "clients.toml")[0] == 0
    assert run("client", "check", "--clients", "clients.toml", "--issuer", "https://absent.example")[0] == 1
    assert run("client", "check", "--clients", "absent.toml")[0] == 2


def test_keys_at_an_address_are_fetched_only_when_asked(run: Any) -> None:
    with Ehr({}) as nowhere:
        Path("clients.toml").write_text(f'[[clients]]\nissuer = "{ISSUER}"\njwks_url = "{nowhere.url}/jwks"\n')

        assert run("client", "check", "--clients", "clients.toml")[0] == 0
        assert nowhere.asked == []
        assert run("client", "check", "--clients", "clients.toml", "--online")[0] == 1
        assert nowhere.asked == ["/fhir/jwks"]


def test_settings_are_checked_without_serving(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told, _ = run("config", "check")
    assert code == 1
    assert "HER2CDS_CLIENTS" in told
    monkeypatch.setenv("HER2CDS_DEMO", "yes")

    assert run("config", "check")[0] == 0
    assert run("doctor")[0] == 0
    monkeypatch.setenv("HER2CDS_TYPO", "yes")
    assert run("config", "check")[0] == 2


CAPABLE = {"metadata": {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}}


def marks(ehr: Ehr, patient: str | None = None, access_token: str | None = None) -> dict[str, Mark]:
    with closing(FhirDoctor(ehr.url, access_token)) as doctor:
        return {finding.about: finding.mark for finding in doctor.look(patient)}


def test_a_fhir_server_that_gives_everything_is_well() -> None:
    with Ehr({**PARTS, **CAPABLE}) as ehr:
        found = marks(ehr, "p1", "opaque")

        assert set(found.values()) == {Mark.OK}
        assert {"connection", "capabilities", "patient", "observations"} <= set(found)
        assert ehr.tokens == {"Bearer opaque"}


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_fhir_server_that_refuses_is_told_with_what_to_change(status: int) -> None:
    with Ehr({**PARTS, **CAPABLE}, status) as ehr, closing(FhirDoctor(ehr.url, "opaque-secret")) as doctor:
        findings = list(doctor.look("p1"))

    failures = [finding for finding in findings if finding.mark is Mark.FAILED]
    assert failures
    assert all(finding.change for finding in failures)
    assert "opaque-secret" not in str(findings)


def test_a_parameter_that_the_server_does_not_act_on_is_named() -> None:
    unfiltered = {**PREFETCH["conditions"], "link": [{"relation": "self", "url": "http://x/fhir/Condition"}]}
    with Ehr({**PARTS, **CAPABLE, "Condition": unfiltered}) as ehr, closing(FhirDoctor(ehr.url, None)) as doctor:
        (found,) = [finding for finding in doctor.look("p1") if finding.about == "conditions"]

    assert (found.mark, "patient" in found.says) == (Mark.WARNING, True)


def test_a_server_of_an_old_version_or_nowhere_at_all_is_told() -> None:
    with Ehr({"metadata": {"resourceType": "CapabilityStatement", "fhirVersion": "1.0.2"}}) as ehr:
        assert marks(ehr)["capabilities"] is Mark.FAILED
    with closing(FhirDoctor("http://127.0.0.1:1/fhir", None)) as doctor:
        assert [finding.mark for finding in doctor.look(None)] == [Mark.OK, Mark.FAILED]
    with closing(FhirDoctor("https://nowhere.invalid/fhir", None)) as doctor:
        assert [finding.about for finding in doctor.look(None)] == ["name"]

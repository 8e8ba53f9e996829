"""What must not be served is not served: every unsafe configuration stops the start with one clear line (goal S11)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from trust.tokens_made import EC_KEY, OTHER_KEY, public_set

from service.addresses import networks
from service.app import create_app
from service.cli import main
from service.guard import UnsafeSettingsError, refuse_unsafe
from service.registration import registered
from service.settings import Settings

REGISTRY = '[[clients]]\nissuer = "https://ehr.example.org"\njwks_file = "ehr.json"\n'


@pytest.fixture
def safe(tmp_path):
    (tmp_path / "clients.toml").write_text(REGISTRY)
    (tmp_path / "ehr.json").write_text(json.dumps(public_set(EC_KEY)))
    return Settings(clients=tmp_path / "clients.toml", public_url="https://cds.example.org", suggest_superseded=False)


def test_a_registry_and_a_public_address_with_the_sites_decision_are_enough(safe):
    refuse_unsafe(safe)

    assert registered(safe).of_issuer("https://ehr.example.org")


def test_on_this_machine_plain_http_and_no_decision_will_do(safe):
    refuse_unsafe(replace(safe, public_url="http://127.0.0.1:8080", suggest_superseded=None))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"clients": None}, "HER2CDS_CLIENTS"),
        ({"public_url": "http://cds.example.org"}, "https"),
        ({"public_url": "https://user@cds.example.org"}, "https"),
        ({"public_url": "", "host": "0.0.0.0"}, "HER2CDS_PUBLIC_URL"),
        ({"suggest_superseded": None}, "HER2CDS_SUGGEST_SUPERSEDED"),
        ({"metrics_public": True, "metrics_port": 9100}, "choose one"),
        ({"metrics_token_file": Path("absent")}, "HER2CDS_METRICS_TOKEN_FILE"),
        ({"metrics_port": 8080}, "another port"),
        ({"trusted_proxies": networks("0.0.0.0/0")}, "HER2CDS_TRUSTED_PROXIES"),
        ({"trusted_proxies": networks("10.0.0.1, ::/0")}, "HER2CDS_TRUSTED_PROXIES"),
        ({"demo": True, "host": "0.0.0.0"}, "--demo"),
        ({"demo": True, "host": "10.0.0.5"}, "--demo"),
        ({"demo": True, "host": "::"}, "--demo"),
    ],
)
def test_an_unsafe_configuration_is_refused_by_name(safe, change, named):
    with pytest.raises(UnsafeSettingsError, match=named):
        refuse_unsafe(replace(safe, **change))


@pytest.mark.parametrize(
    ("registry", "keys"),
    [
        ("no toml [", None),
        ("clients = []\n", None),
        (REGISTRY + "shared_secret = 'x'\n", None),
        (REGISTRY * 2, None),
        (REGISTRY, "{}"),
        (REGISTRY, "not json"),
        (REGISTRY, json.dumps({"keys": [{"kty": "oct", "k": "AA", "kid": "1"}]})),
        (REGISTRY, json.dumps({"keys": [*public_set(EC_KEY)["keys"], {"kty": "oct", "k": "AA", "kid": "1"}]})),
        (REGISTRY, json.dumps({"keys": [*public_set(EC_KEY)["keys"], OTHER_KEY.as_dict(private=True)]})),
        (REGISTRY + 'fhir_servers = ["http://ehr.example.org/fhir"]\n', None),
        (REGISTRY + 'algorithms = ["HS256"]\n', None),
        (REGISTRY + "max_lifetime_s = 86400\n", None),
        (REGISTRY.replace("ehr.json", "absent.json"), None),
    ],
)
def test_a_registry_that_cannot_be_trusted_is_refused(safe, registry, keys):
    safe.clients.write_text(registry)
    if keys is not None:
        (safe.clients.parent / "ehr.json").write_text(keys)

    with pytest.raises(UnsafeSettingsError, match="HER2CDS_CLIENTS"):
        registered(safe)


def test_a_registry_that_is_not_there_is_refused(safe, tmp_path):
    with pytest.raises(UnsafeSettingsError, match="cannot be read"):
        registered(replace(safe, clients=tmp_path / "absent.toml"))


def test_no_application_is_built_that_would_authenticate_nobody(safe):
    with pytest.raises(ValueError, match="authenticated"):
        create_app(safe)


def test_a_registry_that_everybody_may_write_is_refused(safe):
    safe.clients.chmod(0o666)

    with pytest.raises(UnsafeSettingsError, match="o-w"):
        refuse_unsafe(safe)


@pytest.mark.parametrize(
    ("flags", "environment", "said"),
    [
        (["--demo", "--host", "0.0.0.0"], {}, "--demo serves this machine only"),
        ([], {}, "HER2CDS_CLIENTS"),
        ([], {"HER2CDS_CORS_ORIGINS": "*"}, "HER2CDS_CORS_ORIGINS"),
        ([], {"HER2CDS_DEBUG": "yes"}, "no such setting"),
        ([], {"HER2CDS_AUTH": "off"}, "no such setting"),
        ([], {"HER2CDS_PUBLIC_URL": "ftp://cds.example.org"}, "HER2CDS_PUBLIC_URL"),
    ],
)
def test_the_command_ends_with_code_2_and_one_clear_line(monkeypatch, capsys, flags, environment, said):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert main(["serve", *flags]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert said in line

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from service.settings import InvalidSettingError, Settings, variable
from treatment_history.answer import Answer


def test_without_variables_everything_has_its_default() -> None:
    settings = Settings.from_environ({"PATH": "/bin", "HOME": "/root"})

    assert settings == Settings()
    assert (settings.host, settings.port, settings.max_body_bytes) == ("127.0.0.1", 8080, 32 * 1024 * 1024)
    assert settings.data_dir == Path("var")
    assert settings.tdm1_available is Answer.UNKNOWN


def test_every_variable_is_read() -> None:
    given = {
        "HER2CDS_HOST": "192.0.2.7",
        "HER2CDS_PORT": "9000",
        "HER2CDS_PUBLIC_URL": "https://cds.example.org/base/",
        "HER2CDS_CLIENTS": "clients.toml",
        "HER2CDS_MAX_BODY_BYTES": "2048",
        "HER2CDS_TDM1_AVAILABLE": "no",
        "HER2CDS_LANGUAGE": "es",
        "HER2CDS_SUGGEST_SUPERSEDED": "no",
        "HER2CDS_PROTECT_DISCOVERY": "true",
    }

    settings = Settings.from_environ(given)

    assert (settings.host, settings.port) == ("192.0.2.7", 9000)
    assert settings.base_url == "https://cds.example.org/base"
    assert settings.clients == Path("clients.toml")
    assert settings.tdm1_available is Answer.NO
    assert (settings.language, settings.suggest_superseded, settings.protect_discovery) == ("es", False, True)


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environ({"HER2CDS_PORT": ""}).port == 8080


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HER2CDS_PROT", "8080"),
        ("HER2CDS_PORT", "http"),
        ("HER2CDS_PORT", "70000"),
        ("HER2CDS_PORT", "-1"),
        ("HER2CDS_MAX_BODY_BYTES", "32MB"),
        ("HER2CDS_DEADLINE_MS", "20000"),
        ("HER2CDS_DEADLINE_MS", "9" * 5000),
        ("HER2CDS_PUBLIC_URL", "cds.example.org"),
        ("HER2CDS_PUBLIC_URL", "https://[x"),
        ("HER2CDS_TDM1_AVAILABLE", "maybe"),
        ("HER2CDS_LANGUAGE", "fr"),
        ("HER2CDS_SUGGEST_SUPERSEDED", "perhaps"),
    ],
)
def test_a_name_or_value_that_is_not_known_is_an_error_that_names_it(name: str, value: str) -> None:
    with pytest.raises(InvalidSettingError, match=name):
        Settings.from_environ({name: value})


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("::", False), ("192.0.2.1", False), ("cds", False)],
)
def test_only_this_machine_counts_as_loopback(host: str, *, loopback: bool) -> None:
    assert Settings(host=host).listens_on_loopback is loopback


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")

    assert [variable(spec) for spec in fields(Settings) if f"## `{variable(spec)}`" not in page] == []

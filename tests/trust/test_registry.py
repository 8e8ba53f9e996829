"""The client registry is configuration: what is not understood in it is an error, never a default."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.clients import InvalidRegistryError, read_registry

FOLDER = Path("registry")

AS_DOCUMENTED = """
[[clients]]
issuer = "https://ehr.example.org"
jwks_file = "keys/ehr.json"            # exactly one of jwks (inline), jwks_file, jwks_url
algorithms = ["ES384", "RS384"]
audiences = []
fhir_servers = ["https://ehr.example.org/fhir"]
services = ["her2-patient-view", "her2-order-select", "her2-order-sign"]
profile = "default"
tenants = []
max_lifetime_s = 900
"""


def registry(text):
    return read_registry(text, folder=FOLDER)


def test_the_documented_entry_is_read_and_its_key_file_stands_beside_the_registry():
    client = registry(AS_DOCUMENTED).of_issuer("https://ehr.example.org")

    assert client is not None
    assert client.jwks_file == str(FOLDER / "keys/ehr.json")
    assert client.max_lifetime_s == 900


def test_what_is_left_out_has_safe_defaults():
    client = registry('[[clients]]\nissuer = "a"\njwks_url = "https://a.example/jwks"').of_issuer("a")

    assert client is not None
    assert client.algorithms == ["ES384", "RS384"]
    assert client.fhir_servers == []
    assert not client.allow_private_fhir


@pytest.mark.parametrize("issuer", ["b", "A", "a/", "", None, ["a"]])
def test_an_issuer_is_found_by_its_exact_name_only(issuer):
    assert registry('[[clients]]\nissuer = "a"\njwks_url = "https://a.example/jwks"').of_issuer(issuer) is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ('jwks_file = "k.json"', 'jwks_file = "k.json"\nshared_secret = "x"'),
        ('jwks_file = "keys/ehr.json"', ""),
        ('jwks_file = "keys/ehr.json"', 'jwks_file = "k"\njwks_url = "https://a.example/jwks"'),
        ('jwks_file = "keys/ehr.json"', 'jwks_url = "http://ehr.example.org/jwks"'),
        ('jwks_file = "keys/ehr.json"', 'jwks_url = "https://user@ehr.example.org/jwks"'),
        ('issuer = "https://ehr.example.org"', 'issuer = ""'),
        ('issuer = "https://ehr.example.org"', "issuer = 7"),
        ('["ES384", "RS384"]', '["HS256"]'),
        ('["ES384", "RS384"]', '["none"]'),
        ('["ES384", "RS384"]', "[]"),
        ('"https://ehr.example.org/fhir"', '"http://ehr.example.org/fhir"'),
        ('"her2-patient-view"', '"other-service"'),
        ('profile = "default"', 'profile = "cerner"'),
        ("max_lifetime_s = 900", "max_lifetime_s = 86400"),
        ("max_lifetime_s = 900", "max_lifetime_s = true"),
        ("tenants = []", 'tenants = "a"'),
        ("tenants = []", "unknown_key = 1"),
        ("[[clients]]", "[clients]"),
        ("[[clients]]", "surprise = 1\n[[clients]]"),
        ("[[clients]]", "[[clients]"),
    ],
)
def test_what_is_not_understood_is_an_error(change, named):
    with pytest.raises(InvalidRegistryError):
        registry(AS_DOCUMENTED.replace(change, named) if change in AS_DOCUMENTED else named)


def test_an_issuer_stands_once():
    with pytest.raises(InvalidRegistryError, match="client 2"):
        registry(AS_DOCUMENTED * 2)


def test_plain_http_is_for_this_machine_only():
    text = AS_DOCUMENTED.replace('jwks_file = "keys/ehr.json"', 'jwks_url = "http://127.0.0.1:9000/jwks"')

    assert registry(text).of_issuer("https://ehr.example.org")

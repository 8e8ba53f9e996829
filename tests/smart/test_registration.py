"""What a registry entry may say about SMART, and what stops the service from starting."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from joserfc.jwk import ECKey
from trust.tokens_made import EC_KEY, ISSUER, public_set

from service.clients import Client, InvalidRegistryError, read_registry
from service.smart.credentials import InvalidCredentialError, read_credential

ENTRY = """
[[clients]]
issuer = "{issuer}"
jwks_url = "https://ehr.example.org/keys"
fhir_servers = ["https://ehr.example.org/fhir{slash}"]
smart_client_id = "her2"
"""


@dataclass(frozen=True)
class Case:
    changes: dict[str, object]
    says: str


@pytest.mark.parametrize(
    "case",
    [
        Case({"smart_client_id": None, "smart_scopes": ["openid"]}, "smart_client_id is needed"),
        Case({"fhir_servers": []}, "needs fhir_servers"),
        Case({"smart_client_key_file": "a", "smart_client_secret_file": "b"}, "at most one"),
        Case({"smart_origins": ["http://ehr.example.org"]}, "https"),
    ],
)
def test_a_registration_that_contradicts_itself_is_refused(case):
    entry = {
        "issuer": ISSUER,
        "jwks": public_set(EC_KEY),
        "fhir_servers": ["https://ehr.example.org/fhir"],
        "smart_client_id": "her2",
    }

    with pytest.raises(ValueError, match=case.says):
        Client.model_validate({**entry, **case.changes})


def test_a_server_that_two_clients_could_launch_from_is_refused(tmp_path):
    two = ENTRY.format(issuer="https://a.example", slash="") + ENTRY.format(issuer="https://b.example", slash="/")

    with pytest.raises(InvalidRegistryError, match="two clients"):
        read_registry(two, folder=tmp_path)


def test_files_are_taken_from_the_folder_of_the_registry(tmp_path):
    text = ENTRY.format(issuer=ISSUER, slash="") + 'smart_client_key_file = "key.json"\n'

    (client,) = read_registry(text, folder=tmp_path).clients

    assert client.smart_client_key_file == str(tmp_path / "key.json")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        json.dumps(ECKey.generate_key("P-384", {"kid": "a"}).as_dict(private=False)),
        json.dumps(ECKey.generate_key("P-256", {"kid": "a"}).as_dict(private=True)),
        json.dumps(ECKey.generate_key("P-384").as_dict(private=True)),
    ],
)
def test_a_key_that_cannot_sign_as_the_specification_wants_is_refused(tmp_path, content):
    (tmp_path / "key.json").write_text(content)
    client = Client.model_validate(
        {
            "issuer": ISSUER,
            "jwks": public_set(EC_KEY),
            "fhir_servers": ["https://ehr.example.org/fhir"],
            "smart_client_id": "her2",
            "smart_client_key_file": str(tmp_path / "key.json"),
        }
    )

    with pytest.raises(InvalidCredentialError):
        read_credential(client)

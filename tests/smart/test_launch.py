"""The ways that work, judged by the checks of Inferno's SMART client suite (the mock EHR applies them)."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from smart.clinician import PUBLIC, query_of
from smart.mock_ehr import LAUNCH_HANDLE

from service.smart.launches import challenge


def test_an_ehr_launch_shows_the_patient(clinician, ehr):
    page = clinician.launch()

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert ehr.wrong == []
    assert ehr.fhir_tokens == {f"Bearer {token}" for token in ehr.issued}
    assert f"/fhir/Patient/{ehr.patient}" in ehr.asked


def test_the_ehr_is_asked_for_everything_that_the_specification_wants(clinician, ehr):
    clinician.launch()
    (asked,) = ehr.authorizations

    assert asked["response_type"] == "code"
    assert asked["client_id"] == ehr.client_id
    assert asked["redirect_uri"] == f"{PUBLIC}/smart/callback"
    assert asked["aud"] == ehr.fhir
    assert asked["launch"] == LAUNCH_HANDLE
    assert asked["code_challenge_method"] == "S256"
    assert {"launch", "openid", "fhirUser", "patient/Patient.rs", "patient/Condition.rs"} <= set(asked["scope"].split())
    assert ".c" not in asked["scope"]
    assert "offline_access" not in asked["scope"]


def test_a_standalone_launch_asks_the_ehr_for_the_patient(clinician, ehr):
    query = ehr.launch_query().split("&")[0]

    page = clinician.launch(query, "/smart/standalone")

    assert page.status_code == 200
    assert ehr.wrong == []
    (asked,) = ehr.authorizations
    assert "launch/patient" in asked["scope"].split()
    assert "launch" not in asked


@pytest.mark.parametrize("kind", ["P-384", "RSA"])
def test_an_app_with_a_key_signs_an_assertion_for_every_code(serve, ehr, app_key, app_key_file, kind):
    key = app_key if kind == "P-384" else RSAKey.generate_key(2048, {"kid": "app-2"})
    app_key_file.write_text(json.dumps(key.as_dict(private=True)))
    ehr.app_key = key
    service = serve(smart_client_key_file=str(app_key_file))

    assert service.clinician().launch().status_code == 200
    assert service.clinician().launch().status_code == 200
    assert ehr.wrong == []
    assert len(ehr.assertions) == 2


def test_an_app_with_a_secret_says_it_in_the_header(serve, ehr, tmp_path):
    (tmp_path / "secret").write_text("s3cret:/+%\n")
    ehr.secret = "s3cret:/+%"  # noqa: S105 - a made-up secret

    assert serve(smart_client_secret_file=str(tmp_path / "secret")).clinician().launch().status_code == 200
    assert ehr.wrong == []


def test_what_must_be_random_differs_with_every_launch(clinician, ehr):
    clinician.launch()
    clinician.launch()
    first, second = ehr.authorizations

    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 43


def test_the_challenge_is_the_one_of_rfc_7636():
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_two_launches_of_one_browser_may_run_side_by_side(clinician):
    first, second = clinician.begin(), clinician.begin()

    assert clinician.ask("GET", first).status_code == 303
    assert clinician.ask("GET", second).status_code == 303


def test_an_older_ehr_that_grants_version_1_scopes_is_understood(clinician, ehr):
    ehr.token_changes["scope"] = "launch openid fhirUser patient/*.read"

    assert clinician.launch().status_code == 200


def test_the_registered_scopes_are_asked_for_instead(serve, ehr):
    service = serve(smart_scopes=["patient/*.rs"])

    assert service.clinician().launch().status_code == 200
    (asked,) = ehr.authorizations
    assert asked["scope"] == "launch patient/*.rs"
    assert "nonce" not in asked


def test_an_endpoint_with_a_query_of_its_own_keeps_it(clinician, ehr):
    ehr.discovery_changes["authorization_endpoint"] = f"{ehr.origin}/authorize?tenant=7"

    started = clinician.ask("GET", f"/smart/launch?{ehr.launch_query()}")

    asked = parse_qs(urlsplit(started.headers["location"]).query)
    assert asked["tenant"] == ["7"]
    assert len(asked["state"]) == 1


def test_many_launches_ask_the_ehr_for_its_endpoints_once(clinician, ehr):
    for _ in range(5):
        clinician.begin()

    assert sum("well-known" in path for path in ehr.asked) == 1


def test_an_id_token_for_several_audiences_names_us_as_the_authorized_party(clinician, ehr):
    ehr.claim_changes = {"aud": [ehr.client_id, "another"], "azp": ehr.client_id}

    assert clinician.launch().status_code == 200


def test_the_issuer_that_the_ehr_names_in_its_answer_is_accepted_when_it_is_its_own(clinician, ehr):
    ehr.discovery_changes["authorization_response_iss_parameter_supported"] = True
    ehr.answer_changes["iss"] = ehr.issuer

    assert clinician.launch().status_code == 200


def test_a_registered_issuer_replaces_the_one_of_discovery(serve, ehr):
    ehr.claim_changes["iss"] = "https://login.ehr.example.org"
    registered = {"smart_issuer": "https://login.ehr.example.org"}

    assert serve(**registered).clinician().launch().status_code == 200


def test_the_page_speaks_the_language_of_the_client(serve, ehr):
    ehr.token_status = 500

    notice = serve(language="es").clinician().ask("GET", "/smart/launch", **{"accept-language": "es"})

    assert 'lang="es"' in notice.text
    assert "historia de la paciente" in notice.text


def test_the_path_back_is_the_only_address_that_the_ehr_may_send_the_browser_to(clinician, ehr):
    back = clinician.begin()

    assert urlsplit(back).path == "/smart/callback"
    assert set(query_of(back)) == {"code", "state"}
    assert httpx.get(f"{ehr.fhir}/Patient/p1").status_code == 401, "the mock gives nothing without a token"

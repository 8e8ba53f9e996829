"""What may not open a page (W5 to W8), and that nothing is read or shown when it is tried."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest
from smart.clinician import query_of
from smart.mock_ehr import ABSENT, OTHER_SIGNING, SYMMETRIC

from service.smart.sessions import LAUNCH_S

MARK = "<img src=x onerror=alert(1)>"


def is_notice(answer, status=400):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "location" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert "onerror" not in answer.text
    return True


def nothing_read(ehr):
    return not any("/fhir/" in path and "well-known" not in path for path in ehr.asked)


ODD_SERVERS = [
    "{fhir}-evil",
    "{fhir}/../admin",
    "{fhir}#x",
    "{fhir}?x=1",
    "{fhir}%2f",
    "{origin}",
    "{origin}/FHIR",
    "http://localhost:{port}/fhir",
    "http://127.1:{port}/fhir",
    "http://user@127.0.0.1:{port}/fhir",
    "http://127.0.0.1:{port}\\@evil.example/fhir",
    "https://evil.example/fhir",
    "//127.0.0.1:{port}/fhir",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "",
    MARK,
]


@pytest.mark.parametrize("spelling", ODD_SERVERS)
@pytest.mark.parametrize("path", ["/smart/launch", "/smart/standalone"])
def test_an_ehr_that_is_not_registered_letter_by_letter_is_never_asked(clinician, ehr, path, spelling):
    server = spelling.format(fhir=ehr.fhir, origin=ehr.origin, port=ehr.origin.rsplit(":", 1)[1])

    answer = clinician.ask("GET", f"{path}?{urlencode({'iss': server, 'launch': 'x'})}")

    assert is_notice(answer)
    assert ehr.asked == []
    assert clinician.cookies == {}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "launch=x",
        "iss={iss}",
        "iss={iss}&iss={iss}&launch=x",
        "iss={iss}&launch=",
        "iss={iss}&launch=a&launch=b",
        "iss={iss}&launch=a%0d%0ab",
    ],
)
def test_an_incomplete_launch_is_refused(clinician, ehr, query):
    assert is_notice(clinician.ask("GET", "/smart/launch?" + query.format(iss=quote(ehr.fhir, safe=""))))
    assert ehr.asked == []


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge_methods_supported": ABSENT},
        {"code_challenge_methods_supported": ["plain"]},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": "http://ehr.example.org/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": ABSENT},
        {"authorization_endpoint": 7},
        {"token_endpoint": "https://evil.example/token"},
        {"token_endpoint": "{origin}@evil.example/token"},
        {"token_endpoint": ABSENT},
        {"jwks_uri": "https://evil.example/keys"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_sign_in_that_is_not_the_ehrs_own_or_lacks_pkce_is_not_used(clinician, ehr, changes):
    ehr.discovery_changes = {
        name: value.replace("{origin}", ehr.origin) if isinstance(value, str) else value
        for name, value in changes.items()
    }

    assert is_notice(clinician.ask("GET", f"/smart/launch?{ehr.launch_query()}"), 502)
    assert ehr.authorizations == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_ehr_without_a_discovery_document_is_not_used(clinician, ehr, status):
    ehr.discovery_status = status

    assert is_notice(clinician.ask("GET", f"/smart/launch?{ehr.launch_query()}"), 502)


def test_a_registered_origin_of_the_sign_in_is_used(serve, ehr):
    ehr.discovery_changes["authorization_endpoint"] = "https://login.ehr.example.org/authorize"
    clinician = serve(smart_origins=["https://login.ehr.example.org"]).clinician()

    started = clinician.ask("GET", f"/smart/launch?{ehr.launch_query()}")

    assert started.headers["location"].startswith("https://login.ehr.example.org/authorize?")


def test_an_answer_before_any_launch_is_refused(clinician, ehr):
    assert is_notice(clinician.ask("GET", "/smart/callback?code=x&state=" + "a" * 43))
    assert ehr.asked == []


@pytest.mark.parametrize(
    "bend",
    [
        lambda back: re.sub(r"state=[^&]*", "state=", back),
        lambda back: re.sub(r"&?state=[^&]*", "", back),
        lambda back: back[:-1] + ("A" if back[-1] != "A" else "B"),
        lambda back: back + "&state=second",
        lambda back: re.sub(r"&?code=[^&]*", "", back),
        lambda back: back + "&code=second",
        lambda back: re.sub(r"code=[^&]*", "code=%0d%0a", back),
        lambda back: re.sub(r"code=[^&]*", "code=" + "x" * 5000, back),
    ],
)
def test_an_answer_whose_state_or_code_is_not_right_is_refused(clinician, ehr, bend):
    back = bend(re.sub(r"\?(code=[^&]*)&(state=.*)", r"?\1&\2", clinician.begin()))

    assert is_notice(clinician.ask("GET", back))
    assert "/token" not in ehr.asked
    assert "__Host-her2cds-session" not in clinician.cookies


def test_an_answer_is_used_once(clinician, ehr):
    back = clinician.begin()
    assert clinician.ask("GET", back).status_code == 303

    assert is_notice(clinician.ask("GET", back))
    assert ehr.asked.count("/token") == 1


def test_an_answer_in_another_browser_is_refused_and_the_state_is_spent(service, ehr):
    clinician, thief = service.clinician(), service.clinician()
    thief.begin()
    back = clinician.begin()

    assert is_notice(thief.ask("GET", back))
    assert is_notice(clinician.ask("GET", back))
    assert "/token" not in ehr.asked


def test_an_answer_without_the_cookie_of_the_launch_is_refused(clinician, ehr):
    back = clinician.begin()
    clinician.cookies.clear()

    assert is_notice(clinician.ask("GET", back))
    assert "/token" not in ehr.asked


def test_a_launch_is_over_after_ten_minutes(service, clinician, ehr):
    back = clinician.begin()
    service.clock.now += LAUNCH_S + 1

    assert is_notice(clinician.ask("GET", back))
    assert "/token" not in ehr.asked


def test_a_code_that_the_ehr_has_seen_before_opens_nothing(clinician):
    first = clinician.begin()
    clinician.ask("GET", first)
    clinician.cookies.pop("__Host-her2cds-session")
    second = clinician.begin()
    replayed = re.sub(r"code=[^&]*", f"code={query_of(first)['code']}", second)

    assert is_notice(clinician.ask("GET", replayed), 502)
    assert "__Host-her2cds-session" not in clinician.cookies


def test_an_error_of_the_ehr_is_told_in_our_words_alone(clinician, ehr):
    ehr.answer_changes = {"code": ABSENT, "error": "access_denied", "error_description": MARK, "error_uri": "//evil"}

    answer = clinician.ask("GET", clinician.begin())

    assert is_notice(answer)
    assert "evil" not in answer.text
    assert "access_denied" not in answer.text
    assert "did not permit" in answer.text


@pytest.mark.parametrize("given", [ABSENT, "https://evil.example", ["{own}", "https://evil.example"]])
def test_an_answer_that_names_another_issuer_or_none_although_it_should_is_refused(clinician, ehr, given):
    ehr.discovery_changes["authorization_response_iss_parameter_supported"] = True
    own = [one.replace("{own}", ehr.issuer) for one in given] if isinstance(given, list) else given
    ehr.answer_changes["iss"] = own

    assert is_notice(clinician.ask("GET", clinician.begin()), 502)
    assert "/token" not in ehr.asked


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token_type": "mac"}, 502),
        ({"token_type": ABSENT}, 502),
        ({"access_token": ABSENT}, 502),
        ({"access_token": "a b"}, 502),
        ({"access_token": "x\r\ny: z"}, 502),
        ({"access_token": 7}, 502),
        ({"access_token": "x" * 9000}, 502),
        ({"expires_in": 0}, 502),
        ({"expires_in": -5}, 502),
        ({"expires_in": "soon"}, 502),
        ({"expires_in": True}, 502),
        ({"scope": ABSENT}, 403),
        ({"scope": "launch openid fhirUser patient/Patient.rs"}, 403),
        ({"scope": "launch openid fhirUser patient/*.cud"}, 403),
        ({"scope": "launch openid fhirUser patient/*.rs?category=vital-signs"}, 403),
        ({"scope": "launch openid fhirUser system/*.rs"}, 403),
        ({"patient": ABSENT}, 400),
        ({"patient": ""}, 400),
        ({"patient": "../Patient"}, 400),
        ({"patient": "p1?x=1"}, 400),
        ({"patient": ["p1"]}, 400),
        ({"patient": MARK}, 400),
        ({"id_token": ABSENT}, 400),
        ({"id_token": "a.b.c"}, 400),
        ({"id_token": "x" * 9000}, 502),
    ],
)
def test_a_token_answer_that_does_not_fit_opens_nothing(clinician, ehr, changes, status):
    ehr.token_changes = changes

    assert is_notice(clinician.launch(), status)
    assert nothing_read(ehr)
    assert "__Host-her2cds-session" not in clinician.cookies


@pytest.mark.parametrize("status", [201, 302, 400, 401, 500])
def test_a_token_endpoint_that_says_anything_but_yes_opens_nothing(clinician, ehr, status):
    ehr.token_status = status

    assert is_notice(clinician.launch(), 502)
    assert nothing_read(ehr)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": ABSENT},
        {"aud": "another-app"},
        {"aud": ["another-app"]},
        {"aud": ["{client}", "another-app"]},
        {"aud": "{client}", "azp": "another-app"},
        {"aud": ABSENT},
        {"exp": 1},
        {"exp": ABSENT},
        {"exp": "2099"},
        {"iat": 99_999_999_999},
        {"iat": ABSENT},
        {"nonce": "another"},
        {"nonce": ABSENT},
        {"sub": ABSENT},
        {"sub": ""},
    ],
)
def test_an_id_token_that_was_not_made_for_this_launch_opens_nothing(clinician, ehr, changes):
    fill = {"{client}": ehr.client_id}
    ehr.claim_changes = {
        name: [fill.get(one, one) for one in value] if isinstance(value, list) else fill.get(str(value), value)
        for name, value in changes.items()
    }

    assert is_notice(clinician.launch())
    assert nothing_read(ehr)


@pytest.mark.parametrize(("algorithm", "key"), [("HS256", SYMMETRIC), ("none", None), ("RS256", OTHER_SIGNING)])
def test_an_id_token_that_the_ehr_did_not_sign_opens_nothing(clinician, ehr, algorithm, key):
    ehr.algorithm, ehr.signing = algorithm, key

    assert is_notice(clinician.launch())
    assert nothing_read(ehr)


@pytest.mark.parametrize("name", ["redirect_uri", "next", "url", "return", "redirect"])
@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_no_parameter_sends_the_browser_anywhere(clinician, ehr, name, target):
    extra = urlencode({name: target})
    started = clinician.ask("GET", f"/smart/launch?{ehr.launch_query()}&{extra}")
    opened = clinician.ask("GET", f"{clinician.begin()}&{extra}")

    assert started.headers["location"].startswith(f"{ehr.origin}/authorize?")
    assert "evil" not in started.headers["location"]
    assert re.fullmatch(r"/smart/view/[\w-]{43}", opened.headers["location"])


def test_the_launch_value_of_the_ehr_is_given_back_and_never_followed(clinician, ehr):
    query = urlencode({"iss": ehr.fhir, "launch": "https://evil.example/"})

    started = clinician.ask("GET", f"/smart/launch?{query}")

    assert query_of(started.headers["location"])["launch"] == "https://evil.example/"
    assert not any("evil" in path for path in ehr.asked)

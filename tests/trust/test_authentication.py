"""Attacks J1-J19 on the inbound token, each refused for its own reason, and the tokens of real EHRs, believed."""

from __future__ import annotations

import hmac
import threading

import pytest
from joserfc.jwk import ECKey, OctKey
from trust.tokens_made import (
    ABSENT,
    EC_KEY,
    ISSUER,
    NOW,
    OTHER_KEY,
    PATH,
    PUBLIC_URL,
    RSA_KEY,
    b64,
    claims,
    header,
    public_set,
    sign_anyhow,
    token,
)

from service.authentication import Authenticator, MemoryLedger
from service.clients import Client, Registry
from service.jwks import KeyStore
from service.token_refusals import Refusal, TokenRefusedError
from service.tokens import usable_keys

TWICE = b'{"iss":"a","iss":"b"}'


def client(**changes):
    return Client.model_validate({"issuer": ISSUER, "jwks": public_set(EC_KEY, RSA_KEY), **changes})


def authenticator(*clients, ledger=None):
    registered = clients or (client(),)
    return Authenticator(
        Registry({each.issuer: each for each in registered}),
        KeyStore(),
        ledger or MemoryLedger(),
        public_url=PUBLIC_URL,
        clock=lambda: NOW,
    )


def refusal(*authorization, path=PATH, by=None):
    with pytest.raises(TokenRefusedError) as caught:
        (by or authenticator()).client(authorization, path=path)
    return caught.value.reason


def bearer(text):
    return f"Bearer {text}"


def test_a_token_signed_by_the_registered_key_names_its_client():
    assert authenticator().client([bearer(token())], path=PATH).issuer == ISSUER


def test_rs384_is_accepted_like_es384():
    signed = token(header(alg="RS384", kid="rsa-1"), key=RSA_KEY)

    assert authenticator().client([bearer(signed)], path=PATH).issuer == ISSUER


def test_epics_token_with_nbf_sub_and_fifteen_minutes_is_believed():
    body = claims(nbf=NOW - 305, sub="client-id", iat=NOW - 5, exp=NOW + 895)

    assert authenticator().client([bearer(token(body=body))], path=PATH).issuer == ISSUER


def test_an_audience_list_that_names_us_is_believed():
    body = claims(aud=["https://other.example.org", PUBLIC_URL + PATH])

    assert authenticator().client([bearer(token(body=body))], path=PATH).issuer == ISSUER


def test_an_audience_typed_in_by_hand_at_the_hospital_is_believed_once_registered():
    by = authenticator(client(audiences=["urn:hospital:cds"]))

    assert by.client([bearer(token(body=claims(aud="urn:hospital:cds")))], path=PATH).issuer == ISSUER


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param((), id="no header"),
        pytest.param(("Basic dXNlcjpwdw==",), id="another scheme"),
        pytest.param(("Bearer ",), id="no token"),
        pytest.param(("Bearer a.b.c", "Bearer a.b.c"), id="two headers"),
        pytest.param(("Bearer  a.b.c",), id="leading blank"),
    ],
)
def test_without_exactly_one_bearer_token_nobody_is_calling(authorization):
    assert refusal(*authorization) is Refusal.NO_TOKEN


@pytest.mark.parametrize(
    "algorithm", ["none", "nOnE", None, ["ES384"], "HS256", "HS384", "HS512", "ES256", "RS256", ABSENT]
)
def test_only_the_registered_algorithms_are_looked_at(algorithm):
    assert refusal(bearer(sign_anyhow(header(alg=algorithm), claims()))) is Refusal.ALGORITHM


@pytest.mark.parametrize("secret", ["pem", "der", "jwk"])
def test_a_public_key_is_no_shared_secret(secret):
    material = {
        "pem": RSA_KEY.as_pem(private=False),
        "der": RSA_KEY.as_der(private=False),
        "jwk": b64(RSA_KEY.as_dict(private=False)).encode(),
    }[secret]
    signing_input = f"{b64(header(alg='HS384', kid='rsa-1'))}.{b64(claims())}"
    forged = f"{signing_input}.{b64(hmac.digest(material, signing_input.encode(), 'sha384'))}"

    assert refusal(bearer(forged)) is Refusal.ALGORITHM


def test_an_rsa_algorithm_over_an_elliptic_key_is_refused():
    assert refusal(bearer(sign_anyhow(header(alg="RS384", kid="ec-1"), claims()))) is Refusal.ALGORITHM


def test_signatures_that_are_stripped_zero_flipped_or_foreign_are_refused():
    good = token()
    head, body, signature = good.split(".")
    zero = b64(bytes(96))
    flipped = b64(bytes([1]) + bytes(95))

    assert refusal(bearer(f"{head}.{body}.")) is Refusal.SIGNATURE
    assert refusal(bearer(f"{head}.{body}.{zero}")) is Refusal.SIGNATURE
    assert refusal(bearer(f"{head}.{body}.{flipped}")) is Refusal.SIGNATURE
    assert refusal(bearer(f"{head}.{body}.{signature[:40]}")) is Refusal.SIGNATURE
    assert refusal(bearer(token(key=OTHER_KEY))) is Refusal.SIGNATURE


def test_another_clients_key_under_the_same_kid_opens_nothing():
    other = client(issuer="https://other.example.org", jwks=public_set(OTHER_KEY))

    assert refusal(bearer(token(key=OTHER_KEY)), by=authenticator(client(), other)) is Refusal.SIGNATURE


@pytest.mark.parametrize(
    "embedded", [{"jwk": OTHER_KEY.as_dict(private=False)}, {"x5c": ["MIIB"]}, {"x5u": "https://evil"}]
)
def test_keys_that_the_token_brings_along_are_ignored(embedded):
    assert refusal(bearer(sign_anyhow({**header(), **embedded}, claims(), OTHER_KEY))) is Refusal.SIGNATURE


@pytest.mark.parametrize(
    "jku",
    [
        "https://evil.example.org/jwks",
        "https://ehr.example.org.evil/jwks",
        "https://ehr.example.org@evil/jwks",
        "http://169.254.169.254/",
        "http://[::1]/",
        "file:///etc/passwd",
        ["https://ehr.example.org/jwks"],
        None,
    ],
)
def test_a_jku_that_is_not_registered_is_refused(jku):
    assert refusal(bearer(sign_anyhow(header(jku=jku), claims()))) is Refusal.JKU


def test_the_registered_jku_is_accepted():
    by = authenticator(client(jku="https://ehr.example.org/jwks"))

    assert by.client([bearer(sign_anyhow(header(jku="https://ehr.example.org/jwks"), claims()))], path=PATH)


@pytest.mark.parametrize("kid", [ABSENT, None, ["ec-1"], "", "k" * 10_000])
def test_a_key_id_is_a_short_string(kid):
    assert refusal(bearer(sign_anyhow(header(kid=kid), claims()))) in {Refusal.KEY_ID, Refusal.MALFORMED}


@pytest.mark.parametrize("kid", ["../../etc/passwd", "' or 1=1 --", "a\r\nb", "unknown"])
def test_a_key_id_is_only_ever_looked_up(kid):
    assert refusal(bearer(sign_anyhow(header(kid=kid), claims()))) is Refusal.UNKNOWN_KEY


@pytest.mark.parametrize(
    "issuer", ["https://ehr.example.org/", "https://ehr.example.or", "HTTPS://EHR.EXAMPLE.ORG", ["x"], ABSENT, None]
)
def test_an_issuer_matches_exactly_or_not_at_all(issuer):
    assert refusal(bearer(sign_anyhow(header(), claims(iss=issuer)))) is Refusal.ISSUER


@pytest.mark.parametrize(
    "audience",
    [
        PUBLIC_URL + "/cds-services",
        PUBLIC_URL + "/cds-services/her2-order-sign",
        PUBLIC_URL + PATH + "/feedback",
        PUBLIC_URL + PATH + "/",
        "http://cds.example.org" + PATH,
        7,
        {"url": PUBLIC_URL + PATH},
        ["https://other.example.org"],
        [],
        ABSENT,
        None,
    ],
)
def test_a_token_for_somebody_else_is_refused(audience):
    assert refusal(bearer(sign_anyhow(header(), claims(aud=audience)))) is Refusal.AUDIENCE


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"exp": NOW - 61, "iat": NOW - 300}, Refusal.EXPIRY),
        ({"exp": ABSENT}, Refusal.EXPIRY),
        ({"exp": str(NOW + 60)}, Refusal.EXPIRY),
        ({"exp": True}, Refusal.EXPIRY),
        ({"exp": -1}, Refusal.EXPIRY),
        ({"exp": NOW + 10 * 365 * 86400}, Refusal.LIFETIME),
        ({"exp": NOW + 896}, Refusal.LIFETIME),
        ({"exp": NOW - 6}, Refusal.LIFETIME),
        ({"iat": NOW + 61, "exp": NOW + 200}, Refusal.ISSUED_AT),
        ({"iat": ABSENT}, Refusal.ISSUED_AT),
        ({"iat": "yesterday"}, Refusal.ISSUED_AT),
        ({"nbf": NOW + 61}, Refusal.NOT_BEFORE),
        ({"nbf": "now"}, Refusal.NOT_BEFORE),
    ],
)
def test_times_outside_the_bounds_are_refused(times, reason):
    assert refusal(bearer(sign_anyhow(header(), claims(**times)))) is reason


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(constant):
    raw = str(claims(exp=7)).replace("'", '"').replace("7,", f"{constant},", 1).encode()
    forged = f"{b64(header())}.{b64(raw)}.{b64(bytes(96))}"

    assert refusal(bearer(forged)) in {Refusal.MALFORMED, Refusal.EXPIRY}


def test_a_minute_of_skew_is_forgiven():
    body = claims(iat=NOW + 55, exp=NOW + 300)

    assert authenticator().client([bearer(token(body=body))], path=PATH)


@pytest.mark.parametrize("jti", [ABSENT, "", None, 7, ["x"], "x" * 257, "a\nb"])
def test_a_token_id_is_a_short_printable_string(jti):
    assert refusal(bearer(sign_anyhow(header(), claims(jti=jti)))) is Refusal.TOKEN_ID


@pytest.mark.parametrize("typ", [ABSENT, "at+jwt", "jwt", None, ["JWT"]])
def test_the_type_is_jwt(typ):
    assert refusal(bearer(sign_anyhow(header(typ=typ), claims()))) is Refusal.TYPE


@pytest.mark.parametrize(
    "text",
    [
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        "!!.!!.!!",
        f"{b64([1])}.{b64(claims())}.x",
        f"{b64(header())}.{b64([1])}.x",
        f"{b64(b'[' * 4000)}.{b64(claims())}.x",
        f"{b64(header())}.{b64(TWICE)}.x",
        "a" * 9000 + ".b.c",
        "é.b.c",
    ],
)
def test_what_is_no_token_is_refused_unread(text):
    assert refusal(bearer(text)) is Refusal.MALFORMED


@pytest.mark.parametrize("member", [{"crit": ["exp"], "exp": 1}, {"b64": False}, {"crit": []}])
def test_critical_members_are_not_understood_and_so_refused(member):
    assert refusal(bearer(sign_anyhow({**header(), **member}, claims()))) is Refusal.CRITICAL


@pytest.mark.parametrize("tenant", [ABSENT, "b", ["a"]])
def test_a_tenant_that_is_not_registered_is_refused(tenant):
    assert (
        refusal(bearer(sign_anyhow(header(), claims(tenant=tenant))), by=authenticator(client(tenants=["a"])))
        is Refusal.TENANT
    )


def test_a_token_is_used_once_and_the_same_id_of_another_issuer_is_another_token():
    other = client(issuer="https://other.example.org")
    by = authenticator(client(), other)
    first = token(body=claims(jti="one"))

    assert by.client([bearer(first)], path=PATH)
    assert refusal(bearer(first), by=by) is Refusal.REPLAY
    assert by.client([bearer(token(body=claims(jti="one", iss=other.issuer)))], path=PATH)


def test_of_fifty_copies_at_once_one_is_believed():
    by, copy, believed = authenticator(), bearer(token()), []

    def call():
        try:
            believed.append(by.client([copy], path=PATH))
        except TokenRefusedError:
            return

    threads = [threading.Thread(target=call) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(believed) == 1


def test_a_refused_token_is_not_remembered_as_used():
    by = authenticator()
    body = claims(jti="kept")

    assert refusal(bearer(token(body=body, key=OTHER_KEY)), by=by) is Refusal.SIGNATURE
    assert by.client([bearer(token(body=body))], path=PATH)


def test_keys_that_must_not_verify_are_left_out_of_a_set():
    private = ECKey.generate_key("P-384", {"kid": "private"})
    entries = [
        {**OctKey.generate_key(256).as_dict(private=True), "kid": "oct"},
        {**private.as_dict(private=True), "kid": "private"},
        {**EC_KEY.as_dict(private=False), "kid": "enc", "use": "enc"},
        {**EC_KEY.as_dict(private=False), "kid": "twice"},
        {**RSA_KEY.as_dict(private=False), "kid": "twice"},
        {**RSA_KEY.as_dict(private=False), "kid": "weak", "n": RSA_KEY.as_dict(private=False)["n"][:171]},
        {**EC_KEY.as_dict(private=False), "kid": "broken", "x": "AA"},
        {**EC_KEY.as_dict(private=False), "kid": "good"},
        "no key",
        {"kty": "EC"},
    ]

    assert set(usable_keys({"keys": entries})) == {"good"}


@pytest.mark.parametrize("document", [None, [], {"keys": {}}, {"keys": [{}] * 10_000}, "<html>"])
def test_what_is_no_key_set_holds_no_key(document):
    assert usable_keys(document) == {}

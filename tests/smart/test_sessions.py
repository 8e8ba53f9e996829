"""The session (W10 to W12): what the browser holds, how long, who may frame the page, and what lies in the database."""

from __future__ import annotations

import re

import pytest
from contract.requests import PREFETCH
from smart.clinician import Clinician

from service.smart.sealing import InvalidSessionKeyError, Seal, key_from_file
from service.smart.sessions import ABSOLUTE_S, IDLE_S

SESSION, LAUNCH = "__Host-her2cds-session", "__Host-her2cds-launch"


def test_the_browser_holds_random_ids_in_cookies_that_only_https_and_no_script_can_read(clinician):
    clinician.launch()

    assert set(clinician.cookies) == {SESSION, LAUNCH}
    for line in clinician.set_cookies:
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "SameSite=None; Secure; Partitioned" in line
        assert "Path=/;" in line
        assert "Domain" not in line


def test_a_token_is_in_no_page_no_address_and_no_cookie(clinician, ehr):
    page = clinician.launch()
    (token,) = ehr.issued

    seen = page.text + clinician.page + str(clinician.set_cookies) + str(page.headers)

    assert token not in seen
    assert clinician.cookies[SESSION] not in page.text + clinician.page


def test_the_database_holds_neither_token_nor_patient_nor_what_opens_a_session(clinician, ehr, tmp_path):
    ehr.patient = "secret-patient-7"
    ehr.parts = {**ehr.parts, "Patient": {**PREFETCH["patient"], "id": ehr.patient}}
    try:
        clinician.begin()
        clinician.launch()
    finally:
        ehr.parts = {**ehr.parts, "Patient": PREFETCH["patient"]}

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("smart.sqlite3*"))

    assert b"sealed" in kept
    secrets = (ehr.issued[0], ehr.patient, clinician.cookies[SESSION], ehr.authorizations[0]["state"])
    assert [one for one in secrets if one.encode() in kept] == []


def test_the_session_id_is_new_after_every_sign_in_and_ends_the_one_before(clinician):
    clinician.launch()
    first = clinician.cookies[SESSION]
    clinician.launch()
    assert clinician.cookies[SESSION] != first

    clinician.cookies[SESSION] = first

    assert clinician.ask("GET", clinician.page).status_code == 403


def test_a_session_id_that_the_browser_brings_along_is_never_taken_over(clinician):
    clinician.cookies[SESSION] = "A" * 43
    clinician.launch()

    assert clinician.cookies[SESSION] != "A" * 43


def test_a_quarter_of_an_hour_without_use_ends_the_session(clinician, service):
    clinician.launch()
    service.clock.now += IDLE_S - 1
    assert clinician.ask("GET", clinician.page).status_code == 200
    service.clock.now += IDLE_S - 1
    assert clinician.ask("GET", clinician.page).status_code == 200, "a look starts the quarter of an hour anew"
    service.clock.now += IDLE_S + 1

    assert clinician.ask("GET", clinician.page).status_code == 403


@pytest.mark.parametrize(("expires_in", "lifetime"), [(100, 100), (100_000, ABSOLUTE_S)])
def test_a_session_ends_with_its_token_and_after_eight_hours(clinician, service, ehr, expires_in, lifetime):
    ehr.token_changes["expires_in"] = expires_in
    clinician.launch()
    started = service.clock.now
    while service.clock.now + IDLE_S < started + lifetime:
        service.clock.now += IDLE_S - 1
        assert clinician.ask("GET", clinician.page).status_code == 200
    service.clock.now = started + lifetime + 1

    assert clinician.ask("GET", clinician.page).status_code == 403


def test_signing_out_ends_the_session_and_tells_the_browser_to_forget(clinician):
    page = clinician.launch()
    kept = clinician.cookies[SESSION]

    out = clinician.ask("POST", clinician.page.replace("/view/", "/logout/"))

    assert out.status_code == 200
    assert out.headers["clear-site-data"] == '"cache"'
    assert SESSION not in clinician.cookies
    clinician.cookies[SESSION] = kept
    again = clinician.ask("GET", clinician.page)
    assert again.status_code == 403
    assert page.headers["cache-control"] == "no-store"


def test_nothing_signs_out_by_a_mere_link(clinician):
    clinician.launch()

    assert clinician.ask("GET", clinician.page.replace("/view/", "/logout/")).status_code == 405
    assert clinician.ask("GET", clinician.page).status_code == 200


def test_only_the_registered_ehr_may_frame_the_page_and_nothing_else_is_loaded(clinician):
    policy = clinician.launch().headers["content-security-policy"]

    assert "frame-ancestors https://ehr.example.org" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_ehr_that_registers_no_frame_opens_the_page_in_a_window(serve):
    page = serve(frame_ancestors=[]).clinician().launch()

    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_a_page_leaks_no_address_and_is_not_kept(clinician):
    page = clinician.launch()

    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//(?!doi\.org)', page.text) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
@pytest.mark.parametrize("part", ["/view/", "/logout/"])
def test_a_form_from_another_page_changes_nothing(clinician, site, part):
    clinician.launch()
    path = clinician.page.replace("/view/", part)

    assert clinician.ask("POST", path, b"brain_mets=no", **{"sec-fetch-site": site}).status_code == 403
    assert clinician.ask("GET", clinician.page).status_code == 200


def test_a_form_without_the_value_in_the_pages_address_changes_nothing(clinician):
    clinician.launch()

    assert clinician.ask("POST", "/smart/view/" + "A" * 43, b"brain_mets=no").status_code == 409


def test_an_answer_is_used_for_this_view_and_nothing_of_it_is_kept(clinician):
    before = clinician.launch().text

    answered = clinician.ask("POST", clinician.page, b"brain_mets=no&nothing=")
    after = clinician.ask("GET", clinician.page).text

    assert answered.status_code == 200
    assert answered.text != before
    assert after == before


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(400)), "application/x-www-form-urlencoded", 400),
        ("a=é".encode(), "application/x-www-form-urlencoded", 400),
        (b"brain_mets=%3Cscript%3E&x%3Cb%3E=1", "application/x-www-form-urlencoded", 200),
    ],
)
def test_an_odd_form_is_refused_or_changes_nothing(clinician, body, media_type, status):
    clinician.launch()

    answer = clinician.ask("POST", clinician.page, body, **{"content-type": media_type})

    assert answer.status_code == status
    assert "<script>" not in answer.text


def test_a_second_tab_with_another_patient_lets_the_first_say_so(clinician):
    clinician.launch()
    first = clinician.page
    clinician.launch()

    late = clinician.ask("POST", first, b"brain_mets=no")

    assert late.status_code == 409
    assert "different patient" in late.text


def test_another_clinician_cannot_open_the_page_by_its_address(clinician, service):
    clinician.launch()
    other = service.clinician()
    assert other.ask("GET", clinician.page).status_code == 403
    other.launch()

    assert other.ask("GET", clinician.page).status_code == 409


@pytest.mark.parametrize("cookie", ["", "A" * 43, "x" * 5000, "../../etc", "%00"])
def test_a_made_up_session_opens_nothing(clinician, cookie):
    clinician.launch()
    clinician.cookies[SESSION] = cookie

    assert clinician.ask("GET", clinician.page).status_code == 403


def test_a_record_of_another_patient_than_the_one_signed_in_for_is_not_shown(clinician, ehr):
    ehr.patient = "p2"

    answer = clinician.launch()

    assert answer.status_code == 409
    assert "different patient" in answer.text


def test_a_record_that_the_ehr_no_longer_gives_is_told_as_such(clinician, ehr):
    clinician.launch()
    ehr.issued.clear()

    answer = clinician.ask("GET", clinician.page)

    assert answer.status_code == 502
    assert "did not give the record" in answer.text


def test_nothing_of_the_ehr_or_the_patient_is_logged(clinician, ehr, caplog):
    caplog.set_level("DEBUG")
    clinician.launch()
    clinician.ask("GET", "/smart/callback?code=canary-code&state=canary-state&error=canary-error")

    logged = "".join(str(record.__dict__) for record in caplog.records if record.name == "her2-cds")

    secrets = [*ehr.issued, "canary", clinician.cookies[SESSION], clinician.page.rsplit("/", 1)[1], ehr.patient + "'"]
    assert "smart-signed-in" in logged
    assert [one for one in secrets if one in logged] == []


def test_sealed_records_open_only_unchanged_in_their_own_row_and_with_their_own_key():
    seal = Seal(b"k" * 32)
    sealed = seal.close("row-1", {"a": 1})
    head, rest = sealed.split(".", 1)
    broken = f"{head}.{rest[:-1]}{'A' if rest[-1] != 'A' else 'B'}"

    assert seal.open("row-1", sealed) == {"a": 1}
    assert seal.open("row-2", sealed) is None
    assert Seal(b"l" * 32).open("row-1", sealed) is None
    assert seal.open("row-1", broken) is None
    assert seal.open("row-1", "x") is None


def test_a_key_file_must_be_readable_and_long_enough(tmp_path):
    (tmp_path / "short").write_bytes(b"short")

    for file in ("short", "absent"):
        with pytest.raises(InvalidSessionKeyError):
            key_from_file(tmp_path / file)


def test_without_a_launch_there_is_no_page(service):
    assert isinstance(service.clinician(), Clinician)
    assert service.clinician().ask("GET", "/smart/view/" + "A" * 43).status_code == 403


def test_the_page_offers_to_sign_out_before_anything_else(clinician):
    page = clinician.launch()

    out = clinician.page.replace("/view/", "/logout/")
    assert clinician.ask("GET", "/assets/sign-out.css").status_code == 200
    assert re.search(
        rf'<body[^>]*><link [^>]*><form class="sign-out" method="post" action="{out}"><button>Sign out<', page.text
    )

"""Links from cards (W13): the same bytes every time, and of use only for the one whom the card was for."""

from __future__ import annotations

import json

import pytest
from contract.requests import patient_view
from smart.clinician import PUBLIC
from trust.tokens_made import ISSUER, claims, token

from service.database import writing
from service.smart.cases import CASE_S, Call

SERVICE = "/cds-services/her2-patient-view"


def cards(clinician, issuer=ISSUER, **changes):
    signed = token(body=claims(iss=issuer, aud=PUBLIC + SERVICE))
    body = json.dumps(patient_view() | changes).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {signed}"}
    answer = clinician.ask("POST", SERVICE, body, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["cards"]


def link_of(card):
    (link,) = [link for link in card["links"] if link["type"] == "smart"]
    return link


def test_a_card_leads_to_the_page_about_its_patient(clinician, ehr):
    (card,) = cards(clinician)
    link = link_of(card)
    ehr.token_changes["appContext"] = link["appContext"]

    assert link["url"] == f"{PUBLIC}/smart/launch"
    assert clinician.launch().status_code == 200


def test_app_context_stands_only_on_links_of_type_smart(clinician):
    (card,) = cards(clinician)

    assert [link["type"] for link in card["links"] if "appContext" in link] == ["smart"]
    assert len(link_of(card)["appContext"]) == 22, "128 bits"
    assert "p1" not in link_of(card)["appContext"]


def test_the_same_call_gives_the_same_link_and_another_call_another_one(clinician):
    first, again = cards(clinician), cards(clinician)
    other = cards(clinician, hookInstance="11111111-dfbe-44ad-ba6d-3e05e953b2ea")

    assert first == again
    assert link_of(first[0]) != link_of(other[0])


def test_a_client_without_a_smart_registration_gets_no_such_link(serve):
    service = serve(smart_client_id=None)
    (card,) = cards(service.clinician())

    assert [link["type"] for link in card["links"]] == ["absolute"]


@pytest.mark.parametrize("case", ["A" * 22, "", "x" * 5000, "../", 7, ["a"]])
def test_a_case_that_nobody_gave_out_does_not_exist(clinician, ehr, case):
    ehr.token_changes["appContext"] = case

    assert clinician.launch().status_code == (200 if case == "" else 404)


def test_a_case_of_another_tenant_does_not_exist(service, clinician, ehr):
    ehr.token_changes["appContext"] = service.sign_in.cases.keep(
        Call("https://other.example.org", "i", "p1", "Practitioner/u1")
    )

    assert clinician.launch().status_code == 404


def test_a_case_of_another_user_does_not_exist(service, clinician, ehr):
    ehr.token_changes["appContext"] = service.sign_in.cases.keep(Call(ISSUER, "i", "p1", "Practitioner/u2"))

    assert clinician.launch().status_code == 404


def test_a_case_of_another_patient_shows_neither_of_them(service, clinician, ehr):
    ehr.token_changes["appContext"] = service.sign_in.cases.keep(Call(ISSUER, "i", "p2", "Practitioner/u1"))

    answer = clinician.launch()

    assert answer.status_code == 409
    assert "different patient" in answer.text
    assert not any("/fhir/Patient" in path for path in ehr.asked)


def test_a_case_is_over_after_half_a_day(service, clinician, ehr):
    ehr.token_changes["appContext"] = service.sign_in.cases.keep(Call(ISSUER, "i", "p1", "Practitioner/u1"))
    service.clock.now += CASE_S + 1

    assert clinician.launch().status_code == 404


def test_a_user_who_came_as_a_role_is_not_mistaken_for_somebody_else(service, clinician, ehr):
    ehr.token_changes["appContext"] = service.sign_in.cases.keep(Call(ISSUER, "i", "p1", "PractitionerRole/r1"))

    assert clinician.launch().status_code == 200


def test_cards_come_without_the_link_when_the_case_cannot_be_kept(service, clinician):
    with writing(service.store.engine) as connection:
        connection.exec_driver_sql("DROP TABLE smart_cases")

    (card,) = cards(clinician)

    assert [link["type"] for link in card["links"]] == ["absolute"]

"""A record reads the same whether the EHR sends it along or its FHIR server is asked: the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from faults.calling import call, opened, service
from faults.fhir_server import TOKEN

from fhir_mappings.prefetch import TEMPLATES
from service.demo import demo_patients

if TYPE_CHECKING:
    from faults.conftest import Ehr

    from service.fhir_access import FhirAccess

LONG_MS = 10_000


def as_an_ehr_sends_it(ehr: Ehr, patient_id: str) -> dict[str, object]:
    """The prefetch as a client fills it: every template, asked of the server itself."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=ehr.proxy.url, headers=headers, trust_env=False, timeout=30) as client:
        return {
            key: client.get("/" + template.replace("{{context.patientId}}", patient_id)).json()
            for key, template in TEMPLATES.items()
        }


@pytest.mark.parametrize("patient", demo_patients())
def test_the_cards_are_the_same_byte_for_byte(ehr: Ehr, fhir: FhirAccess, patient: str) -> None:
    to = service(fhir, ehr.proxy.url, deadline_ms=LONG_MS)
    sent = opened(ehr.proxy.url, patient, as_an_ehr_sends_it(ehr, ehr.patients[patient]))

    by_prefetch = call(to, sent)
    by_fetch = call(to, opened(ehr.proxy.url, patient))
    in_part = call(
        to, opened(ehr.proxy.url, patient, {key: sent["prefetch"][key] for key in ("patient", "conditions")})
    )

    assert by_prefetch.status_code == 200
    assert by_fetch.content == by_prefetch.content == in_part.content


def test_the_server_asks_for_a_token_and_gets_it_with_every_query(ehr: Ehr, fhir: FhirAccess) -> None:
    to = service(fhir, ehr.proxy.url, deadline_ms=LONG_MS)

    good = call(to, opened(ehr.proxy.url))
    assert ehr.proxy.tokens() == {f"Bearer {TOKEN}"}
    wrong = call(to, opened(ehr.proxy.url, access_token="wrong"))  # noqa: S106 - made up

    assert good.status_code == 200
    assert wrong.status_code == 412
    assert {issue["code"] for issue in wrong.json()["issue"]} == {"security"}

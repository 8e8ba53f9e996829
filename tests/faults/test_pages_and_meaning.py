"""Pages, odd contents and partial prefetch: what is read in part is said, and what is not hers changes nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from faults import faults
from faults.calling import PATIENT, call, opened, ours, service
from faults.fhir_server import TOKEN
from faults.proxy import changed, only

from fhir_mappings.not_read import NotRead
from service.fhir_client import MAX_PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from faults.conftest import Ehr

    from service.fhir_access import FhirAccess

LONG_MS = 8000
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def read(ehr: Ehr, fhir: FhirAccess, **sent: Any) -> httpx.Response:
    answer = call(service(fhir, ehr.proxy.url, deadline_ms=LONG_MS), opened(ehr.proxy.url, **sent))
    assert answer.status_code == 200, answer.text
    assert answer.json()["cards"]
    return answer


def reasons(answer: httpx.Response) -> dict[str, str]:
    return {gap["reference"]: gap["reason"] for gap in ours(answer).get("gaps", [])}


def test_pages_are_put_together(ehr: Ehr, fhir: FhirAccess) -> None:
    whole = read(ehr, fhir)
    ehr.proxy.fault = faults.paged(6)

    assert read(ehr, fhir).content == whole.content


@pytest.mark.parametrize(
    ("says", "fault", "cause"),
    [
        ("the last page names the first", faults.paged(4, loops=True), NotRead.MORE_PAGES),
        ("the last page fails", faults.paged(4, last=faults.says(500)), NotRead.SERVER_FAILED),
        ("the last page is a page to sign in", faults.paged(4, last=faults.HTML), NotRead.NO_FHIR),
        ("ten thousand pages", faults.paged(1, announce=10_000), NotRead.MORE_PAGES),
    ],
)
def test_a_search_that_does_not_end_well_is_incomplete(
    ehr: Ehr, fhir: FhirAccess, says: str, fault: faults.Fault, cause: NotRead
) -> None:
    ehr.proxy.fault = only("Observation", fault)

    answer = read(ehr, fhir)

    assert reasons(answer) == {"prefetch.observations": cause.value}, says
    assert ours(answer)["completeness"] == {"observations": "truncated"}
    assert "Not read completely" in answer.json()["cards"][0]["detail"]
    assert sum(asked.kind == "Observation" for asked in ehr.proxy.seen) <= MAX_PAGES


def test_fewer_entries_than_the_server_counted_are_incomplete(ehr: Ehr, fhir: FhirAccess) -> None:
    ehr.proxy.fault = changed(lambda bundle: bundle | {"entry": bundle["entry"][:-1], "link": []}, ("Observation",))

    answer = read(ehr, fhir)

    assert reasons(answer) == {"prefetch.observations": "fewer entries than its total"}
    assert ours(answer)["completeness"] == {"observations": "truncated"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://127.0.0.1:{other}/fhir/Observation?page=2",
        "http://localhost:{port}/fhir/Observation?page=2",
        "https://127.0.0.1:{port}/fhir/Observation?page=2",
        "http://127.0.0.1:{port}/admin",
        "http://127.0.0.1:{port}/fhir-evil/Observation",
        "http://127.0.0.1:{port}/fhir/../admin",
        "http://127.0.0.1:{port}/fhir/%2e%2e/admin",
        "http://127.0.0.1:{port}/fhir/%2E./admin",
        "http://user@127.0.0.1:{port}/fhir/Observation",
        "//127.0.0.1:{other}/fhir/Observation",
        "/admin",
        "../admin",
        "http://[broken",
        "file:///etc/passwd",
    ],
)
def test_a_next_page_elsewhere_is_not_followed_and_said_to_be_missing(
    ehr: Ehr, fhir: FhirAccess, elsewhere: str
) -> None:
    url = elsewhere.format(port=ehr.proxy.port, other=ehr.proxy.port + 1)
    ehr.proxy.fault = changed(lambda bundle: bundle | {"link": [{"relation": "next", "url": url}]}, ("Observation",))

    answer = read(ehr, fhir)

    assert reasons(answer) == {"prefetch.observations": NotRead.MORE_PAGES.value}
    assert sum(asked.kind == "Observation" for asked in ehr.proxy.seen) == 1
    assert all(asked.path.startswith("/fhir/") and "admin" not in asked.path for asked in ehr.proxy.seen)


def with_entries(*more: dict[str, Any]) -> Callable[[Any], Any]:
    return lambda bundle: bundle | {"entry": [*bundle.get("entry", []), *({"resource": one} for one in more)]}


def note(name: str, **more: Any) -> dict[str, Any]:
    """Somebody was given T-DM1: whatever makes this hers or true is in `more`."""
    return {
        "resourceType": "MedicationStatement",
        "id": name,
        "status": "completed",
        "medicationCodeableConcept": {"text": "trastuzumab emtansine"},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "effectivePeriod": {"start": "2014-01-01", "end": "2014-06-01"},
    } | more


def ignores_the_patient(bundle: Any) -> Any:
    """What a server answers that does not know a search parameter: a warning, and everybody's data."""
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-supported"}]}
    others = [note(f"x{n}", subject={"reference": f"Patient/other-{n}"}) for n in range(50)]
    entries = [{"resource": warning, "search": {"mode": "outcome"}}, *({"resource": one} for one in others)]
    return bundle | {"entry": [*entries, *bundle.get("entry", [])]}


UNCHANGED = {
    "the server ignores a search parameter": ignores_the_patient,
    "another patient's data": with_entries(note("x", subject={"reference": "Patient/other"})),
    "entered in error": with_entries(note("x", status="entered-in-error")),
    "resources that nobody reads": with_entries({"resourceType": "Basic", "id": "x"}, {"resourceType": "Binary"}),
    "the same again": lambda bundle: bundle | {"entry": bundle.get("entry", []) * 2},
}


@pytest.mark.parametrize("meaning", UNCHANGED)
def test_what_is_not_hers_or_not_true_changes_no_fact(ehr: Ehr, fhir: FhirAccess, meaning: str) -> None:
    plain = ours(read(ehr, fhir))
    ehr.proxy.fault = changed(UNCHANGED[meaning], ("MedicationStatement",))

    odd = ours(read(ehr, fhir))

    assert (odd["facts"], odd["outcome"], odd["rule"]) == (plain["facts"], plain["outcome"], plain["rule"])


@pytest.mark.parametrize(
    ("meaning", "bad"),
    [
        ("no status", note("x", status=None)),
        ("a meaning that is not understood", note("x", modifierExtension=[{"url": "https://example.org/not"}])),
        (
            "a drug that was not sent",
            note("x", medicationCodeableConcept=None, medicationReference={"reference": "#no"}),
        ),
        ("an STU3 resource", note("x", taken="y")),
    ],
)
def test_a_bad_resource_beside_good_ones_is_a_gap(
    ehr: Ehr, fhir: FhirAccess, meaning: str, bad: dict[str, Any]
) -> None:
    bad = {name: value for name, value in bad.items() if value is not None}
    ehr.proxy.fault = changed(with_entries(bad), ("MedicationStatement",))

    answer = read(ehr, fhir)

    assert "MedicationStatement/x" in reasons(answer), meaning
    assert ours(answer)["completeness"] == {"medication statements": "truncated"}


def test_another_patient_behind_the_id_is_refused(ehr: Ehr, fhir: FhirAccess) -> None:
    ehr.proxy.fault = changed(lambda patient: patient | {"id": "SOMEBODY"}, ("Patient",))

    answer = call(service(fhir, ehr.proxy.url, deadline_ms=LONG_MS), opened(ehr.proxy.url))

    assert answer.status_code == 412
    assert answer.json()["issue"][0]["code"] == "conflict"
    assert "SOMEBODY" not in answer.text


def temperature(n: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"t{n}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "effectiveDateTime": "2015-03-01",
        "valueQuantity": {"value": 36.5, "unit": "Cel"},
    }


def test_five_thousand_observations_beside_hers_change_no_fact(ehr: Ehr, fhir: FhirAccess) -> None:
    plain = ours(read(ehr, fhir))
    ehr.proxy.fault = changed(with_entries(*map(temperature, range(5000))), ("Observation",))

    full = ours(read(ehr, fhir))

    assert (full["facts"], full["outcome"]) == (plain["facts"], plain["outcome"])


PREFETCHED: dict[str, Any] = {
    "nothing": {},
    "null": dict.fromkeys(("patient", "conditions", "observations", "procedures")),
    "errors": {"conditions": OUTCOME, "observations": {"resourceType": "Bundle", "entry": [{"resource": OUTCOME}]}},
    "a first page": {
        "observations": {
            "resourceType": "Bundle",
            "type": "searchset",
            "link": [{"relation": "next", "url": "https://elsewhere.example.org/page2"}],
        }
    },
    "the wrong kind": {"conditions": {"resourceType": "Basic"}, "observations": "x", "procedures": 5},
}


@pytest.mark.parametrize("sent", PREFETCHED)
def test_what_the_prefetch_lacks_is_fetched(ehr: Ehr, fhir: FhirAccess, sent: str) -> None:
    whole = read(ehr, fhir)

    assert read(ehr, fhir, prefetch=PREFETCHED[sent]).content == whole.content


def test_a_first_page_stays_of_use_when_the_server_fails(ehr: Ehr, fhir: FhirAccess) -> None:
    whole = call(service(fhir, ehr.proxy.url, deadline_ms=LONG_MS), opened(ehr.proxy.url))
    ehr.proxy.fault = only("Observation", faults.says(503))
    first = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": "x"}]}

    answer = read(ehr, fhir, prefetch={"observations": first})

    assert whole.status_code == 200
    assert reasons(answer) == {"prefetch.observations": NotRead.SERVER_FAILED.value}
    assert ours(answer)["completeness"] == {"observations": "truncated"}


PRODUCT = {"resourceType": "Medication", "id": "product", "code": {"text": "trastuzumab emtansine"}}


def refers(reference: str, **more: Any) -> dict[str, Any]:
    given = note("x", medicationReference={"reference": reference} | more)
    return {name: value for name, value in given.items() if name != "medicationCodeableConcept"}


def served(ehr: Ehr, reference: str, product: dict[str, Any] | None = None) -> None:
    """The record refers to a product that the server holds, and that no search brings along."""
    statement = changed(with_entries(refers(reference)), ("MedicationStatement",))
    held = faults.says(200, product or PRODUCT)

    async def fault(exchange: Any) -> None:
        await (held if exchange.asked.kind == "Medication" else statement)(exchange)

    ehr.proxy.fault = fault


@pytest.mark.parametrize("form", ["Medication/product", "{base}/Medication/product", "Medication/product/_history/3"])
def test_a_drug_that_is_referred_to_is_read_from_the_same_server(ehr: Ehr, fhir: FhirAccess, form: str) -> None:
    served(ehr, form.format(base=ehr.proxy.url))

    answer = read(ehr, fhir)

    assert reasons(answer) == {}
    (exposure,) = (fact for fact in ours(answer)["facts"] if fact["name"] == "tdm1_exposure")
    assert "MedicationStatement/x" in exposure["references"]
    assert [asked.path for asked in ehr.proxy.seen if asked.kind == "Medication"] == ["/fhir/Medication/product"]
    assert ehr.proxy.tokens() == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "form",
    [
        "https://elsewhere.example.org/fhir/Medication/product",
        "http://127.0.0.1:{other}/fhir/Medication/product",
        "Medication/../admin",
        "Patient/somebody-else",
        "Medication/product?x=1",
        "//elsewhere.example.org/Medication/product",
    ],
)
def test_a_reference_to_elsewhere_is_a_gap_and_not_followed(ehr: Ehr, fhir: FhirAccess, form: str) -> None:
    served(ehr, form.format(other=ehr.proxy.port + 1))

    answer = read(ehr, fhir)

    assert "MedicationStatement/x" in reasons(answer)
    assert not any("somebody" in asked.path or "admin" in asked.path for asked in ehr.proxy.seen)
    assert not any(asked.kind == "Medication" for asked in ehr.proxy.seen)


@pytest.mark.parametrize("product", [PRODUCT | {"id": "other"}, deepcopy(OUTCOME), {"resourceType": "Substance"}])
def test_another_product_than_the_one_asked_for_is_not_used(
    ehr: Ehr, fhir: FhirAccess, product: dict[str, Any]
) -> None:
    served(ehr, "Medication/product", product)

    assert "MedicationStatement/x" in reasons(read(ehr, fhir))


def test_twenty_products_are_read_at_most(ehr: Ehr, fhir: FhirAccess) -> None:
    many = [refers(f"Medication/p{n}") | {"id": f"x{n}"} for n in range(40)]
    ehr.proxy.fault = changed(with_entries(*many), ("MedicationStatement",))

    answer = read(ehr, fhir)

    assert sum(asked.kind == "Medication" for asked in ehr.proxy.seen) == 20
    assert len(reasons(answer)) == 40

"""A card that rests on a presumed line says so once, by the rule that presumed it, and is no surer than the record."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

from lot_cases.lot_case import HERE, load_cases
from rendering.dialects import DIALECTS
from rendering.render import render

from cards.build import patient_view_cards
from cards.consult import Consult, Presentation
from consensus.algorithm import advise
from consensus.establish import Established, establish
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from treatment_history.derive import derive

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
AS_OF = date(2013, 9, 20)


def presumed_second_line() -> SimpleNamespace:
    """LOT-06, whose second line is only presumed, with HER2 positive, no brain metastases and a progression."""
    case = deepcopy(next(case for case in load_cases(HERE / "lot_cases.yaml") if case["id"] == "LOT-06"))
    case["events"].append(
        {"type": "status", "id": "o9", "date": date(2013, 9, 2), "value": "PD", "evidence": "imaging"}
    )
    record = render(case, DIALECTS["rxnorm"])
    subject = next(entry["resource"]["subject"] for entry in record["entry"] if "subject" in entry["resource"])
    her2 = {
        "resourceType": "Observation",
        "id": "her2",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "48676-1"}]},
        "subject": subject,
        "effectiveDateTime": "2012-02-01",
        "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": "10828004"}]},
    }
    no_brain = {
        "resourceType": "Condition",
        "id": "nb",
        "subject": subject,
        "verificationStatus": {"coding": [{"code": "refuted"}]},
        "code": {"coding": [{"system": SNOMED, "code": "94225005"}]},
        "recordedDate": "2013-09-05",
    }
    record["entry"] += [{"resource": her2}, {"resource": no_brain}]
    history = derive(read_record(raw_from_bundle(record)), AS_OF)
    return SimpleNamespace(history=history, established=establish(history))


def test_the_likely_card_names_its_ground_once_and_counts_as_documented() -> None:
    read = presumed_second_line()
    established: Established = read.established
    consult = Consult(
        hook="patient-view",
        hook_instance="d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        as_of=AS_OF,
        patient_id="p",
        encounter_id=None,
        user_id=None,
        history=read.history,
        established=established,
        outcome=advise(established.facts, established.possible),
        likely=advise(established.working),
    )

    response, _ = patient_view_cards(consult, Presentation())
    likely, missing = (card.as_json()["detail"] for card in response.cards)

    assert likely.count(": likely 2, because: rule 12:") == likely.count(": likely ") == 1
    assert "Anti-HER2 lines so far: 1 to 2" in likely
    assert "earlier T-DM1" in likely
    assert "brain metastases" in likely
    assert "whether the disease had progressed when vinorelbine began on 2012-12-20" in missing

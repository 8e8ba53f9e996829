from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.draft_orders import DraftOrder, DraftOrders, read_draft_orders
from fhir_mappings.raw import RawRecord, RawResource
from fhir_mappings.systems import RXNORM

T_DM1 = {"coding": [{"system": RXNORM, "code": "1371041"}], "text": "ado-trastuzumab emtansine"}
SUBJECT = {"reference": "Patient/p1"}


def draft(**members: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "d1",
        "status": "draft",
        "intent": "order",
        "subject": SUBJECT,
    } | members


def bundle(*resources: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection"} | {"entry": [{"resource": r} for r in resources]} | members


def read(document: object, *selections: str, raw: RawRecord | None = None) -> DraftOrders:
    return read_draft_orders(document, selections, "p1", raw)


def only(document: object, *selections: str, raw: RawRecord | None = None) -> DraftOrder:
    (order,) = read(document, *selections, raw=raw).orders
    return order


def test_a_coded_draft_gives_its_ingredient_its_words_and_whether_it_was_selected() -> None:
    order = only(bundle(draft(medicationCodeableConcept=T_DM1)), "MedicationRequest/d1")

    assert order.reference == "MedicationRequest/d1"
    assert order.agents == order.proposed == ("trastuzumab emtansine",)
    assert order.text == "ado-trastuzumab emtansine"
    assert order.selected
    assert order.unreadable is None
    assert not order.stops


def test_the_resource_is_kept_as_it_came() -> None:
    resource = draft(medicationCodeableConcept=T_DM1, note=[{"text": "cycle 1"}])

    assert only(bundle(resource)).resource == resource


def test_a_draft_that_was_not_selected_says_so() -> None:
    assert not only(bundle(draft(medicationCodeableConcept=T_DM1)), "MedicationRequest/other").selected


@pytest.mark.parametrize(
    "selection",
    [
        "MedicationRequest/d1",
        "https://ehr.example.org/fhir/MedicationRequest/d1",
        "MedicationRequest/d1/_history/2",
        "d1",
    ],
)
def test_selections_are_matched_in_every_form_that_clients_send(selection: str) -> None:
    assert only(bundle(draft(medicationCodeableConcept=T_DM1)), selection).selected


def test_a_bundle_without_type_and_even_without_resource_type_is_read() -> None:
    entry = [{"resource": draft(medicationCodeableConcept=T_DM1)}]

    assert only({"resourceType": "Bundle", "entry": entry}).agents == ("trastuzumab emtansine",)
    assert only({"entry": entry}).agents == ("trastuzumab emtansine",)


def test_the_sandbox_draft_before_a_drug_is_chosen_is_blank() -> None:
    order = only(
        bundle({"resourceType": "MedicationRequest", "id": "request-123", "status": "draft", "subject": SUBJECT})
    )

    assert order.blank
    assert order.agents == ()
    assert order.unreadable == "names no medication"


def test_the_sandbox_draft_with_category_as_object_and_no_intent_is_read() -> None:
    order = only(
        bundle(
            {
                "resourceType": "MedicationRequest",
                "id": "request-123",
                "status": "draft",
                "category": {"coding": [{"code": "outpatient"}]},
                "subject": SUBJECT,
                "medicationCodeableConcept": {
                    "text": "Lapatinib 250 MG Oral Tablet",
                    "coding": [{"system": RXNORM, "code": "672149", "display": "Lapatinib 250 MG Oral Tablet"}],
                },
            }
        )
    )

    assert order.agents == ("lapatinib",)
    assert not order.blank


def test_a_draft_without_an_id_is_read_and_named_by_its_content() -> None:
    resource = draft(medicationCodeableConcept=T_DM1)
    del resource["id"]

    order = only(bundle(resource))

    assert order.agents == ("trastuzumab emtansine",)
    assert order.reference.startswith("MedicationRequest/")
    assert not order.has_id


def test_an_id_of_190_characters_is_kept_whole() -> None:
    long = "e" * 190

    assert only(bundle(draft(id=long, medicationCodeableConcept=T_DM1)), f"MedicationRequest/{long}").selected


@pytest.mark.parametrize(
    ("reference", "full_url"),
    [
        ("Medication/m1", None),
        ("https://ehr.example.org/fhir/Medication/m1", None),
        ("urn:uuid:0c0f2d8e-7f3e-4ef0-9a2b-3f1b6a0c1d2e", "urn:uuid:0c0f2d8e-7f3e-4ef0-9a2b-3f1b6a0c1d2e"),
    ],
)
def test_a_medication_beside_the_draft_is_found(reference: str, full_url: str | None) -> None:
    medication = {"resourceType": "Medication", "id": "m1", "code": T_DM1}
    document = bundle(draft(medicationReference={"reference": reference}))
    document["entry"].append({"resource": medication} | ({"fullUrl": full_url} if full_url else {}))

    assert only(document).agents == ("trastuzumab emtansine",)


def test_a_contained_medication_is_found() -> None:
    contained = [{"resourceType": "Medication", "id": "m", "code": T_DM1}]

    order = only(bundle(draft(contained=contained, medicationReference={"reference": "#m"})))

    assert order.agents == ("trastuzumab emtansine",)


def test_a_medication_in_the_prefetched_record_is_found() -> None:
    raw = RawRecord("p1", (RawResource({"resourceType": "Medication", "id": "m1", "code": T_DM1}),))

    assert only(bundle(draft(medicationReference={"reference": "Medication/m1"})), raw=raw).agents


def test_a_medication_that_was_not_sent_is_unreadable_but_named_as_displayed() -> None:
    order = only(bundle(draft(medicationReference={"reference": "Medication/m9"})))
    shown = only(bundle(draft(medicationReference={"reference": "Medication/m9", "display": "Kadcyla 100 mg"})))

    assert order.unreadable == "names a medication that was not sent"
    assert not order.blank
    assert shown.agents == ("trastuzumab emtansine",)


def test_r5_and_dstu2_shapes_are_read() -> None:
    r5 = draft(medication={"concept": T_DM1})
    dstu2 = draft(resourceType="MedicationOrder", medicationCodeableConcept=T_DM1)
    stu3 = draft(medicationCodeableConcept=T_DM1, context={"reference": "Encounter/e1"})

    for resource in (r5, dstu2, stu3):
        assert only(bundle(resource)).agents == ("trastuzumab emtansine",)


def test_a_fixed_combination_is_both_antibodies() -> None:
    assert only(bundle(draft(medicationCodeableConcept={"text": "Phesgo"}))).agents == ("pertuzumab", "trastuzumab")


@pytest.mark.parametrize("status", ["stopped", "cancelled"])
def test_an_anti_her2_order_that_is_stopped_stops_anti_her2_therapy(status: str) -> None:
    order = only(bundle(draft(status=status, medicationCodeableConcept={"text": "trastuzumab"})))

    assert order.stops_anti_her2
    assert order.proposed == ()
    assert order.agents == ("trastuzumab",)


def test_an_order_not_to_perform_stops_as_well() -> None:
    order = only(bundle(draft(doNotPerform=True, medicationCodeableConcept={"text": "Herceptin"})))

    assert order.stops_anti_her2


def test_stopping_chemotherapy_is_no_stop_of_anti_her2_therapy() -> None:
    order = only(bundle(draft(status="stopped", medicationCodeableConcept={"text": "docetaxel"})))

    assert order.stops
    assert not order.stops_anti_her2


def test_an_order_entered_in_error_neither_gives_nor_stops() -> None:
    order = only(bundle(draft(status="entered-in-error", medicationCodeableConcept={"text": "trastuzumab"})))

    assert order.proposed == ()
    assert not order.stops


def test_supportive_drugs_and_other_orders_give_no_agent_and_are_not_unreadable() -> None:
    found = read(
        bundle(
            draft(id="d1", medicationCodeableConcept={"text": "ondansetron 8 mg"}),
            {"resourceType": "ServiceRequest", "id": "s1", "code": {"text": "CT thorax"}, "subject": SUBJECT},
            {"resourceType": "NutritionOrder", "id": "n1", "patient": SUBJECT},
        )
    ).orders

    assert [order.agents for order in found] == [(), (), ()]
    assert [order.unreadable for order in found] == [None, None, None]
    assert [order.text for order in found] == ["ondansetron 8 mg", "CT thorax", ""]


def test_a_drug_ordered_for_another_disease_is_no_anticancer_order() -> None:
    concept = {"text": "methotrexate"}

    order = only(bundle(draft(medicationCodeableConcept=concept, reasonCode=[{"text": "rheumatoid arthritis"}])))

    assert order.agents == ()


def test_a_code_that_contradicts_its_text_is_unreadable() -> None:
    concept = {"coding": [{"system": RXNORM, "code": "480167"}], "text": "vinorelbine"}

    order = only(bundle(draft(medicationCodeableConcept=concept)))

    assert order.agents == ()
    assert order.unreadable == "its code and its text name different drugs"


def test_an_antineoplastic_that_nobody_knows_is_said_to_be_unreadable() -> None:
    order = only(bundle(draft(medicationCodeableConcept={"text": "novelotinib 20 mg"})))

    assert order.agents == ()
    assert order.unreadable == "an antineoplastic that the agent table does not hold"
    assert order.text == "novelotinib 20 mg"


def test_another_patients_draft_is_never_used_and_is_reported() -> None:
    other = draft(id="d2", subject={"reference": "Patient/p2"}, medicationCodeableConcept={"text": "lapatinib"})

    found = read(bundle(draft(medicationCodeableConcept=T_DM1), other))

    assert [order.reference for order in found.orders] == ["MedicationRequest/d1"]
    assert [(left.reference, left.why) for left in found.not_used] == [("MedicationRequest/d2", "other-patient")]


def test_a_draft_that_names_no_patient_belongs_to_the_context() -> None:
    resource = draft(medicationCodeableConcept=T_DM1)
    del resource["subject"]

    assert only(bundle(resource)).agents == ("trastuzumab emtansine",)


@pytest.mark.parametrize("document", [None, 3, "x", True])
def test_what_is_no_bundle_is_a_gap(document: object) -> None:
    assert [gap.reference for gap in read(document).gaps] == ["context.draftOrders"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": None},
        {"resourceType": "Bundle", "entry": [None, 1, {}, {"resource": None}, {"resource": {"resourceType": 7}}]},
        bundle(draft(medicationCodeableConcept=None, status=None)),
        bundle(draft(medicationCodeableConcept=[T_DM1], subject=[])),
        bundle(draft(medicationReference={"reference": 7}, contained="x", id=7)),
        bundle({"resourceType": "ServiceRequest", "code": 7, "subject": SUBJECT}),
    ],
)
def test_no_shape_of_the_document_raises(document: object) -> None:
    for order in read(document, "x").orders:
        assert order.agents == ()


def test_drafts_keep_the_order_in_which_they_were_sent() -> None:
    names = ["pertuzumab", "docetaxel", "trastuzumab"]
    drafts = [draft(id=f"d{n}", medicationCodeableConcept={"text": name}) for n, name in enumerate(names)]

    assert [order.agents[0] for order in read(bundle(*drafts)).orders] == names

"""What holds for every record: order, duplicates and strangers change nothing, and no JSON makes the reader raise."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_mappings.bundle import raw_from_bundle, unpacked
from fhir_mappings.history import read_record
from fhir_mappings.prefetch import raw_from_prefetch
from fhir_mappings.raw import PatientMismatchError, RawRecord, UnreadableRecordError
from fhir_mappings.resources import Validation

if TYPE_CHECKING:
    import random

    from treatment_history.record import PatientRecord

FOLDER = Path(__file__).parent.parent / "fhir"
SMALL = sorted(path for path in FOLDER.glob("*/*.json") if path.stat().st_size < 60_000)
NAMES = [path.stem for path in SMALL]
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def resources(path: Path) -> list[dict[str, Any]]:
    return [{"resource": raw.resource, "fullUrl": raw.full_url} for raw in unpacked(json.loads(path.read_text()))[0]]


def read(entries: list[dict[str, Any]], patient: str) -> PatientRecord:
    return read_record(
        raw_from_bundle({"resourceType": "Bundle", "entry": entries}, patient), validation=Validation.OFF
    )


def patient_of(path: Path) -> str:
    return raw_from_bundle(json.loads(path.read_text())).patient_id


def said(record: PatientRecord) -> dict[str, object]:
    """A record without what duplicates may change."""
    lists = {name: sorted(map(repr, getattr(record, name))) for name in record.__slots__ if name not in _SINGLE}
    return lists | {"person": record.person}


_SINGLE = ("patient_id", "person", "completeness", "notes")


@pytest.mark.parametrize("path", SMALL, ids=NAMES)
@given(shuffled=st.randoms(use_true_random=False), repeats=st.integers(1, 3))
@settings(parent=FEW, max_examples=4)
def test_order_and_duplicates_change_nothing(path: Path, shuffled: random.Random, repeats: int) -> None:
    entries, patient = resources(path), patient_of(path)
    expected = said(read(entries, patient))

    again = copy.deepcopy(entries) * repeats
    shuffled.shuffle(again)

    assert said(read(again, patient)) == expected


@pytest.mark.parametrize("path", SMALL, ids=NAMES)
@given(data=st.data())
@settings(parent=FEW, max_examples=4)
def test_another_patients_resources_change_nothing_but_the_list_of_what_was_left_out(
    path: Path, data: st.DataObject
) -> None:
    entries, patient = resources(path), patient_of(path)
    expected = said(read(entries, patient))

    foreign = []
    for number, entry in enumerate(entries):
        resource = copy.deepcopy(entry["resource"]) | {"id": f"foreign-{number}"}
        if resource["resourceType"] == "Patient":
            continue
        member = "patient" if "patient" in resource else "subject"
        resource[member] = data.draw(
            st.sampled_from(
                [
                    {"reference": "Patient/stranger"},
                    {"reference": "urn:uuid:stranger"},
                    {"reference": "Group/all"},
                    {"display": "x"},
                ]
            )
        )
        foreign.append({"resource": resource})
    mixed = said(read(data.draw(st.permutations([*entries, *foreign])), patient))

    for name in ("excluded", "gaps"):
        mixed[name] = [each for each in mixed[name] if "foreign-" not in each]  # type: ignore[attr-defined]  # both are lists
    assert mixed == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("path", SMALL, ids=NAMES)
@given(data=st.data())
@settings(parent=FEW, max_examples=6)
def test_no_mutation_of_a_record_makes_the_reader_raise(path: Path, data: st.DataObject) -> None:
    entries, patient = resources(path), patient_of(path)
    broken = copy.deepcopy(entries)
    for _ in range(data.draw(st.integers(1, 6))):
        mutate(data.draw(st.sampled_from(broken))["resource"], data)

    read(broken, patient)


def mutate(resource: dict[str, Any], data: st.DataObject) -> None:
    """Replace something inside a resource by anything."""
    place: Any = resource
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        if key != "resourceType":
            place[key] = data.draw(JSON)
        return


KINDS = (
    "Patient",
    "Condition",
    "Observation",
    "Procedure",
    "MedicationStatement",
    "MedicationRequest",
    "MedicationAdministration",
    "MedicationDispense",
    "AllergyIntolerance",
    "EpisodeOfCare",
    "CarePlan",
    "List",
    "Medication",
    "MedicationOrder",
    "x",
)
MEMBERS = (
    "id",
    "subject",
    "patient",
    "status",
    "code",
    "valueCodeableConcept",
    "valueQuantity",
    "valueString",
    "valueRatio",
    "component",
    "medicationCodeableConcept",
    "medicationReference",
    "medication",
    "effectivePeriod",
    "effectiveDateTime",
    "extension",
    "contained",
    "category",
    "bodySite",
    "stage",
    "verificationStatus",
    "clinicalStatus",
    "reasonReference",
    "reasonCode",
    "focus",
    "note",
    "meta",
    "adherence",
    "statusReason",
    "dosageInstruction",
    "referenceRange",
    "interpretation",
    "period",
    "activity",
    "entry",
    "identifier",
    "occurenceDateTime",
    "effectiveDosePeriod",
    "onsetDateTime",
    "reason",
)


@given(
    st.lists(
        st.builds(
            lambda kind, members: {**members, "resourceType": kind},
            st.sampled_from(KINDS),
            st.dictionaries(st.sampled_from(MEMBERS), JSON | st.just({"reference": "Patient/p"}), max_size=8),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(parent=FEW, max_examples=150)
def test_no_resource_made_of_anything_makes_the_reader_raise(made: list[dict[str, Any]]) -> None:
    hers = [
        each if each["resourceType"] == "Patient" else {"subject": {"reference": "Patient/p"}, **each} for each in made
    ]

    read([{"resource": each} for each in hers], "p")


@given(JSON)
@settings(parent=FEW, max_examples=150)
def test_no_document_and_no_prefetch_raises_anything_unexpected(anything: Any) -> None:
    for read_raw in (
        lambda: raw_from_bundle(anything),
        lambda: raw_from_prefetch(anything, "p"),
        lambda: raw_from_prefetch({"conditions": anything}, "p"),
    ):
        try:
            raw = read_raw()
        except (UnreadableRecordError, PatientMismatchError):
            continue
        read_record(raw, validation=Validation.ALL)


def test_contained_loops_and_deep_bundles_end() -> None:
    loop: dict[str, Any] = {"resourceType": "Medication", "id": "x"}
    loop["ingredient"] = [{"itemReference": {"reference": "#x"}}]
    loop["contained"] = [loop]
    taken = {
        "resourceType": "MedicationStatement",
        "id": "m",
        "status": "active",
        "subject": {"reference": "Patient/p"},
        "medicationReference": {"reference": "Medication/x"},
    }
    deep: Any = {"resourceType": "Bundle", "entry": [{"resource": taken}]}
    for _ in range(200):
        deep = {"resourceType": "Bundle", "entry": [{"resource": deep}]}

    assert read_record(RawRecord("p", tuple(unpacked([taken])[0]))).gaps
    with pytest.raises(UnreadableRecordError):
        raw_from_bundle(deep)

"""Mapping specification 3.3: what a receptor result says, in every way in which records write it."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import LOINC, SNOMED, code, condition, gap_reasons, observation, read, text, why

from treatment_history.findings import Marker, MarkerResult, Method

IHC, ISH, RATIO, COPIES, OVERALL = "85319-2", "85318-4", "49683-6", "74860-8", "48676-1"
POSITIVE, NEGATIVE, LOW = MarkerResult.POSITIVE, MarkerResult.NEGATIVE, MarkerResult.LOW
EQUIVOCAL, UNDECIDABLE = MarkerResult.EQUIVOCAL, MarkerResult.UNDECIDABLE


def her2(loinc: str, **value: Any) -> MarkerResult:
    (marker,) = read(observation(code(LOINC, loinc), **value)).markers
    assert marker.marker is Marker.HER2
    return marker.result


@pytest.mark.parametrize(
    ("written", "result", "score"),
    [
        ("3+", POSITIVE, "3+"),
        ("IHC3+", POSITIVE, "3+"),
        ("Score 3+", POSITIVE, "3+"),
        ("HER2+ Score 3+", POSITIVE, "3+"),
        ("+++", POSITIVE, "3+"),
        ("2+", EQUIVOCAL, "2+"),
        ("++", EQUIVOCAL, "2+"),
        ("2+ (equivocal)", EQUIVOCAL, "2+"),
        ("1+", LOW, "1+"),
        ("IHC 1+ (negativo)", LOW, "1+"),
        ("0", NEGATIVE, "0"),
        ("Positivo", POSITIVE, None),
        ("HER2 positive", POSITIVE, None),
        ("HER2+", POSITIVE, None),
        ("Negativ", NEGATIVE, None),
        ("NEGATIVO", NEGATIVE, None),
        ("HER2 \N{MINUS SIGN}", NEGATIVE, None),
        ("not amplified", NEGATIVE, None),
        ("no amplificado", NEGATIVE, None),
        ("FISH amplificado", POSITIVE, None),
        ("FISH+", POSITIVE, None),
        ("IHC 2+, FISH negative", LOW, "2+"),
        ("IHC 2+; FISH positive", POSITIVE, "2+"),
        ("HER2 2+ / ISH no amplificado", LOW, "2+"),
        ("greater than 2.2", POSITIVE, None),
        ("less than 1.8", NEGATIVE, None),
        ("greater than 1.8", UNDECIDABLE, None),
        ("not positive", UNDECIDABLE, None),
        ("IHC 3+, negative", UNDECIDABLE, None),
        ("equivocal", EQUIVOCAL, None),
        ("dudoso", EQUIVOCAL, None),
    ],
)
def test_written_results(written: str, result: MarkerResult, score: str | None) -> None:
    (marker,) = read(observation(code(LOINC, OVERALL), valueString=written)).markers

    assert (marker.result, marker.score) == (result, score)


@pytest.mark.parametrize(
    ("system", "value", "result"),
    [
        (SNOMED, "10828004", POSITIVE),
        (SNOMED, "260385009", NEGATIVE),
        (SNOMED, "280414007", EQUIVOCAL),
        (SNOMED, "82334004", UNDECIDABLE),
        (LOINC, "LA6576-8", POSITIVE),
        (LOINC, "LA6577-6", NEGATIVE),
        (LOINC, "LA11843-2", POSITIVE),
        (LOINC, "LA11842-4", EQUIVOCAL),
        (LOINC, "LA11841-6", LOW),
        (LOINC, "LA6111-4", NEGATIVE),
        (LOINC, "LA11840-8", UNDECIDABLE),
        (SNOMED, "260349009", POSITIVE),
        ("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "POS", POSITIVE),
        (SNOMED, "1162602001", POSITIVE),
        (SNOMED, "427685000", POSITIVE),
        (SNOMED, "431396003", NEGATIVE),
    ],
)
def test_coded_results(system: str, value: str, result: MarkerResult) -> None:
    assert her2(IHC, valueCodeableConcept=code(system, value)) is result


def test_a_code_that_its_text_contradicts_decides_nothing_and_is_shown() -> None:
    value = code(SNOMED, "431396003", "HER2 positive (IHC 3+)")

    record = read(observation(code(LOINC, OVERALL), valueCodeableConcept=value))

    assert record.markers[0].result is UNDECIDABLE
    assert record.conflicts[0].kind == "marker-code-text"


def test_the_interpretation_counts_where_there_is_no_value() -> None:
    system = "http://hl7.org/fhir/ValueSet/observation-interpretation"

    assert her2(IHC, interpretation=[code(system, "POS")]) is POSITIVE


def test_a_value_that_the_interpretation_contradicts_decides_nothing() -> None:
    interpretation = [code("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG")]

    assert her2(IHC, valueString="3+", interpretation=interpretation) is UNDECIDABLE


@pytest.mark.parametrize(
    ("ratio", "copies", "result"),
    [
        (2.0, 4.0, POSITIVE),
        (5.1, 12.0, POSITIVE),
        (1.4, 3.2, NEGATIVE),
        (2.3, 3.5, EQUIVOCAL),
        (1.6, 6.5, EQUIVOCAL),
        (1.9, 4.5, EQUIVOCAL),
        (5.1, None, POSITIVE),
        (2.1, None, UNDECIDABLE),
        (1.9, None, UNDECIDABLE),
        (1.2, None, NEGATIVE),
    ],
)
def test_the_ratio_is_read_with_the_copy_number(ratio: float, copies: float | None, result: MarkerResult) -> None:
    components = [] if copies is None else [{"code": code(LOINC, COPIES), "valueQuantity": {"value": copies}}]

    record = read(observation(code(LOINC, RATIO), valueQuantity={"value": ratio}, component=components))

    assert next(marker.result for marker in record.markers if marker.as_written.startswith(str(ratio))) is result


def test_a_meaningless_ratio_beside_a_coded_value_changes_nothing() -> None:
    bound = {"value": 1, "comparator": ">="}
    value = {"valueRatio": {"numerator": bound, "denominator": {"value": 100, "comparator": ">="}}}

    assert her2(OVERALL, valueCodeableConcept=code(SNOMED, "10828004"), **value) is POSITIVE


def test_two_plus_with_negative_ish_in_one_report_is_low() -> None:
    components = [
        {"code": code(LOINC, "18474-7"), "valueString": "2+"},
        {"code": code(LOINC, ISH), "valueCodeableConcept": code(SNOMED, "260385009")},
    ]

    results = {m.method: m.result for m in read(observation(code(LOINC, OVERALL), component=components)).markers}

    assert results == {Method.IHC: LOW, Method.ISH: NEGATIVE}


@pytest.mark.parametrize("loinc", ["32996-1", "42914-2", "51981-9", "42783-1"])
def test_serum_and_mutation_are_no_tumour_status(loinc: str) -> None:
    record = read(observation(code(LOINC, loinc), valueCodeableConcept=code(SNOMED, "10828004")))

    assert not record.markers
    assert why(record) == {"Observation/o": "not-a-tumour-receptor-status"}


@pytest.mark.parametrize(
    "concept",
    [
        text("HER2"),
        text("HER-2/neu (IHC)"),
        text("Estado HER2"),
        code("LOINC", "48676-1"),
        code("https://loinc.org", "48676-1"),
        code(LOINC + "|2.77", "48676-1"),
        code("http://hospital.example/labs", "H2", "HER2 status"),
    ],
)
def test_the_test_is_known_in_many_dresses(concept: dict[str, Any]) -> None:
    (marker,) = read(observation(concept, valueString="positive")).markers

    assert (marker.marker, marker.result) == (Marker.HER2, POSITIVE)


@pytest.mark.parametrize(
    ("loinc", "value", "marker", "result"),
    [
        ("85337-4", {"valueCodeableConcept": code(LOINC, "LA6576-8")}, Marker.ER, POSITIVE),
        ("85329-1", {"valueQuantity": {"value": 90, "unit": "%"}}, Marker.ER, POSITIVE),
        ("85329-1", {"valueQuantity": {"value": 1, "unit": "%"}}, Marker.ER, POSITIVE),
        ("85329-1", {"valueQuantity": {"value": 0, "unit": "%"}}, Marker.ER, NEGATIVE),
        ("85329-1", {"valueQuantity": {"value": 1, "comparator": "<", "unit": "%"}}, Marker.ER, NEGATIVE),
        ("85325-9", {"valueString": "95 %"}, Marker.PR, POSITIVE),
        ("85325-9", {"valueString": "<1%"}, Marker.PR, NEGATIVE),
        ("85325-9", {"valueInteger": 40}, Marker.PR, POSITIVE),
        ("40557-1", {"valueString": "Negativo"}, Marker.PR, NEGATIVE),
        ("40556-3", {"valueString": "negative (0 %)"}, Marker.ER, NEGATIVE),
        ("10480-2", {"valueCodeableConcept": code(SNOMED, "10828004")}, Marker.HR, POSITIVE),
    ],
)
def test_hormone_receptors(loinc: str, value: dict[str, Any], marker: Marker, result: MarkerResult) -> None:
    (found,) = read(observation(code(LOINC, loinc), **value)).markers

    assert (found.marker, found.result) == (marker, result)


@pytest.mark.parametrize(
    ("concept", "stated"),
    [
        (code(SNOMED, "427685000"), {Marker.HER2: POSITIVE}),
        (code(SNOMED, "431396003"), {Marker.HER2: NEGATIVE}),
        (code(SNOMED, "459391000124109"), {Marker.HER2: POSITIVE}),
        (code(SNOMED, "706970001"), {Marker.HER2: NEGATIVE, Marker.ER: NEGATIVE, Marker.PR: NEGATIVE}),
        (code("http://hl7.org/fhir/sid/icd-10-cm", "Z17.410"), {Marker.HR: POSITIVE, Marker.HER2: POSITIVE}),
        (code("http://hl7.org/fhir/sid/icd-10-cm", "Z17.31"), {Marker.HER2: POSITIVE}),
        (text("Carcinoma de mama HER2 positivo"), {Marker.HER2: POSITIVE}),
        (text("HER2-negative breast cancer"), {Marker.HER2: NEGATIVE}),
        (text("Breast cancer, HER2+"), {Marker.HER2: POSITIVE}),
        (text("Breast cancer ER+ HER2-"), {Marker.HER2: NEGATIVE}),
        (text("Breast cancer"), {}),
    ],
)
def test_receptors_stated_with_the_diagnosis(concept: dict[str, Any], stated: dict[Marker, MarkerResult]) -> None:
    markers = read(condition(concept)).markers

    assert {found.marker: found.result for found in markers} == stated
    assert {found.method for found in markers} <= {Method.CONDITION}


def test_a_diagnosis_code_that_means_negative_but_says_positive_is_a_conflict() -> None:
    record = read(condition(code(SNOMED, "431396003", "HER2 positive carcinoma of breast (IHC 3+)")))

    assert record.markers[0].result is UNDECIDABLE
    assert record.conflicts


def test_a_result_of_another_tumour_is_marked() -> None:
    ovary = condition(code("http://hl7.org/fhir/sid/icd-10", "C56"), id="ovary")

    record = read(
        ovary, observation(code(LOINC, OVERALL), valueString="positive", focus=[{"reference": "Condition/ovary"}])
    )

    assert record.markers[0].other_tumour


def test_a_preliminary_result_is_not_final_and_a_withdrawn_one_is_left_out() -> None:
    value = {"valueString": "3+"}

    assert not read(observation(code(LOINC, IHC), **value, status="preliminary")).markers[0].final
    assert why(read(observation(code(LOINC, IHC), **value, status="entered-in-error"))) == {
        "Observation/o": "entered-in-error"
    }


def test_a_test_without_a_value_is_a_gap() -> None:
    assert gap_reasons(read(observation(code(LOINC, IHC), dataAbsentReason=text("unknown")))) == [
        "receptor test without a readable value"
    ]


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("No sobreexpresado", NEGATIVE),
        ("No se observa amplificación", NEGATIVE),
        ("No evidence of HER2 overexpression", NEGATIVE),
        ("Negativo para sobreexpresión de HER2", NEGATIVE),
        ("No data on amplification", None),
        ("HER2: 0", NEGATIVE),
        ("HER2-low", LOW),
        ("HER2 bajo (1+)", LOW),
        ("2+ / FISH +", POSITIVE),
        ("IHC 2+ ISH-", LOW),
        ("HER2 2+/ISH+", POSITIVE),
        ("Positive? repeat", UNDECIDABLE),
        ("Unlikely positive", UNDECIDABLE),
        ("Positive control adequate", UNDECIDABLE),
        ("HER2-positive -> confirmed negative on review", UNDECIDABLE),
        ("Equivocal (2+), FISH pending", EQUIVOCAL),
    ],
)
def test_a_written_her2_result_is_read_as_it_was_meant(written: str, result: MarkerResult | None) -> None:
    found = [marker.result for marker in read(observation(code(LOINC, IHC), valueString=written)).markers]

    assert found == ([] if result is None else [result])


def test_a_diagnosis_of_her2_low_breast_cancer() -> None:
    assert [found.result for found in read(condition(text("HER2-low breast cancer"))).markers] == [LOW]

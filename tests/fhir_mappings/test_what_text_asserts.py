"""A written finding counts as it was meant: denied, only suspected, or about a relative, it is no finding of hers."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import LOINC, code, condition, observation, read, statement, text

from treatment_history.answer import Answer
from treatment_history.findings import Cancer
from treatment_history.record import Response, Site, StopReason

STATUS = code(LOINC, "97509-4")


def _assessed(written: str) -> list[Response]:
    found = read(observation(STATUS, valueString=written)).statuses
    return [status.value for status in found if status.value is not Response.UNDETERMINED]


@pytest.mark.parametrize(
    "written",
    [
        "No evidence of progression",
        "No evidence of disease progression",
        "Sin progresión",
        "Kein Progress",
        "Progression ruled out",
        "Possible progression, repeat CT in 6 weeks",
        "Sospecha de progresión",
        "Probable progresión cerebral",
        "Unlikely progression",
        "Low likelihood of progression",
        "?PD",
        "Risk of progression",
        "Progression-free",
        "Time to progression 9 months",
        "Near-complete response",
        "Complete response not achieved",
        "Pathologic complete response",
        "Respuesta completa vs parcial",
    ],
)
def test_a_written_assessment_that_is_denied_or_only_suspected_grades_nothing(written: str) -> None:
    assert _assessed(written) == []


@pytest.mark.parametrize(
    ("written", "response"),
    [
        ("Stable disease, no progression", Response.STABLE),
        ("Stable disease without evidence of progression", None),
        ("Partial response (near CR)", Response.PARTIAL),
        ("CT chest: no evidence of disease", Response.COMPLETE),
        ("Progress der Lebermetastasen", Response.PROGRESSION),
        ("Progresión de la enfermedad hepática", Response.PROGRESSION),
    ],
)
def test_a_clause_that_denies_leaves_the_other_clauses_standing(written: str, response: Response | None) -> None:
    assert _assessed(written) == ([] if response is None else [response])


@pytest.mark.parametrize(
    "written",
    [
        "Rule out brain metastases",
        "r/o brain mets",
        "Possible brain metastasis",
        "Suspected brain metastasis",
        "Brain metastases ruled out",
        "?brain mets",
        "Descartar metástasis cerebrales",
        "Lesión cerebral sugestiva de metástasis",
        "Verdacht auf Hirnmetastasen",
    ],
)
def test_metastases_that_are_only_looked_for_are_neither_there_nor_absent(written: str) -> None:
    (found,) = read(condition(text(written))).metastases

    assert (found.site, found.present) == (Site.BRAIN, Answer.UNKNOWN)
    assert found.doubt is not None


@pytest.mark.parametrize("written", ["Metastatic workup", "Breast cancer, metastatic status unknown"])
def test_looking_for_spread_is_no_spread(written: str) -> None:
    assert all(found.present is Answer.UNKNOWN for found in read(condition(text(written))).metastases)


def test_a_code_whose_text_only_suspects_is_in_doubt() -> None:
    coded = code("http://hl7.org/fhir/sid/icd-10-cm", "C79.31", text="Suspected brain metastases, MRI ordered")

    (found,) = read(condition(coded)).metastases

    assert found.present is Answer.UNKNOWN


@pytest.mark.parametrize(
    "written",
    [
        "Mother with metastatic breast cancer",
        "Madre con cáncer de mama metastásico",
        "Mutter mit metastasiertem Mammakarzinom",
        "Maternal aunt: breast cancer, bone metastases",
    ],
)
def test_the_cancer_of_a_relative_is_not_hers(written: str) -> None:
    record = read(condition(text(written)))

    assert not record.cancers
    assert not record.metastases


@pytest.mark.parametrize("written", ["Non-metastatic breast cancer", "Nonmetastatic carcinoma of breast"])
def test_non_metastatic_breast_cancer_has_not_spread(written: str) -> None:
    record = read(condition(text(written)))

    assert [found.cancer for found in record.cancers] == [Cancer.BREAST_INVASIVE]
    assert not record.metastases


@pytest.mark.parametrize(
    "written",
    [
        "Metastatic melanoma",
        "Metastatic lung cancer",
        "Metástasis de cáncer de pulmón",
        "Brain metastasis from lung cancer",
    ],
)
def test_written_metastases_of_another_cancer_are_not_those_of_the_breast(written: str) -> None:
    assert all(found.other_primary for found in read(condition(text(written))).metastases)


@pytest.mark.parametrize("written", ["Micrometastasis in sentinel lymph node", "Metástasis en ganglio centinela"])
def test_a_metastasis_in_the_sentinel_node_is_regional(written: str) -> None:
    assert [found.site for found in read(condition(text(written))).metastases] == [Site.REGIONAL_NODES]


@pytest.mark.parametrize(
    "concept",
    [
        text("Lymph node metastasis"),
        text("Metástasis ganglionares"),
        code("http://hl7.org/fhir/sid/icd-10-cm", "C77.9"),
        code("http://hl7.org/fhir/sid/icd-10-cm", "C77.0"),  # holds the supraclavicular nodes, which are regional
        code("http://snomed.info/sct", "94392001"),
    ],
)
def test_lymph_nodes_of_an_unsaid_place_may_be_regional(concept: dict[str, Any]) -> None:
    (found,) = read(condition(concept)).metastases

    assert (found.site, found.present) == (Site.OTHER_NODES, Answer.UNKNOWN)


@pytest.mark.parametrize(
    "concept",
    [
        text("Mediastinal lymph node metastases"),
        text("Metástasis en ganglios retroperitoneales"),
        code("http://hl7.org/fhir/sid/icd-10-cm", "C77.2"),
    ],
)
def test_lymph_nodes_far_from_the_breast_are_distant_disease(concept: dict[str, Any]) -> None:
    (found,) = read(condition(concept)).metastases

    assert (found.site, found.present) == (Site.OTHER_NODES, Answer.YES)


@pytest.mark.parametrize(
    ("written", "distant"),
    [("Breast cancer stage IV", Answer.YES), ("Ca de mama estadio IIA", Answer.NO), ("Breast cancer, stage IV?", None)],
)
def test_a_stage_written_with_the_diagnosis(written: str, distant: Answer | None) -> None:
    record = read(condition(text(written)))

    assert [found.cancer for found in record.cancers] == [Cancer.BREAST_INVASIVE]
    assert [found.distant for found in record.stages] == ([] if distant is None else [distant])


def test_a_tumour_marker_of_that_name_is_no_cancer() -> None:
    assert not read(condition(text("Elevated CA 15-3, breast"))).cancers


@pytest.mark.parametrize(
    "written",
    [
        "Lesion suspicious for brain metastasis",
        "Probable metástasis cerebral",
        "Concern for cerebellar metastasis",
        "Brain metastases ruled out",
        "Brain metastasis cannot be excluded",
    ],
)
def test_an_image_that_only_suspects_metastases_decides_nothing(written: str) -> None:
    record = read(observation(text("MRI brain"), valueString=written))

    assert not record.metastases
    assert record.gaps


@pytest.mark.parametrize(
    "written",
    [
        "Desire for pregnancy",
        "Ectopic pregnancy 2009",
        "Negative pregnancy test",
        "Postpartum depression after pregnancy",
        "Mother with diabetes",
        "Father with myocardial infarction",
        "Possible pneumonitis",
    ],
)
def test_what_she_has_not_now_is_no_finding(written: str) -> None:
    assert not read(condition(text(written))).findings


def test_a_suspected_allergy_to_a_taxane_is_not_known() -> None:
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "patient": {"reference": "Patient/p"},
        "code": text("Possible docetaxel allergy"),
    }

    assert [found.present for found in read(allergy).findings] == [Answer.UNKNOWN]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("No response to treatment", StopReason.PROGRESSION),
        ("Treatment not tolerated", StopReason.TOXICITY),
        ("Not toxicity", None),
        ("Suspected progression", None),
    ],
)
def test_a_written_reason_to_stop(written: str, reason: StopReason | None) -> None:
    stopped = statement(text("Trastuzumab"), status="stopped", statusReason=[text(written)])

    assert [drug.stop_reason for drug in read(stopped).medications] == [reason]


@pytest.mark.parametrize("written", ["Stage IV disease suspected", "Not stage IV", "Stage II vs IV", "Stage IV?"])
def test_a_stage_that_is_denied_or_only_suspected_is_not_read(written: str) -> None:
    record = read(observation(text("Stage group"), valueString=written))

    assert not record.stages
    assert record.gaps


@pytest.mark.parametrize(
    ("written", "distant"), [("pT2 pN1 cM0", Answer.NO), ("T2N1M1", Answer.YES), ("cT4 N3 M1 (hep)", Answer.YES)]
)
def test_a_tnm_formula_tells_of_distant_disease(written: str, distant: Answer) -> None:
    assert [found.distant for found in read(observation(text("TNM"), valueString=written)).stages] == [distant]

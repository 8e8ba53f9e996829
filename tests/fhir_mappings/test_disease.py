"""Where the cancer is and how it goes: diagnoses, metastases, stage, disease status (specification 3.4)."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import LOINC, SNOMED, code, condition, gap_reasons, observation, read, text, why

from treatment_history.answer import Answer
from treatment_history.findings import Cancer, MarkerResult
from treatment_history.record import Response, Site

ICD, CM = "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm"
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
STAGE, SITE, STATUS = "21908-9", "385421009", "97509-4"
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("concept", "cancer"),
    [
        (code(SNOMED, "254837009"), Cancer.BREAST_INVASIVE),
        (code(GM, "C50.4"), Cancer.BREAST_INVASIVE),
        (code(CM, "C50.912"), Cancer.BREAST_INVASIVE),
        (code("urn:oid:2.16.724.4.21.5.29", "C50.412"), Cancer.BREAST_INVASIVE),
        (code("CIE-10", "C50412"), Cancer.BREAST_INVASIVE),
        (code(ICD, "C50.-"), Cancer.BREAST_INVASIVE),
        (text("Carcinoma ductal infiltrante de mama izquierda"), Cancer.BREAST_INVASIVE),
        (code(CM, "D05.12"), Cancer.BREAST_IN_SITU),
        (text("Ductal carcinoma in situ of breast"), Cancer.BREAST_IN_SITU),
        (code(CM, "Z85.3"), Cancer.BREAST_HISTORY),
        (code(GM, "C56"), Cancer.OTHER),
        (code(CM, "C34.11"), Cancer.OTHER),
        (code(SNOMED, "254637007", "Non-small cell lung cancer"), Cancer.OTHER),
    ],
)
def test_primary_cancers(concept: dict[str, Any], cancer: Cancer) -> None:
    assert [found.cancer for found in read(condition(concept)).cancers] == [cancer]


@pytest.mark.parametrize(
    "words", ["Family history of breast cancer", "No breast cancer", "Screening for breast cancer", "Anxiety"]
)
def test_what_is_no_cancer_of_hers(words: str) -> None:
    record = read(condition(text(words)))

    assert not record.cancers
    assert not record.metastases


@pytest.mark.parametrize(
    ("concept", "site"),
    [
        (code(SNOMED, "94225005"), Site.BRAIN),
        (code(CM, "C79.31"), Site.BRAIN),
        (code(GM, "C79.3"), Site.BRAIN_OR_MENINGES),
        (code(CM, "C79.32"), Site.MENINGES),
        (code(SNOMED, "1155991005"), Site.MENINGES),
        (code(GM, "C78.7"), Site.LIVER),
        (code(CM, "C79.51"), Site.BONE),
        (code(ICD, "C77.3"), Site.REGIONAL_NODES),
        (code(SNOMED, "94181007"), Site.REGIONAL_NODES),
        (code(SNOMED, "128462008"), Site.UNSPECIFIED),
        (code(SNOMED, "128462008", text="Metastatic neoplasm in the brain"), Site.BRAIN),
        (code(CM, "C79.9"), Site.UNSPECIFIED),
        (text("Metástasis cerebrales"), Site.BRAIN),
        (text("hepatic metastases"), Site.LIVER),
        (text("Hirnmetastasen"), Site.BRAIN),
        (text("bone mets"), Site.BONE),
        (text("Metastatic breast cancer"), Site.UNSPECIFIED),
        (text("Carcinomatosis leptomeníngea"), Site.MENINGES),
    ],
)
def test_sites_of_metastasis(concept: dict[str, Any], site: Site) -> None:
    (found,) = read(condition(concept)).metastases

    assert (found.site, found.present, found.doubt) == (site, YES, None)
    assert str(found.date) == "2014-03-01"


def test_a_body_site_tells_where_an_unspecific_metastasis_is() -> None:
    (found,) = read(condition(code(SNOMED, "128462008"), bodySite=[text("Brain")])).metastases

    assert found.site is Site.BRAIN


def test_metastatic_breast_cancer_in_words_is_breast_cancer_too() -> None:
    assert [found.cancer for found in read(condition(text("Metastatic breast cancer"))).cancers] == [
        Cancer.BREAST_INVASIVE
    ]


@pytest.mark.parametrize(
    "concept",
    [
        code(SNOMED, "128462008", text="Malignant neoplasm of breast"),
        code(SNOMED, "94225005", "Secondary malignant neoplasm of liver"),
        code(SNOMED, "94225005", text="No brain metastases"),
        code(SNOMED, "145501000119108"),
    ],
)
def test_a_doubtful_metastasis_is_no_evidence(concept: dict[str, Any]) -> None:
    (found,) = read(condition(concept)).metastases

    assert found.present is UNKNOWN
    assert found.doubt is not None


@pytest.mark.parametrize("status", ["provisional", "differential", "unconfirmed"])
def test_an_unconfirmed_metastasis_is_in_doubt(status: str) -> None:
    (found,) = read(condition(code(SNOMED, "94225005"), verified=status)).metastases

    assert (found.present, found.doubt is not None) == (UNKNOWN, True)


def test_refuted_brain_metastases_are_absent_and_refuted_liver_metastases_say_nothing() -> None:
    brain = read(condition(code(SNOMED, "94225005"), verified="refuted", recordedDate="2015-06-01"))
    liver = read(condition(code(SNOMED, "94381002"), verified="refuted"))

    assert [(m.site, m.present, str(m.date)) for m in brain.metastases] == [(Site.BRAIN, NO, "2015-06-01")]
    assert not liver.metastases
    assert why(liver) == {"Condition/c": "refuted"}


def test_entered_in_error_is_never_evidence() -> None:
    record = read(
        condition(code(SNOMED, "94225005"), verified="entered-in-error"),
        condition(code(ICD, "C50.9"), id="d", verified="entered-in-error"),
    )

    assert not record.metastases
    assert not record.cancers
    assert set(why(record).values()) == {"entered-in-error"}


def test_a_metastasis_of_another_primary_is_marked() -> None:
    lung = condition(code(ICD, "C34.9"), id="lung")
    related = {
        "url": "http://hl7.org/fhir/StructureDefinition/condition-related",
        "valueReference": {"reference": "Condition/lung"},
    }

    record = read(lung, condition(code(SNOMED, "94225005"), extension=[related]))

    assert record.metastases[0].other_primary


@pytest.mark.parametrize("value", ["96981000119102", "315008004"])
def test_codes_of_other_primaries_are_no_metastases_of_breast_cancer(value: str) -> None:
    found = read(condition(code(SNOMED, value))).metastases

    assert all(each.other_primary for each in found)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {
                "valueCodeableConcept": code(
                    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-fernmetastasen",
                    "BRA",
                )
            },
            {(Site.BRAIN, YES)},
        ),
        (
            {
                "valueCodeableConcept": code(
                    "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-fernmetastasen",
                    "HEP",
                )
            },
            {(Site.LIVER, YES)},
        ),
        ({"valueCodeableConcept": text("Brain")}, {(Site.BRAIN, YES)}),
        ({"valueString": "hígado"}, {(Site.LIVER, YES)}),
        ({"valueCodeableConcept": code(SNOMED, "260413007", "None")}, {(Site.UNSPECIFIED, NO), (Site.BRAIN, NO)}),
        ({"valueString": "ninguna"}, {(Site.UNSPECIFIED, NO), (Site.BRAIN, NO)}),
        ({"valueString": "no brain metastases"}, {(Site.BRAIN, NO)}),
    ],
)
def test_the_site_of_distant_metastasis(value: dict[str, Any], expected: set[tuple[Site, Answer]]) -> None:
    assert {(m.site, m.present) for m in read(observation(code(SNOMED, SITE), **value)).metastases} == expected


@pytest.mark.parametrize(
    ("value", "present"),
    [
        ({"valueBoolean": False}, NO),
        ({"valueBoolean": True}, YES),
        ({"valueCodeableConcept": code(SNOMED, "260385009", "Negative")}, NO),
        ({"valueCodeableConcept": code(SNOMED, "260415000", "Not detected")}, NO),
        ({"valueString": "ausentes"}, UNKNOWN),
        ({"valueString": "ausencia"}, NO),
        ({"valueString": "presentes"}, YES),
    ],
)
def test_an_observation_about_brain_metastases(value: dict[str, Any], present: Answer) -> None:
    record = read(observation(text("Brain metastases"), **value))

    if present is UNKNOWN:
        assert gap_reasons(record) == ["statement about metastases without a clear answer"]
    else:
        assert [(m.site, m.present) for m in record.metastases] == [(Site.BRAIN, present)]


@pytest.mark.parametrize(
    ("value", "present"), [({}, YES), ({"valueBoolean": False}, NO), ({"valueBoolean": True}, YES)]
)
def test_history_of_metastatic_cancer_is_there_unless_denied(value: dict[str, Any], present: Answer) -> None:
    (found,) = read(observation(code(SNOMED, "1098951000119108"), **value)).metastases

    assert (found.site, found.present) == (Site.LIVER, present)


@pytest.mark.parametrize(
    ("concept", "distant", "locally_advanced"),
    [
        (code("http://cancerstaging.org", "4A"), YES, UNKNOWN),
        (code("http://cancerstaging.org", "4"), YES, UNKNOWN),
        (code("http://cancerstaging.org", "c3A"), NO, YES),
        (code("http://cancerstaging.org", "2B"), NO, NO),
        (code("http://cancerstaging.org", "IA"), NO, NO),
        (code(SNOMED, "1222837003"), YES, UNKNOWN),
        (code(SNOMED, "258228008"), YES, UNKNOWN),
        (code(SNOMED, "1222769001", "American Joint Committee on Cancer stage IIB (qualifier value)"), NO, NO),
        (text("Estadio IV"), YES, UNKNOWN),
        (text("Stage IIIC"), NO, YES),
        (text("pT2 pN1 cM0"), NO, UNKNOWN),
        (text("M1b"), YES, UNKNOWN),
    ],
)
def test_stages(concept: dict[str, Any], distant: Answer, locally_advanced: Answer) -> None:
    (stage,) = read(observation(code(LOINC, STAGE), valueCodeableConcept=concept)).stages

    assert (stage.distant, stage.locally_advanced) == (distant, locally_advanced)


@pytest.mark.parametrize(
    ("value", "distant"), [("1229903009", YES), ("1229916009", YES), ("1229901006", NO), ("30893008", NO)]
)
def test_m_categories(value: str, distant: Answer) -> None:
    (stage,) = read(observation(code(SNOMED, "399387003"), valueCodeableConcept=code(SNOMED, value))).stages

    assert stage.distant is distant


MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-verlauf-gesamtbeurteilung"


@pytest.mark.parametrize(
    ("question", "value", "response"),
    [
        (code(LOINC, STATUS), code(SNOMED, "271299001"), Response.PROGRESSION),
        (code(LOINC, "88040-1"), code(SNOMED, "271299001"), Response.PROGRESSION),
        (code(LOINC, STATUS), code(SNOMED, "268910001"), Response.IMPROVED),
        (code(LOINC, STATUS), code(SNOMED, "359746009"), Response.STABLE),
        (code(LOINC, STATUS), code(SNOMED, "709137006"), Response.UNDETERMINED),
        (code(LOINC, STATUS), code(SNOMED, "103338009"), Response.COMPLETE),
        (code(LOINC, STATUS), code(SNOMED, "550991000124107"), Response.COMPLETE),
        (code(LOINC, STATUS), code(SNOMED, "103337004"), Response.PARTIAL),
        (code(LOINC, STATUS), code(SNOMED, "419835002"), Response.PROGRESSION),
        (text("RECIST"), code(LOINC, "LA28370-7"), Response.PROGRESSION),
        (code("http://recist.org", "x"), code(LOINC, "LA28366-5"), Response.COMPLETE),
        (code(SNOMED, "396432002"), code(MII, "V"), Response.COMPLETE),
        (code(SNOMED, "396432002"), code(MII, "Y"), Response.PROGRESSION),
        (code(SNOMED, "396432002"), code(MII, "D"), Response.UNDETERMINED),
        (code(SNOMED, "396432002"), code(MII, "B"), Response.IMPROVED),
        (text("Respuesta al tratamiento"), text("Progresión"), Response.PROGRESSION),
        (text("Respuesta al tratamiento"), text("Enfermedad estable"), Response.STABLE),
        (text("RECIST response"), text("PD"), Response.PROGRESSION),
        (text("RECIST response"), text("Sin evidencia de enfermedad"), Response.COMPLETE),
        (
            code(LOINC, STATUS),
            {"coding": [{"system": SNOMED, "code": "268910001"}, {"system": SNOMED, "code": "103337004"}]},
            Response.PARTIAL,
        ),
    ],
)
def test_disease_status(question: dict[str, Any], value: dict[str, Any], response: Response) -> None:
    assert [found.value for found in read(observation(question, valueCodeableConcept=value)).statuses] == [response]


def test_distant_metastasis_present_is_spread_and_not_progression_by_itself() -> None:
    record = read(observation(code(LOINC, STATUS), valueCodeableConcept=code(SNOMED, "399409002")))

    assert not record.statuses
    assert [(m.site, m.present) for m in record.metastases] == [(Site.UNSPECIFIED, YES)]


@pytest.mark.parametrize("value", [code(MII, "X"), code(LOINC, "LA9348-9")])
def test_what_was_not_assessed_says_nothing(value: dict[str, Any]) -> None:
    assert why(read(observation(code(LOINC, STATUS), valueCodeableConcept=value))) == {"Observation/o": "not-assessed"}


def test_no_progression_is_not_progression() -> None:
    record = read(observation(code(LOINC, STATUS), valueCodeableConcept=text("no progression")))

    assert not record.statuses
    assert record.gaps


def test_an_assessment_on_tumour_markers_alone_is_marked() -> None:
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-cancer-disease-status-evidence-type"
    markers = {"url": url, "valueCodeableConcept": code(SNOMED, "250724005")}
    imaging = {"url": url, "valueCodeableConcept": code(SNOMED, "363679005", "Imaging")}
    worse = {"valueCodeableConcept": code(SNOMED, "271299001")}

    assert read(observation(code(LOINC, STATUS), **worse, extension=[markers])).statuses[0].marker_only
    assert not read(observation(code(LOINC, STATUS), **worse, extension=[markers, imaging])).statuses[0].marker_only


def test_the_assessed_lesion_is_named() -> None:
    brain = condition(code(SNOMED, "94225005"))
    worse = {"valueCodeableConcept": code(SNOMED, "271299001")}

    record = read(brain, observation(code(LOINC, STATUS), **worse, focus=[{"reference": "Condition/c"}]))

    assert record.statuses[0].site is Site.BRAIN


def test_a_preliminary_progression_is_not_final() -> None:
    worse = {"valueCodeableConcept": code(SNOMED, "271299001")}

    assert not read(observation(code(LOINC, STATUS), **worse, status="preliminary")).statuses[0].final


def test_pre_coordinated_metastatic_her2_positive_breast_cancer_states_three_facts() -> None:
    record = read(condition(code(SNOMED, "459391000124109")))

    assert [m.result for m in record.markers] == [MarkerResult.POSITIVE]
    assert [m.site for m in record.metastases] == [Site.UNSPECIFIED]
    assert [c.cancer for c in record.cancers] == [Cancer.BREAST_INVASIVE]


def test_locally_advanced_breast_cancer_is_said_to_be_so() -> None:
    assert read(condition(code(SNOMED, "1082701000112100"))).cancers[0].locally_advanced is YES


def test_an_untied_metastasis_beside_another_active_cancer_is_in_doubt() -> None:
    breast = condition(code(ICD, "C50.9"), id="breast")
    lung = condition(code(ICD, "C34.9"), id="lung", onsetDateTime="2013-01-01")
    over = lung | {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
    skin = condition(code(ICD, "C44.3"), id="skin", onsetDateTime="2013-01-01")
    brain = condition(code(SNOMED, "94225005"))
    tied = brain | {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/condition-related",
                "valueReference": {"reference": "Condition/breast"},
            }
        ]
    }

    assert read(breast, lung, brain).metastases[0].present is UNKNOWN
    assert read(breast, lung, tied).metastases[0].present is YES
    assert read(breast, over, brain).metastases[0].present is YES
    assert read(breast, skin, brain).metastases[0].present is YES


def test_a_withdrawn_progression_is_left_out_and_said_to_be_not_final() -> None:
    worse = {"valueCodeableConcept": code(SNOMED, "271299001")}

    record = read(observation(code(LOINC, STATUS), **worse, status="entered-in-error"))

    assert [found.final for found in record.statuses] == [False]
    assert why(record) == {"Observation/o": "entered-in-error"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("No brain metastases", {(Site.BRAIN, NO)}),
        ("Sin metástasis cerebrales", {(Site.BRAIN, NO)}),
        ("Brain MRI shows no metastases", {(Site.BRAIN, NO)}),
        ("Multiple brain metastases, no hydrocephalus", {(Site.BRAIN, YES)}),
        ("Multiple brain metastases no oedema", set()),
        ("No new brain metastases", set()),
        ("Brain metastases cannot be excluded, possible", set()),
        ("No liver metastases, brain metastases present", set()),
        ("Brain metastases", {(Site.BRAIN, YES)}),
    ],
)
def test_a_written_imaging_result(written: str, expected: set[tuple[Site, Answer]]) -> None:
    record = read(observation(text("MRI of brain"), valueString=written))

    assert {(found.site, found.present) for found in record.metastases} == expected
    assert bool(record.gaps) is not bool(expected)


def test_a_diagnosis_in_words_that_denies_brain_metastases() -> None:
    assert [(m.site, m.present) for m in read(condition(text("No brain metastases"))).metastases] == [(Site.BRAIN, NO)]
    assert why(read(condition(text("No metastases in the liver")))) == {"Condition/c": "denied"}

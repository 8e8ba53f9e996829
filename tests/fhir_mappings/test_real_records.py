"""Other people's records, read as their careful reader reads them (tests/fhir/*/README.md)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from real_records import DOCUMENT, FOLDER, document, files, read_file

from treatment_history.answer import Answer
from treatment_history.findings import Cancer, Comorbidity, Marker, MarkerResult
from treatment_history.record import Response, Site, Source

if TYPE_CHECKING:
    from treatment_history.record import PatientRecord

POSITIVE, NEGATIVE = MarkerResult.POSITIVE, MarkerResult.NEGATIVE


def record(name: str) -> PatientRecord:
    return read_file(FOLDER / f"{name}.json")


def drugs(read: PatientRecord) -> Counter[str]:
    return Counter(agent for taken in read.medications for agent in taken.agents)


def her2(read: PatientRecord) -> set[MarkerResult]:
    return {found.result for found in read.markers if found.marker is Marker.HER2}


def test_the_page_of_all_records_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_record_is_there_with_its_licence() -> None:
    assert len(files()) == 33
    assert all((path.parent / "README.md").exists() for path in files())


def test_jenny_m_is_early_her2_negative_breast_cancer() -> None:
    read = record("mcode-ig/bundle-jenny-m")

    assert her2(read) == {NEGATIVE}
    assert {stage.distant for stage in read.stages} == {Answer.NO}
    assert drugs(read) == {"doxorubicin": 2, "cyclophosphamide": 2, "paclitaxel": 2, "anastrozole": 1}
    assert [status.value for status in read.statuses] == [Response.IMPROVED]
    assert [found.kind for found in read.findings] == [Comorbidity.HYPERTENSION]
    assert not read.metastases


def test_john_anyperson_has_a_brain_metastasis_of_lung_cancer() -> None:
    read = record("mcode-ig/bundle-john-anyperson")

    assert [found.cancer for found in read.cancers] == [Cancer.OTHER]
    brain = [found for found in read.metastases if found.site is Site.BRAIN and found.present is not Answer.NO]
    assert [found.other_primary for found in brain] == [True]
    assert not read.medications
    assert Comorbidity.HEART_FAILURE in {found.kind for found in read.findings}


def test_adam_everyman_has_a_history_of_liver_metastasis_that_cannot_be_of_the_breast_for_certain() -> None:
    read = record("mcode-ig/bundle-adam-everyman")

    assert [(found.site, found.present) for found in read.metastases] == [(Site.LIVER, Answer.YES)]


def test_eve_anyperson_is_a_patient_and_nothing_else() -> None:
    read = record("mcode-ig/bundle-eve-anyperson")

    assert read.person is not None
    assert not any((read.medications, read.markers, read.cancers, read.gaps))


@pytest.mark.parametrize(
    ("name", "her2_results", "distant", "given"),
    [
        ("13db4bb8", {NEGATIVE}, False, {"tamoxifen": 1}),
        ("1d996507", set(), True, {}),
        ("53f3587e", {POSITIVE}, False, {"doxorubicin": 8, "trastuzumab": 1, "tamoxifen": 1}),
        ("542a3d97", {NEGATIVE}, False, {}),
        ("6d048a56", {NEGATIVE}, True, {}),
        ("71ba0469", {NEGATIVE}, False, {"doxorubicin": 8, "tamoxifen": 1}),
        ("844d1c39", {NEGATIVE}, False, {}),
        ("86b97fc7", {NEGATIVE}, False, {}),
        ("8be62b06", {POSITIVE}, True, {"paclitaxel": 8}),
        ("a6028f3c", {NEGATIVE}, False, {}),
        ("cd1d1f54", {NEGATIVE}, False, {"tamoxifen": 1}),
        ("eabfe6f1", {NEGATIVE}, False, {"doxorubicin": 8, "epirubicin": 8, "fulvestrant": 1, "ribociclib": 1}),
        ("f1678bde", {NEGATIVE}, False, {}),
    ],
)
def test_the_synthea_patients(
    name: str, her2_results: set[MarkerResult], given: dict[str, int], *, distant: bool
) -> None:
    read = record(f"mcode-omop-synthea/patient-{name}")

    assert her2(read) == her2_results
    assert {stage.distant for stage in read.stages} == {Answer.YES if distant else Answer.NO}
    assert drugs(read) == given
    assert {taken.source for taken in read.medications} <= {Source.ADMINISTRATION}
    assert {taken.stated_setting for taken in read.medications} <= {None}
    assert not read.gaps
    assert not read.conflicts


def test_the_oxaliplatin_of_the_colon_cancer_is_left_out() -> None:
    read = record("mcode-omop-synthea/patient-844d1c39")

    assert {found.cancer for found in read.cancers} == {Cancer.BREAST_INVASIVE, Cancer.OTHER}
    assert Counter(left.why for left in read.excluded) == {"other-cancer": 2, "supportive": 1}
    assert len(read.condition_references) == 1


def test_maryam_comes_as_an_array_with_one_record_per_dose() -> None:
    read = record("mcode-pathways/Maryam")

    assert drugs(read) == {"paclitaxel": 16, "anastrozole": 1}
    assert her2(read) == {NEGATIVE}
    assert Counter(left.why for left in read.excluded)["not-an-anticancer-agent"] == 10
    assert {stage.locally_advanced for stage in read.stages if stage.locally_advanced is not Answer.UNKNOWN} == {
        Answer.YES
    }
    assert not read.gaps


def test_maureen_is_dstu2_and_not_read_partly() -> None:
    read = record("mcode-pathways/Maureen.dstu2")

    assert {gap.reason for gap in read.gaps} == {"FHIR DSTU2 or STU3 not supported"}
    assert not any((read.medications, read.markers, read.cancers, read.surgeries, read.local_therapies))
    assert not read.medications_complete


def test_t0_has_doxorubicin_orders_and_states_that_there_are_no_distant_metastases() -> None:
    read = record("mcode-pathways/T0_patient.synthea.trimmed")

    assert drugs(read) == {"doxorubicin": 8, "tamoxifen": 1}
    assert {taken.source for taken in read.medications} == {Source.ORDER}
    assert {(found.site, found.present) for found in read.metastases} == {
        (Site.UNSPECIFIED, Answer.NO),
        (Site.BRAIN, Answer.NO),
    }


def test_the_faulty_her2_positive_patient_is_asked_about_and_not_assumed_metastatic() -> None:
    read = record("mcode-trial-matching/ctms_patient_data")

    assert [found.result for found in read.markers if found.marker is Marker.HER2] == [POSITIVE, POSITIVE]
    (doubtful,) = read.metastases
    assert doubtful.present is Answer.UNKNOWN
    assert "Malignant neoplasm of breast" in str(doubtful.doubt)
    assert drugs(read) == {"paclitaxel": 3}
    assert Counter(left.why for left in read.excluded)["other-patient"] == 3


def test_the_eom_patient_changed_receptors_and_has_a_lung_metastasis() -> None:
    read = record("mcode-trial-matching/ctms_eom_patient_1")

    er = sorted((str(found.date), found.result.value) for found in read.markers if found.marker is Marker.ER)
    assert er == [("2018-03-10", "positive"), ("2022-01-02", "negative")]
    assert [found.site for found in read.metastases] == [Site.LUNG]
    assert drugs(read) == {"abemaciclib": 1, "alpelisib": 1}
    assert all(taken.start == taken.end for taken in read.medications)


def test_trial_matching_patient_01_has_dose_form_groups_and_three_secondary_conditions() -> None:
    read = record("mcode-trial-matching/TrialMatching_Patient01")

    assert drugs(read) == {"fulvestrant": 2, "abemaciclib": 1, "ribociclib": 1, "leuprorelin": 1}
    assert {found.site for found in read.metastases} == {Site.BONE, Site.LIVER, Site.REGIONAL_NODES}
    assert her2(read) == {NEGATIVE}


def test_codings_without_display_are_read() -> None:
    read = record("mcode-trial-matching/ctma_query_ancora13")

    assert her2(read) == {NEGATIVE}
    assert [found.site for found in read.metastases] == [Site.BONE]


def test_the_german_patient_has_her2_results_of_an_ovarian_cancer() -> None:
    read = record("mii-testdata-onkologie/Bundle-mii-exa-test-data-bundle-onkologie-1")

    assert {found.cancer for found in read.cancers} == {Cancer.OTHER, Cancer.BREAST_INVASIVE}
    assert all(found.other_tumour for found in read.markers)
    assert her2(read) == {NEGATIVE, POSITIVE, MarkerResult.UNDECIDABLE}
    assert [(found.site, found.other_primary) for found in read.metastases] == [(Site.LIVER, True)]
    assert not read.statuses


def test_the_patient_summary_resolves_its_medication() -> None:
    read = record("hl7-ips/bundle-ips-01-without-composition")

    (taken,) = read.medications
    assert (taken.agents, str(taken.start), taken.status) == (("anastrozole",), "2015-03", "active")
    assert [(found.cancer, found.active) for found in read.cancers] == [(Cancer.BREAST_INVASIVE, Answer.NO)]


def test_the_registry_reports() -> None:
    assert drugs(record("hl7-ccrr/ccrr-non-encounter-based-content-bundle-example")) == {"docetaxel": 1}
    assert [found.kind for found in record("hl7-ccrr/problem-diabetes").findings] == [Comorbidity.DIABETES]
    assert [stage.distant for stage in record("hl7-ccrr/cancer-stage-group-example").stages] == [Answer.NO]
    assert [
        stage.distant for stage in record("hl7-ccrr/tnm-clinical-distant-metastases-category-cm0-example").stages
    ] == [Answer.NO]
    assert len(record("hl7-ccrr/ccrr-procedure-surgery-example").surgeries) == 1
    assert len(record("hl7-ccrr/ccrr-procedure-radiotherapy-example").local_therapies) == 1
    assert record("hl7-ccrr/ccrr-encounter-based-content-bundle-example").cancers[0].cancer is Cancer.BREAST_INVASIVE

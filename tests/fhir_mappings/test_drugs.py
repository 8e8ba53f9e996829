"""Mapping specification 3.2: which ingredient a medication is, above all that a conjugate is never its antibody."""

from __future__ import annotations

import pytest
from fhir_records import ATC, RXNORM, SNOMED, agents, code, gap_reasons, read, statement, text, why

from treatment_history.agents import AGENTS, ANTI_HER2_NOT_NAMED, Family, agent_named


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Trastuzumab", ("trastuzumab",)),
        ("HERCEPTIN 150 mg polvo", ("trastuzumab",)),
        ("trastuzumab-dkst", ("trastuzumab",)),
        ("trastuzumab-abcd 150 MG", ("trastuzumab",)),
        ("Herceptin Hylecta", ("trastuzumab",)),
        ("Trastuzumab SC 600 mg", ("trastuzumab",)),
        ("ado-trastuzumab emtansine", ("trastuzumab emtansine",)),
        ("TRASTUZUMAB EMTANSINA", ("trastuzumab emtansine",)),
        ("Trastuzumab-Emtansin (Kadcyla) 100 mg", ("trastuzumab emtansine",)),
        ("Trastuzumab Injection [KADCYLA]", ("trastuzumab emtansine",)),
        ("T-DM1", ("trastuzumab emtansine",)),
        ("TDM-1 3.6 mg/kg", ("trastuzumab emtansine",)),
        ("fam-trastuzumab deruxtecan-nxki", ("trastuzumab deruxtecan",)),
        ("Trastuzumab Deruxtecán", ("trastuzumab deruxtecan",)),
        ("Trastuzumab Injection [Enhertu]", ("trastuzumab deruxtecan",)),
        ("trastuzumab duocarmazine", ("trastuzumab duocarmazine",)),
        ("disitamab vedotin", ("disitamab vedotin",)),
        ("Phesgo 600 mg/600 mg", ("pertuzumab", "trastuzumab")),
        ("pertuzumab, trastuzumab, and hyaluronidase-zzxf", ("pertuzumab", "trastuzumab")),
        ("DOCEtaxel 20 MG/ML", ("docetaxel",)),
        ("CARBOplatino", ("carboplatin",)),
        ("Tyverb", ("lapatinib",)),
        ("nab-paclitaxel", ("nab-paclitaxel",)),
        ("paclitaxel unido a albúmina (Abraxane)", ("nab-paclitaxel",)),
        ("doxorrubicina liposomal pegilada", ("liposomal doxorubicin",)),
        ("docetaxel + trastuzumab + pertuzumab", ("docetaxel", "pertuzumab", "trastuzumab")),
        ("HER2 inhibitor", (ANTI_HER2_NOT_NAMED.name,)),
        ("anti-HER2 therapy", (ANTI_HER2_NOT_NAMED.name,)),
        ("Letrozol 2,5 mg comprimidos", ("letrozole",)),
        ("5-FU", ("fluorouracil",)),
    ],
)
def test_a_drug_is_known_by_its_words(written: str, expected: tuple[str, ...]) -> None:
    assert agents(statement(text(written))) == expected


@pytest.mark.parametrize(
    ("system", "value", "expected"),
    [
        (ATC, "L01XC03", ("trastuzumab",)),
        (ATC, "L01FD01", ("trastuzumab",)),
        ("http://fhir.de/CodeSystem/bfarm/atc", "L01XC14", ("trastuzumab emtansine",)),
        ("http://hl7.org/fhir/uv/ips/ValueSet/whoatc-uv-ips", "L01FD04", ("trastuzumab deruxtecan",)),
        (ATC, "L01XY02", ("pertuzumab", "trastuzumab")),
        (ATC, "L01FY01", ("pertuzumab", "trastuzumab")),
        (ATC, "L01FD", (ANTI_HER2_NOT_NAMED.name,)),
        (SNOMED, "784176007", (ANTI_HER2_NOT_NAMED.name,)),
        ("http://snomed.info/sct/21000210109", "702836004", ("trastuzumab emtansine",)),
        ("http://snomed.info/sct|http://snomed.info/sct/900000000000207008", "387003001", ("trastuzumab",)),
        (RXNORM, "1371041", ("trastuzumab emtansine",)),
        (RXNORM, "2267582", ("trastuzumab deruxtecan",)),
        (RXNORM, "1658086", ("trastuzumab emtansine",)),
        (RXNORM, "2119714", ("trastuzumab",)),
        (RXNORM, "2382603", ("pertuzumab", "trastuzumab")),
    ],
)
def test_a_drug_is_known_by_its_code(system: str, value: str, expected: tuple[str, ...]) -> None:
    assert agents(statement(code(system, value))) == expected


@pytest.mark.parametrize(
    "concept",
    [
        code(RXNORM, "224905", "Trastuzumab", text="Kadcyla"),
        code(RXNORM, "224905", "Trastuzumab", text="ado-trastuzumab emtansine 3.6 mg/kg"),
        code(RXNORM, "1922508", "Trastuzumab Injection [KADCYLA]"),
        {"coding": [{"system": RXNORM, "code": "224905"}, {"system": ATC, "code": "L01FD03"}]},
        code(ATC, "L01XC14", "Trastuzumab"),
    ],
)
def test_any_trace_of_emtansine_overrides_trastuzumab(concept: dict[str, object]) -> None:
    record = read(statement(concept))

    assert [taken.agents for taken in record.medications] == [("trastuzumab emtansine",)]
    assert not record.conflicts


def test_a_new_conjugate_of_trastuzumab_is_not_trastuzumab() -> None:
    (name,) = agents(statement(text("trastuzumab rezetecan")))

    assert agent_named(name).family is Family.UNKNOWN


def test_code_and_text_of_different_drugs_make_neither() -> None:
    record = read(statement(code(ATC, "L01FD03", text="Pertuzumab")))

    (name,) = record.medications[0].agents
    assert name not in AGENTS
    assert record.conflicts[0].kind == "drug-code-text"


def test_trastuzumab_code_that_says_metoclopramide_is_a_conflict() -> None:
    record = read(statement(code(SNOMED, "387003001", "Metoclopramide")))

    assert record.conflicts
    assert record.medications[0].agents[0] not in AGENTS


def test_a_bare_trastuzumab_code_is_read_with_a_warning() -> None:
    record = read(statement(code(RXNORM, "224905")))

    assert record.medications[0].agents == ("trastuzumab",)
    assert "trastuzumab-code-may-hide-a-conjugate" in record.notes


@pytest.mark.parametrize(
    "written", ["Niraparib 100 mg", "sorafenib", "pemetrexed", "QUIMIOTERAPIA", "cabazitaxel", "enfortumab vedotin"]
)
def test_an_unmapped_antineoplastic_is_kept_under_its_own_text(written: str) -> None:
    assert agents(statement(text(written))) == (written,)


def test_an_unlisted_atc_code_of_antineoplastics_is_kept() -> None:
    assert agents(statement(code(ATC, "L01XK02", "Niraparib"))) == ("Niraparib",)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Zoledronic acid", "supportive"),
        ("Denosumab (XGEVA) 120 mg", "supportive"),
        ("pegfilgrastim", "supportive"),
        ("Simvastatin 20 MG", "not-an-anticancer-agent"),
        ("tofacitinib", "not-an-anticancer-agent"),
        ("Human immunoglobulin", "not-an-anticancer-agent"),
        ("fluorouracil cream 5%", "not-systemic"),
    ],
)
def test_what_is_no_anticancer_drug_is_listed_with_its_reason(written: str, reason: str) -> None:
    record = read(statement(text(written)))

    assert why(record) == {"MedicationStatement/m": reason}
    assert not record.medications


def test_a_code_that_nobody_knows_and_that_has_no_name_is_a_gap() -> None:
    record = read(statement(code("urn:oid:2.16.724.4.21.5.15.4", "660123")))

    assert gap_reasons(record) == ["medication code not known and no name given"]
    assert not record.medications_complete


def test_no_medication_information_is_not_a_drug() -> None:
    coding = code("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-medication-info")

    assert why(read(statement(coding))) == {"MedicationStatement/m": "no-medication-information"}


def test_methotrexate_for_arthritis_is_no_chemotherapy() -> None:
    assert why(read(statement(text("methotrexate"), reasonCode=[text("Rheumatoid arthritis")]))) == {
        "MedicationStatement/m": "other-indication"
    }


def test_a_text_that_denies_a_drug_is_a_gap_and_no_exposure() -> None:
    record = read(statement(text("No prior T-DM1")))

    assert gap_reasons(record) == ["its text denies the drug"]
    assert not record.medications


@pytest.mark.parametrize(
    "written",
    ["Tucatinib or placebo (blinded)", "Pertuzumab / placebo", "Investigational agent ABC-123", "Study drug XYZ"],
)
def test_a_blinded_drug_is_neither_given_nor_not_given(written: str) -> None:
    (agent,) = agents(statement(text(written)))

    assert agent_named(agent).family is Family.UNKNOWN


def test_an_open_drug_of_a_study_is_the_drug_it_names() -> None:
    assert agents(statement(text("Trastuzumab (study drug)"))) == ("trastuzumab",)
    assert why(read(statement(text("Dexamethasone or placebo")))) == {"MedicationStatement/m": "supportive"}

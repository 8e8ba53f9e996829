"""The code tables hold no mistyped code, no row without a source, and say one thing per code."""

from __future__ import annotations

import re
from collections import Counter

from fhir_mappings.codes import concepts_of, rows
from fhir_mappings.systems import LOINC, SNOMED, normalised
from treatment_history.agents import AGENTS

MULTIPLY = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]
PERMUTE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]


def verhoeff(digits: str) -> bool:
    """Whether the check digit of a SNOMED CT identifier is right."""
    permutations = [PERMUTE[0]]
    for _ in range(7):
        permutations.append([permutations[-1][digit] for digit in PERMUTE[1]])
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = MULTIPLY[check][permutations[place % 8][int(digit)]]
    return check == 0


def luhn(code: str) -> bool:
    """Whether the check digit of a LOINC number is right."""
    digits, _, check = code.partition("-")
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    total = sum(value // 10 + value % 10 for value in doubled)
    return (10 - total % 10) % 10 == int(check)


def test_every_snomed_code_passes_its_check_digit() -> None:
    codes = [row.code for row in rows() if normalised(row.system) == SNOMED]

    assert len(codes) > 1300
    assert [code for code in codes if not verhoeff(code)] == []


def test_every_loinc_code_passes_its_check_digit() -> None:
    codes = [row.code for row in rows() if row.system == LOINC and row.code[0].isdigit()]

    assert len(codes) > 60
    assert [code for code in codes if not luhn(code)] == []


def test_every_row_names_its_source_and_its_confidence() -> None:
    assert [row for row in rows() if not (row.source and row.code and row.display)] == []
    assert {row.confidence for row in rows()} == {"high", "medium", "low"}


def test_a_source_names_no_machine_and_no_tool() -> None:
    assert [row.source for row in rows() if re.search(r"find_string|read_file|^/|localhost", row.source)] == []


def test_only_known_codes_have_two_meanings() -> None:
    counted = Counter((normalised(row.system), row.code) for row in rows() if row.system not in ("text", "extension"))

    assert {code for (_, code), times in counted.items() if times > 1} <= {
        "260415000",  # not detected: a value, and an old word for complete remission
        "416803003",  # a paclitaxel product listed under both formulations
        "128462008",  # metastatic neoplasm: a diagnosis, and a stated setting
        "77386006",  # pregnancy: a finding, and a reason to stop
    }


def test_every_drug_concept_is_an_agent() -> None:
    from fhir_mappings.drugs import _agents_of  # noqa: PLC0415  # the mapping itself is under test

    drugs = {row.concept for row in rows() if row.concept.startswith(("drug.", "supportive."))}
    special = {"not-systemic", "transplant-brand"}

    assert {name for concept in drugs for name in _agents_of(frozenset({concept}))} - special <= set(AGENTS)


def test_an_icd_code_inherits_from_its_category_and_not_from_its_neighbour() -> None:
    assert concepts_of("http://hl7.org/fhir/sid/icd-10-cm", "C50.919") == {"condition.breast_cancer.primary"}
    assert concepts_of("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "C50.9-") == {"condition.breast_cancer.primary"}
    assert concepts_of("http://hl7.org/fhir/sid/icd-10", "C51") == set()
    assert concepts_of(SNOMED, "C50.9") == set()

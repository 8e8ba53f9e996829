"""The hazard log names things that exist, and its check finds a test that did not run or did not pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from safety.hazards import hazards, main, outcomes, page, unproven

ROOT = Path(__file__).parents[2]
REPORT = """<testsuites><testsuite name="pytest">
<testcase classname="tests.a.test_b" name="test_c[x]"/>
<testcase classname="tests.a.test_b" name="test_c[y]">{inside}</testcase>
</testsuite></testsuites>"""


def test_the_log_holds_the_eighteen_hazards_of_the_start_at_least() -> None:
    assert {f"H{number}" for number in range(1, 19)} <= {hazard.id for hazard in hazards()}


@pytest.mark.parametrize("hazard", hazards(), ids=lambda hazard: hazard.id)
def test_every_control_names_code_and_tests_that_are_there(hazard) -> None:
    assert hazard.controls
    assert 1 <= hazard.severity <= 5
    assert 1 <= hazard.likelihood <= 5
    for control in hazard.controls:
        assert (ROOT / control.code).exists()
        assert control.tests
        for test in control.tests:
            file, _, name = test.partition("::")
            assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("inside", "passed"), [("", True), ("<failure/>", False), ("<skipped/>", False), ("<error/>", False)]
)
def test_one_failed_or_skipped_case_leaves_its_test_unproven(inside, passed, tmp_path) -> None:
    (tmp_path / "report.xml").write_text(REPORT.format(inside=inside))

    assert outcomes(tmp_path / "report.xml") == {"tests/a/test_b.py::test_c": passed}


def test_a_run_without_the_named_tests_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT.format(inside=""))
    everything = {test: True for hazard in hazards() for control in hazard.controls for test in control.tests}

    assert unproven(hazards(), everything) == ()
    assert main(["check", str(tmp_path / "report.xml")]) == 1
    assert main(["nonsense"]) == 2


def test_the_printed_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8") == page(hazards())

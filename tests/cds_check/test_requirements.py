"""Every requirement is tested, or says why it cannot be; the documentation prints the same map."""

from __future__ import annotations

from pathlib import Path

import pytest

from cds_check.catalog import CHECKS
from cds_check.checks import Level
from cds_check.listing import requirement_page
from cds_check.requirements import checks_for, requirements, sections

DOCUMENT = Path(__file__).parents[2] / "docs" / "cds-check-requirements.md"


@pytest.mark.parametrize("name", requirements())
def test_a_requirement_is_tested_or_says_why_not(name):
    assert bool(checks_for(name, CHECKS)) != bool(requirements()[name].not_testable)


def test_checks_rest_on_known_requirements_and_have_ids_of_their_own():
    assert {name for check in CHECKS for name in check.requirements} <= set(requirements())
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(sections(check) for check in CHECKS)


def test_no_check_is_called_binding_that_rests_on_no_binding_requirement():
    for check in CHECKS:
        levels = {requirements()[name].level for name in check.requirements}
        assert check.level is not Level.SHALL or levels != {"defensive"}, check.id


def test_the_documentation_prints_the_map():
    assert requirement_page() == DOCUMENT.read_text(encoding="utf-8"), "run make docs"

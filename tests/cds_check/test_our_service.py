"""The kit finds nothing at this service, and the committed report is the one that it prints."""

from __future__ import annotations

import json

import pytest

from tests.cds_check.our_service import DEMO, DOCS, SECURED, demo_report, printed, secured_report

pytestmark = pytest.mark.e2e

MODES = {DEMO: demo_report, SECURED: secured_report}


@pytest.mark.parametrize("name", MODES)
def test_everything_that_can_be_tested_holds_here(name, tmp_path):
    report = MODES[name](tmp_path)

    assert {result.check.id: result.finding.reasons for result in report.failed()} == {}
    committed = json.loads((DOCS / "cds-check-report.json").read_text(encoding="utf-8"))
    ours = printed({name: report})
    assert json.loads(ours["cds-check-report.json"])[name] == committed[name], "run make cds-check"
    table = ours["cds-check-report.md"].split("\n## ")[1]
    assert table in (DOCS / "cds-check-report.md").read_text(encoding="utf-8"), "run make cds-check"

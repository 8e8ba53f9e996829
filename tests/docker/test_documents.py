"""What the documents for operators name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PATHS = re.compile(r"`((?:tests|service|cards|docker)/[\w/.-]+)(?:::(\w+))?`")
DOCUMENTS = ("SECURITY.md", "docs/deploy.md", "docs/integrate.md", "docs/operate.md")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_and_test_that_a_document_names_is_there(document: str) -> None:
    for path, test in PATHS.findall((ROOT / document).read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path
        assert not test or f"def {test}" in (ROOT / path).read_text(encoding="utf-8"), test


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_setting_that_a_document_names_is_one(document: str) -> None:
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    named = set(re.findall(r"HER2CDS_\w+", (ROOT / document).read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if f"## `{name}`" not in settings] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_document_leads_somewhere(document: str) -> None:
    here = (ROOT / document).parent

    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert [link for link in links if not (here / link).exists()] == []


def test_every_alert_has_a_heading_in_the_runbook() -> None:
    groups = yaml.safe_load((ROOT / "docker/prometheus/alerts.yaml").read_text(encoding="utf-8"))["groups"]
    headings = re.findall(r"^### (\w+)$", (ROOT / "docs/operate.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert [rule["alert"] for group in groups for rule in group["rules"]] == headings

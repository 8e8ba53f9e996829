"""A run as one HTML file that needs nothing beside itself."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2

from cds_check.catalog import CHECKS
from cds_check.checks import Verdict
from cds_check.requirements import checks_for, inferno_ids, requirements, sections

if TYPE_CHECKING:
    from cds_check.running import Report

GROUP_TITLES = {
    "discovery": "Discovery and prefetch templates",
    "hooks": "Hook calls and cards",
    "protocol": "Behaviour on the wire",
    "prefetch": "Prefetch and the FHIR server",
    "tokens": "Hostile tokens",
    "inputs": "Hostile inputs",
    "feedback": "Feedback",
    "text": "Text injection",
    "latency": "Speed",
}


def as_html(report: Report) -> str:
    """The run as a page."""
    text = (files("cds_check") / "reports" / "report.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.from_string(text).render(
        report=report,
        counts={verdict.value: report.count(verdict) for verdict in Verdict},
        groups=_groups(report),
        untested=[row for row in requirements().values() if not checks_for(row.id, CHECKS)],
    )


def _groups(report: Report) -> list[dict[str, Any]]:
    names = dict.fromkeys(result.check.group for result in report.results)
    return [
        {
            "title": GROUP_TITLES[name],
            "results": [
                {"result": result, "sections": sections(result.check), "inferno": inferno_ids(result.check)}
                for result in report.results
                if result.check.group == name
            ],
        }
        for name in names
    ]

"""A run as JSON, JUnit XML and Markdown. `stable` leaves out what changes from run to run: times and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # nosec B405 - written here, never parsed

from cds_check.checks import Verdict
from cds_check.requirements import inferno_ids, sections

if TYPE_CHECKING:
    from cds_check.running import Report, Result


def as_json(report: Report, *, stable: bool = False) -> dict[str, Any]:
    """The run as a JSON document."""
    counts = {verdict.value: report.count(verdict) for verdict in Verdict}
    results = [_result(result, stable=stable) for result in report.results]
    document: dict[str, Any] = {"counts": counts, "checks": results}
    if stable:
        return document
    volatile = {"target": report.base, "seconds": round(report.seconds, 2), "requests": report.requests}
    return {**volatile, "stopped": report.stopped, **document}


def _result(result: Result, *, stable: bool) -> dict[str, Any]:
    check, finding = result.check, result.finding
    document: dict[str, Any] = {
        "id": check.id,
        "title": check.title,
        "level": check.level.value,
        "verdict": finding.verdict.value,
        "requirements": list(check.requirements),
        "sections": [section for section, _ in sections(check)],
        "inferno": list(inferno_ids(check)),
    }
    if finding.reasons:
        document["reasons"] = list(finding.reasons)
    if stable:
        return document
    if finding.measured:
        document["measured"] = finding.measured
    if finding.exchanges:
        document["evidence"] = [exchange.excerpt() for exchange in finding.exchanges]
    return document | {"seconds": round(result.seconds, 3)}


def as_junit(report: Report) -> bytes:
    """The run as JUnit XML; what does not apply or cannot be tested counts as skipped."""
    skipped = report.count(Verdict.NOT_APPLICABLE) + report.count(Verdict.NOT_TESTABLE)
    suite = ET.Element(
        "testsuite",
        name="cds-check",
        tests=str(len(report.results)),
        failures=str(report.count(Verdict.FAILED)),
        skipped=str(skipped),
        time=f"{report.seconds:.3f}",
    )
    for result in report.results:
        _add_case(suite, result)
    return bytes(ET.tostring(suite, encoding="utf-8", xml_declaration=True))


def _add_case(suite: ET.Element, result: Result) -> None:
    check, finding = result.check, result.finding
    group, _, name = check.id.partition(".")
    case = ET.SubElement(suite, "testcase", classname=f"cds-check.{group}", name=name, time=f"{result.seconds:.3f}")
    said = "; ".join(finding.reasons)
    if finding.verdict is Verdict.FAILED:
        failure = ET.SubElement(case, "failure", type=check.level.value, message=_printable(f"{check.title}: {said}"))
        failure.text = _printable("\n\n".join(exchange.excerpt() for exchange in finding.exchanges))
    elif finding.verdict is not Verdict.PASSED:
        ET.SubElement(case, "skipped", message=_printable(f"{finding.verdict.value}: {said}"))


def _printable(text: str) -> str:
    """XML knows no control characters."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)


def as_markdown(report: Report, title: str) -> str:
    """The run as a table, without anything that changes from run to run."""
    counts = ", ".join(f"{report.count(verdict)} {verdict.value}" for verdict in Verdict)
    lines = [f"## {title}", "", counts + ".", "", "| check | level | what | verdict |", "|---|---|---|---|"]
    for result in report.results:
        said = "; ".join(result.finding.reasons)
        verdict = result.finding.verdict.value + (f": {said}" if said else "")
        lines.append(
            f"| `{result.check.id}` | {result.check.level.value} | {_cell(result.check.title)} | {_cell(verdict)} |"
        )
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")

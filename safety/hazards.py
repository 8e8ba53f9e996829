"""Reads the hazard log, prints it as a page, and compares the tests that it names with the tests that ran.

python -m safety.hazards print                    the page docs/hazards.md
python -m safety.hazards check reports/tests.xml  fails if a named test did not run and pass
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import yaml

LOG = Path(__file__).with_name("hazards.yaml")


@dataclass(frozen=True, slots=True)
class Control:
    """What stands against a hazard: where it is built, and the tests (files or `file::test`) that prove it."""

    what: str
    code: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """One way in which the software could harm a patient; severity and likelihood from 1 to 5."""

    id: str
    hazard: str
    cause: str
    harm: str
    severity: int
    likelihood: int
    controls: tuple[Control, ...]
    residual: str


def hazards() -> tuple[Hazard, ...]:
    """The hazard log."""
    document = yaml.safe_load(LOG.read_text(encoding="utf-8"))
    return tuple(_hazard(entry) for entry in document["hazards"])


def _hazard(entry: dict[str, Any]) -> Hazard:
    controls = tuple(Control(one["what"], one["code"], tuple(one["tests"])) for one in entry["controls"])
    return Hazard(**{**entry, "controls": controls})


def outcomes(report: Path) -> dict[str, bool]:
    """Whether each test of a JUnit report passed, by `file::test` without parameters; one that was skipped did not."""
    passed: dict[str, bool] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own test run
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        fine = all(case.find(trouble) is None for trouble in ("failure", "error", "skipped"))
        passed[name] = passed.get(name, True) and fine
    return passed


def unproven(log: tuple[Hazard, ...], passed: dict[str, bool]) -> tuple[str, ...]:
    """The tests of the log that did not run, or did not pass: each with the hazard that leans on it."""
    return tuple(
        f"{hazard.id}: {test}"
        for hazard in log
        for control in hazard.controls
        for test in control.tests
        if not _proven(test, passed)
    )


def _proven(test: str, passed: dict[str, bool]) -> bool:
    found = [fine for name, fine in passed.items() if name == test or name.startswith(f"{test}::")]
    return bool(found) and all(found)


def page(log: tuple[Hazard, ...]) -> str:
    """The hazard log as Markdown."""
    lines = [
        "# Hazards",
        "",
        "*Printed from `safety/hazards.yaml` by `make docs`; do not edit.*",
        "",
        "What could harm a patient, what stands against it, and the tests that prove it. Severity and likelihood (1 to",
        "5, with the controls in place) are the authors' judgement and were not reviewed by clinicians; the deploying",
        "institution owns the residual risk. `make hazards` fails if a named test did not run and pass.",
        "",
    ]
    for one in log:
        lines += [
            f"## {one.id} {one.hazard}",
            "",
            f"Cause: {one.cause}.  ",
            f"Harm: {one.harm}.  ",
            f"Severity {one.severity}, likelihood {one.likelihood}.",
            "",
        ]
        for control in one.controls:
            tests = ", ".join(f"`{test}`" for test in control.tests)
            lines.append(f"- {control.what} (`{control.code}`). Tests: {tests}.")
        lines += ["", f"What remains: {one.residual}.", ""]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run one of the two commands of the module's docstring."""
    log = hazards()
    match arguments:
        case ["print"]:
            sys.stdout.write(page(log))
        case ["check", report]:
            missing = unproven(log, outcomes(Path(report)))
            for test in missing:
                print(f"no passed test for hazard {test}", file=sys.stderr)
            print(f"{len(log)} hazards, {sum(len(one.controls) for one in log)} controls, {len(missing)} unproven")
            return 1 if missing else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from populations.build import DAY, export, patient, somebody
from vignettes.load import vignettes

from cohort.command import SOMEBODY_SEES_SOMETHING_ELSE
from service.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TREATED = [vignette for vignette in vignettes() if vignette.written["current_line_number"] not in (0, "unknown")][:5]
NAMES = [vignette.id.lower() for vignette in TREATED]
PEOPLE = {vignette.id.lower(): patient(vignette.written, vignette.id.lower(), "rxnorm") for vignette in TREATED}
AS_OF = ("--as-of", DAY.isoformat())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(PEOPLE | {"other": somebody("other")}, tmp_path_factory.mktemp("in"), files_a_type=1)


def cohort(*arguments: object) -> int:
    return main(["cohort", *map(str, arguments)])


@pytest.fixture(scope="module")
def decided(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("decided")
    more = ("--workers", 2, "--clinicians", 4, "--days", 10)
    assert cohort("run", source, "--out", out, "--at", "decision-points", *AS_OF, *more) == 0
    return out


def test_a_run_leaves_a_table_a_summary_and_a_report(decided: Path) -> None:
    summary: dict[str, Any] = json.loads((decided / "summary.json").read_text(encoding="utf-8"))

    assert sorted(path.name for path in decided.iterdir()) == ["patients.parquet", "report.html", "summary.json"]
    assert summary["counts"]["patients"] == len(PEOPLE) + 1
    assert summary["burden"]["cards_per_clinician_day"] == round(summary["cards"] / 40, 4)
    assert sum(rule["rows"] for rule in summary["rules"]) == summary["rows"]


def test_the_report_needs_nothing_from_elsewhere_and_says_its_limits_first(decided: Path) -> None:
    page = (decided / "report.html").read_text(encoding="utf-8")

    assert "2016" in page[: page.index("<svg")]
    assert "Read this first" in page[: page.index("<svg")]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert page.count("<svg") == page.count('role="img" aria-label=')
    assert "<script" not in page


def test_a_population_without_a_word_of_breast_cancer_has_a_report_as_well(tmp_path: Path) -> None:
    source = export({"other": somebody("other")}, tmp_path / "in")

    assert cohort("run", source, "--out", tmp_path / "out", *AS_OF, "--workers", 1) == 0
    assert "Nothing was looked at" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_same_run_sees_the_same(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cohort("diff", decided, decided) == 0
    assert "0 changed" in capsys.readouterr().out


def test_a_difference_names_the_patients_and_the_statements(
    decided: Path, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    for path in source.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / "in" / path.name).write_text("".join(line for line in lines if "85319-2" not in line), "utf-8")
    assert cohort("run", tmp_path / "in", "--out", tmp_path / "b", "--at", "decision-points", *AS_OF) == 0

    assert cohort("diff", decided, tmp_path / "b", "--json") == SOMEBODY_SEES_SOMETHING_ELSE
    told = json.loads(capsys.readouterr().out)
    assert {each["patient"] for each in told["changed"]} <= set(NAMES)
    assert told["by_statement"]
    assert all(each["after"].endswith("MISSING") for each in told["by_rule"])


def test_with_a_key_no_id_is_left_and_the_same_key_gives_the_same_names(source: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"sixteen bytes at least, and secret\n")
    for out in ("a", "b"):
        assert cohort("run", source, "--out", tmp_path / out, *AS_OF, "--pseudonymise", key, "--workers", 1) == 0

    names = [path.read_bytes() for path in sorted((tmp_path / "a").iterdir())]
    assert names == [path.read_bytes() for path in sorted((tmp_path / "b").iterdir())]
    assert not any(f"{name}-".encode() in content for name in NAMES for content in names)


@pytest.mark.parametrize(
    "wrong",
    [
        ("run", "nowhere", "--out", "out"),
        ("run", ".", "--out", "out"),
        ("run", ".", "--out", "out", "--at", "someday"),
        ("run", ".", "--out", "out", "--workers", "0"),
        ("run", ".", "--out", "out", "--days", "3"),
        ("run", ".", "--out", "out", "--pseudonymise", "no-such-key"),
        ("diff", "nowhere", "out"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    wrong: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert cohort(*wrong) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from service.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RECORD = str(files("service") / "demo_patients" / "one-third-line.json")


def test_the_report_is_one_file_in_the_language_asked_for(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"

    assert main(["report", RECORD, "-o", str(sheet), "--as-of", "2016-05-16", "--language", "es"]) == 0

    written = sheet.read_text(encoding="utf-8")
    assert "En 2016 el panel español nombró primero T-DM1" in written
    assert "<script" not in written


def test_without_a_file_name_it_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", RECORD, "--as-of", "2016-05-16"]) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")


def test_a_folder_that_is_not_there_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", RECORD, "-o", str(tmp_path / "no" / "sheet.html")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1

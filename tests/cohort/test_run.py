from __future__ import annotations

import gzip
import hashlib
import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from populations.build import DAY, bundles, everybody, export, patient, somebody
from vignettes.load import vignettes

from cards.wording.language import Language
from cohort.lines import lines_in
from cohort.moment import Moment
from cohort.run import AnotherRunError, Wish, run
from cohort.skipped import Skipped
from cohort.sources import input_at
from cohort.steps import EVALUATE, Done, Task, do
from cohort.table import read_table
from service import documents
from service.cli import main
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cohort.rows import Row
    from cohort.run import Result

SMALL = {"bytes_a_unit": 60_000, "bytes_a_part": 200_000}
PEOPLE = everybody()
FIRST = vignettes()[0]


def here(tasks: Sequence[Task]) -> Iterator[Done]:
    """An engine that needs no process."""
    return map(do, tasks)


def ran(source: Path, out: Path, *, decisions: bool = False, **more: Any) -> Result:
    return run(Wish(source, out, Moment(DAY, decisions=decisions), **(SMALL | more)), here)


def rows(result: Result) -> dict[str, Row]:
    return {row.patient: row for row in read_table(result.table)}


def told(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(PEOPLE, tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="module")
def of_everybody(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return ran(exported, tmp_path_factory.mktemp("everybody"))


def test_every_patient_with_a_word_of_breast_cancer_has_a_row_and_nobody_else(of_everybody: Result) -> None:
    assert set(rows(of_everybody)) == {name for name in PEOPLE if not name.startswith("other-")}
    assert of_everybody.counts["patients"] == len(PEOPLE)


def test_a_row_says_what_the_service_says_about_the_same_record(of_everybody: Result) -> None:
    for name, row in rows(of_everybody).items():
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": resource} for resource in PEOPLE[name]],
        }
        answered = json.loads(documents.cards(bundle, DAY, Settings(language=Language.ENGLISH.value)))["cards"]

        assert row.view_cards == len(answered)
        if answered:
            said = answered[-1]["extension"]["org.her2-cds"]
            assert (row.outcome, row.rule) in {
                (card["extension"]["org.her2-cds"]["outcome"], card["extension"]["org.her2-cds"]["rule"])
                for card in answered
            }
            assert row.edition == said["edition"]


def test_whoever_is_not_looked_at_would_have_got_no_card() -> None:
    for name in PEOPLE:
        if name.startswith("other-"):
            assert json.loads(documents.cards(PEOPLE[name], DAY, Settings()))["cards"] == []


def test_packed_files_and_bundles_give_the_same_table(of_everybody: Result, tmp_path: Path) -> None:
    packed = ran(export(PEOPLE, tmp_path / "packed", pack=True), tmp_path / "a")
    opened = ran(bundles(PEOPLE, tmp_path / "bundles"), tmp_path / "b")

    assert list(read_table(packed.table)) == list(read_table(of_everybody.table))
    assert list(read_table(opened.table)) == list(read_table(of_everybody.table))


def test_how_the_input_is_cut_changes_nothing(of_everybody: Result, exported: Path, tmp_path: Path) -> None:
    finer = ran(exported, tmp_path, bytes_a_unit=7_001, bytes_a_part=50_000)

    assert finer.table.read_bytes() == of_everybody.table.read_bytes()


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf{}\n\n{}\nlast", b"first\r\nsecond\n", b"\n\n", b"\xef\xbb\xbf", b""]
)
def test_wherever_a_file_is_cut_each_of_its_lines_is_read_once(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes(content)

    def lines(bytes_a_unit: int) -> list[tuple[int, bytes]]:
        units = input_at(tmp_path, bytes_a_unit).units
        return [line for unit in units for line in lines_in(unit, Skipped())]

    whole = lines(1000)
    assert b"".join(content[place : place + len(line)] for place, line in whole) == b"".join(line for _, line in whole)
    assert all(lines(size) == whole for size in range(1, 9))


def test_how_the_lines_are_written_changes_nothing(of_everybody: Result, tmp_path: Path) -> None:
    lines = [json.dumps(resource) for resources in PEOPLE.values() for resource in resources]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all types.ndjson").write_text("\r\n".join(lines[::2]) + "\r\n\r\n", "utf-8")
    (tmp_path / "in" / "no end.ndjson").write_text("\n \n".join(lines[1::2]), "utf-8")

    mixed = ran(tmp_path / "in", tmp_path / "out")

    assert mixed.table.read_bytes() == of_everybody.table.read_bytes()
    assert mixed.counts["resources"] == of_everybody.counts["resources"]


def test_a_line_with_two_resources_is_no_line_of_one_even_beside_one_resource_in_two_lines(tmp_path: Path) -> None:
    resources = somebody("p")
    patient_, condition, observation = map(json.dumps, resources)
    (tmp_path / "in").mkdir()
    broken = observation.replace(", ", ",\n", 1)
    (tmp_path / "in" / "x.ndjson").write_text(f"{patient_}{condition}\n{broken}\n{observation}\n", "utf-8")

    result = ran(tmp_path / "in", tmp_path / "out")

    assert result.counts["resources"] == 1
    assert result.skipped.counts["line that is no FHIR resource"] == 3


def test_a_drug_named_only_by_a_shared_medication_makes_its_patient_one_to_look_at(tmp_path: Path) -> None:
    people = {"drug-only": somebody("drug-only")}
    subject = {"reference": "https://ehr.example.org/fhir/Patient/drug-only"}
    people["drug-only"] += [
        {
            "resourceType": "MedicationRequest",
            "id": "r1",
            "status": "active",
            "intent": "order",
            "subject": subject,
            "authoredOn": "2025-01-01",
            "medicationReference": {"reference": "Medication/shared"},
        },
        {"resourceType": "Medication", "id": "shared", "code": {"text": "trastuzumab emtansine"}},
    ]

    found = rows(ran(export(people, tmp_path / "in"), tmp_path / "out"))

    assert found["drug-only"].view_cards == 1
    assert "MedicationRequest/r1" in found["drug-only"].references


def test_bad_input_is_counted_and_listed_and_never_fatal(tmp_path: Path) -> None:
    source = export({"p": patient(FIRST.written, "p", "rxnorm"), "q": somebody("q")}, tmp_path / "in")
    first = next(source.glob("Condition.0.ndjson"))
    first.write_bytes(b"\xef\xbb\xbf" + first.read_bytes() + b'{"resourceType": "Condition", \n\n[1, 2]\n"word"\n')
    (source / "cut.ndjson.gz").write_bytes(gzip.compress(first.read_bytes() * 50)[:-200])
    (source / "empty.ndjson").write_bytes(b"")
    (source / "empty.json").write_bytes(b"")
    (source / "notes.txt").write_text("not read", encoding="utf-8")
    (source / "huge.ndjson").write_bytes(b'{"resourceType": "Binary", "data": "' + b"A" * (34 << 20) + b'"}\n')
    (source / "lost.ndjson").write_text(
        json.dumps({"resourceType": "Observation", "id": "o", "status": "final"})
        + "\n"
        + json.dumps({"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/ghost"},
                      "code": {"text": "breast cancer"}})
        + "\n",
        encoding="utf-8",
    )  # fmt: skip

    result = ran(source, tmp_path / "out", bytes_a_unit=8 << 20)

    assert {"p", "ghost"} <= set(rows(result))
    assert result.left_aside == ("notes.txt",)
    skipped = result.skipped.document()
    assert skipped["line that is no FHIR resource"]["count"] >= 3
    for reason in (
        "compressed file cut off or damaged",
        "empty file",
        "line longer than 32 MiB",
        "resource that names no patient",
        "patient without a Patient resource",
    ):
        assert skipped[reason]["count"] >= 1, reason


def test_of_two_versions_of_a_resource_the_later_is_read(tmp_path: Path) -> None:
    resources = patient(FIRST.written, "p", "rxnorm")
    before = ran(export({"p": resources}, tmp_path / "one"), tmp_path / "a")
    again = [dict(each) for each in resources if each["resourceType"] == "Observation"]
    wrong = {**again[0], "status": "entered-in-error", "meta": {"lastUpdated": "2020-01-01T00:00:00Z"}}
    right = {**again[0], "meta": {"lastUpdated": "2024-01-01T00:00:00Z"}}
    rest = [each for each in resources if each["id"] != again[0]["id"]]

    after = ran(export({"p": [*rest, wrong, right, *again[1:]]}, tmp_path / "two"), tmp_path / "b")

    assert rows(after) == rows(before)
    assert after.skipped.counts["the same resource again"] == len(again) - 1
    assert any("one id, different contents" in reason for reason in after.skipped.counts)


def test_another_run_in_the_same_directory_is_refused(exported: Path, tmp_path: Path) -> None:
    ran(exported, tmp_path)

    with pytest.raises(AnotherRunError):
        ran(exported, tmp_path, decisions=True)


def test_a_step_that_was_finished_is_not_done_again(exported: Path, tmp_path: Path) -> None:
    first = ran(exported, tmp_path).table.read_bytes()
    done_again: list[Task] = []

    def counting(tasks: Sequence[Task]) -> Iterator[Done]:
        done_again.extend(tasks)
        return map(do, tasks)

    next((tmp_path / ".work").glob(f"{EVALUATE}-*.done")).unlink()
    again = run(Wish(exported, tmp_path, Moment(DAY), **SMALL), counting)

    assert [task.step for task in done_again] == [EVALUATE]
    assert again.table.read_bytes() == first


def test_killed_in_the_middle_and_started_again_it_gives_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "service.cli", "cohort", "run", str(exported), "--as-of", DAY.isoformat()]
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--workers", "1", "--out", str(killed)], start_new_session=True
    ) as process:
        deadline = time.monotonic() + 60
        while not list(killed.glob(".work/screen-*.done")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not (killed / "report.html").exists()

    for out in (killed, whole):
        assert main([*command[3:], "--workers", "1", "--out", str(out)]) == 0

    assert told(killed) == told(whole)
    assert sorted(told(whole)) == ["patients.parquet", "report.html", "summary.json"]

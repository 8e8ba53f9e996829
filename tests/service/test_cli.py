from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from contract.requests import draft, orders, patient_view, without
from contract.wire import Wire, conforms

from service import demo
from service.cli import main
from service.hook_requests import Hook
from service.migrations import head

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-03-02"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def written(folder: Path, document: Any) -> str:
    path = folder / "input.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> int:
    """The exit code, also where argparse ends the program itself."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(str(end.code))


def test_cards_gives_what_the_service_would_send(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    requests = {
        "her2-patient-view": patient_view(),
        "her2-order-select": orders("order-select", draft("d1", "lapatinib")),
        "her2-order-sign": orders("order-sign", draft("d1", "trastuzumab emtansine")),
    }
    for service, request in requests.items():
        assert run("cards", written(tmp_path, request), "--as-of", DAY) == 0
        assert capsys.readouterr().out.strip() == Wire().call(service, request).text


def test_cards_takes_a_whole_record_as_if_its_chart_was_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = demo.demo_patients()["demo-one"].record()

    assert run("cards", written(tmp_path, record), "--as-of", "2016-05-16", "--hook", "patient-view") == 0
    first = capsys.readouterr().out
    assert run("cards", written(tmp_path, record), "--as-of", "2016-05-16") == 0

    assert capsys.readouterr().out == first
    conforms("response", json.loads(first))
    assert json.loads(first)["cards"][0]["extension"]["org.her2-cds"]["outcome"] == "D-TDM1N"


def test_a_record_and_the_request_about_it_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for patient in demo.demo_patients().values():
        day = patient.as_of or DAY
        assert run("cards", written(tmp_path, patient.record()), "--as-of", day) == 0
        from_record = json.loads(capsys.readouterr().out)["cards"]
        request = demo.demo_request(patient, Hook.PATIENT_VIEW)
        assert run("cards", written(tmp_path, request), "--as-of", day) == 0
        from_request = json.loads(capsys.readouterr().out)["cards"]

        assert [card["summary"] for card in from_request] == [card["summary"] for card in from_record], patient.id


def test_history_tells_lines_and_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = demo.demo_patients()["demo-one"].record()

    assert run("history", written(tmp_path, record), "--as-of", "2016-05-16", "--patient", "demo-one") == 0

    told = json.loads(capsys.readouterr().out)
    assert {
        "edition",
        "as_of",
        "advanced_from",
        "early",
        "lines",
        "counts",
        "excluded",
        "conflicts",
        "flags",
        "gaps",
    } <= set(told)
    assert (told["edition"], told["as_of"], len(told["lines"])) == ("es-2016", "2016-05-16", 2)
    also = {
        "dual_blockade_advanced",
        "clinical_resistance",
        "progressed_after_2_anti_her2",
        "first_line_approach",
        "exposure",
    }
    assert also <= set(told["facts"])
    assert all(set(fact) >= {"value", "working", "because", "missing", "evidence"} for fact in told["facts"].values())
    assert told["facts"]["exposure"]["value"]["T-DM1"] == []
    assert all("-" in agent or " " not in agent for agent in told["facts"]["current_line_agents"]["value"])


FACTS = """
facts:
  her2_status: positive
  hr_status: negative
  disease_setting: metastatic
  disease_status: progressive
  n_her2_lines: 2
  prior_trastuzumab: yes
  prior_taxane: yes
  dual_blockade_prior: no
  tdm1_exposure: none
  tdm1_available: yes
  pertuzumab_exposure: metastatic
  lapatinib_exposure: none
  lt_dual_given: no
  last_line_lapatinib: no
  post2016_agent_exposure: no
  brain_mets: none
  pd_at_first_assessment: no
orders:
  - [lapatinib, capecitabine]
  - [trastuzumab-emtansine]
active: [trastuzumab]
"""


def test_yes_and_no_stay_words_in_yaml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("advise", written(tmp_path, FACTS), "--as-of", DAY) == 0
    from_yaml = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FACTS.encode())))
    assert run("advise", "-") == 0

    assert capsys.readouterr().out == from_yaml
    said = json.loads(from_yaml)
    assert (said["edition"], said["status"]) == ("es-2016", "recommendation")
    assert [order["agents"] for order in said["orders"]] == [["lapatinib", "capecitabine"], ["trastuzumab-emtansine"]]


UNUSABLE = {
    "no such file": ("advise", "nothing-here.json"),
    "a folder": ("cards", "."),
    "no command": (),
    "an unknown command": ("predict",),
    "no file": ("history",),
    "no date": ("history", "x", "--as-of", "yesterday"),
    "a half date": ("history", "x", "--as-of", "2016-05"),
    "no such day": ("history", "x", "--as-of", "2016-02-30"),
    "an unknown hook": ("cards", "x", "--hook", "order-dispatch"),
    "serve without authentication": ("serve",),
    "serve the demo to everybody": ("serve", "--demo", "--host", "192.0.2.1"),
    "serve on no port": ("serve", "--demo", "--port", "http"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_wrong_usage_is_exit_code_2_and_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*UNUSABLE[name]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


INPUTS = {
    "nothing": ("cards", ""),
    "an empty object": ("cards", "{}"),
    "an empty list": ("history", "[]"),
    "broken JSON": ("history", '{"resourceType": "Bundle"'),
    "NaN": ("cards", '{"resourceType": "Bundle", "x": NaN}'),
    "a number": ("history", "5"),
    "text": ("cards", "hello"),
    "a request of no hook": ("cards", json.dumps(patient_view() | {"hook": "order-dispatch"})),
    "a request without context": ("cards", json.dumps(patient_view() | {"context": None})),
    "two patients": (
        "history",
        json.dumps([{"resourceType": "Patient", "id": "a"}, {"resourceType": "Patient", "id": "b"}]),
    ),
    "an unknown fact": ("advise", '{"facts": {"her2": "positive"}}'),
    "an unknown value": ("advise", '{"facts": {"her2_status": "maybe"}}'),
    "a true in YAML": ("advise", "facts: {prior_taxane: !!bool true}"),
    "an unknown agent": ("advise", '{"orders": [["aspirin"]]}'),
    "an unknown member": ("advise", '{"fact": {}}'),
    "orders that are no lists": ("advise", '{"orders": ["lapatinib"]}'),
    "facts that are a list": ("advise", "facts: []"),
    "broken YAML": ("advise", "facts: [unclosed"),
    "a member twice in YAML": ("advise", "facts: {hr_status: positive, hr_status: negative}"),
    "a YAML list": ("advise", "- a\n- b"),
    "deep JSON": ("advise", "[" * 5000),
    "YAML tags": ("advise", "facts: !!python/object/apply:os.system ['true']"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_unreadable_input_is_exit_code_2_and_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command, content = INPUTS[name]

    assert run(command, written(tmp_path, content)) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err


def test_another_hook_or_patient_than_asked_for_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = demo.demo_patients()["demo-one"].record()

    assert run("cards", written(tmp_path, patient_view()), "--hook", "order-sign") == 2
    assert run("cards", written(tmp_path, patient_view()), "--patient", "p2") == 2
    assert run("cards", written(tmp_path, record), "--hook", "order-sign") == 2
    assert run("cards", written(tmp_path, record), "--patient", "nobody") == 2
    assert capsys.readouterr().out == ""


def test_a_request_that_the_service_would_refuse_is_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("cards", written(tmp_path, without(patient_view(), "conditions"))) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert "412" in said.err
    assert "prefetch.conditions" in said.err


def test_the_database_is_brought_to_this_versions_shape_as_often_as_one_likes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HER2CDS_DATA_DIR", str(tmp_path / "var"))

    assert [run("database", "upgrade"), run("database", "upgrade")] == [0, 0]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == said[1]
    assert head() in said[0]
    monkeypatch.setenv("HER2CDS_DATABASE_URL", "mysql://nowhere/x")
    assert run("database", "upgrade") == 2


def test_feedback_is_exported_from_the_database_of_the_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HER2CDS_DATA_DIR", str(tmp_path / "var"))

    assert run("feedback", "export") == 0
    assert capsys.readouterr().out == ""
    assert run("feedback", "report") == 0
    monkeypatch.setenv("HER2CDS_DATABASE_URL", "mysql://nowhere/x")
    assert run("feedback", "report") == 2


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("facts: {n_her2_lines: 010}", id="an octal number"),
        pytest.param("facts: {n_her2_lines: 1:30}", id="a number of base sixty"),
        pytest.param("facts: {n_her2_lines: 0x2}", id="a hexadecimal number"),
        pytest.param("facts: {age_years: .inf}", id="infinity"),
        pytest.param("a: &a [x, x]\nfacts: {her2_status: *a}", id="an alias"),
    ],
)
def test_what_yaml_would_silently_turn_into_something_else_is_refused(
    written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(written)

    assert main(["advise", str(file)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_plain_numbers_of_yaml_stay_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("facts: {n_her2_lines: 2, age_years: 52.5, lvef_percent: 60, on_anti_her2: no}")

    assert main(["advise", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "MISSING"

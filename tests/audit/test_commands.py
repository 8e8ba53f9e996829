"""`her2-cds audit`: what an operator and an auditor do with the trail, on both databases."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from audit.told import VIEW, contents, instance, opened, wire
from contract.requests import draft, orders
from feedback.examples import body, item
from fhir.resources.R4B.auditevent import AuditEvent
from sqlalchemy import text

from service import audit_replay
from service.audit import Auditor, AuditPolicy
from service.audit_chain import entry
from service.audit_detail import Detail
from service.audit_erasure import Removed, erase, purge
from service.audit_spool import Spool
from service.audit_verify import verify
from service.cli import main
from service.database import open_store, writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.database import Store

YEARS_AGO = datetime(2019, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def auditor(store: Store, tmp_path: Path) -> Iterator[Auditor]:
    """A trail whose spool lies where the commands look for it."""

    with closing(Auditor(store, Spool(tmp_path / "var" / "audit-spool"), AuditPolicy("0.1.0"))) as at_work:
        yield at_work


@pytest.fixture
def run(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on the database and give back its exit code, what it printed, and what it complained about."""
    monkeypatch.setenv("HER2CDS_DATABASE_URL", url)
    monkeypatch.setenv("HER2CDS_DATA_DIR", str(tmp_path / "var"))

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["audit", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def feedback_about(auditor: Auditor, card: str) -> None:
    wire(auditor).post(f"/cds-services/{VIEW}/feedback", json.dumps(body(item(card=card))).encode())


def a_day_of_work(auditor: Auditor) -> None:
    """Two patients; a card about the first is overridden."""
    to = wire(auditor)
    (card,) = to.cards(VIEW, opened(1))
    feedback_about(auditor, card["uuid"])
    to.cards(VIEW, of_another_patient(2))
    to.cards(VIEW, opened(3))
    assert auditor.drain()


def of_another_patient(number: int) -> dict[str, Any]:
    return json.loads(json.dumps(opened(number)).replace("Patient/p1", "Patient/p2").replace('"p1"', '"p2"'))


def test_verify_prints_the_head_and_fails_at_the_broken_row(auditor: Auditor, run: Any) -> None:
    a_day_of_work(auditor)
    code, out, err = run("verify")
    told = json.loads(out)
    assert (code, err, told["holds"], told["rows"]) == (0, "", True, 4)
    assert run("verify", "--head", told["head"]["hash"])[0] == 0

    with writing(auditor.store.engine) as connection:
        connection.execute(text("UPDATE audit SET content = replace(content, 'T0', 'T9') WHERE number = 3"))

    code, out, err = run("verify")
    assert (code, json.loads(out)["broken"]["row"]) == (1, 3)
    assert len(err.splitlines()) == 1
    assert run("verify", "--head", "0" * 64)[0] == 1


def test_what_waits_in_the_spool_is_handed_in_first(auditor: Auditor, run: Any) -> None:
    auditor._to_spool([*_entries(auditor)])

    assert json.loads(run("verify")[1])["rows"] == 1


def _entries(auditor: Auditor) -> Any:
    return [entry(auditor.now(), {"kind": "discovery", "status": 200})]


def test_every_record_is_a_valid_audit_event(auditor: Auditor, run: Any) -> None:
    a_day_of_work(auditor)
    wire(auditor).call(VIEW, {})
    auditor.refusals.count(VIEW, 401, "login")
    auditor.close()

    code, out, _ = run("export", "--format", "fhir")

    events = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [event["outcome"] for event in events] == ["0", "0", "0", "0", "4", "4"]
    for event in events:
        AuditEvent.model_validate(event)
    assert events[0]["entity"][0]["role"]["code"] == "1"
    assert "p1" not in [value for event in events for value in _strings(event)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (found for inner in value.values() for found in _strings(inner))
    elif isinstance(value, list):
        yield from (found for inner in value for found in _strings(inner))
    else:
        yield str(value)


def test_the_export_by_days_holds_the_chain(auditor: Auditor, run: Any) -> None:
    a_day_of_work(auditor)
    today, tomorrow = auditor.now().date(), auditor.now().date() + timedelta(days=1)

    everything = [json.loads(line) for line in run("export")[1].splitlines()]

    assert [each["number"] for each in everything] == [1, 2, 3, 4]
    assert everything[1]["previous"] == everything[0]["hash"]
    assert run("export", "--since", str(tomorrow))[1] == ""
    assert len(run("export", "--since", str(today), "--until", str(tomorrow))[1].splitlines()) == 4


def test_an_erased_patient_is_gone_and_the_others_stay(auditor: Auditor, run: Any) -> None:
    a_day_of_work(auditor)
    digest = auditor.store.audit_key.patient("demo", "p1")

    code, out, _ = run("erase", "--patient", "p1")

    assert (code, json.loads(out)["erased"]) == (0, {"audit": 2, "shown_cards": 2, "feedback": 1})
    found = verify(auditor.store)
    assert (found.broken, found.erased, found.rows) == (None, 2, 5)
    assert [told["kind"] for told in contents(auditor)] == ["feedback", "hook", "erasure"]
    with auditor.store.engine.connect() as connection:
        rows = [tuple(row) for name in ("audit", "shown_cards", "feedback") for row in _all(connection, name)]
    assert digest not in repr(rows)
    assert json.loads(run("erase", "--patient", "p1")[1])["erased"] == {"audit": 0, "shown_cards": 0, "feedback": 0}


def _all(connection: Any, table: str) -> list[Any]:
    return list(connection.execute(text(f"SELECT * FROM {table}")))  # noqa: S608 - names of ours


def test_the_id_can_be_read_from_a_line_so_that_it_stands_in_no_shell_history(
    auditor: Auditor, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day_of_work(auditor)
    monkeypatch.setattr("sys.stdin", io.StringIO("p2\n"))

    assert json.loads(run("erase", "--patient", "-", "--client", "demo")[1])["erased"]["audit"] == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert run("erase", "--patient", "-")[0] == 2


def test_a_patient_of_another_client_with_the_same_id_is_another_patient(store: Store, auditor: Auditor) -> None:
    a_day_of_work(auditor)

    assert erase(store, "p1", client="https://other.example.org", at=NOW) == Removed(0, 0, 0)


def test_sqlite_keeps_no_byte_of_what_was_erased(tmp_path: Path) -> None:

    with closing(open_store(f"sqlite:///{tmp_path}/a.sqlite3")) as store:
        auditor = Auditor(store, Spool(tmp_path / "spool"), AuditPolicy("0.1.0", Detail.FACTS))
        wire(auditor).cards(VIEW, opened(1))
        assert auditor.drain()
        digest = store.audit_key.patient("demo", "p1").encode()
        assert digest in every_byte(tmp_path)

        erase(store, "p1", client=None, at=NOW)

        assert digest not in every_byte(tmp_path)
        assert b"Observation/her2" not in every_byte(tmp_path)


def every_byte(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_purge_takes_the_oldest_rows_and_the_chain_begins_after_them(
    store: Store, spool: Spool, auditor: Auditor
) -> None:
    long_ago = Auditor(store, spool, AuditPolicy("0.1.0"), now=lambda: YEARS_AGO)
    for number in range(3):
        wire(long_ago).cards(VIEW, opened(number))
    assert long_ago.drain()
    a_day_of_work(auditor)
    exported = verify(store).head.hash

    removed = purge(store, before=NOW - timedelta(days=2190), at=NOW)

    found = verify(store, exported)
    assert removed.audit == 3
    assert (found.broken, found.first, found.rows) == (None, 4, 5)
    with writing(store.engine) as connection:
        connection.execute(text("DELETE FROM audit WHERE number = 4"))
    broken = verify(store).broken
    assert broken is not None
    assert broken.number == 4


def test_a_purge_of_nothing_writes_nothing_and_all_of_it_can_be_purged(auditor: Auditor, run: Any) -> None:
    a_day_of_work(auditor)
    assert json.loads(run("purge")[1]) == {
        "older_than_days": 2190, "removed": {"audit": 0, "shown_cards": 0, "feedback": 0},
    }  # fmt: skip
    assert verify(auditor.store).rows == 4

    purge(auditor.store, before=NOW + timedelta(days=36_500), at=NOW)

    assert (verify(auditor.store).broken, verify(auditor.store).rows) == (None, 1)
    with pytest.raises(SystemExit) as ended:
        run("purge", "--older-than", "0")
    assert ended.value.code == 2


def test_an_erasure_and_a_later_purge_of_its_record_leave_a_chain_that_holds(store: Store, auditor: Auditor) -> None:
    a_day_of_work(auditor)
    erase(store, "p1", client=None, at=NOW)

    purge(store, before=NOW + timedelta(days=36_500), at=NOW)

    assert verify(store).broken is None


def test_a_replay_gives_the_same_bytes(auditor: Auditor, run: Any, tmp_path: Path) -> None:
    request = json.dumps(opened(1))
    wire(auditor).post(f"/cds-services/{VIEW}", request.encode(), **{"accept-language": "es"})
    assert auditor.drain()
    (tmp_path / "request.json").write_text(request)

    code, out, _ = run("replay", "1", str(tmp_path / "request.json"))

    assert (code, json.loads(out)["same"]) == (0, True)
    code, _, err = run("replay", "1")
    assert code == 1
    assert "give it as FILE" in err


def test_a_replay_of_another_request_says_what_differs(auditor: Auditor, run: Any, tmp_path: Path) -> None:
    wire(auditor).cards(VIEW, opened(1))
    assert auditor.drain()
    (tmp_path / "other.json").write_text(json.dumps(opened(2)))

    code, out, err = run("replay", "1", str(tmp_path / "other.json"))

    differs = json.loads(out)["differs"]
    assert code == 1
    assert differs[0].startswith("the request")
    assert differs[1] == f"instance: was {instance(1)}, is {instance(2)}"
    assert "not the same answer" in err


def test_a_record_in_full_needs_no_file(store: Store, auditor: Auditor, run: Any) -> None:
    full = Auditor(store, auditor._spool, AuditPolicy("0.1.0", Detail.FULL))
    wire(full).cards(VIEW, opened(1))
    wire(full).call("her2-order-sign", orders("order-sign", draft("d1", "lapatinib"), draft("d2", "capecitabine")))
    wire(full).call("her2-order-select", orders("order-select", draft("d1", "pertuzumab")))
    assert full.drain()

    assert [run("replay", number)[0] for number in ("1", "2", "3")] == [0, 0, 0]


def test_another_edition_is_not_replayed(auditor: Auditor, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wire(auditor).cards(VIEW, opened(1))
    wire(auditor).call(VIEW, {})
    assert auditor.drain()
    monkeypatch.setattr(audit_replay, "EDITION", replace(audit_replay.EDITION, version="2.0.0"))

    code, out, err = run("replay", "1")
    assert (code, out) == (1, "")
    assert "is of edition es-2016 1.0.0; this program holds es-2016 2.0.0" in err
    assert run("replay", "2")[0] == 1, "a refusal has no answer to compare"
    assert run("replay", "77")[0] == 1


def test_a_backup_by_vacuum_into_verifies_and_finds_its_patients(tmp_path: Path) -> None:

    with closing(open_store(f"sqlite:///{tmp_path}/live.sqlite3")) as store:
        auditor = Auditor(store, Spool(tmp_path / "spool"), AuditPolicy("0.1.0"))
        wire(auditor).cards(VIEW, opened(1))
        assert auditor.drain()
        with closing(sqlite3.connect(tmp_path / "live.sqlite3")) as connection:
            connection.execute("VACUUM INTO ?", (str(tmp_path / "backup.sqlite3"),))
        head = verify(store).head.hash

    with closing(open_store(f"sqlite:///{tmp_path}/backup.sqlite3")) as restored:
        assert verify(restored, head).broken is None
        assert erase(restored, "p1", client=None, at=NOW).audit == 1

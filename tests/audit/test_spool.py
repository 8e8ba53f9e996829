"""The spool: on disk before it is acknowledged, handed on once, whole lines only."""

from __future__ import annotations

import os
import stat
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from service.audit_chain import Entry
from service.audit_spool import Drained, Spool

if TYPE_CHECKING:
    from pathlib import Path


def entries(*names: str) -> list[Entry]:
    return [Entry("2026-11-24T12:00:00.000000Z", '{"kind":"hook"}', id=name) for name in names]


def drained(spool: Spool) -> tuple[list[str], Drained]:
    taken: list[Entry] = []
    found = spool.drain(taken.extend)
    return [entry.id for entry in taken], found


def test_what_was_appended_is_handed_on_once_and_unchanged(spool: Spool) -> None:
    spool.append(entries("a", "b"))
    spool.append(entries("c"))
    assert spool.waiting_bytes() > 0

    assert drained(spool) == (["a", "b", "c"], Drained(3, 0))
    assert drained(spool) == ([], Drained(0, 0))
    assert spool.files() == []


@pytest.mark.parametrize("torn", range(2, 90, 7))
def test_a_torn_last_line_is_cut_and_counted_and_what_comes_after_it_is_whole(spool: Spool, torn: int) -> None:
    spool.append(entries("a", "b"))
    (file,) = spool.files()
    os.truncate(file, file.stat().st_size - torn)

    spool.append(entries("c"))

    assert drained(spool) == (["a", "c"], Drained(2, 1))


def test_a_line_with_a_changed_letter_is_cut(spool: Spool) -> None:
    spool.append(entries("a", "b"))
    (file,) = spool.files()
    file.write_bytes(file.read_bytes().replace(b"hook", b"hack", 1))

    assert drained(spool) == (["b"], Drained(1, 1))


def test_what_the_chain_does_not_take_goes_on_waiting(spool: Spool) -> None:
    spool.append(entries("a"))

    def refuse(_: list[Entry]) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        spool.drain(refuse)

    assert drained(spool)[0] == ["a"]


def test_a_record_that_comes_while_the_file_is_drained_is_not_lost(spool: Spool) -> None:
    spool.append(entries("a"))
    taken: list[str] = []
    with ThreadPoolExecutor(1) as other:

        def hand_on(batch: list[Entry]) -> None:
            taken.extend(entry.id for entry in batch)
            late.append(other.submit(spool.append, entries("late")))  # waits for the lock of the drain

        late: list[Future[None]] = []
        spool.drain(hand_on)
        late[0].result(timeout=10)

    assert taken + drained(spool)[0] == ["a", "late"]


def test_the_files_are_for_the_owner_alone(spool: Spool) -> None:
    spool.append(entries("a"))
    (file,) = spool.files()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_an_error_and_no_silence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OSError, match="file"):
        Spool(tmp_path / "file" / "spool").append(entries("a"))

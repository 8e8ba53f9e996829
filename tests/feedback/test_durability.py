"""Nothing that was acknowledged is lost: writers and servers are killed (SIGKILL) at random moments."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from feedback import writers

from service.database import open_store
from service.feedback_log import stored_reports

if TYPE_CHECKING:
    from feedback.cluster import Cluster

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120


def acknowledged(folder: Path) -> set[str]:
    return {card for file in folder.glob("acknowledged-*") for card in file.read_text().splitlines()}


def kill_in_the_middle(url: str, folder: Path, *, more: int) -> None:
    """Start four writers, let them acknowledge at least `more` reports, and kill them all at some moment after."""
    before = len(acknowledged(folder))
    program = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, writers.__file__, url, str(folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        until = time.monotonic() + PATIENCE_S
        while len(acknowledged(folder)) < before + more:
            assert program.poll() is None, "the writers ended by themselves"
            assert time.monotonic() < until, f"fewer than {more} reports acknowledged in {PATIENCE_S} s"
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.1))  # noqa: S311 - any moment will do
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def assert_nothing_lost(url: str, folder: Path) -> None:
    with closing(open_store(url)) as store:
        cards = [report.card for report in stored_reports(store)]
    lost = acknowledged(folder) - set(cards)

    assert not lost, f"{len(lost)} acknowledged reports are not stored"
    assert len(cards) == len(set(cards)), "a report is stored twice"


def kill_again_and_again(url: str, folder: Path, rounds: int) -> None:
    with closing(open_store(url)):
        pass
    for _ in range(rounds):
        kill_in_the_middle(url, folder, more=40)
        assert_nothing_lost(url, folder)


@pytest.mark.e2e
def test_ten_kills_of_four_writers_lose_nothing(url: str, tmp_path: Path) -> None:
    kill_again_and_again(url, tmp_path, rounds=10)


def test_a_crash_of_the_database_server_loses_nothing(postgresql: Cluster, tmp_path: Path) -> None:
    url = postgresql.new_database()
    kill_in_the_middle(url, tmp_path, more=20)

    postgresql.stop("immediate")
    postgresql.start()

    assert_nothing_lost(url, tmp_path)

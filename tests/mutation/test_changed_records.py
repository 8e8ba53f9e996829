"""Thousands of records that sloppy exports, odd clients and attackers could have sent: an answer every time, and why.

Each answer is judged as a client would (`contract.wire`), and an answer may differ from that to the plain record only
where something that is known, or known to be missing, differs. `python -m mutation --seeds N` in tests/ runs more.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mutation.record_changes import CHANGES
from mutation.trying import BATCH, tried, wire

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*.json"))


@pytest.mark.parametrize("batch", range(40))
def test_whatever_is_sent_is_answered_or_refused_with_its_reason(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        tried(seed)


def test_there_are_at_least_twenty_five_kinds_of_change() -> None:
    assert len(CHANGES) >= 25


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))

    answer = wire().call("her2-patient-view", case["request"])

    assert answer.status_code == case["expected"]["status"]
    said = json.dumps(answer.json())
    assert [words for words in case["expected"]["says"] if words not in said] == []

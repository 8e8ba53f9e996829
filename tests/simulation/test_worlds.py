"""Worlds in which much goes wrong: what must always hold, holds (`python -m simulation --seed N` repeats one)."""

from __future__ import annotations

import pytest
from simulation import world
from simulation.world import BrokenPromiseError, lived

from service.card_memory import CardMemory

BATCH = 10


@pytest.mark.parametrize("first", range(0, 200, BATCH))
def test_what_must_always_hold_holds_in_every_world(first: int) -> None:
    for seed in range(first, first + BATCH):
        lived(seed)


def test_the_same_seed_is_the_same_world() -> None:
    assert lived(11) == lived(11)


def test_a_service_that_loses_feedback_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "stored_reports", lambda _: [])

    with pytest.raises(BrokenPromiseError, match=r"seed \d+: acknowledged feedback is lost"):
        [lived(seed) for seed in range(20)]


def test_a_service_that_falls_silent_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CardMemory, "pass_on", lambda *_, **__: ([], None))

    with pytest.raises(BrokenPromiseError, match="a card is missing that nobody has overridden"):
        [lived(seed) for seed in range(20)]

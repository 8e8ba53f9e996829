"""Who reads beside other work may pause after every resource; what is read is the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contract.requests import patient_view
from contract.wire import TODAY

from fhir_mappings.pauses import pausing, unhurried
from service.answering import answer_call
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


def answer(body: bytes) -> dict[str, Any]:
    return answer_call(body, Hook.PATIENT_VIEW, lambda _: TODAY, practice_of(Settings())).response


def paused_within(work: Callable[[], object]) -> int:
    pauses: list[None] = []
    with pausing(lambda: pauses.append(None)):
        work()
    return len(pauses)


def test_without_a_wish_nothing_is_put_between() -> None:
    resources = [1, 2, 3]

    assert unhurried(resources) is resources
    assert paused_within(lambda: list(unhurried(resources))) == 3
    assert unhurried(resources) is resources


def test_a_chart_is_read_with_pauses_and_the_answer_is_the_same() -> None:
    body = json.dumps(patient_view()).encode()
    sent = sum(len(page.get("entry", ())) for page in patient_view()["prefetch"].values())
    answers: list[dict[str, Any]] = []

    assert sent
    assert paused_within(lambda: answers.append(answer(body))) > sent, "after each that is opened and each that is read"
    assert answers == [answer(body)]

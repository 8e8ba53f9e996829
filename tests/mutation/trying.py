"""One seed, one changed record, one call: what comes back is judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
from contract.wire import Wire
from mutation.charts import Chart, answered, answered_or_refused, called, charts
from mutation.record_changes import changed

from cards import unread
from service.errors import CannotAnswerError
from service.settings import Settings

if TYPE_CHECKING:
    from service.answering import Answered

BATCH = 50
MOST_CHANGES = 5
EXPECTED = (200, 400, 412)


@dataclass(frozen=True)
class Tried:
    """What was sent, what was done to it, and the status that came back."""

    chart: Chart
    changes: tuple[str, ...]
    status: int
    body: bytes


@cache
def wire() -> Wire:
    """A client of the service in demo mode, without memory."""
    return Wire(Settings(demo=True))


def tried(seed: int) -> Tried:
    """Change some chart as the seed says, send it, and judge the answer.

    Raises:
        AssertionError: the answer breaks a rule; the message names seed, chart and changes.
    """
    random = Random(seed)  # noqa: S311 - a seed makes the failure repeatable
    chart = random.choice(charts())
    entries, names = changed(chart.entries, random, random.randint(1, MOST_CHANGES))
    request = called(chart, entries)
    told = f"seed {seed}: {chart.name} after {', '.join(names)}"
    body = msgspec.json.encode(request)
    try:
        answer = wire().post("/cds-services/her2-patient-view", body)
        assert answer.status_code in EXPECTED, answer.text[:500]
        _judged(chart, request, answer.status_code)
    except AssertionError as error:
        raise AssertionError(f"{told}: {error}") from error
    return Tried(chart, tuple(names), answer.status_code, body)


def _judged(chart: Chart, request: dict[str, Any], status: int) -> None:
    found = answered_or_refused(chart, request)
    if isinstance(found, CannotAnswerError):
        assert found.status == status
        return
    plain = _plain(chart)
    if _known(found) == _known(plain):
        assert found.response == plain.response, "the same is known, and another answer is given"


@cache
def _plain(chart: Chart) -> Answered:
    return answered(chart, called(chart))


def _known(given: Answered) -> object:
    """All that a card may rest on: the history, the facts with their sources, gaps, contradictions."""
    consult = given.consult
    history, record = consult.history, consult.history.record
    gaps = (unread.gaps(consult), unread.conflicts(consult), unread.incomplete(consult))
    read = [getattr(record, name) for name in record.__slots__ if name not in ("notes", "excluded")]
    derived = [getattr(history, name) for name in history.__slots__ if name not in ("record", "excluded")]
    return repr((consult.established, gaps, read, derived))

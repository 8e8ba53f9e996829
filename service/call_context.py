"""The call under way: its id, the caller's trace, and how long each of its stages took.

A context variable, so that every line of the log says to which call it belongs, in whichever thread it is written.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `trace` is the trace id of a W3C `traceparent` header; `seconds` grows as stages end."""

    request_id: str
    trace: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)


_CURRENT: ContextVar[Call | None] = ContextVar("her2cds_call", default=None)


def begin_call(headers: Mapping[bytes, bytes]) -> Call:
    """The call with these headers: its `X-Request-Id` is kept if it is short and plain, else one is made."""
    given = headers.get(b"x-request-id", b"").decode("latin-1")
    trace = _TRACEPARENT.fullmatch(headers.get(b"traceparent", b"").decode("latin-1"))
    call = Call(given if _SANE_ID.fullmatch(given) else uuid4().hex, trace[1] if trace else None)
    _CURRENT.set(call)
    return call


def current_call() -> Call | None:
    """The call in which this code runs, if it runs in one."""
    return _CURRENT.get()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Note how long a stage of the call takes; outside a call nothing is noted."""
    call = _CURRENT.get()
    if call is None:
        yield
        return
    started = time.perf_counter()
    try:
        yield
    finally:
        call.seconds[name] = call.seconds.get(name, 0.0) + time.perf_counter() - started

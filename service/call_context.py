"""The call under way: its id, the caller's trace, and how long each of its stages took.

A context variable, so that every line of the log says to which call it belongs, in whichever thread it is written.
"""

from __future__ import annotations

import re
import time
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `trace` is the trace id of its W3C `traceparent` header; `seconds` grows as stages end."""

    request_id: str
    trace: str | None = None
    traceparent: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)


_CURRENT: ContextVar[Call | None] = ContextVar("her2cds_call", default=None)


def begin_call(headers: Mapping[bytes, bytes]) -> Call:
    """The call with these headers: its `X-Request-Id` is kept if it is short and plain, else one is made."""
    given = headers.get(b"x-request-id", b"").decode("latin-1")
    trace = _TRACEPARENT.fullmatch(headers.get(b"traceparent", b"").decode("latin-1"))
    request_id = given if _SANE_ID.fullmatch(given) else uuid4().hex
    call = Call(request_id, trace[1], trace[0]) if trace else Call(request_id)
    _CURRENT.set(call)
    return call


def current_call() -> Call | None:
    """The call in which this code runs, if it runs in one."""
    return _CURRENT.get()


@dataclass(slots=True)
class _Spans:
    make: Callable[[str], AbstractContextManager[Any]]


def _no_span(_: str) -> AbstractContextManager[Any]:
    return nullcontext()


_SPANS = _Spans(_no_span)


def trace_stages_with(make: Callable[[str], AbstractContextManager[Any]] | None) -> None:
    """Wrap every stage in what `make` makes of its name; None: in nothing (see `tracing`)."""
    _SPANS.make = make or _no_span


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Note how long a stage of the call takes; outside a call nothing is noted."""
    call = _CURRENT.get()
    if call is None:
        yield
        return
    started = time.perf_counter()
    try:
        with _SPANS.make(name):
            yield
    finally:
        call.seconds[name] = call.seconds.get(name, 0.0) + time.perf_counter() - started

"""What the trail says, for tests: contents in order, and a client that calls an application with a trail."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contract.requests import patient_view
from contract.wire import Wire
from sqlalchemy import select

from service.card_memory import CardMemory
from service.database import reading
from service.tables import audit

if TYPE_CHECKING:
    from service.audit import Auditor

VIEW = "her2-patient-view"


def contents(auditor: Auditor) -> list[dict[str, Any]]:
    """The content of every row that has one, oldest first; what a slow machine had to spool is handed in before."""
    until = time.monotonic() + 20
    while not auditor.drain():
        assert time.monotonic() < until, "the database does not take what waits in the spool"
    with reading(auditor.store.engine) as connection:
        rows = connection.scalars(select(audit.c.content).order_by(audit.c.number)).all()
    return [json.loads(content) for content in rows if content is not None]


def wire(auditor: Auditor, **trust: Any) -> Wire:
    """A client of an application in demo mode whose calls are put on record."""
    return Wire(memory=CardMemory(auditor.store), auditor=auditor, **trust)


def opened(number: int, **prefetch: Any) -> dict[str, Any]:
    """A call of its own."""
    return patient_view(**prefetch) | {"hookInstance": instance(number)}


def instance(number: int) -> str:
    return str(UUID(int=number))

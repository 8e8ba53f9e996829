"""The audit trail as lines: each record as it stands in the chain (NDJSON), or as a FHIR AuditEvent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from fhir_mappings.audit_event import audit_event
from service.database import Store, reading
from service.tables import audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Row

Format = Literal["ndjson", "fhir"]


def export_lines(store: Store, form: Format, *, since: str | None = None, until: str | None = None) -> Iterator[str]:
    """The records from `since` on and before `until` (UTC text), oldest row first. FHIR knows no erased record."""
    query = select(audit).order_by(audit.c.number)
    if since:
        query = query.where(audit.c.at >= since)
    if until:
        query = query.where(audit.c.at < until)
    with reading(store.engine) as connection, connection.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            if form == "ndjson":
                yield json.dumps(_record(row))
            elif row.content is not None:
                yield json.dumps(audit_event(row.id, row.at, json.loads(row.content)))


def _record(row: Row[Any]) -> dict[str, Any]:
    """A record with its place in the chain; salt and previous hash let another program verify it."""
    placed = {"number": row.number, "id": row.id, "at": row.at}
    chained = {"salt": row.salt, "commitment": row.commitment, "previous": row.previous, "hash": row.hash}
    content = {"erased": True} if row.content is None else {"content": json.loads(row.content)}
    return placed | content | {name: value for name, value in chained.items() if value is not None}

"""What the service cannot do without, each with the question that tells how it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete

from service.database import insert_once, reading, writing
from service.health import Health
from service.migrations import head, shape_of
from service.tables import used_tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.audit import Auditor
    from service.clients import Registry
    from service.database import Store
    from service.jwks import KeyStore
    from service.metrics import Metrics

WAITS_MS = 800
_TRIAL = {"issuer": "readiness", "jti": "trial", "expires": 0.0}


def checks_of_store(store: Store) -> dict[str, Callable[[], Health]]:
    """Whether the database takes a write, and has the shape of this program."""
    ours = head()  # read from the disk once, before anybody waits for an answer
    return {"database": partial(takes_a_write, store), "migrations": partial(has_shape, store, ours)}


def takes_a_write(store: Store) -> Health:
    """Write a row, to the disk, and take it back. Raises what the database raises."""
    with writing(store.engine, waits_ms=WAITS_MS) as connection:
        insert_once(connection, used_tokens, [_TRIAL])
        connection.execute(delete(used_tokens).where(used_tokens.c.issuer == _TRIAL["issuer"]))
    return Health.OK


def has_shape(store: Store, ours: str) -> Health:
    """Whether the database stands at this program's last migration."""
    with reading(store.engine) as connection:
        revision = shape_of(connection)
    return Health.OK if revision == ours else Health.FAILED


def hands_on_records(auditor: Auditor, metrics: Metrics) -> Health:
    """Degraded while audit records wait for the database in the spool; how many bytes, the metrics tell."""
    state = auditor.state()
    metrics.audit_waiting.set(state.waiting_bytes)
    return Health.OK if state.healthy else Health.DEGRADED


def keys_at_hand(registry: Registry, keys: KeyStore) -> Health:
    """Failed only if no client can be authenticated; degraded if one of them cannot, or its keys are aged."""
    states = [keys.state(client) for client in registry.clients]
    if states and all(state is Health.FAILED for state in states):
        return Health.FAILED
    return Health.OK if all(state is Health.OK for state in states) else Health.DEGRADED

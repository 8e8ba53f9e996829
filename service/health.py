"""How a dependency of the service is, in one word."""

from __future__ import annotations

from enum import Enum


class Health(Enum):
    """Degraded: calls are answered, an operator should look."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"

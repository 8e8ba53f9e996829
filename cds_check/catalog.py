"""Every check, in the order in which a run asks them."""

from __future__ import annotations

from cds_check.checks import Check
from cds_check.groups import (
    calls,
    cards,
    discovery,
    feedback,
    fhir,
    inputs,
    latency,
    prefetch,
    protocol,
    suggestions,
    templates,
    text,
    tokens,
)

_MODULES = (
    discovery,
    templates,
    calls,
    cards,
    suggestions,
    protocol,
    prefetch,
    fhir,
    tokens,
    inputs,
    feedback,
    text,
    latency,
)
CHECKS: tuple[Check, ...] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Check)
)
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(check.group for check in CHECKS))

"""Every check, in the order in which a run asks them."""

from __future__ import annotations

from cds_check.checks import Check
from cds_check.groups import (
    bodies,
    calls,
    cards,
    discovery,
    feedback,
    fhir,
    fields,
    latency,
    leaks,
    prefetch,
    protocol,
    suggestions,
    templates,
    text,
    token_claims,
    token_forms,
    token_use,
)

# Feedback comes last: a service may stay silent about a card that was reported as overridden.
_MODULES = (
    discovery,
    templates,
    calls,
    cards,
    suggestions,
    protocol,
    prefetch,
    fhir,
    token_use,
    token_forms,
    token_claims,
    bodies,
    fields,
    leaks,
    text,
    latency,
    feedback,
)
CHECKS: tuple[Check, ...] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Check)
)
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(check.group for check in CHECKS))

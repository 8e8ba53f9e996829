"""What is asked of the EHR, and whether what was granted covers it (SMART scopes, versions 1 and 2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fhir_mappings.prefetch import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterable

IDENTITY = ("openid", "fhirUser")
_KINDS = tuple(dict.fromkeys(re.split(r"[/?]", template)[0] for template in TEMPLATES.values()))
READ_SCOPES = tuple(f"patient/{kind}.rs" for kind in _KINDS)
"""Read and search of what the service reads, of one patient, and no writing."""

_RESOURCE = re.compile(r"(patient|user|system)/(\*|[A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(\?.+)?")
_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}


def asked_scopes(registered: Iterable[str], *, from_ehr: bool) -> tuple[str, ...]:
    """The scopes of an authorization request: the registered ones (default: identity and reading), and the context."""
    context = "launch" if from_ehr else "launch/patient"
    chosen = tuple(registered) or (*IDENTITY, *READ_SCOPES)
    return (context, *(scope for scope in chosen if scope not in ("launch", "launch/patient")))


def not_granted(asked: Iterable[str], granted: str) -> tuple[str, ...]:
    """The resource scopes that were asked for and are not covered; a grant narrowed by a search counts as none."""
    given = [_understood(scope) for scope in granted.split()]
    return tuple(scope for scope in asked if not _is_covered(scope, [one for one in given if one]))


def _understood(scope: str) -> tuple[str, str, frozenset[str]] | None:
    found = _RESOURCE.fullmatch(scope)
    if found is None or found[4] or not found[3]:
        return None
    return found[1], found[2], frozenset(_VERSION_1.get(found[3], found[3]))


def _is_covered(scope: str, given: list[tuple[str, str, frozenset[str]]]) -> bool:
    wanted = _understood(scope)
    if wanted is None:
        return True  # no resource scope: what comes of it is checked where it is used
    level, kind, rights = wanted
    fitting = [has for whose, what, has in given if whose in (level, "user") and what in (kind, "*")]
    return rights <= frozenset().union(*fitting)

"""The facts as `her2-cds history` prints them: value, working value, why, what is missing, and where it was read."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consensus.establish import Established
    from treatment_history.history import Derived


def facts_document(established: Established) -> dict[str, dict[str, object]]:
    """Every fact of the knowledge specification A.3.1 in its written values, ready for JSON."""
    return {name: fact_document(basis) for name, basis in established.bases.items()}


def fact_document(basis: Derived[Any]) -> dict[str, object]:
    """One fact with its ground."""
    return {
        "value": written_value(basis.value),
        "working": written_value(basis.working),
        "because": [str(sentence) for sentence in basis.because],
        "missing": [str(sentence) for sentence in basis.missing],
        "evidence": list(basis.evidence),
    }


def written_value(value: object) -> object:
    """Enumerations by their word, None as unknown, tuples as lists, whole numbers without a fraction."""
    if value is None:
        return "unknown"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [written_value(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value

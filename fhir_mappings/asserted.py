"""Whether a text asserts what it names: it may deny it, leave it open, or speak of a relative."""

from __future__ import annotations

from fhir_mappings.remembered import per_label
from fhir_mappings.words import folded, words

_DENIALS = frozenset(
    {"no", "not", "without", "denies", "absence", "excluded", "sin", "ausencia", "ohne", "kein", "keine", "keinen",
     "nicht"}
)  # fmt: skip
_DENYING_PHRASES = (("negative", "for"), ("negativo", "para"), ("negativa", "para"), ("free", "of"), ("libre", "de"))
_OPEN = frozenset(
    {"suspected", "suspicion", "suspicious", "possible", "possibly", "probable", "probably", "presumed", "presumptive",
     "likely", "unlikely", "likelihood", "questionable", "potential", "concern", "concerning", "suggestive", "cannot",
     "unclear", "vs", "versus", "differential", "workup", "sospecha", "sospechosa", "sospechoso", "sospechosas",
     "posible", "posibles", "probables", "probablemente", "presunta", "presunto", "dudosa", "dudoso", "descartar",
     "descartada", "descartado", "descartadas", "sugestiva", "sugestivo", "sugestivas", "verdacht", "fraglich",
     "fragliche", "moglich", "mogliche", "vermutlich", "ausschluss", "ausgeschlossen"}
)  # fmt: skip
_OPEN_PHRASES = (
    ("rule", "out"), ("ruled", "out"), ("rules", "out"), ("r", "o"), ("work", "up"), ("metastatic", "status"),
    ("risk", "of"), ("risk", "for"), ("riesgo", "de"),
)  # fmt: skip
_RELATIVES = frozenset(
    {"family", "familiar", "familiares", "familie", "familienanamnese", "mother", "father", "sister", "brother",
     "daughter", "aunt", "grandmother", "cousin", "maternal", "paternal", "madre", "padre", "hermana", "hermano",
     "hija", "tia", "abuela", "materna", "paterna", "mutter", "vater", "schwester", "tochter", "tante"}
)  # fmt: skip


@per_label
def denies(text: str) -> bool:
    """Whether a text denies what it names."""
    said = words(text)
    return bool(_DENIALS & set(said)) or _holds(said, _DENYING_PHRASES)


@per_label
def leaves_open(text: str) -> bool:
    """Whether a text only suspects, excludes or asks for what it names: `rule out brain metastases`, `progression?`."""
    said = words(text)
    return bool(_OPEN & set(said)) or _holds(said, _OPEN_PHRASES) or "?" in folded(text)


@per_label
def of_a_relative(text: str) -> bool:
    """Whether a text speaks of somebody of the patient's family."""
    return bool(_RELATIVES & set(words(text)))


def _holds(said: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> bool:
    return any(phrase == said[at : at + len(phrase)] for phrase in phrases for at in range(len(said)))
